"""Messages of the posters' queue become posters, variations, files and ZIPs."""

from typing import Any, Final

from pydantic import ValidationError

from lumiku import clock
from lumiku.cloud import queues
from lumiku.cloud.telemetry import logger, metric
from lumiku.exports import outcomes
from lumiku.exports.bundle import bundle
from lumiku.exports.files import press
from lumiku.exports.tasks import TASK, AnyTask, ExportTask, ZipTask
from lumiku.posters import worker
from lumiku.posters.tasks import DrawTask, VaryTask
from lumiku.reasons import ReasonCode

__all__ = ["handler"]

_PAUSE: Final = 10  # seconds until a failed message is tried again, growing with its receives

log: Final = logger()


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Works on each message by itself; only those that failed come back."""
    failures = [
        {"itemIdentifier": record["messageId"]}
        for record in event.get("Records", [])
        if not _done(record)
    ]
    return {"batchItemFailures": failures}


def _done(record: dict[str, Any]) -> bool:
    """Whether the message is done with."""
    try:
        task = TASK.validate_json(record["body"])
    except ValidationError as error:
        queues.park(record["body"], f"unreadable: {error.error_count()} errors")
        metric("TaskParked", 1)
        return True
    try:
        _work(task)
    except Exception:
        log.exception("task failed", extra={"action": "poster_task_failed", "job": task.job})
        if queues.receives(record) >= queues.MAX_RECEIVES:
            return _gave_up(task)
        pause = _PAUSE * queues.receives(record)
        queues.show_again(queues.Queue.POSTERS, record["receiptHandle"], pause)
        return False
    return True


def _work(task: AnyTask) -> None:
    now = clock.now()
    match task:
        case DrawTask():
            worker.draw(task, now)
        case VaryTask():
            log.info("set part", extra={"action": "vary", "posters": worker.vary(task, now)})
        case ExportTask():
            made = press(task, now)
            log.info("files made", extra={"action": "export", "posters": made})
            bundle(task.user_id, task.export_id, clock.now())
        case ZipTask():
            bundle(task.user_id, task.export_id, now)


def _gave_up(task: AnyTask) -> bool:
    """Ends a task's work as failed; if even that fails, the dead letters' consumer will."""
    try:
        outcomes.give_up(task, ReasonCode.GAVE_UP, clock.now())
    except Exception:
        log.exception("a task could not be ended as failed", extra={"action": "give_up_failed"})
        return False
    return True
