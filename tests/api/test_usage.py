"""Plans and the month over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from lumiku import clock
from lumiku.accounts import service as accounts
from lumiku.accounts.policy import PLANS, Override, OverrideMode, Tier
from lumiku.cloud import keys
from lumiku.usage.store import UsageItem
from lumiku.usage.view import usage_of
from tests.api.world import Merchant, event, send

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)  # 12:00 WIB, a busy hour
NIGHT = datetime(2026, 11, 23, 15, tzinfo=UTC)  # 22:00 WIB


def used(merchant: Merchant, poses: int, held: int = 0, month: str = "2026-11") -> None:
    UsageItem(
        pk=keys.user(merchant.user_id),
        sk=keys.usage(month),
        user_id=merchant.user_id,
        month=month,
        used=poses,
        taken=poses + held,
    ).save()


@pytest.mark.usefixtures("world")
def test_plans_are_the_policy() -> None:
    plans = send(event("GET", "/v1/plans")).body["data"]
    assert [plan["tier"] for plan in plans] == [tier.value for tier in PLANS]
    for plan in plans:
        policy = PLANS[Tier(plan["tier"])]
        assert plan["price_idr"] == policy.price_idr
        assert plan["poses_per_month"] == policy.poses_per_month
        assert plan["promise_seconds"] == policy.promise.total_seconds()


def test_a_new_account_is_free(free: Merchant) -> None:
    usage = free.get("/usage").body
    assert (usage["tier"], usage["used"], usage["held"]) == ("free", 0, 0)
    assert usage["limit"] == usage["remaining"] == PLANS[Tier.FREE].poses_per_month
    assert (usage["level"], usage["throttled"], usage["reason"]) == ("GREEN", False, None)


def test_what_is_held_is_not_left(free: Merchant) -> None:
    used(free, 4, held=3, month=clock.month_key(clock.now()))
    usage = free.get("/usage").body
    assert (usage["used"], usage["held"], usage["remaining"]) == (4, 3, 3)


class TestThrottling:
    def test_red_is_slow_at_noon_and_says_until_when(self, merchant: Merchant) -> None:
        used(merchant, 12_000)
        usage = usage_of(accounts.get(merchant.user_id), NOON, "id")
        assert (usage.level, usage.throttled) == ("RED", True)
        assert usage.throttled_until == "2026-11-23T14:00:00.000Z"
        assert usage.reason is not None
        assert "10.000 foto" in usage.reason.detail
        assert "21.00 WIB" in usage.reason.detail
        assert usage.recommendation == "enterprise"

    def test_and_fast_at_night(self, merchant: Merchant) -> None:
        used(merchant, 12_000)
        usage = usage_of(accounts.get(merchant.user_id), NIGHT, "en")
        assert (usage.level, usage.throttled, usage.reason) == ("RED", False, None)

    def test_the_teams_word_counts(self, merchant: Merchant) -> None:
        used(merchant, 12_000)
        until = NOON + timedelta(days=1)
        accounts.set_override(merchant.user_id, Override(OverrideMode.FULL_SPEED, until))
        assert usage_of(accounts.get(merchant.user_id), NOON, "en").throttled is False
        accounts.set_override(merchant.user_id, Override(OverrideMode.THROTTLED, until))
        usage = usage_of(accounts.get(merchant.user_id), NIGHT, "en")
        assert usage.reason is not None
        assert usage.reason.code == "throttled_by_team"
        accounts.set_override(merchant.user_id, None)
        assert usage_of(accounts.get(merchant.user_id), NIGHT, "en").throttled is False


class TestPlans:
    def test_an_ended_plan_is_the_free_one(self, free: Merchant) -> None:
        accounts.set_tier(free.user_id, Tier.PRO, NOON, until=NIGHT)
        account = accounts.get(free.user_id)
        assert account.tier_at(NIGHT - timedelta(seconds=1)) is Tier.PRO
        assert account.tier_at(NIGHT) is Tier.FREE
        accounts.set_tier(free.user_id, Tier.STARTER, NOON)
        assert accounts.get(free.user_id).tier_at(NIGHT) is Tier.STARTER

    def test_limits_follow_the_plan_at_once(self, free: Merchant) -> None:
        free.kit()
        wanted = {"name": "B", "category": "kids", "colors": ["#000"]}
        assert free.post("/brand-kits", wanted).status == 402
        free.on("starter")
        assert free.post("/brand-kits", wanted).status == 201

    def test_the_address_of_the_token_is_kept(self, free: Merchant) -> None:
        free.get("/usage")
        account = accounts.get(free.user_id)
        assert account.email == f"{free.user_id[:8]}@lumiku.test"
        assert accounts.ensure(free.user_id, "new@lumiku.test", NOON).email == "new@lumiku.test"
        assert accounts.ensure(free.user_id, "", NOON).email == "new@lumiku.test"
