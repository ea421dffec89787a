"""Conditions of the catalog's writes: who comes second never undoes who came first."""

from collections.abc import Callable
from typing import Any

import pytest

from lumiku import clock, ids
from lumiku.catalog.store import queries as store
from lumiku.catalog.store.tables import AvatarItem, BrandKitItem, ProjectItem
from lumiku.cloud import keys
from lumiku.cloud.table import TransactionRefused
from lumiku.errors import Busy, NotFound, StaleVersion
from tests.api.world import Merchant


def kit_item(user_id: str) -> BrandKitItem:
    kit_id = ids.new("kit")
    now = clock.iso(clock.now())
    return BrandKitItem(
        pk=keys.user(user_id),
        sk=keys.brand_kit(kit_id),
        id=kit_id,
        name="A",
        category="kids",
        colors=["#000000"],
        fonts=[],
        created_at=now,
        updated_at=now,
    )


def project_item(user_id: str, kit_id: str) -> ProjectItem:
    project_id = ids.new("prj")
    now = clock.iso(clock.now())
    return ProjectItem(
        pk=keys.user(user_id),
        sk=keys.project(project_id),
        id=project_id,
        brand_kit_id=kit_id,
        name="A",
        created_at=now,
        updated_at=now,
    )


def add_kit(user_id: str, limit: int | None = None) -> str:
    return store.add_kit(kit_item(user_id), user_id, limit=limit, claim=None)


def rename(user_id: str, kit_id: str, **changes: Any) -> BrandKitItem:
    return store.change(BrandKitItem, user_id, kit_id, lambda _: changes, clock.now())


def meanwhile(happens: Callable[[], object]) -> Callable[[BrandKitItem], dict[str, Any]]:
    """An edit of the tone during which, the first time, something else happens."""
    seen: list[BrandKitItem] = []

    def edit(kit: BrandKitItem) -> dict[str, Any]:
        seen.append(kit)
        if len(seen) == 1:
            happens()
        return {"tone": f"{kit.name} calm"}

    return edit


class TestChange:
    def test_sees_what_it_changes(self, merchant: Merchant) -> None:
        user_id, kit_id = merchant.user_id, merchant.kit(name="Old")["id"]
        edit = meanwhile(lambda: rename(user_id, kit_id, name="New"))
        kit = store.change(BrandKitItem, user_id, kit_id, edit, clock.now())
        stored = store.get(BrandKitItem, user_id, kit_id)
        assert (stored.name, stored.tone, stored.version) == ("New", "New calm", 3)
        assert (kit.tone, kit.version, kit.updated_at) == ("New calm", 3, stored.updated_at)

    def test_an_expected_version_is_not_retried_away(self, merchant: Merchant) -> None:
        user_id, kit_id = merchant.user_id, merchant.kit()["id"]
        edit = meanwhile(lambda: rename(user_id, kit_id, name="New"))
        with pytest.raises(StaleVersion):
            store.change(BrandKitItem, user_id, kit_id, edit, clock.now(), expected=1)
        assert store.get(BrandKitItem, user_id, kit_id).tone is None

    def test_of_what_was_deleted(self, merchant: Merchant) -> None:
        user_id, kit_id = merchant.user_id, merchant.kit()["id"]
        edit = meanwhile(lambda: merchant.delete(f"/brand-kits/{kit_id}"))
        with pytest.raises(NotFound):
            store.change(BrandKitItem, user_id, kit_id, edit, clock.now())
        assert merchant.get(f"/brand-kits/{kit_id}").status == 404

    def test_gives_up_in_the_end(self, merchant: Merchant) -> None:
        user_id, kit_id = merchant.user_id, merchant.kit()["id"]

        def always_late(_: BrandKitItem) -> dict[str, Any]:
            rename(user_id, kit_id, name="Faster")
            return {"tone": "calm"}

        with pytest.raises(Busy):
            store.change(BrandKitItem, user_id, kit_id, always_late, clock.now())

    def test_nothing_to_change_writes_nothing(self, merchant: Merchant) -> None:
        user_id, kit_id = merchant.user_id, merchant.kit()["id"]
        assert rename(user_id, kit_id).version == 1
        assert store.get(BrandKitItem, user_id, kit_id).version == 1


