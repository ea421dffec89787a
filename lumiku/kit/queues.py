"""The tier queues: sending until nothing failed, and how much is still outstanding."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from lumiku.accounts.policy import Lane
from lumiku.errors import Unavailable
from lumiku.kit.aws import client
from lumiku.settings import settings

__all__ = ["Message", "outstanding", "park", "send", "show_again"]

_log: Final = logging.getLogger(__name__)
_BATCH: Final = 10  # entries of one SendMessageBatch
_TRIES: Final = 5


@dataclass(frozen=True)
class Message:
    """A body and the tenant it belongs to: queues are fair among tenants."""

    body: str
    tenant: str


def lane_url(lane: Lane) -> str:
    return settings().need(f"queue_{lane.value}")


def send(lane: Lane, messages: Sequence[Message]) -> None:
    """Sends every message, repeating the entries that failed.

    Raises Unavailable when some cannot be sent; those that were may then be sent twice later,
    which the workers tolerate.
    """
    waiting = list(messages)
    for _ in range(_TRIES):
        waiting = [
            m for i in range(0, len(waiting), _BATCH) for m in _send(lane, waiting[i : i + _BATCH])
        ]
        if not waiting:
            return
    raise Unavailable(retry_after=5)


def _send(lane: Lane, messages: Sequence[Message]) -> list[Message]:
    """Sends up to ten messages and returns those that failed."""
    answer = client("sqs").send_message_batch(
        QueueUrl=lane_url(lane),
        Entries=[
            {"Id": str(i), "MessageBody": m.body, "MessageGroupId": m.tenant}
            for i, m in enumerate(messages)
        ],
    )
    return [messages[int(failed["Id"])] for failed in answer.get("Failed", [])]


def outstanding() -> int:
    """About how many messages wait or are being worked on in all tier queues."""
    total = 0
    for lane in Lane:
        answer = client("sqs").get_queue_attributes(
            QueueUrl=lane_url(lane),
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )
        total += sum(int(value) for value in answer["Attributes"].values())
    return total


def show_again(lane: str, receipt_handle: str, seconds: int) -> None:
    """Lets a failed message be received again soon: its queue hides it for a whole worker's life.

    Best effort: when it fails, the message comes back at the end of its time.
    """
    try:
        client("sqs").change_message_visibility(
            QueueUrl=lane_url(Lane(lane)), ReceiptHandle=receipt_handle, VisibilityTimeout=seconds
        )
    except (BotoCoreError, ClientError, ValueError) as error:
        _log.warning(
            "visibility not changed", extra={"action": "show_again", "because": str(error)}
        )


def park(body: str, reason: str) -> None:
    """Sets a message aside that nobody can read, for a person to look at."""
    client("sqs").send_message(
        QueueUrl=settings().need("queue_parked"),
        MessageBody=json.dumps({"reason": reason, "body": body[:200_000]}),
    )
