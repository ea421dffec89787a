"""The pure rules of posters and sets: their states, ids and outlooks."""

import hashlib
import math
from enum import StrEnum
from typing import Final

from ulid import ULID

__all__ = [
    "MAX_SET_PHOTOS",
    "MAX_VARIATIONS",
    "JobStatus",
    "PosterStatus",
    "Step",
    "eta_seconds",
    "final_status",
    "variation_id",
]

MAX_SET_PHOTOS: Final = 100  # of one set
MAX_VARIATIONS: Final = 20  # of one photo
_USUAL: Final = 0.1  # seconds a file, until an export has shown its own pace


class PosterStatus(StrEnum):
    """How far a poster is."""

    WAITING = "waiting"
    """It will be drawn within seconds."""
    READY = "ready"
    """It is drawn as it was last changed."""
    FAILED = "failed"
    """It could not be drawn, and the reason is told; a change may mend it."""


class Step(StrEnum):
    """What a worker does to a waiting poster."""

    DRAW = "draw"  # lay it out anew from template, brand and content
    INSPECT = "inspect"  # its document was made by hand: only preview and preflight


class JobStatus(StrEnum):
    """How far a set of posters or an export is."""

    PENDING = "pending"
    """Nothing has ended yet."""
    PROCESSING = "processing"
    """Some has ended."""
    PACKING = "packing"
    """Every file is made, the ZIP is being written."""
    COMPLETED = "completed"
    """Everything succeeded."""
    PARTIALLY_COMPLETED = "partially_completed"
    """Some failed."""
    FAILED = "failed"
    """All failed."""
    CANCELLED = "cancelled"
    """It was stopped."""

    @property
    def runs(self) -> bool:
        return self in (JobStatus.PENDING, JobStatus.PROCESSING, JobStatus.PACKING)


def final_status(done: int, failed: int) -> JobStatus:
    if failed == 0:
        return JobStatus.COMPLETED
    return JobStatus.PARTIALLY_COMPLETED if done else JobStatus.FAILED


def eta_seconds(*, ended: int, remaining: int, elapsed: float) -> int:
    """Seconds until a job is done, by its own pace once it has shown one."""
    pace = elapsed / ended if ended else _USUAL
    return math.ceil(remaining * min(pace, 5.0))


def variation_id(set_id: str, number: int, index: int) -> str:
    """The id of a set's poster: the same whenever a worker makes it again."""
    moment = ULID.from_str(set_id.removeprefix("set_")).bytes[:6]
    rest = hashlib.blake2b(f"{set_id}/{number}/{index}".encode(), digest_size=10).digest()
    return f"pst_{ULID.from_bytes(moment + rest)}"
