"""Exports that got lost on their way: sent again a few times, then ended with a reason."""

from collections.abc import Sequence
from datetime import datetime

from lumiku.cloud import work
from lumiku.cloud.queues import Message, Queue
from lumiku.cloud.work import WorkItem
from lumiku.exports import outcomes, service, store
from lumiku.exports.store import ExportItem
from lumiku.exports.tasks import ZipTask
from lumiku.posters.rules import JobStatus
from lumiku.reasons import ReasonCode

__all__ = ["sweep"]


def sweep(now: datetime) -> int:
    """Looks after exports that should have ended; returns how many.

    It runs where nothing can be drawn: it sends, and closes what was sent too often.
    """
    return work.sweep(store.WORK, Queue.POSTERS, now, missing=_missing, give_up=_give_up)


def _missing(item: WorkItem) -> Sequence[Message]:
    """The messages whose outcome is not there yet."""
    if not isinstance(item, ExportItem):
        raise TypeError(f"{item.sk} is no export")
    if int(item.remaining) == 0:
        return [ZipTask(user_id=item.user_id, export_id=item.id).message()]
    ended = store.existing_rows(item.user_id, item.id, range(int(item.posters)))
    left = [number for number in range(int(item.posters)) if number not in ended]
    return [task.message() for task in service.tasks_of(item, left)]


def _give_up(item: WorkItem, now: datetime) -> None:
    """Nothing came of it after several tries: it ends, and can be ordered again."""
    if not isinstance(item, ExportItem):
        raise TypeError(f"{item.sk} is no export")
    if int(item.remaining):
        outcomes.give_up_rows(item, range(int(item.posters)), ReasonCode.LOST, now)
        work.announced(item, now)
    else:
        store.stop_work(item, JobStatus.FAILED, now, store.running())
