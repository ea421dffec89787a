"""Tier-queue messages become pictures."""

from typing import Any, Final

from pydantic import ValidationError

from lumiku import clock
from lumiku.cloud import queues
from lumiku.cloud.telemetry import logger, metric
from lumiku.generations import render
from lumiku.generations.tasks import PoseTask
from lumiku.rendering.sagemaker import SageMakerRenderer

__all__ = ["handler"]

_PAUSE: Final = 20  # seconds until a failed message is tried again, growing with its receives

log: Final = logger()
_renderer: Final = SageMakerRenderer()


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Works on each message by itself; only those that failed come back."""
    failures = [
        {"itemIdentifier": record["messageId"]}
        for record in event.get("Records", [])
        if not _work(record)
    ]
    return {"batchItemFailures": failures}


def _work(record: dict[str, Any]) -> bool:
    """Whether the message is done with."""
    try:
        task = PoseTask.model_validate_json(record["body"])
    except ValidationError as error:
        queues.park(record["body"], f"unreadable: {error.error_count()} errors")
        metric("TaskParked", 1)
        return True
    facts = {"generation_id": task.generation_id, "slots": task.slots, "lane": task.lane}
    try:
        ended = render.render(task, _renderer, clock.now())
    except Exception:
        log.exception("task failed", extra={"action": "task_failed", **facts})
        if queues.receives(record) >= queues.MAX_RECEIVES:
            return _gave_up(task)
        pause = _PAUSE * queues.receives(record)
        queues.show_again(task.queue, record["receiptHandle"], pause)
        return False
    log.info("task done", extra={"action": "task_done", "ended": ended, **facts})
    return True


def _gave_up(task: PoseTask) -> bool:
    """Records a task's poses as failed; if even that fails, the DLQ's consumer will."""
    try:
        render.give_up(task, "gave_up", clock.now())
    except Exception:
        log.exception("a task could not be ended as failed", extra={"action": "give_up_failed"})
        return False
    return True
