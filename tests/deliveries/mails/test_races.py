"""Somebody else does the same between any two calls: one mail, one line of the log, one word."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from local.fakes.month import Month
from lumiku.accounts.policy import PLANS, Tier
from lumiku.deliveries.mails import store
from lumiku.deliveries.mails.deliver import deliver
from lumiku.deliveries.mails.kinds import MailState
from lumiku.usage import flags, monitor
from lumiku.usage.mails import MilestoneMails

YELLOW = "2026-11_YELLOW"
OCCASION = MilestoneMails()


def before_call(month: Month, number: int, act: Callable[[], object]) -> None:
    """Does something else, once, just before the n-th call from now reaches AWS."""
    left = [number]

    def meanwhile(_service: str, _operation: str) -> None:
        left[0] -= 1
        if left[0] == -1:
            act()

    month.cloud.fault = meanwhile


def waiting(month: Month, user_id: str, tier: Tier = Tier.STARTER) -> None:
    """A merchant above YELLOW whose mail lies in the outbox."""
    limits = PLANS[tier].thresholds
    assert limits is not None
    month.account(user_id, tier)
    month.use(user_id, limits.yellow + 1)
    monitor.observe(user_id, "2026-11", month.now)


def state(user_id: str, mail_id: str = YELLOW) -> MailState:
    row = store.find_mail(user_id, mail_id)
    assert row is not None
    return row.state


@pytest.mark.parametrize("number", range(8))
def test_two_senders_send_once(month: Month, number: int) -> None:
    waiting(month, "sari-1")
    before_call(month, number, lambda: deliver("sari-1", YELLOW, OCCASION, month.now))
    deliver("sari-1", YELLOW, OCCASION, month.now)
    assert len(month.mails()) == 1
    assert state("sari-1") is MailState.SENT


def test_an_event_quicker_than_the_answer_is_not_undone(month: Month) -> None:
    quicker = []
    for number in range(10):
        user_id = f"merchant-{number}"
        waiting(month, user_id)

        def delivered(user_id: str = user_id) -> None:
            for mail in month.mails():
                if mail.user_id == user_id:
                    month.ses_says(mail, "Delivery")
                    quicker.append(user_id)

        before_call(month, number, delivered)
        deliver(user_id, YELLOW, OCCASION, month.now)
        month.cloud.fault = lambda *_: None
        assert state(user_id) is (MailState.DELIVERED if user_id in quicker else MailState.SENT), (
            number
        )
    assert quicker


@pytest.mark.parametrize("number", range(5))
def test_two_looks_log_a_change_of_plan_once(month: Month, number: int) -> None:
    waiting(month, "sari-1")
    month.account("sari-1", Tier.PRO)

    def look_too() -> None:
        month.pass_time(minutes=1)
        monitor.observe("sari-1", "2026-11", month.now)

    before_call(month, number, look_too)
    monitor.observe("sari-1", "2026-11", month.now)
    month.cloud.fault = lambda *_: None
    names = [event.event for event in flags.events_of("sari-1")]
    assert names.count("PLAN_CHANGED") == 1


class TestOutdated:
    def test_a_mail_of_a_month_that_ended_meanwhile(self, month: Month) -> None:
        month.now = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)  # 23:59 WIB
        waiting(month, "sari-1")
        month.pass_time(minutes=2)
        assert deliver("sari-1", YELLOW, OCCASION, month.now) is MailState.SKIPPED
        assert month.mails() == []

    def test_a_mail_about_another_plan_though_the_level_is_the_same(self, month: Month) -> None:
        limits = PLANS[Tier.PRO].thresholds
        assert limits is not None
        month.account("sari-1", Tier.STARTER)
        month.use("sari-1", limits.red + 1)
        monitor.observe("sari-1", "2026-11", month.now)
        month.account("sari-1", Tier.PRO)
        assert deliver("sari-1", "2026-11_RED", OCCASION, month.now) is MailState.SKIPPED
        assert month.mails() == []
