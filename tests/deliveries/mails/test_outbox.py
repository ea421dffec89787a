"""What leaves the outbox, what does not, and what SES says afterwards."""

import pytest

from local.fakes.cloud import Fault
from local.fakes.month import Mail, Month
from lumiku.accounts import service as accounts
from lumiku.accounts.policy import PLANS, Tier
from lumiku.deliveries.mails import store
from lumiku.deliveries.mails.kinds import MailState
from lumiku.usage import alerts

USER_ID = "sari-1"
YELLOW = "2026-11_YELLOW"


def reach(month: Month, level: str = "yellow", tier: Tier = Tier.STARTER) -> None:
    limits = PLANS[tier].thresholds
    assert limits is not None
    month.use_up_to(USER_ID, getattr(limits, level) + 1)


def state(mail_id: str = YELLOW) -> tuple[MailState, str | None]:
    row = store.find_mail(USER_ID, mail_id)
    assert row is not None
    return row.state, row.reason


@pytest.fixture
def starter(month: Month) -> Month:
    month.account(USER_ID, Tier.STARTER)
    return month


@pytest.fixture
def mail(starter: Month) -> Mail:
    reach(starter)
    starter.settle()
    (sent,) = starter.mails()
    return sent


class TestSending:
    def test_a_marketing_mail_can_be_refused_with_one_click(self, mail: Mail) -> None:
        assert mail.to == f"{USER_ID}@lumiku.test"
        assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = mail.headers["List-Unsubscribe"].strip("<>")
        assert "/v1/unsubscribe?token=" in link
        assert link in mail.text
        assert link in mail.html

    def test_a_transactional_one_cannot(self, starter: Month) -> None:
        reach(starter, "red")
        starter.settle()
        (sent,) = starter.mails()
        assert sent.headers == {}
        assert "unsubscribe" not in sent.text + sent.html

    def test_replies_reach_support(self, starter: Month, mail: Mail) -> None:
        assert mail.subject
        assert starter.cloud.mails[0]["ReplyToAddresses"] == ["support@lumiku.com"]
        assert starter.cloud.mails[0]["FromEmailAddress"] == "Lumiku <halo@lumiku.com>"

    def test_it_is_written_in_the_readers_language(self, starter: Month) -> None:
        accounts.set_language(USER_ID, "en")
        reach(starter)
        starter.settle()
        assert "photos this month" in starter.mails()[0].subject


class TestNotSent:
    def test_without_an_address(self, month: Month) -> None:
        month.account(USER_ID, Tier.STARTER, email="")
        reach(month)
        month.settle()
        assert month.mails() == []
        assert state() == (MailState.SKIPPED, "no_address")

    def test_marketing_to_the_unsubscribed(self, starter: Month) -> None:
        accounts.set_mail_wishes(USER_ID, starter.now, marketing=False)
        reach(starter)
        starter.settle()
        assert state() == (MailState.SKIPPED, "unsubscribed")
        reach(starter, "red")
        starter.settle()
        assert [mail.mail_id for mail in starter.mails()] == ["2026-11_RED"]

    @pytest.mark.parametrize(
        ("event", "more", "reason"),
        [
            ("Bounce", {"bounce": {"bounceType": "Permanent"}}, "suppressed_bounce"),
            ("Complaint", {}, "suppressed_complaint"),
        ],
    )
    def test_to_an_address_that_bounced_or_complained(
        self, starter: Month, mail: Mail, event: str, more: dict[str, object], reason: str
    ) -> None:
        starter.ses_says(mail, event, **more)
        reach(starter, "red")
        starter.settle()
        assert state("2026-11_RED") == (MailState.SKIPPED, reason)
        assert len(starter.mails()) == 1

    def test_a_new_address_is_written_to_again(self, starter: Month, mail: Mail) -> None:
        starter.ses_says(mail, "Bounce", bounce={"bounceType": "Permanent"})
        accounts.ensure(USER_ID, "new@lumiku.test", starter.now)
        reach(starter, "red")
        starter.settle()
        assert [sent.to for sent in starter.mails()] == [mail.to, "new@lumiku.test"]

    def test_a_full_mailbox_is_no_reason_to_stop(self, starter: Month, mail: Mail) -> None:
        starter.ses_says(mail, "Bounce", bounce={"bounceType": "Transient"})
        assert state()[0] is MailState.BOUNCED
        reach(starter, "red")
        starter.settle()
        assert len(starter.mails()) == 2


class TestEvents:
    @pytest.mark.parametrize(
        "events",
        [["Send", "Delivery"], ["Delivery", "Send"], ["Delivery", "Delivery", "Send", "Send"]],
    )
    def test_in_any_order_and_twice(self, starter: Month, mail: Mail, events: list[str]) -> None:
        for event in events:
            starter.ses_says(mail, event)
        assert state()[0] is MailState.DELIVERED

    def test_of_strangers_mails_are_ignored(self, starter: Month, mail: Mail) -> None:
        foreign = Mail(**{**vars(mail), "user_id": "nobody", "mail_id": "2026-11_RED"})
        starter.ses_says(foreign, "Delivery")
        assert state()[0] is MailState.SENT

    def test_that_nobody_can_read_are_parked(self, starter: Month, mail: Mail) -> None:
        starter.ses_says(mail, "Rendering Failure")
        assert len(starter.cloud.queues["parked"]) == 1


