"""The plan of an export: which files, under which names, and the manifest that lists them."""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final

from lumiku.errors import InvalidInput
from lumiku.posters.content import values
from lumiku.posters.export import MEDIA_TYPES
from lumiku.posters.formats import FORMATS, ExportKey, FileType
from lumiku.posters.schemas import PosterDoc

__all__ = ["MANIFEST_COLUMNS", "MAX_FILES", "PlannedFile", "manifest", "plan"]

MAX_FILES: Final = 2_000  # one export
MANIFEST_COLUMNS: Final = (
    "file",
    "poster_id",
    "template",
    "format",
    "width",
    "height",
    "headline",
    "product",
    "price",
)


@dataclass(frozen=True)
class PlannedFile:
    """One file to be drawn. `path` is its place in the ZIP; stable under redelivery."""

    number: int
    poster_id: str
    format: ExportKey
    type: FileType
    path: str


def plan(
    posters: Sequence[tuple[str, str]],
    formats: Sequence[ExportKey],
    types: Mapping[ExportKey, FileType] | None = None,
) -> list[PlannedFile]:
    """Every file of an export, the formats of a poster next to each other.

    `posters` are (id, title). A poster's files are neighbours so that one worker decodes its
    photo once. Raises InvalidInput for an export of nothing or of more than MAX_FILES.
    """
    wanted = list(dict.fromkeys(formats))
    chosen = list(dict.fromkeys(posters))
    if not chosen or not wanted:
        pointer = "/poster_ids" if not chosen else "/formats"
        raise InvalidInput.at(
            pointer,
            "Pilih paling sedikit satu poster dan satu format.",
            "Choose at least one poster and one format.",
        )
    if len(chosen) * len(wanted) > MAX_FILES:
        total = len(chosen) * len(wanted)
        raise InvalidInput.at(
            "/poster_ids",
            f"Ekspor ini berisi {total} berkas; batasnya {MAX_FILES}. Bagi menjadi beberapa.",
            f"This export has {total} files; the limit is {MAX_FILES}. Split it.",
        )
    files: list[PlannedFile] = []
    for index, (poster_id, title) in enumerate(chosen, start=1):
        for key in wanted:
            file_type = (types or {}).get(key, FileType.JPEG)
            if file_type not in FORMATS[key].types:
                raise InvalidInput.at(
                    "/types",
                    f"{FORMATS[key].name_id} tidak menerima {file_type.upper()}.",
                    f"{FORMATS[key].name_en} takes no {file_type.upper()}.",
                )
            name = f"{index:03d}-{slug(title) or 'poster'}.{MEDIA_TYPES[file_type][1]}"
            files.append(PlannedFile(len(files), poster_id, key, file_type, f"{key}/{name}"))
    return files


def slug(text: str) -> str:
    """Lower-case words joined by hyphens, at most 48 characters, safe on every file system."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].rstrip("-")


def manifest(files: Sequence[PlannedFile], docs: Mapping[str, PosterDoc]) -> str:
    """The export's CSV: one line per file, in UTF-8 with a mark that spreadsheets understand."""
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(MANIFEST_COLUMNS)
    writer.writerows(_rows(files, docs))
    return out.getvalue()


def _rows(
    files: Sequence[PlannedFile], docs: Mapping[str, PosterDoc]
) -> Iterator[Sequence[str | int]]:
    for file in files:
        doc, target = docs[file.poster_id], FORMATS[file.format]
        known = values(doc.content, doc.brand)
        yield [
            file.path,
            file.poster_id,
            doc.template or "",
            file.format,
            target.width,
            target.height,
            *(_cell(known[name]) for name in ("headline", "product", "price")),
        ]


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
