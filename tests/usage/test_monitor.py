"""Levels are recorded once each, and one mail at most goes out for each."""

from datetime import UTC, datetime, timedelta

import pytest

from local.fakes.month import NOON, Month
from lumiku.accounts import service as accounts
from lumiku.accounts.policy import FIRST_NOTICE, PLANS, Override, OverrideMode, Tier
from lumiku.accounts.store import AccountItem
from lumiku.usage import alerts, flags, monitor

USER_ID = "sari-1"


def threshold(tier: Tier, level: str) -> int:
    limits = PLANS[tier].thresholds
    assert limits is not None
    return int(getattr(limits, level))


def recorded(month: Month) -> list[str]:
    return sorted(row["level"]["S"] for row in month.items(USER_ID, "ALERT#"))


def mailed(month: Month) -> list[str]:
    return [mail.mail_id for mail in month.mails()]


def logged(month: Month) -> list[str]:
    return [row["event"]["S"] for row in month.items(USER_ID, "EVENT#")]


@pytest.fixture(params=[Tier.STARTER, Tier.PRO])
def tier(request: pytest.FixtureRequest) -> Tier:
    return Tier(request.param)


class TestLevels:
    def test_each_is_recorded_and_mailed_once(self, month: Month, tier: Tier) -> None:
        month.account(USER_ID, tier)
        for level in ("yellow", "orange", "red"):
            month.use_up_to(USER_ID, threshold(tier, level))
            month.settle()
            assert f"2026-11_{level.upper()}" not in mailed(month)
            month.use(USER_ID, 1)
            month.settle()
            month.use(USER_ID, 1)
            month.settle()
            month.pass_time(minutes=1)
        assert recorded(month) == ["ORANGE", "RED", "YELLOW"]
        assert mailed(month) == ["2026-11_YELLOW", "2026-11_ORANGE", "2026-11_RED"]
        assert [mail.configuration_set for mail in month.mails()] == [
            "marketing",
            "marketing",
            "transactional",
        ]
        assert logged(month) == ["YELLOW", "ORANGE", "SLOWED", "RED"]
        assert [row["cause"]["S"] for row in month.team_alerts()] == [f"red:{USER_ID}.2026-11"]

    def test_a_jump_of_two_steps_mails_the_highest_only(self, month: Month, tier: Tier) -> None:
        month.account(USER_ID, tier)
        month.use(USER_ID, threshold(tier, "orange") + 1)
        month.settle()
        assert recorded(month) == ["ORANGE", "YELLOW"]
        assert mailed(month) == ["2026-11_ORANGE"]

    def test_the_alert_says_what_was_done(self, month: Month, tier: Tier) -> None:
        month.account(USER_ID, tier)
        month.use(USER_ID, threshold(tier, "red") + 1)
        month.settle()
        found = {alert.level.value: alert for alert in alerts.of_month(USER_ID, "2026-11")}
        assert (found["RED"].mail_sent, found["RED"].team_alerted) == (True, True)
        assert (found["YELLOW"].mail_sent, found["YELLOW"].team_alerted) == (False, False)
        assert all(alert.throttled for alert in found.values())
        assert found["RED"].tier is tier

    def test_a_level_passed_before_its_mail_left_is_not_written_about(self, month: Month) -> None:
        month.account(USER_ID, Tier.STARTER)
        month.use(USER_ID, threshold(Tier.STARTER, "yellow") + 1)
        month.watch()  # the mail waits in the outbox
        month.use_up_to(USER_ID, threshold(Tier.STARTER, "orange") + 1)
        month.settle()
        assert mailed(month) == ["2026-11_ORANGE"]
        (skipped,) = (r for r in month.items(USER_ID, "MAIL#") if r["status"]["S"] == "skipped")
        assert skipped["reason"]["S"] == "outdated"

    def test_enterprise_is_never_written_to(self, month: Month) -> None:
        month.account(USER_ID, Tier.ENTERPRISE)
        month.use(USER_ID, 50_000)
        month.settle()
        assert (recorded(month), mailed(month)) == ([], [])


