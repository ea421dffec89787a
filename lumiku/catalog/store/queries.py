"""Every read and write of kits and what belongs to them; what must agree is one transaction."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from pynamodb.attributes import Attribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from lumiku import clock
from lumiku.catalog.store.tables import BrandKitItem, CatalogItem, MemberItem, VersionedItem
from lumiku.cloud import keys
from lumiku.cloud.idempotency import Claim, commit_once
from lumiku.cloud.table import CoreItem, Transaction, TransactionRefused, find
from lumiku.errors import Busy, NotFound, StaleVersion

__all__ = [
    "CATALOG",
    "add_kit",
    "add_members",
    "batch",
    "catalog_of",
    "change",
    "get",
    "make_default",
    "remove_kit",
    "remove_member",
]

ItemT = TypeVar("ItemT", bound=VersionedItem)

CATALOG: Final = "catalog"  # the name of the write that holds limits and the default
_ITEM: Final = "item"
_TRIES: Final = 5


def get(model: type[ItemT], user_id: str, item_id: str) -> ItemT:
    """The user's item; raises NotFound."""
    item = find(model, keys.user(user_id), model.sort_key(item_id))
    if item is None:
        raise NotFound(model.noun)
    return item


def batch(user_id: str, sort_keys: Iterable[str]) -> dict[str, CoreItem]:
    """The user's items at these sort keys (at most 100), in one consistent read."""
    wanted = [(keys.user(user_id), sort_key) for sort_key in dict.fromkeys(sort_keys)]
    return {item.sk: item for item in CoreItem.batch_get(wanted, consistent_read=True)}


def catalog_of(user_id: str) -> CatalogItem:
    """The user's counts; zeros before the first kit."""
    return find(CatalogItem, keys.user(user_id), keys.CATALOG) or _catalog(user_id)


def _catalog(user_id: str) -> CatalogItem:
    return CatalogItem(pk=keys.user(user_id), sk=keys.CATALOG)


def _kit(user_id: str, kit_id: str) -> BrandKitItem:
    return BrandKitItem(pk=keys.user(user_id), sk=keys.brand_kit(kit_id))


def _counter(model: type[CoreItem], name: str) -> Attribute[Any]:
    return model.get_attributes()[name]


def _room(counter: Attribute[Any], n: int, limit: int | None) -> Condition | None:
    if limit is None:
        return None
    room: Condition = counter <= limit - n
    return room if limit < n else counter.does_not_exist() | room


def add_kit(kit: BrandKitItem, user_id: str, *, limit: int | None, claim: Claim | None) -> str:
    """Puts a kit; the first one becomes the default. Returns its id, or the earlier one's.

    Raises TransactionRefused at CATALOG when the limit is reached.
    """
    transaction = Transaction()
    transaction.put_new(_ITEM, kit)
    transaction.update(
        CATALOG,
        _catalog(user_id),
        [
            CatalogItem.kind.set(CatalogItem),
            CatalogItem.kits.add(1),
            CatalogItem.default_kit_id.set(CatalogItem.default_kit_id | kit.id),
        ],
        _room(CatalogItem.kits, 1, limit),
    )
    return commit_once(transaction, user_id, claim, kit.id, clock.from_iso(kit.created_at))


def make_default(user_id: str, kit_id: str) -> None:
    """Points the catalog at the kit; raises NotFound."""
    transaction = Transaction()
    transaction.check(
        _ITEM, BrandKitItem, keys.user(user_id), keys.brand_kit(kit_id), BrandKitItem.pk.exists()
    )
    transaction.update(CATALOG, _catalog(user_id), [CatalogItem.default_kit_id.set(kit_id)])
    try:
        transaction.commit()
    except TransactionRefused as refusal:
        raise NotFound("brand_kit") from refusal


def remove_kit(user_id: str, kit_id: str, catalog: CatalogItem, heir: str | None) -> None:
    """Deletes a kit that nothing belongs to; `heir` becomes the default when this one was it.

    Raises TransactionRefused when the kit is gone or not empty, when the heir is gone, or when
    the default is no longer the one of `catalog`.
    """
    transaction = Transaction()
    empty: Condition = BrandKitItem.pk.exists()
    for name in ("avatars", "products", "projects"):
        counter = _counter(BrandKitItem, name)
        empty = empty & (counter.does_not_exist() | (counter == 0))
    transaction.delete(_ITEM, _kit(user_id, kit_id), empty)
    actions: list[Action] = [CatalogItem.kits.add(-1)]
    condition: Condition = CatalogItem.default_kit_id == catalog.default_kit_id
    if catalog.default_kit_id == kit_id and heir is None:
        actions.append(CatalogItem.default_kit_id.remove())
        condition = condition & (CatalogItem.kits == 1)
    elif catalog.default_kit_id == kit_id and heir is not None:
        actions.append(CatalogItem.default_kit_id.set(heir))
        transaction.check(
            "heir", BrandKitItem, keys.user(user_id), keys.brand_kit(heir), BrandKitItem.pk.exists()
        )
    transaction.update(CATALOG, _catalog(user_id), actions, condition)
    transaction.commit()


