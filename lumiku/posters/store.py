"""Every read and write of posters, sets and exports; what must agree is one transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from pynamodb.attributes import Attribute
from pynamodb.exceptions import DeleteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from lumiku.clock import iso
from lumiku.cloud import keys
from lumiku.cloud.table import CoreItem, Transaction, find, refused
from lumiku.posters import rules
from lumiku.posters.items import (
    WORK,
    ExportItem,
    ExportPlanItem,
    ExportRowItem,
    PosterItem,
    SetItem,
    WorkItem,
)
from lumiku.posters.rules import JobStatus, PosterStatus

__all__ = [
    "EXPORT",
    "abandon_set",
    "announced",
    "change",
    "due_work",
    "end_part",
    "end_rows",
    "existing_rows",
    "export_key",
    "find_export",
    "find_plan",
    "find_poster",
    "find_set",
    "poster_key",
    "posters",
    "remove_poster",
    "rows",
    "set_key",
    "stop_work",
]

ItemT = TypeVar("ItemT", bound=CoreItem)

EXPORT: Final = "export"  # the name under which a refusal by an export's state is told


def poster_key(sub: str, poster_id: str) -> PosterItem:
    return PosterItem(pk=keys.user(sub), sk=keys.poster(poster_id))


def set_key(sub: str, set_id: str) -> SetItem:
    return SetItem(pk=keys.user(sub), sk=keys.poster_set(set_id))


def export_key(sub: str, export_id: str) -> ExportItem:
    return ExportItem(pk=keys.user(sub), sk=keys.export(export_id))


def find_poster(sub: str, poster_id: str) -> PosterItem | None:
    return find(PosterItem, keys.user(sub), keys.poster(poster_id))


def find_set(sub: str, set_id: str) -> SetItem | None:
    return find(SetItem, keys.user(sub), keys.poster_set(set_id))


def find_export(sub: str, export_id: str) -> ExportItem | None:
    return find(ExportItem, keys.user(sub), keys.export(export_id))


def find_plan(sub: str, export_id: str) -> ExportPlanItem:
    plan = find(ExportPlanItem, keys.user(sub), keys.export_plan(export_id), consistent=False)
    if plan is None:  # it was written with the export; a consistent read must show it
        plan = ExportPlanItem.get(keys.user(sub), keys.export_plan(export_id), consistent_read=True)
    return plan


def posters(sub: str, poster_ids: Iterable[str]) -> dict[str, PosterItem]:
    """Those of the user's posters that exist, by id."""
    wanted = [(keys.user(sub), keys.poster(poster_id)) for poster_id in dict.fromkeys(poster_ids)]
    return {row.id: row for row in PosterItem.batch_get(wanted, consistent_read=True)}


def rows(sub: str, export_id: str) -> list[ExportRowItem]:
    """What has ended of an export, by number."""
    return list(
        ExportRowItem.query(
            keys.user(sub),
            ExportRowItem.sk.startswith(keys.export_rows(export_id)),
            consistent_read=True,
        )
    )


def rows_at(sub: str, export_id: str, numbers: Iterable[int]) -> dict[int, ExportRowItem]:
    wanted = [(keys.user(sub), keys.export_row(export_id, number)) for number in numbers]
    found = ExportRowItem.batch_get(wanted, consistent_read=True)
    return {int(row.number): row for row in found}


def existing_rows(sub: str, export_id: str, numbers: Iterable[int]) -> set[int]:
    """Which of these posters of an export have ended already."""
    wanted = [(keys.user(sub), keys.export_row(export_id, number)) for number in numbers]
    found = ExportRowItem.batch_get(
        wanted, consistent_read=True, attributes_to_get=["pk", "sk", "kind", "number"]
    )
    return {int(row.number) for row in found}


def work_actions(now: datetime) -> list[Action]:
    """An item is on its way: the sweeper looks after it when it is due."""
    return [WorkItem.work.set(WORK), WorkItem.due.set(iso(now + rules.UNANNOUNCED))]


def ended_actions() -> list[Action]:
    return [WorkItem.work.remove(), WorkItem.due.remove()]


