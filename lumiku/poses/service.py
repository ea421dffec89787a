"""The pose library as the rest of the product uses it."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lumiku.cloud.table import Transaction
from lumiku.errors import NotFound
from lumiku.poses import curation, store
from lumiku.poses.record import Outcome
from lumiku.poses.rules import PoseCard, card_of
from lumiku.poses.schemas import PoseFilter, PoseTemplate, PoseTemplateIn
from lumiku.poses.store import ADD, OVERRIDE
from lumiku.poses.taxonomy import LEAVES
from lumiku.vocabulary import POSE_CATEGORIES

__all__ = [
    "ADD",
    "OVERRIDE",
    "Listing",
    "Loaded",
    "add",
    "cards",
    "cards_for",
    "forget",
    "get",
    "get_many",
    "library_version",
    "list_templates",
    "load",
    "override",
    "propose",
    "record",
    "record_rounds",
]

_FRESH: Final = 300.0  # seconds for which a process trusts what it has read
_SHELF_ORDER: Final = {(leaf.category, leaf.subcategory): n for n, leaf in enumerate(LEAVES)}


@dataclass(frozen=True)
class _Shelf:
    read_at: float  # monotonic seconds
    cards: tuple[PoseCard, ...]
    templates: Mapping[str, PoseTemplate]
    version: int  # of the library that was loaded last


_cache: Final[dict[str, _Shelf]] = {}


def forget() -> None:
    """Drops what this process has cached."""
    _cache.clear()


def _shelf(category: str) -> _Shelf:
    if category not in POSE_CATEGORIES:
        raise NotFound("pose_template")
    held = _cache.get(category)
    if held and time.monotonic() - held.read_at < _FRESH:
        return held
    rows = [row for row in store.rows(category) if not row.withdrawn]
    made = [
        card_of(row.template, rank=row.rank, records=row.records, override=row.override)
        for row in rows
    ]
    made.sort(key=_order)
    shelf = _Shelf(
        time.monotonic(),
        tuple(made),
        {row.template.id: row.template for row in rows},
        max((row.version for row in rows), default=0),
    )
    _cache[category] = shelf
    return shelf


def _order(card: PoseCard) -> tuple[int, int, str]:
    """Shelf by shelf, varied poses first: the order of lists and their cursors."""
    return (_SHELF_ORDER.get((card.category, card.subcategory), 99), card.rank, card.id)


def cards(category: str) -> list[PoseCard]:
    """The cards of a category, retired ones included (`active` tells); at most five minutes old."""
    return list(_shelf(category).cards)


def cards_for(keys: Iterable[str]) -> list[PoseCard]:
    """The cards of all categories that a distribution's keys touch; unknown keys give none."""
    categories = {
        leaf.category for key in keys for leaf in LEAVES if key in (leaf.category, leaf.key)
    }
    return [card for category in sorted(categories) for card in cards(category)]


def library_version(categories: Iterable[str]) -> int:
    """The version of the library that these categories' poses come from."""
    return max((_shelf(category).version for category in categories), default=0)


def get(pose_template_id: str) -> PoseTemplate:
    """A template, also a retired or withdrawn one; raises NotFound."""
    found = store.find(pose_template_id)
    if found is None:
        raise NotFound("pose_template")
    return found


def get_many(pose_template_ids: Sequence[str]) -> list[PoseTemplate]:
    """Templates in the order asked, repeats included; raises NotFound when one is missing."""
    found: dict[str, PoseTemplate] = {}
    for shelf in _cache.values():
        found.update(
            (pose_id, shelf.templates[pose_id])
            for pose_id in pose_template_ids
            if pose_id in shelf.templates
        )
    missing = [pose_id for pose_id in pose_template_ids if pose_id not in found]
    if missing:
        found.update(store.find_many(missing))
    if any(pose_id not in found for pose_id in pose_template_ids):
        raise NotFound("pose_template")
    return [found[pose_id] for pose_id in pose_template_ids]


@dataclass(frozen=True)
class Loaded:
    """What a load changed."""

    added: int
    updated: int
    unchanged: int
    withdrawn: int


