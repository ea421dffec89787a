"""The delivery worker's messages: what comes back, what is parked, and who hands them over."""

from typing import Any

import pytest

from functions.delivery_worker.handler import handler
from local.fakes.month import Month
from lumiku.accounts.policy import PLANS, Tier
from lumiku.deliveries.mails import store
from lumiku.deliveries.mails.kinds import MailState
from lumiku.deliveries.tasks import MailTask

USER_ID = "sari-1"
YELLOW = "2026-11_YELLOW"


@pytest.fixture
def waiting(month: Month) -> Month:
    """A merchant above YELLOW; the monitor has seen it, and nothing has left yet."""
    limits = PLANS[Tier.STARTER].thresholds
    assert limits is not None
    month.account(USER_ID, Tier.STARTER)
    month.use(USER_ID, limits.yellow + 1)
    month.watch()
    month.watch()
    return month


def message(body: str, receives: int = 1) -> dict[str, Any]:
    return {
        "messageId": "1",
        "body": body,
        "receiptHandle": "r",
        "attributes": {"ApproximateReceiveCount": str(receives)},
    }


def state() -> MailState:
    row = store.find_mail(USER_ID, YELLOW)
    assert row is not None
    return row.state


class TestTheMonitor:
    def test_hands_a_mail_over_and_calls_nobody_who_may_hang(self, waiting: Month) -> None:
        (handed,) = waiting.cloud.queues["deliveries"]
        assert MailTask.model_validate_json(handed.body) == MailTask(
            user_id=USER_ID, mail_id=YELLOW
        )
        assert waiting.mails() == []
        assert {service for service, _ in waiting.cloud.calls} == {"dynamodb", "sqs"}

    def test_a_queue_that_is_down_brings_the_record_back(self, month: Month) -> None:
        limits = PLANS[Tier.STARTER].thresholds
        assert limits is not None
        month.account(USER_ID, Tier.STARTER)
        month.use(USER_ID, limits.yellow + 1)
        month.watch()
        month.cloud.failed_entry = lambda: True
        assert month.watch()["batchItemFailures"]
        month.cloud.failed_entry = lambda: False
        month.settle()
        assert state() is MailState.SENT


class TestMessages:
    def test_a_mail_is_sent_once_however_often_its_message_comes(self, waiting: Month) -> None:
        body = waiting.cloud.queues["deliveries"][0].body
        for receives in (1, 2, 3):
            assert handler({"Records": [message(body, receives)]}, None)["batchItemFailures"] == []
        assert len(waiting.mails()) == 1
        assert state() is MailState.SENT

    def test_one_that_fails_comes_back_later_each_time(self, waiting: Month) -> None:
        body = waiting.cloud.queues["deliveries"][0].body
        waiting.cloud.fault = lambda service, _: "before" if service == "dynamodb" else None
        answer = handler({"Records": [message(body, 3)]}, None)
        assert answer["batchItemFailures"] == [{"itemIdentifier": "1"}]
        assert waiting.cloud.calls[-1] == ("sqs", "ChangeMessageVisibility")
        waiting.cloud.fault = lambda *_: None
        assert handler({"Records": [message(body, 4)]}, None)["batchItemFailures"] == []
        assert state() is MailState.SENT

    @pytest.mark.parametrize(
        "body",
        ["", "{}", '{"job": "sms"}', '{"job": "mail", "user_id": "../x", "mail_id": "y"}', "[]"],
    )
    def test_one_that_cannot_be_read_is_parked(self, month: Month, body: str) -> None:
        assert handler({"Records": [message(body)]}, None)["batchItemFailures"] == []
        assert len(month.cloud.queues["parked"]) == 1

    def test_a_mail_of_nobody_is_done_with(self, month: Month) -> None:
        body = MailTask(user_id="nobody", mail_id="x").model_dump_json()
        assert handler({"Records": [message(body)]}, None)["batchItemFailures"] == []
        assert month.mails() == []


class TestTick:
    def test_a_message_on_its_way_is_not_doubled(self, waiting: Month) -> None:
        waiting.pass_time(minutes=1)
        handler({"source": "lumiku.tick"}, None)
        assert len(waiting.cloud.queues["deliveries"]) == 1

    def test_a_lost_one_is_handed_over_again(self, waiting: Month) -> None:
        waiting.cloud.queues["deliveries"].clear()
        waiting.pass_time(minutes=3)
        waiting.tick()
        assert state() is MailState.SENT