class TestLostAnswers:
    def test_the_event_settles_what_the_answer_could_not(self, starter: Month) -> None:
        starter.cloud.fault = lambda service, _: Fault.LOST if service == "ses" else None
        reach(starter)
        starter.settle()
        starter.cloud.fault = lambda *_: None
        assert state()[0] is MailState.SENDING
        (sent,) = starter.mails()
        starter.ses_says(sent, "Delivery")
        starter.pass_time(hours=2)
        starter.tick()
        assert state()[0] is MailState.DELIVERED
        assert len(starter.mails()) == 1
        assert alerts.of_month(USER_ID, "2026-11")[0].mail_sent

    def test_without_an_event_a_person_is_asked_and_nothing_sent_again(
        self, starter: Month
    ) -> None:
        starter.cloud.fault = lambda service, _: Fault.BEFORE if service == "ses" else None
        reach(starter)
        starter.settle()
        starter.cloud.fault = lambda *_: None
        starter.pass_time(minutes=30)
        starter.tick()
        assert state()[0] is MailState.SENDING
        starter.pass_time(minutes=31)
        starter.tick()
        assert state()[0] is MailState.UNKNOWN
        assert starter.mails() == []
        assert [row["cause"]["S"] for row in starter.team_alerts()] == ["outbox"]

    def test_an_event_that_comes_after_all_is_believed(self, starter: Month) -> None:
        starter.cloud.fault = lambda service, _: Fault.LOST if service == "ses" else None
        reach(starter)
        starter.settle()
        starter.cloud.fault = lambda *_: None
        starter.pass_time(hours=2)
        starter.tick()
        starter.ses_says(starter.mails()[0], "Send")
        assert state()[0] is MailState.SENT


class TestRefusals:
    def test_a_throttled_mail_waits_and_is_sent_later(self, starter: Month) -> None:
        starter.cloud.fault = lambda service, _: Fault.THROTTLED if service == "ses" else None
        reach(starter)
        starter.settle()
        assert state()[0] is MailState.PENDING
        starter.tick()
        assert sum(call == ("ses", "SendEmail") for call in starter.cloud.calls) == 1
        starter.cloud.fault = lambda *_: None
        starter.pass_time(minutes=6)
        starter.tick()
        assert state()[0] is MailState.SENT
        assert len(starter.mails()) == 1

    def test_an_unverified_sender_is_told_and_given_up_after_hours(self, starter: Month) -> None:
        starter.cloud.rejects_mail = "Email address is not verified."
        reach(starter)
        starter.settle()
        for _ in range(12):
            starter.pass_time(hours=3)
            starter.tick()
        assert state() == (MailState.FAILED, "sender_not_verified")
        assert {row["cause"]["S"] for row in starter.team_alerts()} == {"outbox"}
        assert sum(call == ("ses", "SendEmail") for call in starter.cloud.calls) == 8

    def test_a_poisonous_message_is_not_tried_again(self, starter: Month) -> None:
        starter.cloud.rejects_mail = "Message contains a virus."
        reach(starter)
        starter.settle()
        assert state() == (MailState.FAILED, "MessageRejected")


class TestReconciler:
    def test_sends_what_waits_though_its_record_got_lost(self, starter: Month) -> None:
        reach(starter)
        starter.watch()
        starter.records()
        starter.pass_time(minutes=3)
        starter.tick()
        assert state()[0] is MailState.SENT


class TestBatchFinished:
    def test_only_those_who_asked_are_written_to(self, starter: Month) -> None:
        finished = _finished_batch(starter)
        starter.watch([finished])
        starter.settle()
        assert starter.mails() == []
        accounts.set_mail_wishes(USER_ID, starter.now, batches=True)
        starter.watch([finished, finished])
        starter.settle()
        (sent,) = starter.mails()
        assert "96 dari 100" in sent.subject
        assert "List-Unsubscribe" in sent.headers
        starter.watch([finished])
        starter.settle()
        assert len(starter.mails()) == 1


def _finished_batch(month: Month) -> dict[str, object]:
    image = {
        "kind": {"S": "generation"},
        "user_id": {"S": USER_ID},
        "generation_id": {"S": "gen_01JD0000000000000000000001"},
        "finished_at": {"S": "2026-11-23T05:00:00.000Z"},
        **{name: {"N": str(n)} for name, n in (("done", 96), ("failed", 4), ("total", 100))},
    }
    change = {"SequenceNumber": "9", "NewImage": image, "OldImage": {"kind": {"S": "generation"}}}
    return {"eventName": "MODIFY", "eventSource": "aws:dynamodb", "dynamodb": change}
