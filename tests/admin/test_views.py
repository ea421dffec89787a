"""What operators see: an account whole, the work under way, cost next to price."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from local.fakes.cloud import Cloud, Message
from lumiku import clock
from lumiku.accounts.policy import PLANS, Lane, Tier
from lumiku.cloud import keys
from lumiku.cloud.table import Transaction
from lumiku.generations.store import DISPATCH, GenerationItem
from lumiku.rendering import breaker
from lumiku.settings import settings
from lumiku.usage import monitor
from lumiku.usage import service as usage
from tests.api.world import Merchant

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
MONTH = "2026-11"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def make(merchant: Merchant, poses: int, cost_idr: float, tier: Tier) -> None:
    """Poses that were reserved and succeeded."""
    for step in ("reserve", "settle"):
        transaction = Transaction()
        if step == "reserve":
            usage.reserve(transaction, merchant.user_id, MONTH, poses, tier)
        else:
            usage.settle(
                transaction,
                merchant.user_id,
                MONTH,
                succeeded=poses,
                failed=0,
                cost_idr=cost_idr,
                moment=NOW,
            )
        transaction.commit()


class TestAUser:
    def test_is_shown_whole(self, operator: Merchant, merchant: Merchant) -> None:
        merchant.get("/usage")
        make(merchant, 1_600, 100, Tier.STARTER)
        monitor.observe(merchant.user_id, MONTH, NOW)
        user = operator.get(f"/admin/users/{merchant.user_id}").body
        assert user["email"] == f"{merchant.user_id[:8]}@lumiku.test"
        assert (user["usage"]["used"], user["usage"]["level"]) == (1_600, "ORANGE")
        assert [alert["level"] for alert in user["alerts"]] == ["YELLOW", "ORANGE"]
        assert {event["event"] for event in user["events"]} == {"YELLOW", "ORANGE", "SLOWED"}
        assert [(mail["kind"], mail["status"]) for mail in user["mails"]] == [("orange", "pending")]
        assert user["usage"]["days"][22] == {"day": "2026-11-23", "used": 1_600}

    def test_shows_the_plan_that_holds_next_to_the_one_that_was_set(
        self, operator: Merchant, merchant: Merchant
    ) -> None:
        until = clock.iso(NOW + timedelta(days=1))
        body = {"tier": "pro", "until": until, "note": "trial"}
        operator.call("PUT", f"/admin/users/{merchant.user_id}/plan", body)
        from lumiku.admin import view

        later = view.summary(merchant.user_id, NOW + timedelta(days=1))
        assert (later.tier, later.plan) == (Tier.FREE, Tier.PRO)


class TestQueues:
    @pytest.fixture(autouse=True)
    def _closed(self, world: None) -> Iterator[None]:
        breaker.forget()
        yield
        breaker.succeeded(settings().provider)
        breaker.forget()

    def test_an_idle_house(self, operator: Merchant) -> None:
        body = operator.get("/admin/queues").body
        assert [lane["lane"] for lane in body["lanes"]] == [lane.value for lane in Lane]
        assert body["breaker"]["state"] == "closed"

    def test_counts_messages_and_batches(
        self, cloud: Cloud, operator: Merchant, merchant: Merchant
    ) -> None:
        before = operator.get("/admin/queues").body
        cloud.queues["priority"].extend([Message("1", "{}"), Message("2", "{}")])
        cloud.in_work["priority"] = 1
        cloud.queues["parked"].append(Message("3", "{}"))
        due = clock.iso(NOW + timedelta(minutes=5))
        GenerationItem(
            pk=keys.user(merchant.user_id),
            sk=keys.generation("gen_1"),
            generation_id="gen_1",
            user_id=merchant.user_id,
            month=MONTH,
            status="pending",
            total=8,
            remaining=8,
            admitted_at=clock.iso(NOW),
            start_at=clock.iso(NOW),
            brand_kit_id="kit_1",
            product_id="prd_1",
            work=DISPATCH,
            due=due,
        ).save()
        body = operator.get("/admin/queues").body
        lane = next(lane for lane in body["lanes"] if lane["lane"] == "priority")
        assert (lane["waiting"], lane["in_work"]) == (2, 1)
        assert body["parked"] == before["parked"] + 1
        assert (body["releasing"], body["next_deadline"]) == (before["releasing"] + 1, due)

    def test_an_open_breaker_says_for_how_long(self, operator: Merchant) -> None:
        for _ in range(breaker.FAILURES):
            breaker.failed(settings().provider, NOW)
        body = operator.get("/admin/queues").body["breaker"]
        assert (body["state"], body["failures"]) == ("open", breaker.FAILURES)
        assert body["retry_after"] == breaker.open_seconds(breaker.FAILURES)


class TestMargins:
    def test_cost_stands_next_to_price(self, operator: Merchant) -> None:
        cheap, dear, free = Merchant().on("pro"), Merchant().on("starter"), Merchant()
        free.get("/usage")
        make(cheap, 10, 170, Tier.PRO)
        make(dear, 900, 102_000.5, Tier.STARTER)
        make(free, 5, 85, Tier.FREE)
        body = operator.get("/admin/margins").body
        assert (body["month"], body["complete"]) == (MONTH, True)
        of = {one["user_id"]: one for one in body["lowest"]}
        price = PLANS[Tier.STARTER].price_idr
        assert of[dear.user_id]["cost_idr"] == 102_000.5
        assert of[dear.user_id]["margin_idr"] == price - 102_000.5
        assert of[dear.user_id]["is_low"] is True
        assert of[cheap.user_id]["is_low"] is False
        assert of[free.user_id]["margin_idr"] == -85
        assert [one["margin_idr"] for one in body["lowest"]] == sorted(
            one["margin_idr"] for one in body["lowest"]
        )

    def test_tiers_add_up_to_their_accounts(self, operator: Merchant) -> None:
        body = operator.get("/admin/margins").body
        for tier in body["tiers"]:
            of_tier = [one for one in body["lowest"] if one["tier"] == tier["tier"]]
            assert tier["accounts"] == len(of_tier)
            assert tier["used"] == sum(one["used"] for one in of_tier)
            assert tier["margin_idr"] == pytest.approx(sum(one["margin_idr"] for one in of_tier))
