"""Posters and sets of them: their rows, and every read and write; what must agree is one
transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from pynamodb.attributes import BinaryAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.attributes import NumberSetAttribute as Numbers
from pynamodb.exceptions import DeleteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from lumiku.clock import iso
from lumiku.cloud import keys
from lumiku.cloud.table import Transaction, find
from lumiku.cloud.work import WorkItem, change_if, ended_actions, setting, started_actions
from lumiku.posters import rules
from lumiku.posters.rules import JobStatus, PosterStatus

__all__ = [
    "WORK",
    "PosterItem",
    "SetItem",
    "abandon_set",
    "change",
    "end_part",
    "end_poster",
    "find_poster",
    "find_set",
    "finish_set",
    "poster_key",
    "posters",
    "remove_poster",
    "set_key",
]

WORK: Final = "posters"  # the kind of work under which the sweep finds what got lost


class PosterItem(WorkItem, discriminator="poster"):
    """A poster: what was ordered (template, content, photos) and what came of it (`body`)."""

    id = UnicodeAttribute()
    brand_kit_id = UnicodeAttribute()
    set_id = UnicodeAttribute(null=True)
    version = NumberAttribute(default=1)
    status = UnicodeAttribute()  # waiting | ready | failed
    reason: JSONAttribute = JSONAttribute(null=True)  # {code, id, en}
    step = UnicodeAttribute()  # what the worker is to do: draw | inspect
    template = UnicodeAttribute(null=True)
    mood = UnicodeAttribute(null=True)
    format = UnicodeAttribute()
    photo_ids: JSONAttribute = JSONAttribute()  # poses and products
    content: JSONAttribute = JSONAttribute()
    body = BinaryAttribute(legacy_encoding=False, null=True)  # packed {doc, findings}
    preview_key = UnicodeAttribute(null=True)
    logo_key = UnicodeAttribute(null=True)  # of the logo in the document
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()

    @property
    def title(self) -> str:
        """A name for lists and files."""
        return str(self.content.get("product") or self.content.get("headline") or "poster")


class SetItem(WorkItem, discriminator="poster_set"):
    """Variations ordered for several photos; each photo is one part of the work."""

    id = UnicodeAttribute()
    brand_kit_id = UnicodeAttribute()
    status = UnicodeAttribute()
    wish: JSONAttribute = JSONAttribute()  # {count, format, owned, templates, headlines, …}
    photo_ids: JSONAttribute = JSONAttribute()
    content: JSONAttribute = JSONAttribute()
    total = NumberAttribute()  # photos
    done = NumberAttribute(default=0)
    failed = NumberAttribute(default=0)
    remaining = NumberAttribute()
    made = NumberAttribute(default=0)  # posters
    ended = Numbers(null=True)  # the parts that have ended
    reason: JSONAttribute = JSONAttribute(null=True)  # of the last failure
    created_at = UnicodeAttribute()
    finished_at = UnicodeAttribute(null=True)


def poster_key(user_id: str, poster_id: str) -> PosterItem:
    return PosterItem(pk=keys.user(user_id), sk=keys.poster(poster_id))


def set_key(user_id: str, set_id: str) -> SetItem:
    return SetItem(pk=keys.user(user_id), sk=keys.poster_set(set_id))


def find_poster(user_id: str, poster_id: str) -> PosterItem | None:
    return find(PosterItem, keys.user(user_id), keys.poster(poster_id))


def find_set(user_id: str, set_id: str) -> SetItem | None:
    return find(SetItem, keys.user(user_id), keys.poster_set(set_id))


def posters(user_id: str, poster_ids: Iterable[str]) -> dict[str, PosterItem]:
    """Those of the user's posters that exist, by id."""
    wanted = [
        (keys.user(user_id), keys.poster(poster_id)) for poster_id in dict.fromkeys(poster_ids)
    ]
    return {row.id: row for row in PosterItem.batch_get(wanted, consistent_read=True)}


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
    actions = [*setting(PosterItem, written), *started_actions(WORK, now)]
    return change_if(
        poster_key(item.user_id, item.id), actions, PosterItem.version == int(item.version)
    )


def end_poster(item: PosterItem, changes: dict[str, Any]) -> bool:
    """The outcome of the work on one version; False when it ended or was changed meanwhile."""
    actions = [*setting(PosterItem, changes), *ended_actions()]
    waiting = (PosterItem.version == int(item.version)) & (
        PosterItem.status == PosterStatus.WAITING.value
    )
    return change_if(poster_key(item.user_id, item.id), actions, waiting)


def remove_poster(user_id: str, poster_id: str) -> bool:
    """False when there is none."""
    try:
        poster_key(user_id, poster_id).delete(condition=PosterItem.pk.exists())
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
    return change_if(set_key(row.user_id, row.id), actions, over)


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
    return change_if(set_key(row.user_id, row.id), actions, same)
