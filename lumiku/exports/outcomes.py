"""The outcomes of exports, each recorded once, and what could not be made brought to an end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lumiku.accounts.policy import EXPORTS_KEPT
from lumiku.clock import iso
from lumiku.cloud import keys, queues
from lumiku.cloud.table import TransactionRefused
from lumiku.exports import rules, store
from lumiku.exports.store import ExportItem, ExportRowItem
from lumiku.exports.tasks import AnyTask, ExportTask, ZipTask
from lumiku.posters import outcomes as posters
from lumiku.posters.rules import JobStatus
from lumiku.posters.tasks import DrawTask, VaryTask
from lumiku.reasons import ReasonCode, stored_reason

__all__ = ["end_rows", "ended_row", "give_up", "give_up_rows"]


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
        expires_at=int((now + EXPORTS_KEPT).timestamp()),
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


def give_up(task: AnyTask, code: ReasonCode, now: datetime) -> None:
    """Ends any work of the posters' queue that crashed or defeated its workers, with a reason."""
    if isinstance(task, DrawTask | VaryTask):
        posters.give_up(task, code, now)
        return
    export = store.find_export(task.user_id, task.export_id)
    if export is None or not JobStatus(export.status).runs:
        return
    if isinstance(task, ExportTask):
        give_up_rows(export, task.numbers, code, now)
    else:
        store.stop_work(export, JobStatus.FAILED, now, store.running())


def give_up_rows(row: ExportItem, numbers: Sequence[int], code: ReasonCode, now: datetime) -> int:
    """Ends posters of an export as failed; the last ones let the ZIP be written."""
    spec = store.find_spec(row.user_id, row.id)
    ended = store.existing_rows(row.user_id, row.id, numbers)
    reason = stored_reason(code)
    unmade = [{"format": key, "reason": reason} for key in row.formats]
    made = [
        ended_row(row, number, spec.posters[number][0], unmade, now)
        for number in numbers
        if number not in ended and number < len(spec.posters)
    ]
    new = sum(
        end_rows(row, made[start : start + rules.ROWS_AT_ONCE], now)
        for start in range(0, len(made), rules.ROWS_AT_ONCE)
    )
    current = store.find_export(row.user_id, row.id)
    if current is not None and JobStatus(current.status).runs and int(current.remaining) == 0:
        task = ZipTask(user_id=row.user_id, export_id=row.id)
        queues.send(queues.Queue.POSTERS, [task.message()])
    return new
