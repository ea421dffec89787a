"""The plan of an export: which files, under which names, and the manifest that lists them."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any, Final

from lumiku.posters.document.content import values
from lumiku.posters.document.formats import ExportKey, FileType
from lumiku.posters.document.schemas import PosterDoc

__all__ = ["MANIFEST_COLUMNS", "PlannedFile", "manifest", "planned_files", "sheet"]

MANIFEST_COLUMNS: Final = (
    "file",
    "poster_id",
    "template",
    "format",
    "width",
    "height",
    "bytes",
    "quality",
    "headline",
    "product",
    "price",
)


@dataclass(frozen=True)
class PlannedFile:
    """One file to be drawn. `path` is its place in the ZIP; stable under redelivery."""

    poster_id: str
    format: ExportKey
    type: FileType
    path: str


def planned_files(
    posters: Sequence[tuple[str, str]],
    formats: Sequence[ExportKey],
    types: Mapping[ExportKey, FileType],
) -> list[PlannedFile]:
    """Every file of an export; what `types` does not name is a JPEG.

    `posters` are (id, name in files). A poster's files are neighbours, so that one worker decodes
    its photo once.
    """
    files: list[PlannedFile] = []
    for index, (poster_id, name) in enumerate(posters, start=1):
        for key in formats:
            kind = types.get(key, FileType.JPEG)
            path = f"{key}/{index:03d}-{name or 'poster'}.{kind.suffix}"
            files.append(PlannedFile(poster_id, key, kind, path))
    return files


def manifest(files: Sequence[Mapping[str, Any]], docs: Sequence[PosterDoc]) -> str:
    """The export's CSV: one line per file, in UTF-8 with a mark that spreadsheets understand.

    `files` are the records of finished files, `docs` the documents they were drawn from.
    """
    lines = []
    for file, doc in zip(files, docs, strict=True):
        known = values(doc.content, doc.brand)
        own = [file["path"], file["poster_id"], doc.template or "", file["format"]]
        measures = [file[name] or "" for name in ("width", "height", "bytes", "quality")]
        lines.append([*own, *measures, *(known[name] for name in ("headline", "product", "price"))])
    return sheet(MANIFEST_COLUMNS, lines)


def sheet(columns: Sequence[str], lines: Iterable[Sequence[str | int]]) -> str:
    """A CSV whose cells no spreadsheet takes for formulas."""
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(
        [_cell(cell) if isinstance(cell, str) else cell for cell in line] for line in lines
    )
    return out.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
