"""The tick that announces unused pictures' end and, a week later, deletes them."""

from typing import Any, Final

from lumiku import clock
from lumiku.cloud.telemetry import logger
from lumiku.generations import cleanup

__all__ = ["handler"]

log: Final = logger()


def handler(_event: dict[str, Any], _context: Any) -> None:
    """Raises RuntimeError when batches could not be looked after, so that somebody hears of it."""
    now = clock.now()
    announced, cleaned = cleanup.announce(now), cleanup.clean(now)
    log.info(
        "tick",
        extra={"action": "tick_cleanup", "announced": announced.done, "cleaned": cleaned.done},
    )
    if failed := announced.failed + cleaned.failed:
        raise RuntimeError(f"{failed} batches could not be cleaned up")