class TestRemoveKit:
    def test_not_while_something_came_in(self, merchant: Merchant) -> None:
        user_id, kit_id = merchant.user_id, merchant.kit()["id"]
        catalog = store.catalog_of(user_id)
        for item in (project_item(user_id, kit_id), project_item(user_id, kit_id)):
            store.add_members([item], user_id)
            with pytest.raises(TransactionRefused):
                store.remove_kit(user_id, kit_id, catalog, None)

    def test_not_when_the_heir_is_gone(self, merchant: Merchant) -> None:
        user_id, kit_id = merchant.user_id, merchant.kit()["id"]
        catalog = store.catalog_of(user_id)
        with pytest.raises(TransactionRefused) as refusal:
            store.remove_kit(user_id, kit_id, catalog, ids.new("kit"))
        assert refusal.value.names == {"heir"}

    def test_not_when_it_became_the_default(self, merchant: Merchant) -> None:
        user_id = merchant.user_id
        merchant.kit()
        second = merchant.kit(name="Second")["id"]
        catalog = store.catalog_of(user_id)
        store.make_default(user_id, second)
        with pytest.raises(TransactionRefused) as refusal:
            store.remove_kit(user_id, second, catalog, None)
        assert refusal.value.names == {store.CATALOG}

    def test_not_as_the_last_when_another_was_made(self, merchant: Merchant) -> None:
        user_id, first = merchant.user_id, merchant.kit()["id"]
        catalog = store.catalog_of(user_id)
        merchant.kit(name="Second")
        with pytest.raises(TransactionRefused) as refusal:
            store.remove_kit(user_id, first, catalog, None)
        assert refusal.value.names == {store.CATALOG}

    def test_twice_counts_once(self, merchant: Merchant) -> None:
        user_id, first = merchant.user_id, merchant.kit()["id"]
        merchant.kit(name="Second")
        third = merchant.kit(name="Third")["id"]
        catalog = store.catalog_of(user_id)
        store.remove_kit(user_id, third, catalog, None)
        with pytest.raises(TransactionRefused):
            store.remove_kit(user_id, third, catalog, None)
        assert store.catalog_of(user_id).kits == 2
        assert store.catalog_of(user_id).default_kit_id == first


class TestLimits:
    def test_of_kits(self, merchant: Merchant) -> None:
        add_kit(merchant.user_id, limit=1)
        with pytest.raises(TransactionRefused) as refusal:
            add_kit(merchant.user_id, limit=1)
        assert refusal.value.names == {store.CATALOG}
        assert add_kit(merchant.user_id, limit=None)

    @pytest.mark.parametrize("limit", [0, 1])
    def test_of_members_made_together(self, merchant: Merchant, limit: int) -> None:
        user_id, kit_id = merchant.user_id, add_kit(merchant.user_id)
        both = [project_item(user_id, kit_id), project_item(user_id, kit_id)]
        with pytest.raises(TransactionRefused) as refusal:
            store.add_members(both, user_id, limit=limit)
        assert refusal.value.names == {store.CATALOG}
        assert store.get(BrandKitItem, user_id, kit_id).projects == 0

    def test_members_need_their_kit(self, merchant: Merchant) -> None:
        with pytest.raises(NotFound):
            store.add_members([project_item(merchant.user_id, ids.new("kit"))], merchant.user_id)
        assert store.catalog_of(merchant.user_id).projects == 0


class TestRemoveMember:
    def test_moved_meanwhile_is_counted_out_where_it_is(
        self, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        user_id = merchant.user_id
        one, two = merchant.kit()["id"], merchant.kit(name="Two")["id"]
        avatar = merchant.avatar(one)
        read, calls = store.get, []

        def slow(model: Any, user_id: str, item_id: str) -> Any:
            item = read(model, user_id, item_id)
            calls.append(item_id)
            if len(calls) == 1:
                move = {"brand_kit_id": two}
                store.change(AvatarItem, user_id, item_id, lambda _: move, clock.now())
            return item

        monkeypatch.setattr(store, "get", slow)
        store.remove_member(AvatarItem, user_id, avatar["id"])
        monkeypatch.undo()
        counts = [int(store.get(BrandKitItem, user_id, kit_id).avatars) for kit_id in (one, two)]
        assert counts == [0, 0]
        assert store.catalog_of(user_id).avatars == 0

    def test_twice_is_not_found_and_counts_once(self, merchant: Merchant) -> None:
        avatar = merchant.avatar(merchant.kit()["id"])
        store.remove_member(AvatarItem, merchant.user_id, avatar["id"])
        with pytest.raises(NotFound):
            store.remove_member(AvatarItem, merchant.user_id, avatar["id"])
        assert store.catalog_of(merchant.user_id).avatars == 0