def load(
    templates: Sequence[PoseTemplate],
    version: int,
    *,
    done: Callable[[int], None] | None = None,
) -> Loaded:
    """Brings the table to these templates; records and admins' decisions stay.

    Running it again changes nothing. Poses that an earlier library had and this one has not are
    withdrawn: no longer selected, still found by id; imported ones belong to no library and stay.
    Raises store.NewerLibrary rather than going back to an older version.
    """
    held = {row.template.id: row for category in POSE_CATEGORIES for row in store.rows(category)}
    if any(row.version > version for row in held.values()):
        raise store.NewerLibrary
    changed = [
        (rank, template)
        for rank, template in enumerate(templates)
        if (row := held.get(template.id)) is None
        or (row.template, row.rank, row.withdrawn) != (template, rank, False)
    ]
    wanted = {template.id for template in templates}
    gone = [
        row.template
        for pose_id, row in held.items()
        if pose_id not in wanted and not row.withdrawn and not row.template.imported
    ]
    store.put_templates(changed, version, withdraw=gone, done=done)
    forget()
    added = sum(template.id not in held for _, template in changed)
    return Loaded(added, len(changed) - added, len(templates) - len(changed), len(gone))


@dataclass(frozen=True)
class Listing:
    """One page: cards with their templates, where the next page starts, and counts per value."""

    items: tuple[tuple[PoseCard, PoseTemplate], ...]
    next_after: tuple[int, int, str] | None
    total: int
    counts: Mapping[str, Mapping[str, int]]


# How each filter reads a card; a card may have several values.
_READ: Final[dict[str, Callable[[PoseCard], tuple[str, ...]]]] = {
    "category": lambda card: (card.category,),
    "subcategory": lambda card: (card.subcategory,) if card.subcategory else (),
    "tag": lambda card: card.tags,
    "placement": lambda card: (card.placement.value,),
    "difficulty": lambda card: (card.difficulty.value,),
    "gender": lambda card: (card.gender.value,),
    "age": lambda card: tuple(sorted(age.value for age in card.ages)),
    "frame": lambda card: (card.frame,),
    "people": lambda card: (str(card.people),),
}


def list_templates(
    wanted: PoseFilter,
    *,
    limit: int = 20,
    after: Sequence[object] | None = None,
    with_retired: bool = False,
) -> Listing:
    """Templates by filters, in the library's order.

    `after` is `next_after` of the page before. Counts say, for each filter, how many templates
    each of its values would give with all other filters as they are.
    """
    asked = wanted.chosen()
    everything = [
        card
        for category in POSE_CATEGORIES
        for card in cards(category)
        if with_retired or card.active
    ]
    misses = {
        card.id: [name for name, value in asked.items() if value not in _READ[name](card)]
        for card in everything
    }
    matching = [card for card in everything if not misses[card.id]]
    counts: dict[str, Counter[str]] = {name: Counter() for name in _READ}
    for card in everything:
        for name, values in _READ.items():
            if not misses[card.id] or misses[card.id] == [name]:
                counts[name].update(values(card))
    start = 0
    if after is not None:
        start = sum(_order(card) <= tuple(after) for card in matching)
    page = matching[start : start + limit]
    more = start + limit < len(matching)
    return Listing(
        items=tuple((card, _shelf(card.category).templates[card.id]) for card in page),
        next_after=_order(page[-1]) if more and page else None,
        total=len(matching),
        counts={name: dict(sorted(counter.items())) for name, counter in counts.items()},
    )


def propose(wish: PoseTemplateIn, *, source: str) -> PoseTemplate:
    """The template that somebody's wish makes, checked against all rules and its shelf.

    Raises InvalidInput with every reason against it.
    """
    leaf = curation.shelf_of(wish)
    shelf = (card.sign for card in cards(leaf.category) if card.subcategory == leaf.subcategory)
    return curation.proposed(wish, source=source, known=shelf)


def add(transaction: Transaction, template: PoseTemplate) -> None:
    """Puts a proposed template on its shelf; the transaction is refused at ADD if it is there."""
    store.add(transaction, template, library_version([template.category]))


def override(
    transaction: Transaction, pose_template_id: str, active: bool | None, *, by: str, now: datetime
) -> None:
    """An admin's decision: on, off, or None to let the record decide.

    The transaction is refused at OVERRIDE for a template that does not exist. Processes that have
    read the shelf already follow within five minutes; `forget` makes this one follow at once.
    """
    store.override(transaction, pose_template_id, active, by=by, at=now)


def record_rounds(outcomes: Iterable[Outcome]) -> int:
    """In how many transactions outcomes are added to the records."""
    return len(store.tally(outcomes))


def record(transaction: Transaction, outcomes: Iterable[Outcome], number: int) -> None:
    """Adds one round of finished pictures to the records, inside the caller's transaction.

    The caller sees to it that each round of a batch is committed once.
    """
    for where, actions in store.tally(outcomes)[number].items():
        transaction.update("record", store.counting_item(where), actions)
