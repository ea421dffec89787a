"""The pure rules of exports: sizes, chunks, file names, and how long files last."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from lumiku.accounts.policy import EXPORTS_KEPT
from lumiku.posters.document.formats import ExportKey

__all__ = [
    "LEAVE",
    "MAX_FILES",
    "ROWS_AT_ONCE",
    "chunks",
    "expired",
    "files_of",
    "slug",
]

MAX_FILES: Final = 2_000  # of one export
_CHUNK_FILES: Final = 20  # files of one message: about two seconds of one core
_CHUNK_POSTERS: Final = 10
ROWS_AT_ONCE: Final = 50  # of one transaction, which takes 100 writes
LEAVE: Final = timedelta(days=2)  # files this close to their end are not built upon


def chunks(numbers: Sequence[int], formats: int) -> list[list[int]]:
    """An export's posters by message: neighbours stay together, so that a photo that several of
    them show is decoded once."""
    size = max(1, min(_CHUNK_POSTERS, _CHUNK_FILES // max(1, formats)))
    return [list(numbers[i : i + size]) for i in range(0, len(numbers), size)]


def expired(finished: datetime | None, now: datetime) -> bool:
    """Whether the files of an export that ended then can no longer be fetched."""
    return finished is not None and now >= finished + EXPORTS_KEPT


def files_of(posters: int, formats: Sequence[ExportKey]) -> int:
    return posters * len(set(formats))


def slug(text: str) -> str:
    """Lower-case words joined by hyphens, at most 48 characters, safe on every file system."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].rstrip("-")
