"""Batches' events, the minute tick and messages whose workers crashed start the dispatcher."""

from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from lumiku import clock
from lumiku.cloud import keys, queues
from lumiku.cloud.telemetry import logger
from lumiku.exports import outcomes
from lumiku.exports import sweep as exports_sweep
from lumiku.exports.tasks import AnyTask
from lumiku.generations import dispatch, finish, sweep
from lumiku.generations.tasks import PoseTask
from lumiku.posters import sweep as posters_sweep
from lumiku.reasons import ReasonCode

__all__ = ["handler"]

log: Final = logger()

_DELETED: Final = "REMOVE"
_DEAD_LETTER: Final[TypeAdapter[PoseTask | AnyTask]] = TypeAdapter(PoseTask | AnyTask)


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Stream records of batches, messages of the DLQs, or the schedule's tick.

    The dispatcher runs once at a time (reserved concurrency 1), so a pass sees the last one's work.
    """
    records = event.get("Records", [])
    source = records[0].get("eventSource") if records else "schedule"
    now = clock.now()
    if source == "aws:sqs":
        return {"batchItemFailures": _end_dead_letters(records)}
    if source == "aws:dynamodb":
        for record in records:
            _changed(record)
    else:
        log.info(
            "tick",
            extra={"action": "tick", "moved": sweep.rerank(now), "swept": sweep.sweep(now)},
        )
    done = dispatch.dispatch(now)
    log.info("dispatched", extra={"action": "dispatch", "sent": done.sent, "why": done.why})
    if source == "schedule":
        swept = {"posters": posters_sweep.sweep(now), "exports": exports_sweep.sweep(now)}
        log.info("posters swept", extra={"action": "tick_posters", **swept})
    return {"batchItemFailures": []}


def _changed(record: dict[str, Any]) -> None:
    """A batch changed: when its last pose has ended, it gets its final state."""
    change = record.get("dynamodb", {})
    image = change.get("NewImage", {})
    if record.get("eventName") == _DELETED or image.get("kind", {}).get("S") != "generation":
        return
    if image.get("remaining", {}).get("N") == "0" and "finished_at" not in image:
        user_id = keys.user_of(change["Keys"]["pk"]["S"])
        finish.finalise(user_id, image["generation_id"]["S"], clock.now())


def _end_dead_letters(records: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Accounts for messages no worker survived; one that cannot be read is parked."""
    failures = []
    for record in records:
        try:
            task = _DEAD_LETTER.validate_json(record["body"])
        except ValidationError as error:
            queues.park(record["body"], f"unreadable: {error.error_count()} errors")
            continue
        try:
            _end(task)
        except Exception:
            log.exception(
                "a task whose workers crashed could not be ended",
                extra={"action": "dead_letter_failed"},
            )
            failures.append({"itemIdentifier": record["messageId"]})
            continue
        log.error(
            "workers crashed on a task", extra={"action": "dead_letter", "task": record["body"]}
        )
    return failures


def _end(task: PoseTask | AnyTask) -> None:
    if isinstance(task, PoseTask):
        sweep.end_dead_letter(task, clock.now())
    else:
        outcomes.give_up(task, ReasonCode.GAVE_UP, clock.now())
