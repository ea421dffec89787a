"""How much work is under way and whether the renderer takes it: what operators look at."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from lumiku import clock
from lumiku.accounts.policy import Lane
from lumiku.cloud import queues
from lumiku.cloud.queues import Depth
from lumiku.generations import store
from lumiku.rendering import breaker
from lumiku.settings import settings

__all__ = ["Breaker", "BreakerState", "Work", "under_way"]

_COUNTED: Final = 1_000  # batches in flight, counted up to here


class BreakerState(StrEnum):
    """Whether work is sent to the renderer."""

    CLOSED = "closed"
    """All of it."""
    OPEN = "open"
    """Nothing, after failures in a row."""
    HALF_OPEN = "half_open"
    """One trial at a time."""


@dataclass(frozen=True)
class Breaker:
    """The circuit breaker of the configured provider."""

    provider: str
    state: BreakerState
    failures: int  # in a row
    retry_after: int | None  # seconds, while it is open


@dataclass(frozen=True)
class Work:
    """Everything between admission and the last picture; counts stop at 1,000 batches."""

    lanes: dict[Lane, Depth]
    parked: int
    releasing: int  # batches with poses that were not sent to a queue yet
    settling: int  # batches whose every pose was sent
    next_deadline: datetime | None  # of a pose that waits for dispatch
    breaker: Breaker


def under_way(now: datetime) -> Work:
    first = store.first_due(store.DISPATCH)
    return Work(
        lanes={lane: queues.depth(queues.Queue(lane)) for lane in Lane},
        parked=queues.parked(),
        releasing=store.in_flight(store.DISPATCH, _COUNTED),
        settling=store.in_flight(store.SETTLE, _COUNTED),
        next_deadline=clock.from_iso(first) if first else None,
        breaker=_breaker(now),
    )


def _breaker(now: datetime) -> Breaker:
    provider = settings().provider
    gate = breaker.gate(provider, fresh=True)
    if gate.is_closed:
        return Breaker(provider, BreakerState.CLOSED, gate.failures, None)
    if gate.is_open(now):
        wait = int(gate.retry_after(now))
        return Breaker(provider, BreakerState.OPEN, gate.failures, wait)
    return Breaker(provider, BreakerState.HALF_OPEN, gate.failures, None)