class TestFree:
    def test_is_told_near_the_limit_and_at_it(self, month: Month) -> None:
        month.account(USER_ID, Tier.FREE)
        month.use(USER_ID, FIRST_NOTICE - 1)
        month.settle()
        assert mailed(month) == []
        month.use(USER_ID, 1)
        month.settle()
        assert mailed(month) == ["2026-11_LIMIT_NEAR"]
        month.use_up_to(USER_ID, PLANS[Tier.FREE].poses_per_month or 0)
        month.settle()
        assert mailed(month) == ["2026-11_LIMIT_NEAR", "2026-11_LIMIT_REACHED"]
        assert recorded(month) == []
        assert {mail.configuration_set for mail in month.mails()} == {"transactional"}

    def test_all_at_once_is_one_mail(self, month: Month) -> None:
        month.account(USER_ID, Tier.FREE)
        month.use(USER_ID, PLANS[Tier.FREE].poses_per_month or 0)
        month.settle()
        assert mailed(month) == ["2026-11_LIMIT_REACHED"]


class TestChangeOfPlan:
    def test_downgrading_recomputes_the_level_and_mails_nothing(self, month: Month) -> None:
        month.account(USER_ID, Tier.PRO)
        month.use(USER_ID, threshold(Tier.STARTER, "orange") + 1)
        month.settle()
        month.account(USER_ID, Tier.STARTER)
        month.settle()
        assert recorded(month) == ["ORANGE", "YELLOW"]
        assert mailed(month) == []
        flag = flags.find_flag(USER_ID, "2026-11")
        assert flag is not None
        assert (flag.tier, flag.slowed) == (Tier.STARTER, True)
        month.use_up_to(USER_ID, threshold(Tier.STARTER, "red") + 1)
        month.settle()
        assert mailed(month) == ["2026-11_RED"]

    def test_upgrading_ends_the_slowness(self, month: Month) -> None:
        month.account(USER_ID, Tier.STARTER)
        month.use(USER_ID, threshold(Tier.STARTER, "orange") + 1)
        month.settle()
        month.pass_time(minutes=1)
        month.account(USER_ID, Tier.PRO)
        month.settle()
        flag = flags.find_flag(USER_ID, "2026-11")
        assert flag is not None
        assert (flag.level.value, flag.slowed, flag.since) == ("GREEN", False, None)
        assert logged(month)[-2:] == ["FULL_SPEED", "PLAN_CHANGED"]
        assert mailed(month) == ["2026-11_ORANGE"]

    def test_a_mail_of_the_old_plan_does_not_leave(self, month: Month) -> None:
        month.account(USER_ID, Tier.STARTER)
        month.use(USER_ID, threshold(Tier.STARTER, "yellow") + 1)
        month.watch()
        month.account(USER_ID, Tier.PRO)
        month.settle()
        assert mailed(month) == []

    def test_the_plan_may_be_seen_first_through_the_use(self, month: Month) -> None:
        """The account's own record comes late."""
        month.account(USER_ID, Tier.PRO)
        month.use(USER_ID, threshold(Tier.STARTER, "orange") + 1)
        month.settle()
        month.account(USER_ID, Tier.STARTER)
        late = month.records()
        month.use(USER_ID, 1)
        month.watch(month.records())
        month.watch(late)
        month.settle()
        assert mailed(month) == []
        assert recorded(month) == ["ORANGE", "YELLOW"]


