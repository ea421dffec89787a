"""A merchant's month in one process: poses are used up, and the real monitor watches."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from local.fakes.cloud import Cloud
from lumiku.accounts.policy import Tier

__all__ = ["NOON", "Mail", "Month"]

NOON: Final = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # 12:00 WIB, a busy hour
_KINDS: Final = frozenset({"usage", "account", "generation", "mail", "team", "breaker"})


@dataclass(frozen=True)
class Mail:
    """A mail that SES accepted."""

    to: str
    mail_id: str
    user_id: str
    subject: str
    text: str
    html: str
    configuration_set: str
    headers: dict[str, str]
    message_id: str


@dataclass
class Month:
    """Accounts, the meter and the monitor. `now` is the clock of everything."""

    cloud: Cloud
    now: datetime = NOON
    undelivered: list[dict[str, Any]] = field(default_factory=list)
    _seen_mails: int = 0

    def account(self, user_id: str, tier: Tier, *, email: str | None = None) -> str:
        """A merchant on a plan; without an address when `email` is empty."""
        from lumiku.accounts import service as accounts

        address = f"{user_id}@lumiku.test" if email is None else email
        accounts.ensure(user_id, address, self.now)
        accounts.set_tier(user_id, tier, self.now)
        return user_id

    def use(self, user_id: str, poses: int, *, cost_idr: float = 4.25) -> None:
        """Reserves and uses poses as admission and the workers do, in one chunk."""
        from lumiku import clock
        from lumiku.accounts import service as accounts
        from lumiku.cloud.table import Transaction
        from lumiku.usage import service as usage

        month = clock.month_key(self.now)
        tier = accounts.get(user_id).tier_at(self.now)
        reserving, settling = Transaction(), Transaction()
        usage.reserve(reserving, user_id, month, poses, tier)
        reserving.commit()
        usage.settle(
            settling,
            user_id,
            month,
            succeeded=poses,
            failed=0,
            cost_idr=poses * cost_idr,
            moment=self.now,
        )
        settling.commit()

    def use_up_to(self, user_id: str, total: int) -> None:
        """Uses what is missing to a total of this month."""
        self.use(user_id, total - self.used(user_id))

    def used(self, user_id: str) -> int:
        from lumiku import clock
        from lumiku.usage import service as usage

        return usage.month(user_id, clock.month_key(self.now)).used

    def records(self) -> list[dict[str, Any]]:
        """What the event source's filters let through since the last time."""
        return [record for record in self.cloud.stream() if _passes(record)]

    def watch(self, records: Sequence[dict[str, Any]] | None = None) -> dict[str, Any]:
        """Hands records (all new ones, and those that failed before) to the monitor once."""
        from functions.usage_monitor.handler import handler

        given = [*self.undelivered, *(self.records() if records is None else records)]
        self.undelivered = given
        if not given:
            return {"batchItemFailures": []}
        answer = handler({"Records": given}, None)
        numbers = [f["itemIdentifier"] for f in answer["batchItemFailures"]]
        places = [i for i, r in enumerate(given) if r["dynamodb"]["SequenceNumber"] in numbers]
        # Lambda delivers again from the first failed record on.
        self.undelivered = given[min(places) :] if places else []
        return answer

    def deliver(self) -> None:
        """The delivery worker takes what waits; a message that fails stays for the next time."""
        from functions.delivery_worker.handler import handler

        queue = self.cloud.queues["deliveries"]
        for _ in range(len(queue)):
            message = queue[0]
            message.receives += 1
            record = {
                "messageId": message.id,
                "body": message.body,
                "receiptHandle": message.id,
                "attributes": {"ApproximateReceiveCount": str(message.receives)},
            }
            answer = handler({"Records": [record]}, None)  # one that dies leaves it in the queue
            queue.popleft()
            if answer["batchItemFailures"]:
                queue.append(message)

    def settle(self, rounds: int = 20) -> None:
        """Until the stream brings nothing new and nothing waits to leave."""
        for _ in range(rounds):
            self.watch()
            self.deliver()
            fresh = self.records()
            if not self.undelivered and not fresh and not self.cloud.queues["deliveries"]:
                return
            self.undelivered += fresh
        raise AssertionError("it never came to rest")

    def tick(self) -> None:
        """The delivery worker's schedule, and what it put into the queue."""
        from functions.delivery_worker.handler import handler

        handler({"source": "lumiku.tick"}, None)
        self.deliver()

    def ses_says(self, mail: Mail, event: str, **more: Any) -> None:
        """An event of the configuration set about a mail, as its topic delivers it."""
        from functions.delivery_worker.handler import handler

        told = {
            "eventType": event,
            "mail": {
                "messageId": mail.message_id,
                "destination": [mail.to],
                "tags": {"lumiku_mail": [mail.mail_id], "lumiku_user": [mail.user_id]},
            },
            **more,
        }
        record = {"EventSource": "aws:sns", "Sns": {"Message": json.dumps(told)}}
        handler({"Records": [record]}, None)

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)

    def mails(self) -> list[Mail]:
        return [_mail(sent) for sent in self.cloud.mails]

    def new_mails(self) -> list[Mail]:
        """Those sent since the last call."""
        every = self.mails()
        fresh, self._seen_mails = every[self._seen_mails :], len(every)
        return fresh

    def items(self, user_id: str, prefix: str) -> list[dict[str, Any]]:
        return self.cloud.items(f"U#{user_id}", prefix)

    def team_alerts(self) -> list[dict[str, Any]]:
        return self.cloud.items("SYS", "TEAM#")


def _passes(record: dict[str, Any]) -> bool:
    image = record["dynamodb"].get("NewImage", {})
    kind = image.get("kind", {}).get("S")
    if record["eventName"] == "REMOVE" or kind not in _KINDS:
        return False
    if kind in ("mail", "team"):
        return bool(image["status"]["S"] == "pending")
    return kind != "generation" or "finished_at" in image


def _mail(sent: dict[str, Any]) -> Mail:
    simple = sent["Content"]["Simple"]
    tags = {tag["Name"]: tag["Value"] for tag in sent["EmailTags"]}
    return Mail(
        to=sent["Destination"]["ToAddresses"][0],
        mail_id=tags["lumiku_mail"],
        user_id=tags["lumiku_user"],
        subject=simple["Subject"]["Data"],
        text=simple["Body"]["Text"]["Data"],
        html=simple["Body"]["Html"]["Data"],
        configuration_set=sent["ConfigurationSetName"],
        headers={header["Name"]: header["Value"] for header in simple["Headers"]},
        message_id=sent["MessageId"],
    )
