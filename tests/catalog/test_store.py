"""Conditions of the catalog's writes: who comes second never undoes who came first."""

from collections.abc import Callable
from typing import Any

import pytest

from lumiku import clock, ids
from lumiku.catalog.store import queries as store
from lumiku.catalog.store.tables import AvatarItem, KitItem, ProjectItem
from lumiku.cloud import keys
from lumiku.cloud.table import TransactionRefused
from lumiku.errors import Busy, NotFound, StaleVersion
from tests.api.world import Merchant


def kit_item(sub: str) -> KitItem:
    kit_id = ids.new("kit")
    now = clock.iso(clock.now())
    return KitItem(
        pk=keys.user(sub),
        sk=keys.brand_kit(kit_id),
        id=kit_id,
        name="A",
        category="kids",
        colors=["#000000"],
        fonts=[],
        created_at=now,
        updated_at=now,
    )


def project_item(sub: str, kit_id: str) -> ProjectItem:
    project_id = ids.new("prj")
    now = clock.iso(clock.now())
    return ProjectItem(
        pk=keys.user(sub),
        sk=keys.project(project_id),
        id=project_id,
        brand_kit_id=kit_id,
        name="A",
        created_at=now,
        updated_at=now,
    )


def add_kit(sub: str, limit: int | None = None) -> str:
    return store.add_kit(kit_item(sub), sub, limit=limit, claim=None)


def rename(sub: str, kit_id: str, **changes: Any) -> KitItem:
    return store.change(KitItem, sub, kit_id, lambda _: changes, clock.now())


def meanwhile(happens: Callable[[], object]) -> Callable[[KitItem], dict[str, Any]]:
    """An edit of the tone during which, the first time, something else happens."""
    seen: list[KitItem] = []

    def edit(kit: KitItem) -> dict[str, Any]:
        seen.append(kit)
        if len(seen) == 1:
            happens()
        return {"tone": f"{kit.name} calm"}

    return edit


class TestChange:
    def test_sees_what_it_changes(self, merchant: Merchant) -> None:
        sub, kit_id = merchant.sub, merchant.kit(name="Old")["id"]
        edit = meanwhile(lambda: rename(sub, kit_id, name="New"))
        kit = store.change(KitItem, sub, kit_id, edit, clock.now())
        stored = store.get(KitItem, sub, kit_id)
        assert (stored.name, stored.tone, stored.version) == ("New", "New calm", 3)
        assert (kit.tone, kit.version, kit.updated_at) == ("New calm", 3, stored.updated_at)

    def test_an_expected_version_is_not_retried_away(self, merchant: Merchant) -> None:
        sub, kit_id = merchant.sub, merchant.kit()["id"]
        edit = meanwhile(lambda: rename(sub, kit_id, name="New"))
        with pytest.raises(StaleVersion):
            store.change(KitItem, sub, kit_id, edit, clock.now(), expected=1)
        assert store.get(KitItem, sub, kit_id).tone is None

    def test_of_what_was_deleted(self, merchant: Merchant) -> None:
        sub, kit_id = merchant.sub, merchant.kit()["id"]
        edit = meanwhile(lambda: merchant.delete(f"/brand-kits/{kit_id}"))
        with pytest.raises(NotFound):
            store.change(KitItem, sub, kit_id, edit, clock.now())
        assert merchant.get(f"/brand-kits/{kit_id}").status == 404

    def test_gives_up_in_the_end(self, merchant: Merchant) -> None:
        sub, kit_id = merchant.sub, merchant.kit()["id"]

        def always_late(_: KitItem) -> dict[str, Any]:
            rename(sub, kit_id, name="Faster")
            return {"tone": "calm"}

        with pytest.raises(Busy):
            store.change(KitItem, sub, kit_id, always_late, clock.now())

    def test_nothing_to_change_writes_nothing(self, merchant: Merchant) -> None:
        sub, kit_id = merchant.sub, merchant.kit()["id"]
        assert rename(sub, kit_id).version == 1
        assert store.get(KitItem, sub, kit_id).version == 1