class TestTimes:
    def test_records_twice_and_late_change_nothing(self, month: Month) -> None:
        month.account(USER_ID, Tier.STARTER)
        month.use(USER_ID, threshold(Tier.STARTER, "yellow") + 1)
        first = month.records()
        month.watch([*first, *first])
        month.settle()
        month.use_up_to(USER_ID, threshold(Tier.STARTER, "red") + 1)
        month.settle()
        month.watch(first)
        month.settle()
        assert mailed(month) == ["2026-11_YELLOW", "2026-11_RED"]

    def test_a_lost_record_heals_with_the_next(self, month: Month) -> None:
        month.account(USER_ID, Tier.STARTER)
        month.use(USER_ID, threshold(Tier.STARTER, "yellow") + 1)
        month.records()  # nobody saw them
        month.use(USER_ID, 1)
        month.settle()
        assert mailed(month) == ["2026-11_YELLOW"]

    def test_a_new_month_begins_at_nothing(self, month: Month) -> None:
        month.account(USER_ID, Tier.STARTER)
        month.now = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)  # 23:59 WIB
        month.use(USER_ID, threshold(Tier.STARTER, "yellow") + 1)
        month.settle()
        month.pass_time(minutes=2)
        month.use(USER_ID, threshold(Tier.STARTER, "yellow") + 1)
        month.settle()
        assert mailed(month) == ["2026-11_YELLOW", "2026-12_YELLOW"]

    def test_a_month_that_is_over_is_recorded_but_not_written_about(self, month: Month) -> None:
        month.account(USER_ID, Tier.STARTER)
        month.now = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)
        month.use(USER_ID, threshold(Tier.STARTER, "red") + 1)
        month.pass_time(minutes=2)
        month.settle()
        assert (recorded(month), mailed(month)) == (["ORANGE", "RED", "YELLOW"], [])
        assert len(month.team_alerts()) == 1


class TestOverride:
    def test_an_operators_word_is_noted(self, month: Month) -> None:
        month.account(USER_ID, Tier.PRO)
        month.use(USER_ID, threshold(Tier.PRO, "orange") + 1)
        month.settle()
        month.pass_time(minutes=1)
        until = NOON + timedelta(days=2)
        accounts.set_override(USER_ID, Override(OverrideMode.FULL_SPEED, until))
        month.settle()
        flag = flags.find_flag(USER_ID, "2026-11")
        assert flag is not None
        assert flag.override == {"mode": "full_speed", "until": "2026-11-25T05:00:00.000Z"}
        month.pass_time(days=3)
        assert monitor.observe(USER_ID, "2026-11", month.now) == ()
        assert logged(month)[-2:] == ["OVERRIDDEN", "OVERRIDE_ENDED"]


class TestMargin:
    def test_the_team_hears_once_of_a_merchant_who_costs_too_much(self, month: Month) -> None:
        month.account(USER_ID, Tier.STARTER)
        month.use(USER_ID, 90, cost_idr=510)
        month.settle()
        assert month.team_alerts() == []
        month.use(USER_ID, 100, cost_idr=510)
        month.settle()
        month.pass_time(days=1)
        month.use(USER_ID, 1)
        month.settle()
        assert [row["cause"]["S"] for row in month.team_alerts()] == [f"margin:{USER_ID}.2026-11"]


class TestBadRecords:
    def test_are_parked_and_hold_nobody_up(self, month: Month) -> None:
        month.account(USER_ID, Tier.STARTER)
        month.use(USER_ID, threshold(Tier.STARTER, "yellow") + 1)
        good = month.records()
        bad = {
            "eventName": "MODIFY",
            "eventSource": "aws:dynamodb",
            "dynamodb": {"SequenceNumber": "0", "NewImage": {"kind": {"S": "usage"}}},
        }
        answer = month.watch([bad, *good])
        month.settle()
        assert answer == {"batchItemFailures": []}
        assert len(month.cloud.queues["parked"]) == 1
        assert mailed(month) == ["2026-11_YELLOW"]

    def test_a_merchant_whose_row_makes_no_sense_does_not_stop_the_others(
        self, month: Month
    ) -> None:
        month.account(USER_ID, Tier.STARTER)
        month.account("budi-2", Tier.STARTER)
        broken = AccountItem(pk=f"U#{USER_ID}", sk="ACCOUNT")
        broken.update(actions=[AccountItem.tier.set("gold")])
        month.cloud.stream()
        poses = threshold(Tier.STARTER, "yellow") + 1
        month.use("budi-2", poses)
        usage = month.records()
        forged = [_owned_by(USER_ID, record) for record in usage]
        month.watch([*forged, *usage])
        month.settle()
        assert [mail.user_id for mail in month.mails()] == ["budi-2"]
        assert len(month.cloud.queues["parked"]) == 1


def _owned_by(user_id: str, record: dict[str, object]) -> dict[str, object]:
    change = dict(record["dynamodb"])  # type: ignore[call-overload]
    change["NewImage"] = {**change["NewImage"], "user_id": {"S": user_id}}
    return {**record, "dynamodb": change}
