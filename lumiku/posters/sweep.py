"""What got lost on its way: sent again a few times, then ended with a reason that says so."""

from collections.abc import Sequence
from datetime import datetime

from lumiku.cloud import queues
from lumiku.cloud.telemetry import logger
from lumiku.exports import service
from lumiku.posters import outcomes, rules, sets, store, views
from lumiku.posters.items import ExportItem, PosterItem, SetItem, WorkItem
from lumiku.posters.rules import JobStatus, PosterStatus
from lumiku.posters.tasks import AnyTask, DrawTask, ZipTask

__all__ = ["sweep"]


def sweep(now: datetime) -> int:
    """Looks after posters, sets and exports that should have ended; returns how many.

    It runs where nothing can be drawn: it sends, and closes what was sent too often.
    """
    due = store.due_work(now)
    for item in due:
        if int(item.sweeps) >= rules.SWEEPS:
            _give_up(item, now)
        else:
            _send_again(item, now)
    return len(due)


def _send_again(item: WorkItem, now: datetime) -> None:
    tasks = _missing(item)
    logger().warning(
        "sending posters' work again",
        extra={"action": "sweep_posters", "item": item.sk, "tasks": len(tasks)},
    )
    queues.send(queues.POSTERS, [task.message() for task in tasks])
    store.announced(item, now, swept=True)


def _missing(item: WorkItem) -> Sequence[AnyTask]:
    """The messages whose outcome is not there yet."""
    if isinstance(item, PosterItem):
        return [DrawTask(user_id=item.user_id, poster_id=item.id, version=int(item.version))]
    if isinstance(item, SetItem):
        ended = {int(number) for number in item.ended or ()}
        left = [number for number in range(int(item.total)) if number not in ended]
        # With none left only the final state is missing: any part's message sets it.
        return sets.tasks_of(item, left or [0])
    if not isinstance(item, ExportItem):
        raise TypeError(f"{item.sk} is no work of posters")
    if int(item.remaining) == 0:
        return [ZipTask(user_id=item.user_id, export_id=item.id)]
    ended = store.existing_rows(item.user_id, item.id, range(int(item.posters)))
    left = [number for number in range(int(item.posters)) if number not in ended]
    return service.tasks_of(item, left)


def _give_up(item: WorkItem, now: datetime) -> None:
    """Nothing came of it after several tries: it ends, and can be ordered again."""
    lost = views.reason("lost")
    if isinstance(item, PosterItem):
        store.end_poster(item, {"status": PosterStatus.FAILED.value, "reason": lost})
    elif isinstance(item, SetItem):
        store.abandon_set(item, lost, now)
    elif isinstance(item, ExportItem) and int(item.remaining):
        outcomes.give_up_rows(item, range(int(item.posters)), "lost", now)
        store.announced(item, now, swept=True)
    elif isinstance(item, ExportItem):
        store.stop_work(item, JobStatus.FAILED, now, store.running())
    logger().error("gave up on posters' work", extra={"action": "lost", "item": item.sk})
