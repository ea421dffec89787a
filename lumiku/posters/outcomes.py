"""The outcomes of posters' work, each recorded once, and what nobody managed brought to an end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lumiku.clock import iso
from lumiku.cloud import keys, queues
from lumiku.cloud.table import TransactionRefused
from lumiku.errors import LumikuError
from lumiku.posters import rules, store, views
from lumiku.posters.items import ExportItem, ExportRowItem, PosterItem, SetItem
from lumiku.posters.rules import JobStatus, PosterStatus
from lumiku.posters.tasks import AnyTask, DrawTask, ExportTask, VaryTask, ZipTask

__all__ = [
    "end_part",
    "end_rows",
    "ended_row",
    "finish_set",
    "give_up",
    "give_up_rows",
    "stored_reason",
]


def stored_reason(error: LumikuError) -> dict[str, str]:
    """An error as it is kept with what it spoiled: {code, id, en}."""
    detail = {"id": error.detail("id"), "en": error.detail("en")}
    if error.errors:
        detail["id"] = " ".join(found.detail_id for found in error.errors)
        detail["en"] = " ".join(found.detail_en for found in error.errors)
    return {"code": error.code, **detail}


def end_part(
    row: SetItem, number: int, made: Sequence[PosterItem], reason: dict[str, str] | None
) -> int:
    """Records a part of a set: the first outcome stands. Returns how many posters are new."""
    try:
        store.end_part(row, number, made, reason)
    except TransactionRefused:
        return 0
    return len(made)


def finish_set(sub: str, set_id: str, now: datetime) -> None:
    """Gives a set its final state when its last part has ended."""
    row = store.find_set(sub, set_id)
    if row is not None and int(row.remaining) == 0 and row.finished_at is None:
        store.finish_set(row, rules.final_status(int(row.done), int(row.failed)), now)


def ended_row(
    row: ExportItem,
    number: int,
    poster_id: str,
    files: Sequence[dict[str, Any]],
    now: datetime,
    **shown: Any,
) -> ExportRowItem:
    """A poster of an export in its terminal state; `shown` is what is known of what was drawn."""
    return ExportRowItem(
        pk=keys.user(row.user_id),
        sk=keys.export_row(row.id, number),
        number=number,
        poster_id=poster_id,
        files=list(files),
        done_at=iso(now),
        expires_at=int((now + rules.KEPT).timestamp()),
        **{"brand_kit_id": "", "photo_ids": [], **shown},
    )


def end_rows(row: ExportItem, made: Sequence[ExportRowItem], now: datetime) -> int:
    """Records an export's rows and returns how many were new: the first outcome stands."""
    waiting = list(made)
    while waiting:
        try:
            store.end_rows(row, waiting, now)
        except TransactionRefused as error:
            if store.EXPORT in error.names:
                return 0  # cancelled meanwhile
            ended = store.existing_rows(row.user_id, row.id, (int(w.number) for w in waiting))
            fewer = [item for item in waiting if int(item.number) not in ended]
            if len(fewer) == len(waiting):
                raise
            waiting = fewer
        else:
            return len(waiting)
    return 0


def give_up(task: AnyTask, code: str, now: datetime) -> None:
    """Ends work that killed or defeated its workers, with a reason that says so."""
    reason = views.reason(code)
    match task:
        case DrawTask():
            item = store.find_poster(task.user_id, task.poster_id)
            if item is not None and int(item.version) == task.version:
                failed = {"status": PosterStatus.FAILED.value, "reason": reason}
                store.end_poster(item, failed)
        case VaryTask():
            row = store.find_set(task.user_id, task.set_id)
            if row is not None and task.number < int(row.total):
                end_part(row, task.number, [], reason)
                finish_set(task.user_id, task.set_id, now)
        case ExportTask() | ZipTask():
            export = store.find_export(task.user_id, task.export_id)
            if export is None or not JobStatus(export.status).runs:
                return
            if isinstance(task, ExportTask):
                give_up_rows(export, task.numbers, code, now)
            else:
                store.stop_work(export, JobStatus.FAILED, now, store.running())


def give_up_rows(row: ExportItem, numbers: Sequence[int], code: str, now: datetime) -> int:
    """Ends posters of an export as failed; the last ones let the ZIP be written."""
    plan = store.find_plan(row.user_id, row.id)
    ended = store.existing_rows(row.user_id, row.id, numbers)
    reason = views.reason(code)
    unmade = [{"format": key, "reason": reason} for key in row.formats]
    made = [
        ended_row(row, number, plan.posters[number][0], unmade, now)
        for number in numbers
        if number not in ended and number < len(plan.posters)
    ]
    new = sum(
        end_rows(row, made[start : start + rules.ROWS_AT_ONCE], now)
        for start in range(0, len(made), rules.ROWS_AT_ONCE)
    )
    current = store.find_export(row.user_id, row.id)
    if current is not None and JobStatus(current.status).runs and int(current.remaining) == 0:
        task = ZipTask(user_id=row.user_id, export_id=row.id)
        queues.send(queues.POSTERS, [task.message()])
    return new
