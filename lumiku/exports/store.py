"""Exports and their files: their rows, and every read and write; what must agree is one
transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from lumiku.clock import iso
from lumiku.cloud import keys
from lumiku.cloud.table import CoreItem, Transaction, find
from lumiku.cloud.work import WorkItem, change_if, ended_actions
from lumiku.posters.rules import JobStatus

__all__ = [
    "EXPORT",
    "WORK",
    "ExportItem",
    "ExportRowItem",
    "ExportSpecItem",
    "ExportStatItem",
    "end_rows",
    "existing_rows",
    "export_key",
    "find_export",
    "find_spec",
    "rows",
    "rows_at",
    "running",
    "stop_work",
]

WORK: Final = "exports"  # the kind of work under which the sweep finds what got lost
EXPORT: Final = "export"  # the name under which a refusal by an export's state is told


class ExportItem(WorkItem, discriminator="export"):
    """The counters of an export. It is written with every chunk, so it stays below 1 KB."""

    id = UnicodeAttribute()
    status = UnicodeAttribute()
    posters = NumberAttribute()
    total = NumberAttribute()  # files
    done = NumberAttribute(default=0)
    failed = NumberAttribute(default=0)
    remaining = NumberAttribute()  # files
    watermark = NumberAttribute()
    formats: JSONAttribute = JSONAttribute()
    retry_of = UnicodeAttribute(null=True)
    retried_by = UnicodeAttribute(null=True)
    zip_key = UnicodeAttribute(null=True)
    zip_bytes = NumberAttribute(null=True)
    created_at = UnicodeAttribute()
    first_at = UnicodeAttribute(null=True)
    finished_at = UnicodeAttribute(null=True)


class ExportSpecItem(CoreItem, discriminator="export_spec"):
    """What an export is made of, fixed when it is admitted."""

    posters: JSONAttribute = JSONAttribute()  # [[poster id, its name in files], …]
    types: JSONAttribute = JSONAttribute()  # {format: file type} where it is not JPEG
    snapshot = UnicodeAttribute()  # key of the posters' documents as they were
    lengths: JSONAttribute = JSONAttribute()  # bytes of each of them, one after the other
    anew = NumberAttribute(default=0)  # 1: takes nothing over from the export it repeats


class ExportRowItem(CoreItem, discriminator="export_row"):
    """One poster's files in their terminal state; there is no row before. It goes with the files
    (`expires_at`)."""

    number = NumberAttribute()
    poster_id = UnicodeAttribute()
    brand_kit_id = UnicodeAttribute()
    photo_ids: JSONAttribute = JSONAttribute()
    template = UnicodeAttribute(null=True)
    files: JSONAttribute = JSONAttribute()  # [{format, type, path, key?, bytes?, reason?, …}]
    done_at = UnicodeAttribute()


class ExportStatItem(CoreItem, discriminator="export_stat"):
    """What an export tells analytics, set once when it ends."""

    export_id = UnicodeAttribute()
    user_id = UnicodeAttribute()
    finished_at = UnicodeAttribute()
    files = NumberAttribute()
    failed = NumberAttribute()
    bytes = NumberAttribute()
    posters = NumberAttribute()
    poses = NumberAttribute()
    seconds = NumberAttribute()  # from the request to the ZIP
    by_format: JSONAttribute = JSONAttribute()  # {format: files}
    by_template: JSONAttribute = JSONAttribute()  # {template: files}
    by_family: JSONAttribute = JSONAttribute()  # {design type: files}
    by_brand_kit: JSONAttribute = JSONAttribute()  # {brand kit: files}
    pose_ids: JSONAttribute = JSONAttribute()


def export_key(user_id: str, export_id: str) -> ExportItem:
    return ExportItem(pk=keys.user(user_id), sk=keys.export(export_id))


def find_export(user_id: str, export_id: str) -> ExportItem | None:
    return find(ExportItem, keys.user(user_id), keys.export(export_id))


def find_spec(user_id: str, export_id: str) -> ExportSpecItem:
    plan = find(ExportSpecItem, keys.user(user_id), keys.export_spec(export_id), consistent=False)
    if plan is None:  # it was written with the export; a consistent read must show it
        plan = ExportSpecItem.get(
            keys.user(user_id), keys.export_spec(export_id), consistent_read=True
        )
    return plan


def rows(user_id: str, export_id: str) -> list[ExportRowItem]:
    """What has ended of an export, by number."""
    return list(
        ExportRowItem.query(
            keys.user(user_id),
            ExportRowItem.sk.startswith(keys.export_rows(export_id)),
            consistent_read=True,
        )
    )


def rows_at(user_id: str, export_id: str, numbers: Iterable[int]) -> dict[int, ExportRowItem]:
    wanted = [(keys.user(user_id), keys.export_row(export_id, number)) for number in numbers]
    found = ExportRowItem.batch_get(wanted, consistent_read=True)
    return {int(row.number): row for row in found}


def existing_rows(user_id: str, export_id: str, numbers: Iterable[int]) -> set[int]:
    """Which of these posters of an export have ended already."""
    wanted = [(keys.user(user_id), keys.export_row(export_id, number)) for number in numbers]
    found = ExportRowItem.batch_get(
        wanted, consistent_read=True, attributes_to_get=["pk", "sk", "kind", "number"]
    )
    return {int(row.number) for row in found}


def end_rows(row: ExportItem, ended: Sequence[ExportRowItem], now: datetime) -> None:
    """Some posters of an export have ended: their rows and the counters in one transaction.

    Raises TransactionRefused at a row's number that exists, or at EXPORT when it was cancelled.
    """
    files = [entry for item in ended for entry in item.files]
    good = sum("key" in entry for entry in files)
    transaction = Transaction()
    for item in ended:
        transaction.put_new(str(int(item.number)), item)
    transaction.update(
        EXPORT,
        export_key(row.user_id, row.id),
        [
            ExportItem.done.add(good),
            ExportItem.failed.add(len(files) - good),
            ExportItem.remaining.add(-len(files)),
            ExportItem.status.set(JobStatus.PROCESSING.value),
            ExportItem.first_at.set(ExportItem.first_at | iso(now)),
        ],
        running(),
    )
    transaction.commit()


def running() -> Condition:
    """An export that neither ended nor was cancelled."""
    condition: Condition = ExportItem.status.is_in(
        *(status.value for status in JobStatus if status.runs)
    )
    return condition


def stop_work(row: ExportItem, status: JobStatus, now: datetime, condition: Condition) -> bool:
    """Ends an export without a ZIP: cancelled, or nothing could be made."""
    actions = [
        ExportItem.status.set(status.value),
        ExportItem.finished_at.set(iso(now)),
        *ended_actions(),
    ]
    return change_if(export_key(row.user_id, row.id), actions, condition)
