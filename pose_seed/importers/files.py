"""Finds out what a file holds and reads it: JSON, pictures, folders of both, Parquet."""

import json
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from pose_seed.importers.coco import is_coco, read_coco
from pose_seed.importers.found import Found, Unreadable
from pose_seed.importers.openpose import is_openpose, read_openpose

__all__ = ["read"]

_PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp"})
_MAX_JSON: Final = 256 * 1024 * 1024  # bytes
# Columns that data sets on Hugging Face use for the control picture (one of them misspelt).
_COLUMNS: Final = ("conditioning_image", "condtioning_image", "control_image", "pose", "image")


def read(path: Path) -> Iterator[Found]:
    """Every pose of a file or, in the order of their names, of a folder's files.

    Raises Unreadable for what is none of the formats; a broken entry among others, such as one
    picture of a folder, is given with its trouble instead.
    """
    if path.is_dir():
        known = (".json", ".parquet", *_PICTURES)
        files = sorted(p for p in path.rglob("*") if p.suffix.lower() in known and p.is_file())
        if not files:
            raise Unreadable(f"{path}: no JSON, picture or Parquet file in this folder")
        for file in files:
            yield from _pardoned(read(file), file.name)
        return
    if not path.is_file():
        raise Unreadable(f"{path}: no such file")
    suffix = path.suffix.lower()
    reader: Callable[[Path], Iterator[Found]] | None = (
        _read_json
        if suffix == ".json"
        else _read_picture
        if suffix in _PICTURES
        else _read_parquet
        if suffix == ".parquet"
        else None
    )
    if reader is None:
        raise Unreadable(f"{path}: {suffix or 'no'} extension is none that poses come in")
    yield from reader(path)


def _pardoned(found: Iterator[Found], source: str) -> Iterator[Found]:
    """Everything found; where reading breaks off, an entry that says why."""
    try:
        yield from found
    except Unreadable as error:
        yield Found(source, [], trouble=str(error))


def _read_json(path: Path) -> Iterator[Found]:
    if path.stat().st_size > _MAX_JSON:
        raise Unreadable(f"{path}: larger than {_MAX_JSON // 1024 // 1024} MB")
    try:
        content: Any = json.loads(path.read_bytes())
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(f"{path}: not JSON") from error
    try:
        if is_coco(content):
            yield from read_coco(content, path.name)
        elif is_openpose(content):
            yield from read_openpose(content, path.name)
        else:
            raise Unreadable(f"{path}: neither OpenPose nor COCO keypoints")
    except (TypeError, KeyError, AttributeError, OverflowError) as error:
        raise Unreadable(f"{path}: keypoints are not where the format has them") from error
    except ValueError as error:
        raise error if isinstance(error, Unreadable) else Unreadable(f"{path}: {error}") from error


def _read_picture(path: Path) -> Iterator[Found]:
    from pose_seed.importers.drawn import read_drawn

    yield from read_drawn(path, path.name)


def _read_parquet(path: Path) -> Iterator[Found]:
    """A data set's shard with pictures as {bytes, path} or bytes; needs the extra `parquet`."""
    if find_spec("pyarrow") is None:
        raise Unreadable(f"{path}: Parquet needs pyarrow (pip install 'lumiku[parquet]')")
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    from pose_seed.importers.drawn import read_drawn

    try:
        shard = ParquetFile(path)
    except (ArrowException, OSError) as error:
        raise Unreadable(f"{path}: not a readable Parquet file") from error
    column = next((name for name in _COLUMNS if name in shard.schema_arrow.names), None)
    if column is None:
        raise Unreadable(f"{path}: no column of drawn poses ({', '.join(_COLUMNS)})")
    row = 0
    for batch in shard.iter_batches(batch_size=64, columns=[column]):
        for cell in batch.column(0).to_pylist():
            data = cell.get("bytes") if isinstance(cell, dict) else cell
            source = f"{path.name}#{row}"
            if isinstance(data, bytes):
                yield from _pardoned(read_drawn(data, source), source)
            else:
                yield Found(source, [], trouble=f"{source}: column {column} holds no picture")
            row += 1
