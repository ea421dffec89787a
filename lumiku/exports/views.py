"""Exports as the API shows them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from lumiku.accounts.policy import EXPORTS_KEPT
from lumiku.clock import from_iso, iso
from lumiku.cloud import blobs
from lumiku.exports import rules
from lumiku.exports.schemas import Export, ExportFailure
from lumiku.exports.store import ExportItem, ExportRowItem
from lumiku.posters.document.formats import FORMATS, ExportKey, FileType
from lumiku.posters.rules import JobStatus
from lumiku.posters.schemas import Finding
from lumiku.posters.views import eta
from lumiku.reasons import REASONS, ReasonCode

__all__ = ["export", "heavy"]

_FAILURES: Final = 50


def export(
    row: ExportItem, language: str, now: datetime, rows: Sequence[ExportRowItem] = ()
) -> Export:
    """An export; `rows` tell which of its files failed."""
    status, ended = JobStatus(row.status), int(row.done) + int(row.failed)
    if status.runs:
        status = JobStatus.PROCESSING if ended else JobStatus.PENDING
        status = status if int(row.remaining) else JobStatus.PACKING
    left = int(row.remaining)
    finished = from_iso(row.finished_at) if row.finished_at and row.zip_key else None
    return Export(
        id=row.id,
        status=status,
        done=int(row.done),
        failed=int(row.failed),
        cancelled=left if status is JobStatus.CANCELLED else 0,
        total=int(row.total),
        progress=ended * 100 // int(row.total),
        eta_seconds=eta(row.created_at, ended, left, now) if status.runs else None,
        posters=int(row.posters),
        formats=row.formats,
        watermark=bool(row.watermark),
        url=blobs.url(row.zip_key) if row.zip_key and not rules.expired(finished, now) else None,
        expires_at=iso(finished + EXPORTS_KEPT) if finished else None,
        size=int(row.zip_bytes) if row.zip_bytes else None,
        failures=_failures(rows, language),
        retry_of=row.retry_of,
        retried_by=row.retried_by,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def _failures(rows: Sequence[ExportRowItem], language: str) -> list[ExportFailure]:
    failures = [
        ExportFailure(
            poster_id=row.poster_id,
            format=entry["format"],
            reason=entry["reason"]["code"],
            detail=entry["reason"][language],
        )
        for row in rows
        for entry in row.files
        if "reason" in entry
    ]
    return failures[:_FAILURES]


def heavy(types: Mapping[ExportKey, FileType], language: str) -> list[Finding]:
    """The remark that a file of a chosen type may be larger than its platform takes."""
    concerned = [
        key
        for key, kind in types.items()
        if kind == FileType.PNG and FORMATS[key].png_may_be_too_large
    ]
    if not concerned:
        return []
    return [
        Finding(
            code="png_may_be_too_large",
            severity="warning",
            detail=REASONS[ReasonCode.TOO_MANY_BYTES].said(language),
            formats=concerned,
            layer=None,
            suggested_template=None,
        )
    ]
