"""The queues between functions: sending until nothing failed, and how full they are."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from lumiku.cloud.aws import client
from lumiku.errors import Unavailable
from lumiku.settings import settings

__all__ = [
    "MAX_RECEIVES",
    "Depth",
    "Message",
    "Queue",
    "depth",
    "park",
    "parked",
    "receives",
    "send",
    "show_again",
]

_log: Final = logging.getLogger(__name__)
# Of the redrive policy, which infra sets: at the last receive a worker records the failure itself.
MAX_RECEIVES: Final = 5
_BATCH: Final = 10  # entries of one SendMessageBatch
_TRIES: Final = 5


class Queue(StrEnum):
    """A queue that work waits in; the first four are the lanes of `accounts.policy`."""

    FREE = "free"
    STANDARD = "standard"
    PRIORITY = "priority"
    DEDICATED = "dedicated"
    POSTERS = "posters"  # drawing on CPUs, never behind the GPU's work
    DELIVERIES = "deliveries"  # mails and alerts to the team: whatever may hang


@dataclass(frozen=True)
class Message:
    """A body and the tenant it belongs to: queues are fair among tenants."""

    body: str
    tenant: str


def queue_url(queue: Queue) -> str:
    return settings().need(f"queue_{queue.value}")


def send(queue: Queue, messages: Sequence[Message]) -> None:
    """Sends every message to a queue, repeating the entries that failed.

    Raises Unavailable when some cannot be sent; those that were may then be sent twice later,
    which the workers tolerate.
    """
    waiting = list(messages)
    for _ in range(_TRIES):
        waiting = [
            m for i in range(0, len(waiting), _BATCH) for m in _send(queue, waiting[i : i + _BATCH])
        ]
        if not waiting:
            return
    raise Unavailable(retry_after=5)


def _send(queue: Queue, messages: Sequence[Message]) -> list[Message]:
    """Sends up to ten messages and returns those that failed."""
    answer = client("sqs").send_message_batch(
        QueueUrl=queue_url(queue),
        Entries=[
            {"Id": str(i), "MessageBody": m.body, "MessageGroupId": m.tenant}
            for i, m in enumerate(messages)
        ],
    )
    return [messages[int(failed["Id"])] for failed in answer.get("Failed", [])]


@dataclass(frozen=True)
class Depth:
    """About how many messages of a queue wait, and how many are being worked on."""

    waiting: int
    in_work: int

    @property
    def total(self) -> int:
        return self.waiting + self.in_work


def depth(queue: Queue) -> Depth:
    return _depth(queue_url(queue))


def parked() -> int:
    """About how many messages were set aside for a person."""
    return _depth(settings().need("queue_parked")).waiting


def _depth(url: str) -> Depth:
    waiting, in_work = "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"
    answer = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[waiting, in_work])
    counts = answer["Attributes"]
    return Depth(int(counts[waiting]), int(counts[in_work]))


def receives(record: Mapping[str, Any]) -> int:
    """How often the message of an event record was received, this time included."""
    return int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))


def show_again(queue: Queue, receipt_handle: str, seconds: int) -> None:
    """Lets a failed message be received again soon: its queue hides it for a whole worker's life.

    Best effort: when it fails, the message comes back at the end of its time.
    """
    try:
        client("sqs").change_message_visibility(
            QueueUrl=queue_url(queue), ReceiptHandle=receipt_handle, VisibilityTimeout=seconds
        )
    except (BotoCoreError, ClientError) as error:
        _log.warning(
            "message's visibility not changed",
            extra={"action": "show_again", "because": str(error)},
        )


def park(body: str, reason: str) -> None:
    """Sets a message aside that nobody can read, for a person to look at."""
    client("sqs").send_message(
        QueueUrl=settings().need("queue_parked"),
        MessageBody=json.dumps({"reason": reason, "body": body[:200_000]}),
    )
