"""What an export prints: its posters as they were when it was ordered, in one object.

A worker reads the few documents of its task from the middle of it. Editing or deleting a poster
afterwards changes nothing of what was ordered.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from lumiku.cloud import blobs
from lumiku.cloud.packing import packed, unpacked
from lumiku.exports.store import ExportSpecItem
from lumiku.posters.document.schemas import PosterDoc
from lumiku.posters.service import Drawn

__all__ = ["Shown", "keep", "load", "spoken"]


@dataclass(frozen=True)
class Shown:
    """One poster as it was ordered."""

    doc: PosterDoc
    brand_kit_id: str
    photo_ids: list[str]
    logo_key: str | None


def keep(key: str, posters: Iterable[Drawn]) -> list[int]:
    """Writes drawn posters one after the other; returns how many bytes each of them takes."""
    parts = [packed(_told(poster)) for poster in posters]
    blobs.put(key, b"".join(parts), "application/octet-stream")
    return [len(part) for part in parts]


def _told(poster: Drawn) -> dict[str, Any]:
    if poster.doc is None:
        raise ValueError(f"{poster.id} was not drawn")
    return {
        "doc": poster.doc,
        "brand_kit_id": poster.brand_kit_id,
        "photo_ids": poster.photo_ids,
        "logo_key": poster.logo_key,
    }


def load(spec: ExportSpecItem, numbers: Sequence[int]) -> dict[int, Shown]:
    """The posters with these numbers, read at once."""
    return {number: _shown(told) for number, told in _read(spec, numbers)}


def spoken(spec: ExportSpecItem, numbers: Sequence[int]) -> dict[int, PosterDoc]:
    """What the posters with these numbers say and wear: documents without layers and photos, of
    which thousands fit into memory."""
    bare: dict[str, Any] = {"layers": [], "photos": []}
    return {
        number: PosterDoc.model_validate({**told["doc"], **bare})
        for number, told in _read(spec, numbers)
    }


def _read(spec: ExportSpecItem, numbers: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    if not numbers:
        return
    starts = [0, *accumulate(int(length) for length in spec.lengths)]
    first = starts[min(numbers)]
    data = blobs.read_part(spec.snapshot, first, starts[max(numbers) + 1] - first)
    for number in numbers:
        yield number, unpacked(data[starts[number] - first : starts[number + 1] - first])


def _shown(told: dict[str, Any]) -> Shown:
    return Shown(**{**told, "doc": PosterDoc.model_validate(told["doc"])})
