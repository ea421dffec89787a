"""The poses table: templates by category, and their records in a few compact items.

pk `C#<category>`; sk `<template id>` holds a template, sk `RECORD#<shelf>#<placement>` the counts
of all poses of a shelf with one product placement. A batch touches a shelf or two, so its hundred
outcomes cost a handful of write units, and a template's own item is never rewritten for a count.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, TransactWriteError
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from lumiku import clock
from lumiku.cloud.table import BoundModel, Transaction
from lumiku.poses.record import Outcome, Record
from lumiku.poses.schemas import PoseTemplate
from lumiku.poses.taxonomy import leaf_of
from lumiku.vocabulary import Placement

__all__ = [
    "ADD",
    "OVERRIDE",
    "NewerLibrary",
    "Row",
    "add",
    "counting_item",
    "find",
    "find_many",
    "override",
    "put_templates",
    "rows",
    "tally",
]

_RECORD: Final = "RECORD#"
OVERRIDE: Final = "pose_override"  # the names of writes
ADD: Final = "pose_add"
_LAST: Final = 1_000_000  # the rank of what stands behind the library's own
_PER_TRANSACTION: Final = 100
_PER_TALLY: Final = 50  # poses: three counts each, under the 300 operators of an expression


class NewerLibrary(Exception):
    """The table holds a newer library than the one that was to be loaded."""


class PoseTemplateItem(BoundModel):
    """One template; `body` is its JSON."""

    class Meta:
        table_name: str | None = None
        region: str | None = None

    table_setting = "poses_table"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    body = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)  # of the library it came with
    rank = NumberAttribute(null=True)
    withdrawn = BooleanAttribute(null=True)  # a newer library no longer holds it
    override = BooleanAttribute(null=True)
    override_by = UnicodeAttribute(null=True)
    override_at = UnicodeAttribute(null=True)


@dataclass(frozen=True)
class Row:
    """A template as stored, with what was written beside it."""

    template: PoseTemplate
    version: int
    rank: int
    withdrawn: bool
    override: bool | None
    records: Mapping[Placement, Record]


def _partition(category: str) -> str:
    return f"C#{category}"


def _key(pose_id: str) -> tuple[str, str] | None:
    leaf = leaf_of(pose_id)
    return (_partition(leaf.category), pose_id) if leaf else None


def _raw_items(category: str) -> Iterator[dict[str, Any]]:
    connection = PoseTemplateItem._get_connection()
    start: dict[str, Any] | None = None
    while True:
        page = connection.query(_partition(category), exclusive_start_key=start)
        yield from page["Items"]
        start = page.get("LastEvaluatedKey")
        if not start:
            return


def _records(items: Iterable[dict[str, Any]]) -> dict[str, dict[Placement, Record]]:
    """Records by template id from the counting items; their attributes are `<id>_u`, `_s`, `_q`."""
    found: dict[str, dict[Placement, Record]] = defaultdict(dict)
    for item in items:
        placement = Placement(item["sk"]["S"].rsplit("#", 1)[1])
        sums: dict[str, dict[str, float]] = defaultdict(dict)
        for name, value in item.items():
            if "N" in value:
                pose_id, _, kind = name.rpartition("_")
                sums[pose_id][kind] = float(value["N"])
        for pose_id, one in sums.items():
            found[pose_id][placement] = Record(
                int(one.get("u", 0)), int(one.get("s", 0)), one.get("q", 0.0)
            )
    return found


def rows(category: str) -> list[Row]:
    """Every template of a category with its record; one query."""
    items = list(_raw_items(category))
    records = _records(item for item in items if item["sk"]["S"].startswith(_RECORD))
    return [
        _row(item, records.get(item["sk"]["S"], {}))
        for item in items
        if not item["sk"]["S"].startswith(_RECORD) and "body" in item
    ]


def _row(raw: dict[str, Any], records: Mapping[Placement, Record]) -> Row:
    item = PoseTemplateItem.from_raw_data(raw)
    return Row(
        template=PoseTemplate.model_validate_json(item.body),
        version=int(item.version or 0),
        rank=int(item.rank or 0),
        withdrawn=bool(item.withdrawn),
        override=item.override,
        records=records,
    )


def find(pose_id: str) -> PoseTemplate | None:
    """A template by its id, also one that is no longer active."""
    key = _key(pose_id)
    if key is None:
        return None
    try:
        return PoseTemplate.model_validate_json(PoseTemplateItem.get(*key).body)
    except DoesNotExist:
        return None


def find_many(pose_ids: Iterable[str]) -> dict[str, PoseTemplate]:
    """The templates that exist among some ids."""
    keys = [key for key in map(_key, dict.fromkeys(pose_ids)) if key]
    return {
        item.sk: PoseTemplate.model_validate_json(item.body)
        for item in PoseTemplateItem.batch_get(keys)
    }


def put_templates(
    templates: Sequence[tuple[int, PoseTemplate]],
    version: int,
    *,
    withdraw: Sequence[PoseTemplate] = (),
    done: Callable[[int], None] | None = None,
) -> None:
    """Writes (rank, template) pairs of a library's version; what is beside the body stays.

    Raises NewerLibrary when an item turns out to come from a newer version.
    """
    connection = PoseTemplateItem._get_connection().connection
    jobs: list[tuple[int | None, PoseTemplate]] = [*templates]
    jobs += [(None, template) for template in withdraw]
    for start in range(0, len(jobs), _PER_TRANSACTION):
        chunk = jobs[start : start + _PER_TRANSACTION]
        try:
            with TransactWrite(connection=connection) as write:
                for rank, template in chunk:
                    _put(write, rank, template, version)
        except TransactWriteError as error:
            codes = {reason.code for reason in error.cancellation_reasons if reason}
            if "ConditionalCheckFailed" in codes:
                raise NewerLibrary from error
            raise
        if done:
            done(len(chunk))


def _put(write: TransactWrite, rank: int | None, template: PoseTemplate, version: int) -> None:
    item = PoseTemplateItem(_partition(template.category), template.id)
    actions: list[Any] = [PoseTemplateItem.version.set(version)]
    if rank is None:
        actions.append(PoseTemplateItem.withdrawn.set(True))
    else:
        actions += [
            PoseTemplateItem.body.set(template.model_dump_json(exclude_defaults=True)),
            PoseTemplateItem.rank.set(rank),
            PoseTemplateItem.withdrawn.remove(),
        ]
    older = PoseTemplateItem.version.does_not_exist() | (PoseTemplateItem.version <= version)
    write.update(item, actions=actions, condition=older)


def add(transaction: Transaction, template: PoseTemplate, version: int) -> None:
    """Puts one more template behind the library's own; one that is there refuses it at ADD."""
    transaction.update(
        ADD,
        PoseTemplateItem(_partition(template.category), template.id),
        [
            PoseTemplateItem.body.set(template.model_dump_json(exclude_defaults=True)),
            PoseTemplateItem.version.set(version),
            PoseTemplateItem.rank.set(_LAST),
        ],
        PoseTemplateItem.body.does_not_exist(),
    )