def add_members(
    members: Sequence[MemberItem],
    user_id: str,
    *,
    limit: int | None = None,
    claim: Claim | None = None,
) -> list[str]:
    """Puts members of one model and counts them in their kits and in the catalog.

    Returns their ids: these, or those that an earlier request with the claim made. Raises NotFound
    for an unknown kit and TransactionRefused at CATALOG over the limit.
    """
    counted = members[0].counted
    transaction = Transaction()
    for member in members:
        transaction.put_new(member.id, member)
    kits = Counter(member.brand_kit_id for member in members)
    for kit_id, n in kits.items():
        _count_in_kit(transaction, user_id, kit_id, counted, n)
    counter = _counter(CatalogItem, counted)
    transaction.update(
        CATALOG,
        _catalog(user_id),
        [CatalogItem.kind.set(CatalogItem), counter.add(len(members))],
        _room(counter, len(members), limit),
    )
    made = ",".join(member.id for member in members)
    now = clock.from_iso(members[0].created_at)
    try:
        return commit_once(transaction, user_id, claim, made, now).split(",")
    except TransactionRefused as refusal:
        if refusal.names & kits.keys():
            raise NotFound("brand_kit") from refusal
        raise


def _count_in_kit(
    transaction: Transaction, user_id: str, kit_id: str, counted: str, n: int
) -> None:
    actions = [_counter(BrandKitItem, counted).add(n)]
    transaction.update(kit_id, _kit(user_id, kit_id), actions, BrandKitItem.pk.exists())


def remove_member(model: type[MemberItem], user_id: str, item_id: str) -> None:
    """Deletes a member and counts it out; raises NotFound."""
    for _ in range(_TRIES):
        member = get(model, user_id, item_id)
        transaction = Transaction()
        gone = model(pk=member.pk, sk=member.sk)
        transaction.delete(_ITEM, gone, model.version == member.version)
        _count_in_kit(transaction, user_id, member.brand_kit_id, model.counted, -1)
        counter = _counter(CatalogItem, model.counted)
        transaction.update(CATALOG, _catalog(user_id), [counter.add(-1)])
        try:
            return transaction.commit()
        except TransactionRefused:
            continue  # it was edited, moved or deleted meanwhile: look again
    raise Busy(retry_after=1)


def change(
    model: type[ItemT],
    user_id: str,
    item_id: str,
    edit: Callable[[ItemT], Mapping[str, Any]],
    now: datetime,
    *,
    expected: int | None = None,
    also: Callable[[Transaction, ItemT], None] | None = None,
) -> ItemT:
    """Sets what `edit` returns for the item as it is read; a None clears the attribute.

    `edit` is asked again when somebody else was faster, so it sees what it changes. `also` may add
    writes to the transaction. Raises NotFound, StaleVersion when the version is not `expected`,
    and whatever `edit` raises.
    """
    for _ in range(_TRIES):
        item = get(model, user_id, item_id)
        if expected is not None and item.version != expected:
            raise StaleVersion(kind=model.noun)
        changes = {**edit(item)}
        if not changes:
            return item
        changes |= {"version": int(item.version) + 1, "updated_at": clock.iso(now)}
        try:
            _write_changes(item, user_id, changes, also)
        except TransactionRefused as refusal:
            if changes.get("brand_kit_id") in refusal.names:
                raise NotFound("brand_kit") from refusal
            continue
        for name, value in changes.items():
            setattr(item, name, value)
        return item
    raise Busy(retry_after=1)


def _write_changes(
    item: ItemT,
    user_id: str,
    changes: Mapping[str, Any],
    also: Callable[[Transaction, ItemT], None] | None,
) -> None:
    model = type(item)
    attributes = model.get_attributes()
    actions: list[Action] = [
        attributes[name].remove() if value is None else attributes[name].set(value)
        for name, value in changes.items()
    ]
    transaction = Transaction()
    transaction.update(_ITEM, model(pk=item.pk, sk=item.sk), actions, model.version == item.version)
    to_kit = changes.get("brand_kit_id")
    if isinstance(item, MemberItem) and to_kit not in (None, item.brand_kit_id):
        _count_in_kit(transaction, user_id, item.brand_kit_id, item.counted, -1)
        _count_in_kit(transaction, user_id, str(to_kit), item.counted, 1)
    if also is not None:
        also(transaction, item)
    transaction.commit()
