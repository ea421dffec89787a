"""Operators on the running stack: Cognito's groups, and what an act changes for the merchant."""

from datetime import timedelta

import pytest

from local.fakes.shops import Merchant, Street
from lumiku import clock
from lumiku.accounts.policy import Tier

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def operator(street: Street) -> Merchant:
    return street.merchant(admin=True)


class TestOperators:
    def test_merchants_find_no_such_address(self, street: Street) -> None:
        api = street.merchant(Tier.PRO).api
        unknown = api.send("GET", "/admin/nothing")
        for path in ("/admin/queues", "/admin/margins", "/admin/usage-alerts"):
            answer = api.send("GET", path)
            assert answer.status_code == unknown.status_code == 404
            assert answer.json()["detail"] == unknown.json()["detail"]

    def test_they_find_an_account_and_change_its_plan(
        self, street: Street, operator: Merchant
    ) -> None:
        merchant = street.merchant(None)
        assert merchant.api.get("/usage")["tier"] == Tier.FREE
        found = operator.api.get("/admin/users", email=merchant.person.email.upper())["data"]
        assert [user["id"] for user in found] == [merchant.person.user_id]
        path = f"/admin/users/{merchant.person.user_id}"
        until = clock.iso(clock.now() + timedelta(days=30))
        body = {"tier": "starter", "until": until, "note": "a month on us"}
        assert operator.api.send("PUT", f"{path}/plan", body).status_code == 200
        assert merchant.api.get("/usage")["tier"] == Tier.STARTER
        (entry,) = operator.api.get(path)["audit"]
        assert (entry["act"], entry["by"]) == ("set_plan", operator.person.user_id)

    def test_nobody_is_suspended_without_a_notice(self, street: Street, operator: Merchant) -> None:
        merchant = street.merchant()
        path = f"/admin/users/{merchant.person.user_id}"
        refused = operator.api.send("POST", f"{path}/suspend", {"note": "abuse"})
        assert (refused.status_code, refused.json()["code"]) == (409, "notice_missing")
        told = operator.api.send("POST", f"{path}/notice", {"reason": "Are you a bot?"})
        assert told.status_code == 200
        refused = operator.api.send("POST", f"{path}/suspend", {"note": "abuse"})
        assert refused.json()["earliest"] is not None
        assert [mail["kind"] for mail in operator.api.get(path)["mails"]] == ["notice"]

    def test_they_see_the_work_and_what_it_costs(self, street: Street, operator: Merchant) -> None:
        shop = street.shop()
        batch = shop.api.post("/generations", shop.order(skincare_closeup=2))
        shop.api.follow(batch["id"])
        margins = operator.api.get("/admin/margins")
        mine = [one for one in margins["lowest"] if one["user_id"] == shop.owner.person.user_id]
        assert [(one["used"], one["tier"]) for one in mine] == [(2, Tier.PRO)]
        queues = operator.api.get("/admin/queues")
        assert {lane["lane"] for lane in queues["lanes"]} == {
            "free",
            "standard",
            "priority",
            "dedicated",
        }
        assert queues["breaker"]["state"] == "closed"
