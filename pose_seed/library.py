"""The shipped library: one compact, deterministic file, and how it is read and written."""

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lumiku.poses.schemas import PoseTemplate
from pose_seed.generate import Batch

__all__ = ["SHIPPED", "VERSION", "Library", "digest", "pack", "read", "shipped", "unpack", "write"]

VERSION: Final = 1  # raise it whenever the shipped file changes: tables then update
SEED: Final = 2_026
SHIPPED: Final = Path(__file__).parent / "library" / "poses.json.gz"
_SCALE: Final = 10_000


@dataclass(frozen=True)
class Library:
    """A set of poses with its version and how it came about."""

    version: int
    templates: tuple[PoseTemplate, ...]
    seed: int = 0
    statistics: tuple[dict[str, Any], ...] = ()


def _flat(points: Sequence[Sequence[float]]) -> list[int]:
    """x and y in ten-thousandths, confidence in tenths."""
    return [
        value
        for x, y, confidence in points
        for value in (round(x * _SCALE), round(y * _SCALE), round(confidence * 10))
    ]


def _points(flat: Sequence[int]) -> Iterator[tuple[float, float, float]]:
    for index in range(0, len(flat), 3):
        yield flat[index] / _SCALE, flat[index + 1] / _SCALE, flat[index + 2] / 10


def _row(template: PoseTemplate) -> dict[str, Any]:
    row = template.model_dump(mode="json", exclude_defaults=True)
    row["people"] = [_flat(person) for person in template.people]
    if template.hands:
        row["hands"] = [
            {name: _flat(hand) for name, hand in pair.items()} for pair in template.hands
        ]
    return row


def _template(row: dict[str, Any]) -> PoseTemplate:
    fields = dict(row, people=[list(_points(person)) for person in row["people"]])
    if "hands" in row:
        fields["hands"] = [
            {name: list(_points(hand)) for name, hand in pair.items()} for pair in row["hands"]
        ]
    return PoseTemplate.model_validate(fields)


def pack(library: Library) -> bytes:
    """The library as canonical JSON: the same poses give the same bytes."""
    content = {
        "version": library.version,
        "seed": library.seed,
        "statistics": list(library.statistics),
        "poses": [_row(template) for template in library.templates],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def unpack(data: bytes) -> Library:
    content = json.loads(data)
    return Library(
        version=content["version"],
        templates=tuple(_template(row) for row in content["poses"]),
        seed=content["seed"],
        statistics=tuple(content["statistics"]),
    )


def digest(library: Library) -> str:
    """SHA-256 of the packed library."""
    return hashlib.sha256(pack(library)).hexdigest()


def assemble(batches: Sequence[Batch], seed: int, version: int = VERSION) -> Library:
    """The library of a generator's run."""
    return Library(
        version=version,
        templates=tuple(template for batch in batches for template in batch.templates),
        seed=seed,
        statistics=tuple(
            {
                "code": batch.code,
                "tried": batch.tried,
                "valid": batch.valid,
                "rejected": dict(sorted(batch.rejected.items())),
            }
            for batch in batches
        ),
    )


def write(library: Library, path: Path = SHIPPED) -> int:
    """Writes the file and returns its size in bytes; no time stamp goes into it."""
    data = gzip.compress(pack(library), 9, mtime=0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return len(data)


def read(path: Path) -> Library:
    return unpack(gzip.decompress(path.read_bytes()))


def shipped() -> Library:
    """The library that comes with this version of the project."""
    return read(SHIPPED)
