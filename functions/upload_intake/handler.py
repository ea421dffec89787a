"""A new object of the raw bucket: it is looked at, cleaned and settled."""

import time
from typing import Any, Final
from urllib.parse import unquote_plus

from lumiku.catalog.service.intake import take_in
from lumiku.cloud.telemetry import logger

__all__ = ["handler"]

log: Final = logger()


def handler(event: dict[str, Any], _context: Any) -> None:
    """One S3 notification; an error is raised so that Lambda delivers it again."""
    for record in event.get("Records", []):
        started = time.perf_counter()
        key = unquote_plus(record["s3"]["object"]["key"])
        outcome = take_in(key)
        log.info(
            "upload checked",
            extra={
                "action": "upload_intake",
                "key": key,
                "outcome": outcome,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            },
        )
