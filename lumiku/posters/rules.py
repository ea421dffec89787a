"""The pure rules of posters' work: states, sizes of jobs, chunks, names and outlooks."""

import hashlib
import math
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from ulid import ULID

from lumiku.posters.document.formats import ExportKey

__all__ = [
    "ANNOUNCED",
    "KEPT",
    "LEAVE",
    "MAX_FILES",
    "MAX_SET_PHOTOS",
    "MAX_VARIATIONS",
    "ROWS_AT_ONCE",
    "SWEEPS",
    "SWEEP_AFTER",
    "UNANNOUNCED",
    "JobStatus",
    "PosterStatus",
    "Step",
    "chunks",
    "eta_seconds",
    "expired",
    "files_of",
    "final_status",
    "slug",
    "variation_id",
]

MAX_FILES: Final = 2_000  # of one export
MAX_SET_PHOTOS: Final = 100  # of one set
MAX_VARIATIONS: Final = 20  # of one photo
_CHUNK_FILES: Final = 20  # files of one message: about two seconds of one core
_CHUNK_POSTERS: Final = 10
ROWS_AT_ONCE: Final = 50  # of one transaction, which takes 100 writes
_USUAL: Final = 0.1  # seconds a file, until an export has shown its own pace
KEPT: Final = timedelta(days=30)  # the files of an export; the bucket deletes them a day later
LEAVE: Final = timedelta(days=2)  # files this close to their end are not built upon
UNANNOUNCED: Final = timedelta(minutes=1)  # admitted, but perhaps no message was sent
ANNOUNCED: Final = timedelta(minutes=20)  # longer than a message can honestly be on its way
SWEEP_AFTER: Final = ANNOUNCED
SWEEPS: Final = 3


class PosterStatus(StrEnum):
    WAITING = "waiting"  # a worker will draw it
    READY = "ready"
    FAILED = "failed"  # with a reason; a change may mend it


class Step(StrEnum):
    """What a worker does to a waiting poster."""

    DRAW = "draw"  # lay it out anew from template, brand and content
    INSPECT = "inspect"  # its document was made by hand: only preview and preflight


class JobStatus(StrEnum):
    """Of sets and exports."""

    PENDING = "pending"  # nothing has ended yet
    PROCESSING = "processing"
    PACKING = "packing"  # every file is made, the ZIP is being written
    COMPLETED = "completed"
    PARTIALLY_COMPLETED = "partially_completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def runs(self) -> bool:
        return self in (JobStatus.PENDING, JobStatus.PROCESSING, JobStatus.PACKING)


def final_status(done: int, failed: int) -> JobStatus:
    if failed == 0:
        return JobStatus.COMPLETED
    return JobStatus.PARTIALLY_COMPLETED if done else JobStatus.FAILED


def chunks(numbers: Sequence[int], formats: int) -> list[list[int]]:
    """An export's posters by message: neighbours stay together, so that a photo that several of
    them show is decoded once."""
    size = max(1, min(_CHUNK_POSTERS, _CHUNK_FILES // max(1, formats)))
    return [list(numbers[i : i + size]) for i in range(0, len(numbers), size)]


def eta_seconds(*, ended: int, remaining: int, elapsed: float) -> int:
    """Seconds until a job is done, by its own pace once it has shown one."""
    pace = elapsed / ended if ended else _USUAL
    return math.ceil(remaining * min(pace, 5.0))


def expired(finished: datetime | None, now: datetime) -> bool:
    """Whether the files of an export that ended then can no longer be fetched."""
    return finished is not None and now >= finished + KEPT


def variation_id(set_id: str, number: int, index: int) -> str:
    """The id of a set's poster: the same whenever a worker makes it again."""
    moment = ULID.from_str(set_id.removeprefix("set_")).bytes[:6]
    rest = hashlib.blake2b(f"{set_id}/{number}/{index}".encode(), digest_size=10).digest()
    return f"pst_{ULID.from_bytes(moment + rest)}"


def files_of(posters: int, formats: Sequence[ExportKey]) -> int:
    return posters * len(set(formats))


def slug(text: str) -> str:
    """Lower-case words joined by hyphens, at most 48 characters, safe on every file system."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].rstrip("-")
