"""Weights in half precision: a file of single precision takes twice as long to fetch and read."""

import json
import struct
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np

__all__ = ["Unreadable", "halve", "source_of"]

SOURCE: Final = "source_sha256"  # in the metadata: of the file that this one was made from
LARGEST_HEADER: Final = 100_000_000  # as the format's own reader has it
PIECE: Final = 1 << 24  # numbers that are converted at once


class Unreadable(ValueError):
    """Not a safetensors file: {reason}."""


def source_of(path: Path) -> str | None:
    """The SHA-256 of the file that this one was halved from; None if it was not, or is none."""
    try:
        with path.open("rb") as opened:
            header = _header(opened)
    except (OSError, Unreadable):
        return None
    found = header.get("__metadata__", {}).get(SOURCE)
    return str(found) if found else None


def halve(path: Path, sha256: str) -> bool:
    """Rewrite single precision as half, tensor by tensor; False if there was none.

    Values beyond half precision's range are refused: they would become infinite. Raises Unreadable.
    """
    with path.open("rb") as opened:
        header = _header(opened)
        start = opened.tell()
        tensors = {name: facts for name, facts in header.items() if name != "__metadata__"}
        if not any(facts["dtype"] == "F32" for facts in tensors.values()):
            return False
        part = path.with_name(path.name + ".half")
        try:
            with part.open("wb") as out:
                _write(
                    opened, start, tensors, {**header.get("__metadata__", {}), SOURCE: sha256}, out
                )
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    return True


def _header(opened: BinaryIO) -> dict[str, Any]:
    length = opened.read(8)
    size = struct.unpack("<Q", length)[0] if len(length) == 8 else 0
    if not 2 <= size <= LARGEST_HEADER:
        raise Unreadable("its header has no plausible length")
    try:
        content = json.loads(opened.read(size))
    except ValueError as error:
        raise Unreadable(f"its header is not JSON: {error}") from error
    if not isinstance(content, dict):
        raise Unreadable("its header is no object")
    return content


def _write(
    opened: BinaryIO, start: int, tensors: dict[str, Any], metadata: dict[str, str], out: BinaryIO
) -> None:
    order = sorted(tensors, key=lambda name: tensors[name]["data_offsets"][0])
    made: dict[str, Any] = {"__metadata__": metadata}
    at = 0
    for name in order:
        first, last = tensors[name]["data_offsets"]
        single = tensors[name]["dtype"] == "F32"
        size = (last - first) // 2 if single else last - first
        dtype = "F16" if single else tensors[name]["dtype"]
        made[name] = {**tensors[name], "dtype": dtype, "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(made, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    out.write(struct.pack("<Q", len(text)) + text)
    for name in order:
        first, last = tensors[name]["data_offsets"]
        opened.seek(start + first)
        _copy(opened, last - first, out, name, single=tensors[name]["dtype"] == "F32")


def _copy(opened: BinaryIO, size: int, out: BinaryIO, name: str, *, single: bool) -> None:
    while size:
        wanted = min(size, 4 * PIECE)
        data = opened.read(wanted)
        if len(data) < wanted:
            raise Unreadable(f"{name} is cut short")
        size -= len(data)
        if single:
            with np.errstate(over="ignore"):
                values = np.frombuffer(data, "<f4").astype("<f2")
            if not np.isfinite(values).all():
                raise Unreadable(f"{name} does not fit into half precision")
            data = values.tobytes()
        out.write(data)