def announced(item: WorkItem, now: datetime, *, swept: bool = False) -> None:
    """The item's messages were sent: the sweeper may wait for longer."""
    actions: list[Action] = [WorkItem.due.set(iso(now + rules.ANNOUNCED))]
    if swept:
        actions.append(WorkItem.sweeps.add(1))
    _update(type(item)(pk=item.pk, sk=item.sk), actions, WorkItem.work.exists())


def due_work(until: datetime) -> list[WorkItem]:
    """Everything on its way that should have ended, read whole and consistently."""
    found = WorkItem.by_work.query(WORK, WorkItem.due <= iso(until))
    whole = WorkItem.batch_get([(row.pk, row.sk) for row in found], consistent_read=True)
    return [row for row in whole if row.work == WORK]


def _update(item: ItemT, actions: Sequence[Action], condition: Condition) -> bool:
    """Whether the condition held."""
    try:
        item.update(actions=list(actions), condition=condition)
    except UpdateError as error:
        if not refused(error):
            raise
        return False
    return True


def _setting(model: type[CoreItem], changes: dict[str, Any]) -> list[Action]:
    attributes: dict[str, Attribute[Any]] = dict(model.get_attributes())
    return [
        attributes[name].remove() if value is None else attributes[name].set(value)
        for name, value in changes.items()
    ]


def change(item: PosterItem, changes: dict[str, Any], now: datetime) -> bool:
    """Orders another version of a poster; False when somebody else was faster."""
    written = {
        **changes,
        "version": int(item.version) + 1,
        "status": PosterStatus.WAITING.value,
        "reason": None,
        "sweeps": 0,
        "updated_at": iso(now),
    }
    actions = [*_setting(PosterItem, written), *work_actions(now)]
    return _update(
        poster_key(item.user_id, item.id), actions, PosterItem.version == int(item.version)
    )


def end_poster(item: PosterItem, changes: dict[str, Any]) -> bool:
    """The outcome of the work on one version; False when it ended or was changed meanwhile."""
    actions = [*_setting(PosterItem, changes), *ended_actions()]
    waiting = (PosterItem.version == int(item.version)) & (
        PosterItem.status == PosterStatus.WAITING.value
    )
    return _update(poster_key(item.user_id, item.id), actions, waiting)


def remove_poster(sub: str, poster_id: str) -> bool:
    """False when there is none."""
    try:
        poster_key(sub, poster_id).delete(condition=PosterItem.pk.exists())
    except DeleteError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True


def end_part(
    row: SetItem, number: int, made: Sequence[PosterItem], reason: dict[str, str] | None
) -> None:
    """One photo of a set has ended: its posters and the set's counters in one transaction.

    Raises TransactionRefused when the part has ended already.
    """
    transaction = Transaction()
    for poster in made:
        transaction.put_new(poster.id, poster)
    actions: list[Action] = [
        SetItem.ended.add({number}),
        SetItem.remaining.add(-1),
        SetItem.made.add(len(made)),
        (SetItem.failed if reason else SetItem.done).add(1),
    ]
    if reason:
        actions.append(SetItem.reason.set(reason))
    open_: Condition = SetItem.ended.does_not_exist() | ~SetItem.ended.contains(number)
    transaction.update("set", set_key(row.user_id, row.id), actions, open_)
    transaction.commit()


def finish_set(row: SetItem, status: JobStatus, now: datetime) -> bool:
    """The last part has ended: the set's final state, once."""
    actions = [
        SetItem.status.set(status.value),
        SetItem.finished_at.set(iso(now)),
        *ended_actions(),
    ]
    over = (SetItem.remaining == 0) & SetItem.finished_at.does_not_exist()
    return _update(set_key(row.user_id, row.id), actions, over)


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
    return _update(export_key(row.user_id, row.id), actions, condition)


def abandon_set(row: SetItem, reason: dict[str, str], now: datetime) -> bool:
    """Ends a set some of whose parts never came."""
    actions = [
        SetItem.status.set(rules.final_status(int(row.done), max(1, int(row.remaining))).value),
        SetItem.reason.set(reason),
        SetItem.failed.add(int(row.remaining)),
        SetItem.remaining.set(0),
        SetItem.finished_at.set(iso(now)),
        *ended_actions(),
    ]
    same = (SetItem.remaining == int(row.remaining)) & SetItem.finished_at.does_not_exist()
    return _update(set_key(row.user_id, row.id), actions, same)
