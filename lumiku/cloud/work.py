"""Work that a queue carries: marked in its row until it has ended, and sent again when it got lost.

A row on its way has `work` (its kind) and `due` (when somebody should look after it). Messages are
sent after the row was written, so each may be lost, late or doubled: the sweep finds what should
have ended, sends what is missing a few times, and then lets its owner end it.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.attributes import Attribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from lumiku.clock import iso
from lumiku.cloud import queues
from lumiku.cloud.queues import Message, Queue
from lumiku.cloud.table import CoreItem, refused
from lumiku.errors import Unavailable

__all__ = [
    "ANNOUNCED",
    "SWEEPS",
    "UNANNOUNCED",
    "WorkItem",
    "announce",
    "announced",
    "change_if",
    "due_work",
    "ended_actions",
    "setting",
    "started_actions",
    "sweep",
]

ItemT = TypeVar("ItemT", bound=CoreItem)

UNANNOUNCED: Final = timedelta(minutes=1)  # admitted, but perhaps no message was sent
ANNOUNCED: Final = timedelta(minutes=20)  # longer than a message takes, its retries included
SWEEPS: Final = 3  # times that missing messages are sent again
_log: Final = logging.getLogger(__name__)


class WorkItem(CoreItem):
    """A row of work: it has `work` and `due` until it has ended."""

    user_id = UnicodeAttribute()
    sweeps = NumberAttribute(default=0)


def started_actions(kind: str, now: datetime) -> list[Action]:
    """A row is on its way: the sweep looks after it when it is due."""
    return [WorkItem.work.set(kind), WorkItem.due.set(iso(now + UNANNOUNCED))]


def ended_actions() -> list[Action]:
    return [WorkItem.work.remove(), WorkItem.due.remove()]


def announce(item: WorkItem, queue: Queue, messages: Sequence[Message], now: datetime) -> None:
    """Sends a row's messages. What cannot be sent now is sent by the sweep in a minute."""
    try:
        queues.send(queue, messages)
    except (Unavailable, BotoCoreError, ClientError) as error:
        _log.warning(
            "work not sent to its queue", extra={"action": "announce_failed", "because": str(error)}
        )
        return
    announced(item, now)


def announced(item: WorkItem, now: datetime, *, swept: bool = False) -> None:
    """The row's messages were sent: the sweep may wait for longer."""
    actions: list[Action] = [WorkItem.due.set(iso(now + ANNOUNCED))]
    if swept:
        actions.append(WorkItem.sweeps.add(1))
    change_if(type(item)(pk=item.pk, sk=item.sk), actions, WorkItem.work.exists())


def due_work(kind: str, until: datetime) -> list[WorkItem]:
    """Every row of a kind of work that should have ended, read whole and consistently."""
    found = WorkItem.by_work.query(kind, WorkItem.due <= iso(until))
    whole = WorkItem.batch_get([(row.pk, row.sk) for row in found], consistent_read=True)
    return [row for row in whole if row.work == kind]


def sweep(
    kind: str,
    queue: Queue,
    now: datetime,
    *,
    missing: Callable[[WorkItem], Sequence[Message]],
    give_up: Callable[[WorkItem, datetime], None],
) -> int:
    """Looks after the rows of a kind that should have ended; returns how many there were.

    `missing` tells the messages whose outcome is not there yet; `give_up` ends a row for which
    they were sent too often.
    """
    due = due_work(kind, now)
    for item in due:
        if int(item.sweeps) >= SWEEPS:
            give_up(item, now)
            _log.error("gave up on work", extra={"action": "lost", "kind": kind, "item": item.sk})
            continue
        messages = missing(item)
        facts = {"action": "sweep", "kind": kind, "item": item.sk, "messages": len(messages)}
        _log.warning("sending work again", extra=facts)
        queues.send(queue, messages)
        announced(item, now, swept=True)
    return len(due)


def change_if(item: CoreItem, actions: Sequence[Action], condition: Condition) -> bool:
    """Changes a row; False when the condition did not hold."""
    try:
        item.update(actions=list(actions), condition=condition)
    except UpdateError as error:
        if not refused(error):
            raise
        return False
    return True


def setting(model: type[CoreItem], changes: dict[str, Any]) -> list[Action]:
    """Actions that give attributes these values; None removes one."""
    attributes: dict[str, Attribute[Any]] = dict(model.get_attributes())
    return [
        attributes[name].remove() if value is None else attributes[name].set(value)
        for name, value in changes.items()
    ]
