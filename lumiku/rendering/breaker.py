"""The circuit breaker of a provider: one small item that every worker and the dispatcher read."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pynamodb.exceptions import UpdateError

from lumiku.cloud.table import refused
from lumiku.cloud.telemetry import metric
from lumiku.rendering import store
from lumiku.rendering.store import BreakerItem

__all__ = ["Gate", "allow", "failed", "forget", "gate", "open_seconds", "succeeded"]

FAILURES: Final = 3  # in a row
_FIRST: Final = 15  # seconds open
_LONGEST: Final = 300
_LEASE: Final = 90  # seconds one half-open trial may take
_CACHED: Final = 2.0  # seconds


@dataclass(frozen=True)
class Gate:
    """What the breaker says now."""

    failures: int
    open_until: float
    lease_until: float

    @property
    def is_closed(self) -> bool:
        return self.failures < FAILURES

    def is_open(self, now: datetime) -> bool:
        """Whether nothing may be tried; after that one trial at a time may (half-open)."""
        return not self.is_closed and now.timestamp() < self.open_until

    def retry_after(self, now: datetime) -> float:
        return max(1.0, max(self.open_until, self.lease_until) - now.timestamp())


_cache: dict[str, tuple[float, Gate]] = {}


def open_seconds(failures: int) -> int:
    """How long the breaker stays open after so many failures in a row: doubling, bounded."""
    return min(_LONGEST, _FIRST << max(0, failures - FAILURES))


def gate(provider: str, *, fresh: bool = False) -> Gate:
    """The breaker's state, at most two seconds old."""
    seen = _cache.get(provider)
    if seen is not None and not fresh and time.monotonic() - seen[0] < _CACHED:
        return seen[1]
    row = store.find_breaker(provider, consistent=fresh)
    state = (
        Gate(int(row.failures), float(row.open_until), float(row.lease_until))
        if row
        else Gate(0, 0.0, 0.0)
    )
    _cache[provider] = (time.monotonic(), state)
    return state


def forget() -> None:
    """Empties the local cache, as a fresh process has it."""
    _cache.clear()


def allow(provider: str, now: datetime) -> float | None:
    """None when a call may be made, else the seconds to wait.

    After the open time exactly one caller gets through: it takes a lease by a conditional write.
    """
    state = gate(provider)
    if state.is_closed:
        return None
    if state.is_open(now):
        return state.retry_after(now)
    moment = now.timestamp()
    try:
        store.breaker_key(provider).update(
            actions=[BreakerItem.lease_until.set(moment + _LEASE)],
            condition=BreakerItem.lease_until < moment,
        )
    except UpdateError as error:
        if not refused(error):
            raise
        return state.retry_after(now)
    return None


def failed(provider: str, now: datetime) -> None:
    """One more failure in a row; opens the breaker from the third on."""
    failures = gate(provider, fresh=True).failures + 1
    until = now.timestamp() + open_seconds(failures) if failures >= FAILURES else 0
    store.breaker_key(provider).update(
        actions=[
            BreakerItem.kind.set(BreakerItem),
            BreakerItem.failures.set(failures),
            BreakerItem.open_until.set(until),
            BreakerItem.lease_until.set(0),
        ]
    )
    _cache.pop(provider, None)
    if until:
        metric("BreakerOpen", 1, provider=provider)


def succeeded(provider: str) -> None:
    """A call went well: closes the breaker if it was not quite closed."""
    if gate(provider).failures == 0:
        return
    store.breaker_key(provider).update(
        actions=[
            BreakerItem.failures.set(0),
            BreakerItem.open_until.set(0),
            BreakerItem.lease_until.set(0),
        ]
    )
    _cache.pop(provider, None)
