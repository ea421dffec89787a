"""Changed rows of the core table: levels are recorded, and what is to leave is handed over."""

import json
from datetime import datetime
from typing import Any, Final

from functions.usage_monitor.looks import Look, look_of
from lumiku import clock
from lumiku.cloud import queues
from lumiku.cloud.table import OUTAGES
from lumiku.cloud.telemetry import logger, metric

__all__ = ["handler"]

log: Final = logger()


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Records of the core table's stream."""
    return {"batchItemFailures": _changed(event.get("Records", []), clock.now())}


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
            log.exception(
                "AWS did not answer; the records come again",
                extra={"action": "look_failed", "about": look.about},
            )
            failures.append({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})
        except Exception as error:
            log.exception(
                "a change cannot be handled and was put aside",
                extra={"action": "look_parked", "about": look.about},
            )
            _park(record, error)
    return failures


def _park(record: dict[str, Any], error: Exception) -> None:
    metric("RecordParked", 1)
    queues.park(json.dumps(record, default=str), f"usage_monitor: {error!r}")
