"""Posters and sets that got lost on their way: sent again a few times, then ended with a reason."""

from collections.abc import Sequence
from datetime import datetime

from lumiku.cloud import work
from lumiku.cloud.queues import Message, Queue
from lumiku.cloud.work import WorkItem
from lumiku.posters import sets, store
from lumiku.posters.rules import PosterStatus
from lumiku.posters.store import PosterItem, SetItem
from lumiku.posters.tasks import DrawTask, Task
from lumiku.reasons import ReasonCode, stored_reason

__all__ = ["sweep"]


def sweep(now: datetime) -> int:
    """Looks after posters and sets that should have ended; returns how many.

    It runs where nothing can be drawn: it sends, and closes what was sent too often.
    """
    return work.sweep(store.WORK, Queue.POSTERS, now, missing=_missing, give_up=_give_up)


def _missing(item: WorkItem) -> Sequence[Message]:
    """The messages whose outcome is not there yet."""
    tasks: Sequence[Task]
    if isinstance(item, PosterItem):
        tasks = [DrawTask(user_id=item.user_id, poster_id=item.id, version=int(item.version))]
    elif isinstance(item, SetItem):
        ended = {int(number) for number in item.ended or ()}
        left = [number for number in range(int(item.total)) if number not in ended]
        # With none left only the final state is missing: any part's message sets it.
        tasks = sets.tasks_of(item, left or [0])
    else:
        raise TypeError(f"{item.sk} is no work of posters")
    return [task.message() for task in tasks]


def _give_up(item: WorkItem, now: datetime) -> None:
    """Nothing came of it after several tries: it ends, and can be ordered again."""
    lost = stored_reason(ReasonCode.LOST)
    if isinstance(item, PosterItem):
        store.end_poster(item, {"status": PosterStatus.FAILED.value, "reason": lost})
    elif isinstance(item, SetItem):
        store.abandon_set(item, lost, now)
