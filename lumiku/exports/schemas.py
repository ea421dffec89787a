"""What goes in and out of the API for exports and their preflight."""

from typing import Annotated, Final

from pydantic import Field, field_validator, model_validator

from lumiku.exports.rules import MAX_FILES
from lumiku.posters.document.formats import ExportKey, FileType
from lumiku.posters.rules import JobStatus, PosterStatus
from lumiku.posters.schemas import Finding, Format, distinct
from lumiku.schemas import Count, ExportId, In, Moment, Out, Page, Percent, PosterId, Url, wrong
from lumiku.texts import Text

__all__ = [
    "Export",
    "ExportFailure",
    "ExportIn",
    "ExportPage",
    "Preflight",
    "PreflightIn",
    "PreflightLine",
]

_TOO_MANY_FILES: Final = Text(
    "ekspor ini berisi {total} berkas; batasnya {most}. Bagi menjadi beberapa ekspor",
    "this export has {total} files; the limit is {most}. Split it into several exports",
)
Formats = Annotated[list[Format], Field(min_length=1, max_length=len(ExportKey))]
Types = Annotated[
    dict[Format, Annotated[FileType, Field(strict=False)]], Field(max_length=len(ExportKey))
]


class ExportIn(In):
    """Posters in formats: every poster in every format, at most 2,000 files together."""

    poster_ids: Annotated[list[PosterId], Field(min_length=1, max_length=MAX_FILES)]
    """The posters; each must be ready."""
    formats: Formats
    """Where they go; each gives one file of each poster."""
    types: Types = Field(default_factory=dict)
    """The file type of a format, where it is not to be the usual one (JPEG)."""

    _posters = field_validator("poster_ids", "formats")(distinct)

    @model_validator(mode="after")
    def _not_too_many(self) -> "ExportIn":
        total = len(self.poster_ids) * len(self.formats)
        if total > MAX_FILES:
            raise wrong(_TOO_MANY_FILES.filled(total=total, most=MAX_FILES))
        return self


class ExportFailure(Out):
    """A file that could not be made."""

    poster_id: PosterId
    """The poster."""
    format: ExportKey
    """The format."""
    reason: str
    """A code for why."""
    detail: str
    """The sentence for the merchant."""


class Export(Out):
    """An export and how far it is. Its files are kept for 30 days."""

    id: ExportId
    """The export's id."""
    status: JobStatus
    """How far it is."""
    done: Count
    """Files that were made."""
    failed: Count
    """Files that could not be made."""
    cancelled: Count
    """Files that were given up when it was cancelled."""
    total: Annotated[int, Field(json_schema_extra={"minimum": 1, "maximum": MAX_FILES})]
    """Files that were ordered."""
    progress: Percent
    """Files that have ended, in whole per cent of `total`."""
    eta_seconds: Count | None
    """Seconds until it is done, an estimate; null when it has ended."""
    posters: Count
    """How many posters it is of."""
    formats: list[ExportKey]
    """The formats that were ordered."""
    watermark: bool
    """Whether the files carry our mark."""
    url: Url | None
    """A signed link to the ZIP, good for about an hour and made anew as often as asked; null
    before it is packed and after `expires_at`."""
    expires_at: Moment | None
    """When its files are deleted; then `retry` makes every file again. Null until it is packed."""
    size: Count | None
    """Bytes of the ZIP; null until it is packed."""
    failures: list[ExportFailure]
    """What could not be made, at most 50 entries; empty while it runs, and in lists."""
    retry_of: ExportId | None
    """The export whose files it tries again; null for a first try."""
    retried_by: ExportId | None
    """The export that tries its files again; null while none does."""
    created_at: Moment
    """When it was ordered."""
    finished_at: Moment | None
    """When it ended; null while it runs."""


class ExportPage(Page[Export]):
    """Exports, the newest first."""


class PreflightIn(ExportIn):
    """What would be exported."""


class PreflightLine(Out):
    """What to know about one poster."""

    poster_id: PosterId
    """The poster."""
    status: PosterStatus
    """How far it is: only what is ready can be exported."""
    findings: list[Finding]
    """The remarks, the gravest first."""


class Preflight(Out):
    """What to know before exporting."""

    files: Count
    """How many files it would be."""
    watermark: bool
    """Whether they would carry our mark."""
    hints: Count
    """How many remarks are hints."""
    warnings: Count
    """How many are warnings."""
    problems: Count
    """How many are problems."""
    posters: list[PreflightLine]
    """The remarks by poster, the gravest first."""
