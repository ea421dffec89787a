"""Messages of the deliveries' queue, SES's events and the tick: mails and alerts leave."""

from typing import Any, Final

from pydantic import ValidationError

from lumiku import clock
from lumiku.cloud import queues
from lumiku.cloud.queues import Queue
from lumiku.cloud.telemetry import logger, metric
from lumiku.deliveries import service as deliveries
from lumiku.deliveries.mails import outcome
from lumiku.deliveries.tasks import DELIVERY
from lumiku.usage.mails import MilestoneMails

__all__ = ["handler"]

_PAUSE: Final = 30  # seconds until a failed message is tried again, growing with its receives
_OCCASION: Final = MilestoneMails()

log: Final = logger()


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Only messages that failed come back."""
    records = event.get("Records", [])
    if not records:
        _tick()
        return {"batchItemFailures": []}
    if records[0].get("EventSource") == "aws:sns":
        for record in records:
            _settle(str(record["Sns"]["Message"]))
        return {"batchItemFailures": []}
    failed = [record["messageId"] for record in records if not _sent(record)]
    return {"batchItemFailures": [{"itemIdentifier": number} for number in failed]}


def _sent(record: dict[str, Any]) -> bool:
    """Whether the message is done with.

    One that fails for the last time becomes a dead letter; its row waits on and the tick hands it
    over again.
    """
    try:
        task = DELIVERY.validate_json(record["body"])
    except ValidationError as error:
        _park(record["body"], error)
        return True
    facts = {"action": "deliver", "job": task.job}
    try:
        state = deliveries.send(task, _OCCASION, clock.now())
    except Exception:
        log.exception("delivery failed", extra=facts)
        pause = _PAUSE * queues.receives(record)
        queues.show_again(Queue.DELIVERIES, record["receiptHandle"], pause)
        return False
    log.info("delivery done", extra={**facts, "state": state})
    return True


def _settle(message: str) -> None:
    """One event of SES; one that cannot be read is parked."""
    try:
        event = outcome.SesEvent.model_validate_json(message)
    except ValidationError as error:
        _park(message, error)
        return
    news = outcome.apply(event, _OCCASION, clock.now())
    log.info("mail event", extra={"action": "mail_event", "type": event.event_type, "news": news})


def _park(body: str, error: ValidationError) -> None:
    metric("TaskParked", 1)
    queues.park(body, f"delivery_worker: {error.error_count()} errors")


def _tick() -> None:
    """Finds what got lost on its way."""
    found = deliveries.reconcile(clock.now())
    log.info("tick", extra={"action": "tick", **found.model_dump()})
