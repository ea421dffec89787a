"""What operators do to an account: plan, override, notice, suspension, each on record."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lumiku import clock
from lumiku.accounts import policy
from lumiku.accounts import service as accounts
from lumiku.admin.store import AuditItem
from lumiku.cloud import keys
from lumiku.cloud.table import CoreItem, Transaction
from lumiku.poses import service as poses
from lumiku.poses.skeleton import Joint, Point, mirrored
from lumiku.usage import alerts
from pose_seed.library import shipped
from tests.api.world import Answer, Merchant

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)  # 12:00 WIB
MONTH = "2026-11"


class Desk:
    """An operator at work on one merchant's account."""

    def __init__(self, operator: Merchant, merchant: Merchant) -> None:
        self.operator, self.merchant = operator, merchant
        self.path = f"/admin/users/{merchant.user_id}"

    def user(self) -> dict[str, Any]:
        answer = self.operator.get(self.path)
        assert answer.status == 200, answer.text
        return dict(answer.body)

    def do(self, method: str, what: str, **body: Any) -> Answer:
        return self.operator.call(method, f"{self.path}/{what}", body or None)

    def acts(self) -> list[str]:
        return [entry["act"] for entry in self.user()["audit"]]


@pytest.fixture
def desk(operator: Merchant, merchant: Merchant) -> Desk:
    return Desk(operator, merchant)


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The present moment, which tests may move."""
    moment = [NOW]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


def raise_alert(user_id: str, level: policy.Level = policy.Level.RED) -> str:
    transaction = Transaction()
    tier = policy.Tier.STARTER
    alerts.record(
        transaction, user_id, month=MONTH, level=level, count=3_001, tier=tier, now=clock.now()
    )
    transaction.commit()
    return f"{user_id}.{MONTH}.{level}"


class TestPlan:
    def test_is_set_for_good_or_for_a_while(self, desk: Desk) -> None:
        answer = desk.do("PUT", "plan", tier="pro", until="2026-12-24T00:00:00Z", note="a gift")
        assert answer.status == 200
        assert answer.body["tier"] == answer.body["plan"] == "pro"
        assert answer.body["plan_until"] == "2026-12-24T00:00:00.000Z"
        assert (
            desk.do("PUT", "plan", tier="enterprise", note="a contract").body["plan_until"] is None
        )

    def test_holds_at_once(self, desk: Desk) -> None:
        desk.do("PUT", "plan", tier="free", note="ended")
        assert desk.merchant.get("/usage").body["tier"] == "free"

    def test_the_audit_says_who_what_and_why(self, desk: Desk) -> None:
        desk.do("PUT", "plan", tier="pro", until="2026-12-24T00:00:00Z", note="a gift")
        (entry,) = desk.user()["audit"]
        assert entry["by"] == desk.operator.user_id
        assert entry["by_email"] == f"{desk.operator.user_id[:8]}@lumiku.test"
        assert (entry["act"], entry["note"]) == ("set_plan", "a gift")
        assert entry["at"] == clock.iso(NOW)
        assert entry["before"] == {"tier": "starter", "plan_until": None}
        assert entry["after"] == {"tier": "pro", "plan_until": "2026-12-24T00:00:00.000Z"}

    def test_the_same_again_is_no_act(self, desk: Desk) -> None:
        for _ in range(3):
            assert desk.do("PUT", "plan", tier="pro", note="again").status == 200
        assert desk.acts() == ["set_plan"]

    @pytest.mark.parametrize(
        "body",
        [
            {"tier": "pro", "until": "2026-11-23T05:00:00Z", "note": "past"},
            {"tier": "pro", "until": "2099-01-01T00:00:00Z", "note": "far"},
            {"tier": "pro", "until": "2026-12-24T00:00:00", "note": "no zone"},
            {"tier": "pro", "until": "tomorrow", "note": "no moment"},
            {"tier": "free", "until": "2026-12-24T00:00:00Z", "note": "free never ends"},
        ],
    )
    def test_bad_ends_are_named(self, desk: Desk, body: dict[str, Any]) -> None:
        answer = desk.do("PUT", "plan", **body)
        assert answer.status == 422
        assert [error["pointer"] for error in answer.body["errors"]] == ["/until"]
        assert desk.acts() == []

    def test_an_act_needs_its_reason(self, desk: Desk) -> None:
        for note in ({}, {"note": ""}, {"note": "  "}):
            assert desk.do("PUT", "plan", tier="pro", **note).status == 422


class TestOverride:
    def test_slows_or_frees_until_it_ends(self, desk: Desk, time: list[datetime]) -> None:
        body = {"mode": "throttled", "until": "2026-11-25T00:00:00Z", "note": "reselling"}
        assert desk.do("PUT", "throttle-override", **body).body["override"]["mode"] == "throttled"
        usage = desk.merchant.get("/usage").body
        assert (usage["throttled"], usage["reason"]["code"]) == (True, "throttled_by_team")
        time[0] = datetime(2026, 11, 25, tzinfo=UTC)
        assert desk.merchant.get("/usage").body["throttled"] is False

    def test_can_be_taken_back(self, desk: Desk) -> None:
        body = {"mode": "throttled", "until": "2026-11-25T00:00:00Z", "note": "reselling"}
        desk.do("PUT", "throttle-override", **body)
        assert desk.do("DELETE", "throttle-override").body["override"] is None
        assert desk.do("DELETE", "throttle-override").status == 200
        assert desk.acts() == ["end_override", "set_override"]
        assert desk.merchant.get("/usage").body["throttled"] is False


class TestSuspension:
    def test_needs_a_notice_long_enough_ago(self, desk: Desk, time: list[datetime]) -> None:
        answer = desk.do("POST", "suspend", note="abuse")
        assert (answer.status, answer.body["code"]) == (409, "notice_missing")
        assert answer.body["earliest"] is None
        assert desk.do("POST", "notice", reason="Bot traffic.").status == 200
        time[0] = NOW + policy.SUSPENSION_NOTICE - timedelta(milliseconds=1)
        answer = desk.do("POST", "suspend", note="abuse")
        assert answer.body["earliest"] == clock.iso(NOW + policy.SUSPENSION_NOTICE)
        assert desk.user()["may_suspend"] is False
        time[0] = NOW + policy.SUSPENSION_NOTICE
        assert desk.user()["may_suspend"] is True
        assert desk.do("POST", "suspend", note="abuse").body["suspended_at"] == clock.iso(time[0])
        assert desk.acts() == ["suspend", "give_notice"]

    def test_a_notice_wears_out(self, desk: Desk, time: list[datetime]) -> None:
        desk.do("POST", "notice", reason="Bot traffic.")
        time[0] = NOW + policy.SUSPENSION_NOTICE_HOLDS
        answer = desk.do("POST", "suspend", note="abuse")
        assert (answer.body["code"], answer.body["earliest"]) == ("notice_missing", None)

    def test_a_notice_goes_out_by_mail_once(self, desk: Desk) -> None:
        desk.do("POST", "notice", reason="Bot traffic.")
        answer = desk.do("POST", "notice", reason="Bot traffic.")
        assert (answer.status, answer.body["code"]) == (409, "already_done")
        (mail,) = CoreItem.query(
            keys.user(desk.merchant.user_id),
            CoreItem.sk.startswith(keys.mail()),
            consistent_read=True,
        )
        facts = mail.attribute_values["facts"]
        assert facts == {"reason": "Bot traffic.", "not_before": "2026-11-24"}
        assert desk.acts() == ["give_notice"]

    def test_stops_admission_and_ends_with_the_reinstatement(
        self, desk: Desk, time: list[datetime]
    ) -> None:
        desk.do("POST", "notice", reason="Bot traffic.")
        time[0] = NOW + policy.SUSPENSION_NOTICE
        desk.do("POST", "suspend", note="abuse")
        assert desk.do("POST", "suspend", note="abuse").body["state"] == "suspended"
        assert desk.do("POST", "notice", reason="Again.").body["state"] == "suspended"
        batch = {
            "brand_kit_id": "kit_01JD0000000000000000000000",
            "avatar_ids": ["ava_01JD0000000000000000000000"],
            "product_id": "prd_01JD0000000000000000000000",
            "distribution": {"skincare-closeup": 1},
        }
        answer = desk.merchant.post("/generations", batch)
        assert (answer.status, answer.body["code"]) == (403, "account_suspended")
        usage = desk.merchant.get("/usage").body
        assert usage["reason"]["code"] == "suspended"
        assert desk.do("POST", "reinstate", note="settled").body["suspended_at"] is None
        assert desk.do("POST", "reinstate", note="settled").status == 409
        assert desk.merchant.post("/generations", batch).status == 404
        # What was announced once does not count twice.
        assert desk.do("POST", "suspend", note="abuse").body["code"] == "notice_missing"
        assert desk.acts() == ["reinstate", "suspend", "give_notice"]


class TestAlerts:
    def test_are_listed_filtered_and_resolved_once(self, desk: Desk, other: Merchant) -> None:
        red, orange = (
            raise_alert(desk.merchant.user_id),
            raise_alert(other.user_id, policy.Level.ORANGE),
        )
        listed = desk.operator.get("/admin/usage-alerts", query={"limit": "100"}).body["data"]
        assert {red, orange} <= {alert["id"] for alert in listed}
        only = desk.operator.get("/admin/usage-alerts", query={"level": "ORANGE", "limit": "100"})
        ids = {alert["id"] for alert in only.body["data"]}
        assert orange in ids
        assert red not in ids
        body = {"resolution": "justified", "note": "a big shop"}
        answer = desk.operator.post(f"/admin/usage-alerts/{red}/resolve", body)
        assert (answer.status, answer.body["resolution"]) == (200, "justified")
        again = desk.operator.post(f"/admin/usage-alerts/{red}/resolve", body)
        assert (again.status, again.body["code"]) == (409, "already_done")
        done = desk.operator.get("/admin/usage-alerts", query={"resolved": "true"}).body["data"]
        assert red in {alert["id"] for alert in done}
        (entry,) = desk.user()["audit"]
        assert entry["after"] == {"alert": red, "resolution": "justified"}

    @pytest.mark.parametrize("query", [{"level": "PURPLE"}, {"month": "2026-13"}, {"x": "1"}])
    def test_unknown_filters_are_named(self, desk: Desk, query: dict[str, str]) -> None:
        assert desk.operator.get("/admin/usage-alerts", query=query).status == 422

    def test_an_alert_that_never_was(self, desk: Desk) -> None:
        path = f"/admin/usage-alerts/{desk.merchant.user_id}.2026-11.RED/resolve"
        body = {"resolution": "limited", "note": "x"}
        assert desk.operator.post(path, body).status == 404
        assert desk.operator.post("/admin/usage-alerts/x.2026-11.GREEN/resolve", body).status == 404


class TestFinding:
    def test_by_address_in_any_case(self, desk: Desk) -> None:
        desk.merchant.get("/usage")  # a token with an address
        email = f"{desk.merchant.user_id[:8]}@LUMIKU.test"
        found = desk.operator.get("/admin/users", query={"email": email}).body["data"]
        assert [user["id"] for user in found] == [desk.merchant.user_id]
        assert desk.operator.get("/admin/users", query={"email": "no@x"}).body == {"data": []}

    def test_an_old_address_finds_nobody(self, desk: Desk) -> None:
        user_id = desk.merchant.user_id
        accounts.ensure(user_id, f"new-{user_id}@x.test", NOW)
        accounts.ensure(user_id, f"newer-{user_id}@x.test", NOW)
        assert accounts.find_by_email(f"new-{user_id}@x.test") == []
        assert [a.user_id for a in accounts.find_by_email(f"NEWER-{user_id}@x.test")] == [user_id]

    def test_two_accounts_of_one_address(self, merchant: Merchant, other: Merchant) -> None:
        for one in (merchant, other):
            accounts.ensure(one.user_id, "shared@x.test", NOW)
        found = {account.user_id for account in accounts.find_by_email("shared@x.test")}
        assert found == {merchant.user_id, other.user_id}

    def test_pages_of_the_audit(self, desk: Desk) -> None:
        for tier in ("pro", "starter", "enterprise"):
            desk.do("PUT", "plan", tier=tier, note=tier)
        first = desk.do("GET", "audit").body
        assert [entry["note"] for entry in first["data"]] == ["enterprise", "starter", "pro"]
        page = desk.operator.get(f"{desk.path}/audit", query={"limit": "2"}).body
        rest = desk.operator.get(
            f"{desk.path}/audit", query={"limit": "2", "cursor": page["next_cursor"]}
        ).body
        assert [*page["data"], *rest["data"]] == first["data"]


def joints(points: Sequence[Point]) -> list[dict[str, float]]:
    return [{"x": x, "y": y, "confidence": c} for x, y, c in points]


def wanted_pose(number: int = 0) -> dict[str, Any]:
    """A seated pose of the shipped library as an operator would send it."""
    seated = [one for one in shipped().templates if one.id.startswith("fic_")][number]
    return {
        "shelf": "fashion-sitting-chair",
        "people": [joints(person) for person in seated.people],
        "ages": ["young", "adult"],
        "placement": "worn",
        "description_id": "Di atas bangku.",
        "description_en": "On a stool.",
    }


class TestPoses:
    def test_an_operator_retires_a_pose_and_gives_it_back(
        self, operator: Merchant, shelf: list[str]
    ) -> None:
        path = f"/admin/pose-templates/{shelf[0]}/active"
        for active, shown in ((False, False), (None, True), (True, True)):
            answer = operator.call("PUT", path, {"active": active, "note": "reads as kneeling"})
            assert (answer.status, answer.body["override"]) == (200, active)
            assert answer.body["active"] is shown

    def test_each_word_is_on_record(self, operator: Merchant, shelf: list[str]) -> None:
        path = f"/admin/pose-templates/{shelf[1]}/active"
        operator.call("PUT", path, {"active": False, "note": "reads as kneeling"})
        rows = list(AuditItem.query(keys.SYSTEM, AuditItem.sk.startswith(keys.audit())))
        told = [row.after for row in rows if row.after.get("pose_template") == shelf[1]]
        assert told == [{"pose_template": shelf[1], "override": False}]

    def test_an_operator_adds_a_pose_and_batches_can_choose_it(
        self, operator: Merchant, shelf: list[str]
    ) -> None:
        wish = wanted_pose()
        answer = operator.call("POST", "/admin/pose-templates", {"pose": wish, "note": "new look"})
        assert answer.status == 201, answer.body
        added = answer.body["id"]
        assert (answer.body["frame"], answer.body["needs_seat"]) == ("full", True)
        assert operator.get(f"/pose-templates/{added}").body["description"] == "On a stool."
        assert added in {card.id for card in poses.cards("fashion-sitting")}
        rows = list(AuditItem.query(keys.SYSTEM, AuditItem.sk.startswith(keys.audit())))
        assert {"pose_template": added} in [row.after for row in rows]

    def test_a_repeated_request_adds_one_pose(self, operator: Merchant, shelf: list[str]) -> None:
        body = {"pose": wanted_pose(3), "note": "x"}
        first = operator.call("POST", "/admin/pose-templates", body, idempotency_key="k-1")
        again = operator.call("POST", "/admin/pose-templates", body, idempotency_key="k-1")
        assert (first.status, again.status) == (201, 201)
        assert first.body == again.body

    def test_the_same_pose_or_its_mirror_is_not_added_twice(
        self, operator: Merchant, shelf: list[str]
    ) -> None:
        wish = wanted_pose(1)
        body = {"pose": wish, "note": "x"}
        assert operator.call("POST", "/admin/pose-templates", body).status == 201
        people = [mirrored([(p["x"], p["y"], p["confidence"]) for p in wish["people"][0]])]
        wish["people"] = [joints(body) for body in people]
        answer = operator.call("POST", "/admin/pose-templates", {"pose": wish, "note": "x"})
        assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, "/people/0")
        assert "the same as another pose" in answer.body["errors"][0]["detail"]

    def test_every_broken_rule_of_an_added_pose_is_told(
        self, operator: Merchant, shelf: list[str]
    ) -> None:
        wish = wanted_pose(2)
        for joint in (Joint.RIGHT_ELBOW, Joint.LEFT_KNEE):
            wish["people"][0][joint]["y"] = 0.1
        answer = operator.call("POST", "/admin/pose-templates", {"pose": wish, "note": "x"})
        assert answer.status == 422
        assert len(answer.body["errors"]) >= 2
        wish["shelf"] = "yoga"
        answer = operator.call("POST", "/admin/pose-templates", {"pose": wish, "note": "x"})
        assert answer.body["errors"][0]["pointer"] == "/shelf"

    def test_a_pose_that_is_not_there_is_not_found(self, operator: Merchant) -> None:
        body = {"active": False, "note": "x"}
        answer = operator.call("PUT", "/admin/pose-templates/fsf_00000000/active", body)
        assert answer.status == 404
