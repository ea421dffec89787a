"""Every AWS call between a used pose and a sent mail fails once in every way: one mail at most.

A fault hits the n-th call from the stream's record on: the connection breaks, the answer is lost,
the service throttles, or the process dies before or after the call. Then records come again, time
passes, the reconciler ticks and SES reports what it accepted.
"""

import contextlib
from collections.abc import Callable, Hashable, Sequence

import pytest

from local.fakes.cloud import Crashed, Fault, nth
from local.fakes.month import Month
from lumiku.accounts.policy import PLANS, Tier
from lumiku.deliveries.mails import store
from lumiku.deliveries.mails.kinds import MailState
from lumiku.usage import alerts

TOLD = (MailState.DELIVERED, MailState.UNKNOWN)


def cross(month: Month, user_id: str, level: str = "orange") -> None:
    limits = PLANS[Tier.STARTER].thresholds
    assert limits is not None
    month.account(user_id, Tier.STARTER)
    month.use(user_id, getattr(limits, level) + 1)


def carry(month: Month) -> None:
    """What the stream, the queue and the schedule bring once, while time passes."""
    month.undelivered += month.records()
    with contextlib.suppress(Crashed):  # the stream delivers the records again
        month.watch([])
    with contextlib.suppress(Crashed):  # the queue delivers the message again
        month.deliver()
    with contextlib.suppress(Crashed, Exception):  # the next tick comes
        month.tick()
    month.pass_time(minutes=20)


def survive(month: Month, user_id: str) -> None:
    """Delivers everything again and again, as AWS does."""
    for _ in range(12):
        carry(month)
    for mail in month.mails():
        if mail.user_id == user_id:
            month.ses_says(mail, "Send")
            month.ses_says(mail, "Delivery")


def calls_of_a_crossing(month: Month) -> list[tuple[str, str]]:
    """From the stream's record to what is noted of the sent mail."""
    for user_id in ("first", "second"):  # the first one's calls fill what a process keeps
        cross(month, user_id, "red")
        before = len(month.cloud.calls)
        for _ in range(2):  # the monitor puts the mail down, and then it leaves
            carry(month)
    calls = month.cloud.calls[before:]
    assert ("ses", "SendEmail") in calls
    return calls


class TestEveryCall:
    @pytest.mark.proof("faults of a mail")
    @pytest.mark.parametrize("fault", Fault)
    def test_may_fail_once(
        self, month: Month, fault: Fault, some_of: Callable[[Sequence[Hashable]], list[int]]
    ) -> None:
        calls = calls_of_a_crossing(month)
        assert len(calls) > 12
        for number in some_of(calls):
            user_id = f"merchant-{number}"
            cross(month, user_id, "red")
            month.cloud.fault = nth(number, fault)
            survive(month, user_id)
            month.cloud.fault = lambda *_: None
            sent = [mail for mail in month.mails() if mail.user_id == user_id]
            row = store.find_mail(user_id, "2026-11_RED")
            assert row is not None, (fault, number)
            assert len(sent) <= 1, (fault, number)
            assert row.state in TOLD, (fault, number, row.state)
            assert (row.state is MailState.DELIVERED) == (len(sent) == 1), (fault, number)
            found = alerts.of_month(user_id, "2026-11")
            assert [alert.level.value for alert in found] == ["ORANGE", "RED", "YELLOW"]
            red = next(alert for alert in found if alert.level.value == "RED")
            assert red.mail_sent == bool(sent), (fault, number)

    def test_only_a_fault_of_the_sending_itself_can_cost_a_mail(self, month: Month) -> None:
        """A crash before or a broken line to SES: everything else heals."""
        calls = calls_of_a_crossing(month)
        lost = []
        for number in range(len(calls)):
            user_id = f"merchant-{number}"
            cross(month, user_id, "red")
            start = len(month.cloud.calls)
            month.cloud.fault = nth(number, Fault.CRASH_BEFORE)
            survive(month, user_id)
            month.cloud.fault = lambda *_: None
            if not any(mail.user_id == user_id for mail in month.mails()):
                lost.append(month.cloud.calls[start + number])
        assert lost == [("ses", "SendEmail")]