def override(
    transaction: Transaction, pose_id: str, active: bool | None, *, by: str, at: datetime
) -> None:
    """An admin's decision on a template (None takes it back), inside the caller's transaction.

    A template that does not exist refuses it at OVERRIDE.
    """
    word = (
        PoseTemplateItem.override.remove()
        if active is None
        else PoseTemplateItem.override.set(active)
    )
    transaction.update(
        OVERRIDE,
        PoseTemplateItem(*(_key(pose_id) or (_partition("none"), pose_id))),
        [
            word,
            PoseTemplateItem.override_by.set(by),
            PoseTemplateItem.override_at.set(clock.iso(at)),
        ],
        PoseTemplateItem.body.exists(),
    )


def tally(outcomes: Iterable[Outcome]) -> list[dict[tuple[str, str], list[Action]]]:
    """Rounds of changes that add outcomes to the records: {(pk, sk): actions}.

    One round touches each counting item at most once, as a transaction must; the same outcomes
    always give the same rounds, so that a caller can go on where it was interrupted.
    """
    sums: dict[tuple[str, str], dict[str, Record]] = defaultdict(dict)
    for outcome in outcomes:
        leaf = leaf_of(outcome.pose_template_id)
        if leaf is None:
            continue
        where = (_partition(leaf.category), f"{_RECORD}{leaf.code}#{outcome.placement}")
        one = Record(1, int(outcome.success), outcome.quality if outcome.success else 0.0)
        shelf = sums[where]
        shelf[outcome.pose_template_id] = shelf.get(outcome.pose_template_id, Record()) + one
    rounds: list[dict[tuple[str, str], list[Action]]] = []
    for where, shelf in sorted(sums.items()):
        entries = sorted(shelf.items())
        for number, start in enumerate(range(0, len(entries), _PER_TALLY)):
            if number == len(rounds):
                rounds.append({})
            rounds[number][where] = [
                action
                for pose_id, record in entries[start : start + _PER_TALLY]
                for action in _additions(pose_id, record)
            ]
    return rounds


def _additions(pose_id: str, record: Record) -> list[Action]:
    return [
        Path(f"{pose_id}_u").add(record.uses),
        Path(f"{pose_id}_s").add(record.successes),
        Path(f"{pose_id}_q").add(round(record.quality_sum, 4)),
    ]


def counting_item(where: tuple[str, str]) -> PoseTemplateItem:
    """The key of an item of records, for updates."""
    return PoseTemplateItem(*where)