class TestRemoveKit:
    def test_not_while_something_came_in(self, merchant: Merchant) -> None:
        sub, kit_id = merchant.sub, merchant.kit()["id"]
        catalog = store.catalog_of(sub)
        for item in (project_item(sub, kit_id), project_item(sub, kit_id)):
            store.add_members([item], sub)
            with pytest.raises(TransactionRefused):
                store.remove_kit(sub, kit_id, catalog, None)

    def test_not_when_the_heir_is_gone(self, merchant: Merchant) -> None:
        sub, kit_id = merchant.sub, merchant.kit()["id"]
        catalog = store.catalog_of(sub)
        with pytest.raises(TransactionRefused) as refusal:
            store.remove_kit(sub, kit_id, catalog, ids.new("kit"))
        assert refusal.value.names == {"heir"}

    def test_not_when_it_became_the_default(self, merchant: Merchant) -> None:
        sub = merchant.sub
        merchant.kit()
        second = merchant.kit(name="Second")["id"]
        catalog = store.catalog_of(sub)
        store.make_default(sub, second)
        with pytest.raises(TransactionRefused) as refusal:
            store.remove_kit(sub, second, catalog, None)
        assert refusal.value.names == {store.CATALOG}

    def test_not_as_the_last_when_another_was_made(self, merchant: Merchant) -> None:
        sub, first = merchant.sub, merchant.kit()["id"]
        catalog = store.catalog_of(sub)
        merchant.kit(name="Second")
        with pytest.raises(TransactionRefused) as refusal:
            store.remove_kit(sub, first, catalog, None)
        assert refusal.value.names == {store.CATALOG}

    def test_twice_counts_once(self, merchant: Merchant) -> None:
        sub, first = merchant.sub, merchant.kit()["id"]
        merchant.kit(name="Second")
        third = merchant.kit(name="Third")["id"]
        catalog = store.catalog_of(sub)
        store.remove_kit(sub, third, catalog, None)
        with pytest.raises(TransactionRefused):
            store.remove_kit(sub, third, catalog, None)
        assert store.catalog_of(sub).kits == 2
        assert store.catalog_of(sub).default_kit_id == first


class TestLimits:
    def test_of_kits(self, merchant: Merchant) -> None:
        add_kit(merchant.sub, limit=1)
        with pytest.raises(TransactionRefused) as refusal:
            add_kit(merchant.sub, limit=1)
        assert refusal.value.names == {store.CATALOG}
        assert add_kit(merchant.sub, limit=None)

    @pytest.mark.parametrize("limit", [0, 1])
    def test_of_members_made_together(self, merchant: Merchant, limit: int) -> None:
        sub, kit_id = merchant.sub, add_kit(merchant.sub)
        both = [project_item(sub, kit_id), project_item(sub, kit_id)]
        with pytest.raises(TransactionRefused) as refusal:
            store.add_members(both, sub, limit=limit)
        assert refusal.value.names == {store.CATALOG}
        assert store.get(KitItem, sub, kit_id).projects == 0

    def test_members_need_their_kit(self, merchant: Merchant) -> None:
        with pytest.raises(NotFound):
            store.add_members([project_item(merchant.sub, ids.new("kit"))], merchant.sub)
        assert store.catalog_of(merchant.sub).projects == 0


class TestRemoveMember:
    def test_moved_meanwhile_is_counted_out_where_it_is(
        self, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sub = merchant.sub
        one, two = merchant.kit()["id"], merchant.kit(name="Two")["id"]
        avatar = merchant.avatar(one)
        read, calls = store.get, []

        def slow(model: Any, sub: str, item_id: str) -> Any:
            item = read(model, sub, item_id)
            calls.append(item_id)
            if len(calls) == 1:
                move = {"brand_kit_id": two}
                store.change(AvatarItem, sub, item_id, lambda _: move, clock.now())
            return item

        monkeypatch.setattr(store, "get", slow)
        store.remove_member(AvatarItem, sub, avatar["id"])
        monkeypatch.undo()
        counts = [int(store.get(KitItem, sub, kit_id).avatars) for kit_id in (one, two)]
        assert counts == [0, 0]
        assert store.catalog_of(sub).avatars == 0

    def test_twice_is_not_found_and_counts_once(self, merchant: Merchant) -> None:
        avatar = merchant.avatar(merchant.kit()["id"])
        store.remove_member(AvatarItem, merchant.sub, avatar["id"])
        with pytest.raises(NotFound):
            store.remove_member(AvatarItem, merchant.sub, avatar["id"])
        assert store.catalog_of(merchant.sub).avatars == 0
