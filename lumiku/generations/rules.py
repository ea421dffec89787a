"""The pure rules of a batch: its states, its virtual deadlines, its seeds and its outlook."""

import hashlib
import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from lumiku import clock
from lumiku.accounts import policy
from lumiku.accounts.policy import Lane, Tier

__all__ = [
    "CHUNK",
    "MAX_POSES",
    "MIN_SCORE",
    "RUNNING",
    "SWEEPS",
    "SWEEP_AFTER",
    "Outcome",
    "Status",
    "Waiting",
    "adult_coded",
    "choose",
    "cleanup_day",
    "cleanup_moment",
    "deadline",
    "eta_seconds",
    "final_status",
    "slot_seed",
]

MAX_POSES: Final = 1_000
CHUNK: Final = 8  # poses of one micro-batch: one message, one endpoint call, one transaction
TRIES: Final = 2  # a picture below the quality gate gets one more try with another seed
MIN_SCORE: Final = 0.35
SWEEP_AFTER: Final = timedelta(minutes=20)  # longer than a message takes, its retries included
SWEEPS: Final = 3


class Status(StrEnum):
    """How far a batch is."""

    PENDING = "pending"
    """Admitted; nothing of it is on its way yet."""
    PROCESSING = "processing"
    """Its first photos are on their way."""
    COMPLETED = "completed"
    """Every photo succeeded."""
    PARTIALLY_COMPLETED = "partially_completed"
    """Some photos failed."""
    FAILED = "failed"
    """All photos failed."""
    CANCELLED = "cancelled"
    """It was stopped; finished photos stay."""


RUNNING: Final = frozenset({Status.PENDING, Status.PROCESSING})


class Outcome(StrEnum):
    """How one pose ended."""

    DONE = "ok"  # the word of the API since its first version
    """It succeeded."""
    FAILED = "failed"
    """It failed for good."""
    CANCELLED = "cancelled"
    """Given back without having been tried."""


def final_status(done: int, failed: int, cancelled: int = 0) -> Status:
    """The state of a batch whose every pose has ended.

    Void poses were never tried: the merchant cancelled, or a release was revoked.
    """
    if cancelled:
        return Status.CANCELLED
    if failed == 0:
        return Status.COMPLETED
    return Status.PARTIALLY_COMPLETED if done else Status.FAILED


def deadline(start: datetime, chunk: int, tier: Tier, throttled: bool) -> datetime:
    """The virtual deadline of a chunk: start + promise + chunk x step, of the tier in effect.

    `start` is when the batch was admitted, or the moment it asked to wait for.
    """
    return start + policy.promise(tier, throttled) + chunk * policy.step(tier, throttled)


@dataclass(frozen=True, order=True)
class Waiting:
    """A batch's next chunk in the one virtual-deadline queue; the earliest goes first."""

    deadline: datetime
    generation_id: str
    chunk: int
    chunks: int  # how many it has left, this one included
    tier: Tier
    throttled: bool
    start: datetime

    @property
    def lane(self) -> Lane:
        return policy.lane(self.tier, self.throttled)

    def following(self) -> "Waiting | None":
        """What waits once this chunk is dispatched."""
        if self.chunks <= 1:
            return None
        chunk = self.chunk + 1
        return replace(
            self,
            chunk=chunk,
            chunks=self.chunks - 1,
            deadline=deadline(self.start, chunk, self.tier, self.throttled),
        )


def choose(
    waiting: Iterable[Waiting], *, room: int, reserved: int = 0, urgent_out: int = 0
) -> Iterator[Waiting]:
    """The chunks to dispatch into `room` free places, by deadline.

    `reserved` places are kept for the dedicated lane, which has `urgent_out` chunks out already.
    """
    heap = list(waiting)
    heapq.heapify(heap)
    kept = max(0, reserved - urgent_out)
    while heap and room > 0:
        head = heapq.heappop(heap)
        urgent = head.lane is Lane.DEDICATED
        if not urgent and room <= kept:
            continue
        yield head
        room -= 1
        kept = max(0, kept - 1) if urgent else kept
        if (then := head.following()) is not None:
            heapq.heappush(heap, then)


def slot_seed(seed: int, slot: int, attempt: int) -> int:
    """The seed of one picture, below 2**32: the same for the same batch seed, slot and try."""
    digest = hashlib.blake2b(f"{seed}/{slot}/{attempt}".encode(), digest_size=4)
    return int.from_bytes(digest.digest(), "big")


def eta_seconds(
    *,
    remaining: int,
    ahead: int,
    seconds_per_pose: float,
    slots: int,
    wait: float,
) -> int:
    """Seconds until a batch is done: an even share of the endpoint after those ahead of it.

    `ahead` counts poses dispatched or due before this batch's own; `wait` is what it asked to wait.
    """
    rate = max(1, slots) / max(seconds_per_pose, 1e-3)  # poses a second
    return math.ceil(wait + (ahead + remaining) / rate) if remaining else 0


_CLEANUP_MILLISECONDS: Final = 8 * 3_600_000


def cleanup_day(ended: datetime) -> date:
    """The WIB day on which a batch loses the pictures that nobody used."""
    return clock.day_of(ended) + policy.PICTURES_KEPT


def cleanup_moment(user_id: str, day: date) -> datetime:
    """When a merchant's turn is on a WIB day, in UTC.

    All batches of one merchant share the moment, so that one mail tells of them all; merchants
    have different ones, so that neither mails nor deletions come all at once.
    """
    digest = hashlib.blake2b(user_id.encode(), digest_size=8).digest()
    late = timedelta(milliseconds=int.from_bytes(digest, "big") % _CLEANUP_MILLISECONDS)
    start = datetime.combine(day, policy.CLEANUP_FROM, tzinfo=clock.WIB)
    return (start + late).astimezone(UTC)


# Words that must not meet a child's picture, in what merchants write themselves.
_ADULT: Final = frozenset(
    word
    for line in (
        "sexy seksi sensual erotic erotis lingerie bikini nude telanjang bugil seductive",
        "menggoda intim dewasa adult rokok cigarette vape alkohol alcohol beer bir wine judi",
        "gambling",
    )
    for word in line.split()
)


def adult_coded(texts: Sequence[str]) -> str | None:
    """The first word in the texts that is not for children, or None (decision 13)."""
    for text in texts:
        for word in text.lower().replace("-", " ").split():
            if word.strip(".,!?:;()'\"") in _ADULT:
                return word.strip(".,!?:;()'\"")
    return None


def chunks_of(slots: Sequence[int]) -> list[list[int]]:
    return [list(slots[i : i + CHUNK]) for i in range(0, len(slots), CHUNK)]
