"""Posting to somebody else's address, within a bounded time whatever the other side does."""

import threading
import time
from collections.abc import Mapping
from typing import Any, Final

from lumiku.cloud.telemetry import logger

__all__ = ["PostFailed", "PostUnclear", "pause", "post"]

_TRIES: Final = 3
_FIRST_PAUSE: Final = 0.5  # seconds, doubling
_LONGEST_PAUSE: Final = 4.0
_NO_ANSWER: Final = 0
_AGAIN: Final = frozenset({_NO_ANSWER, 408, 425, 429, 500, 502, 503, 504})


class PostFailed(Exception):
    """It was certainly not accepted; `may_retry` says whether later may be better."""

    def __init__(self, reason: str, *, may_retry: bool) -> None:
        self.may_retry = may_retry
        super().__init__(reason)


class PostUnclear(Exception):
    """It was sent, and no answer came: it may have been accepted."""


def pause(seconds: float) -> None:
    """Waits between two tries."""
    time.sleep(seconds)


def post(url: str, body: Mapping[str, Any], *, seconds: float = 10.0) -> None:
    """Posts JSON; repeats what was certainly refused, with growing pauses, while time is left.

    No redirects, and the answer's body is not read. Raises PostFailed or PostUnclear.
    """
    until = time.monotonic() + seconds
    for attempt in range(_TRIES):
        status, asked = _once(url, body, until - time.monotonic())
        if 200 <= status < 300:
            return
        wait = min(_LONGEST_PAUSE, max(asked, _FIRST_PAUSE * 2**attempt))
        again = status in _AGAIN
        if not again or attempt == _TRIES - 1 or time.monotonic() + wait >= until:
            break
        pause(wait)
    raise PostFailed(f"HTTP {status}" if status else "no connection", may_retry=again)


def _once(url: str, body: Mapping[str, Any], seconds: float) -> tuple[int, float]:
    """(status or _NO_ANSWER, seconds the other side asks to wait)."""
    import httpx

    limits = httpx.Timeout(max(0.1, min(4.0, seconds)), connect=min(3.0, max(0.1, seconds)))
    with httpx.Client(timeout=limits, follow_redirects=False, trust_env=False) as client:
        # A timeout counts from byte to byte: one that drips its answer would hold us for hours.
        timer = threading.Timer(max(0.1, seconds), client.close)
        timer.start()
        try:
            with client.stream("POST", url, json=dict(body)) as answer:
                asked = answer.headers.get("retry-after", "0")
                return answer.status_code, float(asked) if asked.isdigit() else 0.0
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return _NO_ANSWER, 0.0
        except (httpx.HTTPError, OSError, RuntimeError) as error:
            logger().warning(
                "webhook did not answer", extra={"action": "post_unclear", "why": repr(error)}
            )
            raise PostUnclear(type(error).__name__) from error
        finally:
            timer.cancel()
