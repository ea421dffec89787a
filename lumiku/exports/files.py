"""The worker's verb for exports: some posters in every format, each file recorded once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from lumiku.cloud import blobs, keys
from lumiku.cloud.telemetry import logger
from lumiku.errors import LumikuError
from lumiku.exports import snapshot, store
from lumiku.exports.encode import Rendered, export
from lumiku.exports.manifest import PlannedFile, planned_files
from lumiku.exports.outcomes import end_rows, ended_row
from lumiku.exports.snapshot import Shown
from lumiku.exports.store import ExportItem, ExportRowItem, ExportSpecItem
from lumiku.exports.tasks import ExportTask
from lumiku.posters import assets
from lumiku.posters.document.formats import ExportKey, FileType
from lumiku.posters.drawing.pictures import PictureCache
from lumiku.posters.editing import adapt
from lumiku.posters.outcomes import stored_error
from lumiku.posters.rules import JobStatus
from lumiku.reasons import ReasonCode, stored_reason

__all__ = ["press"]

_SENDERS: Final = 4  # files on their way to S3 at once, while the next are drawn

File = dict[str, Any]


class _Room:
    """Pictures and logos of one task, fetched and decoded once."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id
        self._known: dict[str, bytes] = {}
        self._darkroom = PictureCache(self._known)

    def for_poster(self, shown: Shown) -> PictureCache:
        """Raises NotFound when a photo is gone."""
        missing = [photo for photo in shown.photo_ids if photo not in self._known]
        for source in assets.sources(self._user_id, missing).values():
            self._known[source.id] = assets.load(source)
        logo = shown.doc.logo
        if logo is not None and logo.id not in self._known:
            self._known.update(assets.logo(logo.id, shown.logo_key))
        return self._darkroom


@dataclass(frozen=True)
class _Job:
    """What a task's files are made from, and with."""

    row: ExportItem
    spec: ExportSpecItem
    room: _Room
    senders: ThreadPoolExecutor
    now: datetime

    @cached_property
    def _planned(self) -> list[PlannedFile]:
        return planned_files(
            [(poster_id, name) for poster_id, name in self.spec.posters],
            [ExportKey(key) for key in self.row.formats],
            {ExportKey(key): FileType(kind) for key, kind in self.spec.types.items()},
        )

    def files(self, number: int) -> list[PlannedFile]:
        """The files of one poster, at their places in the ZIP."""
        of_each = len(self.row.formats)
        return self._planned[number * of_each : (number + 1) * of_each]


def press(task: ExportTask, now: datetime) -> int:
    """Makes the files of a task's posters that have not ended; returns how many rows are new.

    One poster that breaks the code does not cost its neighbours: they are recorded first, then
    its error is raised, so that the message comes back for it alone.
    """
    log = logger()
    row = store.find_export(task.user_id, task.export_id)
    if row is None or not JobStatus(row.status).runs:
        return 0
    made_of = store.find_spec(row.user_id, row.id)
    ended = store.existing_rows(row.user_id, row.id, task.numbers)
    numbers = [n for n in task.numbers if n not in ended and n < len(made_of.posters)]
    posters = snapshot.load(made_of, numbers)
    before = _before(row, made_of, numbers)
    made: list[ExportRowItem] = []
    broken: list[Exception] = []
    with ThreadPoolExecutor(_SENDERS) as senders:
        job = _Job(row, made_of, _Room(row.user_id), senders, now)
        for number, shown in posters.items():
            try:
                made.append(_made(job, number, shown, before.get(number)))
            except Exception as error:
                log.exception(
                    "a poster's files could not be made",
                    extra={"action": "poster_broke", "of": row.id},
                )
                broken.append(error)
    new = end_rows(row, made, now)
    if broken:
        raise broken[0]
    return new


def _before(
    row: ExportItem, made_of: ExportSpecItem, numbers: Sequence[int]
) -> dict[int, ExportRowItem]:
    """The rows of the export that this one tries again."""
    if row.retry_of is None or made_of.anew or not numbers:
        return {}
    return store.rows_at(row.user_id, row.retry_of, numbers)


def _made(job: _Job, number: int, shown: Shown, before: ExportRowItem | None) -> ExportRowItem:
    """One poster's row: each of its files is made, taken over, or has a reason."""
    good = before.files if before is not None else []
    kept: dict[str, File] = {file["format"]: file for file in good if "key" in file}
    files = [kept.get(file.format) or _file(job, file, shown) for file in job.files(number)]
    for entry in files:
        if (sent := entry.pop("sent", None)) is not None:
            sent.result()
    return ended_row(
        job.row,
        number,
        job.spec.posters[number][0],
        files,
        job.now,
        brand_kit_id=shown.brand_kit_id,
        photo_ids=shown.photo_ids,
        template=shown.doc.template,
    )


def _file(job: _Job, file: PlannedFile, shown: Shown) -> File:
    """Draws a file and sends it off. What a merchant can mend becomes its reason."""
    try:
        rendered = export(
            adapt(shown.doc, file.format),
            job.room.for_poster(shown),
            file_type=file.type,
            watermark=bool(job.row.watermark),
        )
    except LumikuError as error:
        return _unmade(file, stored_error(error))
    if not rendered.fits:
        return _unmade(file, stored_reason(ReasonCode.TOO_MANY_BYTES))
    key = keys.export_file(job.row.user_id, job.row.id, file.path)
    sent = job.senders.submit(blobs.put, key, rendered.data, file.type.media_type)
    return {**_planned(file), "key": key, **_measures(rendered), "sent": sent}


def _planned(file: PlannedFile) -> File:
    return {"format": file.format.value, "type": file.type.value, "path": file.path}


def _measures(rendered: Rendered) -> File:
    return {
        "bytes": len(rendered.data),
        "width": rendered.width,
        "height": rendered.height,
        "quality": rendered.quality,
    }


def _unmade(file: PlannedFile, reason: dict[str, str]) -> File:
    return {**_planned(file), "reason": reason}
