"""Payments over HTTP: what counts, what is refused, and what an ended plan leaves."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from lumiku import clock, ids
from lumiku.accounts import service as accounts
from lumiku.accounts.policy import PLANS, Tier
from lumiku.deliveries.mails import store as mails
from tests.api.world import Merchant
from tests.billing.conftest import CODE, Duitku


def ordered(merchant: Merchant, tier: str = "pro", **more: Any) -> dict[str, Any]:
    answer = merchant.post("/billing/orders", {"tier": tier, **more})
    assert answer.status == 201, answer.text
    return dict(answer.body)


class TestOrder:
    def test_costs_what_the_policy_says(self, merchant: Merchant, gateway: Duitku) -> None:
        order = ordered(merchant, months=3)
        assert order["amount_idr"] == 3 * PLANS[Tier.PRO].price_idr
        assert (order["status"], order["payment_url"]) == ("open", "https://pay.test/1")
        (asked,) = gateway.opened
        assert (asked["merchantCode"], asked["paymentAmount"]) == (CODE, order["amount_idr"])

    def test_a_repeated_request_makes_one(self, merchant: Merchant, gateway: Duitku) -> None:
        one, two = (
            merchant.post("/billing/orders", {"tier": "pro"}, idempotency_key="k").body
            for _ in range(2)
        )
        assert one["id"] == two["id"]
        assert len(gateway.opened) == 1

    @pytest.mark.parametrize("tier", ["free", "enterprise", "gold"])
    def test_what_is_not_sold(self, merchant: Merchant, gateway: Duitku, tier: str) -> None:
        assert merchant.post("/billing/orders", {"tier": tier}).status == 422

    def test_a_smaller_plan_than_the_present_one(self, merchant: Merchant, gateway: Duitku) -> None:
        merchant.on("pro")
        assert merchant.post("/billing/orders", {"tier": "starter"}).status == 422

    def test_is_nobody_elses(self, merchant: Merchant, gateway: Duitku) -> None:
        order = ordered(merchant)
        assert merchant.get(f"/billing/orders/{order['id']}").status == 200
        assert Merchant().get(f"/billing/orders/{order['id']}").status == 404


class TestPaid:
    def test_the_plan_begins_with_its_receipt(self, merchant: Merchant, gateway: Duitku) -> None:
        order = ordered(merchant)
        answer = gateway.pays(order)
        assert (answer.status, answer.text) == (200, "SUCCESS")
        paid = merchant.get(f"/billing/orders/{order['id']}").body
        account = accounts.get(merchant.user_id)
        assert account.tier_at(clock.now()) is Tier.PRO
        assert account.plan_until is not None
        assert paid["status"] == "paid"
        assert paid["valid_until"] == clock.iso(account.plan_until)
        receipt = mails.find_mail(merchant.user_id, f"{order['id']}_paid")
        assert receipt is not None
        assert receipt.facts["amount_idr"] == order["amount_idr"]

    def test_a_replay_changes_nothing(self, merchant: Merchant, gateway: Duitku) -> None:
        order = ordered(merchant)
        gateway.pays(order)
        before = accounts.get(merchant.user_id)
        for _ in range(3):
            assert gateway.pays(order).status == 200
        assert accounts.get(merchant.user_id) == before

    def test_a_second_order_lengthens_the_plan(self, merchant: Merchant, gateway: Duitku) -> None:
        for _ in range(2):
            gateway.pays(ordered(merchant))
        until = accounts.get(merchant.user_id).plan_until
        assert until is not None
        assert until > clock.now() + timedelta(days=55)

    def test_a_failure_may_be_followed_by_a_success(
        self, merchant: Merchant, gateway: Duitku
    ) -> None:
        order = ordered(merchant)
        amount = str(order["amount_idr"])
        assert gateway.call_back(gateway.form(order["id"], amount, "01")).status == 200
        assert merchant.get(f"/billing/orders/{order['id']}").body["status"] == "failed"
        assert accounts.get(merchant.user_id).tier is Tier.FREE
        assert gateway.pays(order).status == 200
        assert gateway.call_back(gateway.form(order["id"], amount, "01")).status == 200
        assert merchant.get(f"/billing/orders/{order['id']}").body["status"] == "paid"


class TestRefused:
    @pytest.mark.parametrize(
        "forged",
        [
            {"signature": "0" * 32},
            {"signature": ""},
            {"merchantCode": "D0002"},
            {"amount": "1"},
            {"resultCode": ""},
        ],
    )
    def test_forged(self, merchant: Merchant, gateway: Duitku, forged: dict[str, str]) -> None:
        order = ordered(merchant)
        form = {**gateway.form(order["id"], str(order["amount_idr"])), **forged}
        assert gateway.call_back(form).status in (403, 422)
        assert accounts.get(merchant.user_id).tier is Tier.FREE

    def test_another_amount_even_when_signed(self, merchant: Merchant, gateway: Duitku) -> None:
        order = ordered(merchant)
        assert gateway.call_back(gateway.form(order["id"], "1000")).status == 422
        assert accounts.get(merchant.user_id).tier is Tier.FREE

    def test_an_unknown_order(self, gateway: Duitku) -> None:
        assert gateway.call_back(gateway.form(ids.new("ord"), "99000")).status == 404

    def test_two_results_in_one_callback(self, merchant: Merchant, gateway: Duitku) -> None:
        """Duitku signs code, amount and order, not the result: a second one is refused."""
        order = ordered(merchant)
        twice = urlencode(gateway.form(order["id"], str(order["amount_idr"]), "01"))
        assert gateway.call_back(f"{twice}&resultCode=00").status == 422

    @pytest.mark.parametrize("body", ["", "amount=1", "%ff%fe", "a=1&" * 100, "{}", "[" * 40])
    def test_no_form_of_theirs(self, gateway: Duitku, body: str) -> None:
        assert gateway.call_back(body).status == 422

    def test_many_digits_in_a_row_are_no_attack(self, merchant: Merchant, gateway: Duitku) -> None:
        order = ordered(merchant)
        form = gateway.form(order["id"], str(order["amount_idr"]), spUserHash="1" * 64)
        assert gateway.call_back(form).status == 200


class TestEnded:
    def test_falls_back_to_free_and_loses_nothing(
        self, merchant: Merchant, gateway: Duitku
    ) -> None:
        gateway.pays(ordered(merchant, "starter"))
        kits = [merchant.kit(name=name)["id"] for name in ("Satu", "Dua")]
        accounts.set_tier(
            merchant.user_id, Tier.STARTER, clock.now(), until=clock.now() - timedelta(seconds=1)
        )
        usage = merchant.get("/usage").body
        assert (usage["tier"], usage["limit"]) == ("free", PLANS[Tier.FREE].poses_per_month)
        listed = {kit["id"] for kit in merchant.get("/brand-kits").body["data"]}
        assert listed == set(kits)
        refused = merchant.post(
            "/brand-kits", {"name": "Tiga", "category": "kids", "colors": ["#000"]}
        )
        assert refused.status == 402
