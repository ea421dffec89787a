"""Changed rows, SES's events and the tick: levels are recorded, mails and alerts go out."""

import json
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError

from functions.usage_monitor.looks import Look, look_of
from lumiku import clock
from lumiku.cloud import queues
from lumiku.cloud.table import OUTAGES
from lumiku.cloud.telemetry import logger, metric
from lumiku.deliveries.mails import outcome
from lumiku.deliveries.team import service as team
from lumiku.deliveries.team.service import Cause

__all__ = ["handler"]

log: Final = logger()


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Records of the core table's stream, messages of SES's topic, or the schedule's tick."""
    records = event.get("Records", [])
    now = clock.now()
    if not records:
        _tick(now)
        return {"batchItemFailures": []}
    if records[0].get("EventSource") == "aws:sns":
        for record in records:
            _told(str(record["Sns"]["Message"]), now)
        return {"batchItemFailures": []}
    return {"batchItemFailures": _changed(records, now)}


def _changed(records: list[dict[str, Any]], now: datetime) -> list[dict[str, str]]:
    """Acts on each different thing once; what an outage stopped is delivered again, and a record
    that can never work is parked: it must not hold up the ones behind it."""
    looks: dict[Look, dict[str, Any]] = {}
    for record in records:
        try:
            look = look_of(record, now)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            _park(record, error)
            continue
        if look is not None:
            looks.setdefault(look, record)
    failures = []
    for look, record in looks.items():
        try:
            look.act(now)
        except OUTAGES:
            log.exception("outage", extra={"action": "look_failed", "about": look.about})
            failures.append({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})
        except Exception as error:
            log.exception("poison", extra={"action": "look_parked", "about": look.about})
            _park(record, error)
    return failures


def _park(record: dict[str, Any], error: Exception) -> None:
    metric("RecordParked", 1)
    queues.park(json.dumps(record, default=str), f"usage_monitor: {error!r}")


def _told(message: str, now: datetime) -> None:
    """One event of SES; one that cannot be read is parked."""
    try:
        event = outcome.SesEvent.model_validate_json(message)
    except ValidationError as error:
        _park({"message": message}, error)
        return
    news = outcome.apply(event, now)
    log.info("mail event", extra={"action": "mail_event", "type": event.event_type, "news": news})


def _tick(now: datetime) -> None:
    """Finds what got lost on its way."""
    mails = outcome.reconcile(now)
    if mails.stuck or mails.refused:
        text = f"mails: {mails.stuck} lost or given up, {mails.refused} refused by SES for now"
        team.tell(Cause("outbox"), text, now)
    told = team.reconcile(now)
    log.info("tick", extra={"action": "tick", **mails.model_dump(), "told": told})
