"""What goes in and out of the API for exports and their preflight."""

from typing import Annotated

from pydantic import Field, field_validator, model_validator

from lumiku.exports.rules import MAX_FILES
from lumiku.posters.document.formats import ExportKey, FileType
from lumiku.posters.rules import JobStatus, PosterStatus
from lumiku.posters.schemas import Finding, Format, distinct
from lumiku.schemas import Id, In, Moment, Out, Page, wrong

__all__ = [
    "Export",
    "ExportFailure",
    "ExportIn",
    "ExportPage",
    "Preflight",
    "PreflightIn",
    "PreflightLine",
]

Formats = Annotated[list[Format], Field(min_length=1, max_length=len(ExportKey))]
Types = Annotated[
    dict[Format, Annotated[FileType, Field(strict=False)]], Field(max_length=len(ExportKey))
]


class ExportIn(In):
    poster_ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_FILES)]
    formats: Formats
    types: Types = Field(default_factory=dict)

    _posters = field_validator("poster_ids", "formats")(distinct)

    @model_validator(mode="after")
    def _not_too_many(self) -> "ExportIn":
        total = len(self.poster_ids) * len(self.formats)
        if total > MAX_FILES:
            raise wrong(
                f"ekspor ini berisi {total} berkas; batasnya {MAX_FILES}. Bagi menjadi beberapa",
                f"this export has {total} files; the limit is {MAX_FILES}. Split it",
            )
        return self


class ExportFailure(Out):
    poster_id: str
    format: ExportKey
    reason: str
    detail: str


class Export(Out):
    """An export and how far it is.

    `url` is a link to the ZIP that lasts for about an hour and is made anew as often as asked,
    until `expires_at`; after that `retry` makes every file again.
    """

    id: str
    status: JobStatus
    done: int  # files
    failed: int
    cancelled: int
    total: int
    progress: Annotated[int, Field(ge=0, le=100)]
    eta_seconds: int | None
    posters: int
    formats: list[ExportKey]
    watermark: bool
    url: str | None
    expires_at: Moment | None  # of a finished export: when its files are deleted
    size: int | None  # bytes of the ZIP
    failures: list[ExportFailure]  # at most 50; of a finished export
    retry_of: str | None
    retried_by: str | None
    created_at: Moment
    finished_at: Moment | None


class ExportPage(Page[Export]):
    pass


class PreflightIn(ExportIn):
    """What would be exported."""


class PreflightLine(Out):
    poster_id: str
    status: PosterStatus
    findings: list[Finding]


class Preflight(Out):
    """What to know before exporting: remarks by poster, the gravest first, and the totals."""

    files: int
    watermark: bool
    hints: int
    warnings: int
    problems: int
    posters: list[PreflightLine]
