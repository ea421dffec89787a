"""The outcomes of posters and sets, each recorded once, and what could not be made brought to an
end."""

from collections.abc import Sequence
from datetime import datetime

from lumiku.cloud.table import TransactionRefused
from lumiku.errors import LumikuError
from lumiku.posters import rules, store
from lumiku.posters.rules import PosterStatus
from lumiku.posters.store import PosterItem, SetItem
from lumiku.posters.tasks import DrawTask, VaryTask
from lumiku.reasons import ReasonCode, stored_reason

__all__ = ["end_part", "finish_set", "give_up", "stored_error"]


def stored_error(error: LumikuError) -> dict[str, str]:
    """An error as it is kept with what it spoiled: {code, id, en}."""
    detail = {"id": error.detail("id"), "en": error.detail("en")}
    if error.errors:
        detail["id"] = "; ".join(found.text.id for found in error.errors)
        detail["en"] = "; ".join(found.text.en for found in error.errors)
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


def finish_set(user_id: str, set_id: str, now: datetime) -> None:
    """Gives a set its final state when its last part has ended."""
    row = store.find_set(user_id, set_id)
    if row is not None and int(row.remaining) == 0 and row.finished_at is None:
        store.finish_set(row, rules.final_status(int(row.done), int(row.failed)), now)


def give_up(task: DrawTask | VaryTask, code: ReasonCode, now: datetime) -> None:
    """Ends work on which workers crashed or gave up, with the reason."""
    reason = stored_reason(code)
    if isinstance(task, DrawTask):
        item = store.find_poster(task.user_id, task.poster_id)
        if item is not None and int(item.version) == task.version:
            store.end_poster(item, {"status": PosterStatus.FAILED.value, "reason": reason})
        return
    row = store.find_set(task.user_id, task.set_id)
    if row is not None and task.number < int(row.total):
        end_part(row, task.number, [], reason)
        finish_set(task.user_id, task.set_id, now)
