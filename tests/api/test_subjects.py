"""Avatars, products, projects and uploads over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from lumiku import clock
from lumiku.catalog.service import snapshots, uploads
from lumiku.cloud import keys
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.errors import NotFound, ReleaseMissing
from tests.api.world import Merchant

CHILD = {"age_range": "kids", "gender": "unisex"}
GUARDED = {"signed_by": "Dewi", "signed_on": "2026-01-05", "guardian": "Dewi Lestari"}


class TestReleases:
    def test_is_recorded(self, merchant: Merchant) -> None:
        release = {"signed_by": "Dewi", "signed_on": "2026-01-05", "document_sha256": "AB" * 32}
        avatar = merchant.avatar(merchant.kit()["id"], release=release)
        assert avatar["release_status"] == "valid"
        assert avatar["release"]["document_sha256"] == "ab" * 32
        assert avatar["release"]["recorded_at"].endswith("Z")

    @pytest.mark.parametrize("age", ["kids", "teen"])
    def test_minors_need_a_guardian(self, merchant: Merchant, age: str) -> None:
        kit = merchant.kit()["id"]
        release = {"signed_by": "Dewi", "signed_on": "2026-01-05"}
        answer = merchant.post(
            "/avatars",
            {
                "brand_kit_id": kit,
                "name": "Joy",
                "upload_id": merchant.upload("avatar"),
                "gender": "unisex",
                "age_range": age,
                "release": release,
            },
        )
        assert answer.status == 422
        assert [e["pointer"] for e in answer.body["errors"]] == ["/release/guardian"]
        assert merchant.avatar(kit, age_range=age, release=GUARDED)["release_status"] == "valid"

    def test_an_adult_cannot_become_a_child_under_the_old_release(self, merchant: Merchant) -> None:
        avatar = merchant.avatar(merchant.kit()["id"])
        path = f"/avatars/{avatar['id']}"
        refused = merchant.patch(path, {"age_range": "kids"})
        assert [e["pointer"] for e in refused.body["errors"]] == ["/release/guardian"]
        assert merchant.get(path).body["age_range"] == "young"
        both = {"age_range": "kids", "release": GUARDED}
        assert merchant.patch(path, both).body["age_range"] == "kids"

    def test_cannot_be_signed_tomorrow(self, merchant: Merchant) -> None:
        tomorrow = (clock.now().astimezone(clock.WIB) + timedelta(days=1)).date().isoformat()
        avatar = merchant.avatar(merchant.kit()["id"])
        release = {"signed_by": "Dewi", "signed_on": tomorrow}
        answer = merchant.patch(f"/avatars/{avatar['id']}", {"release": release})
        assert [e["pointer"] for e in answer.body["errors"]] == ["/release/signed_on"]

    @pytest.mark.parametrize("way", ["patch", "post"])
    def test_revoking_stops_generation(self, merchant: Merchant, way: str) -> None:
        kit, product = merchant.kit(), None
        avatar = merchant.avatar(kit["id"])
        product = merchant.product(kit["id"])
        path = f"/avatars/{avatar['id']}"
        wanted = (merchant.user_id, kit["id"], [avatar["id"]], product["id"])
        assert snapshots.subjects(*wanted).avatars[0].name == avatar["name"]
        if way == "patch":
            answer = merchant.patch(path, {"release": None})
        else:
            answer = merchant.post(path + "/revoke-release")
        assert (answer.body["release_status"], answer.body["release"]) == ("revoked", None)
        with pytest.raises(ReleaseMissing):
            snapshots.subjects(*wanted)
        assert snapshots.revoked(merchant.user_id, [avatar["id"]]) == {avatar["id"]}
        transaction = Transaction()
        snapshots.require_releases(transaction, merchant.user_id, [avatar["id"]])
        transaction.put_new("marker", _marker(merchant))
        with pytest.raises(TransactionRefused) as refusal:
            transaction.commit()
        assert refusal.value.names == {avatar["id"]}

    def test_revocation_outlives_the_avatar(self, merchant: Merchant) -> None:
        kit = merchant.kit()
        kept, dropped = merchant.avatar(kit["id"]), merchant.avatar(kit["id"])
        merchant.post(f"/avatars/{dropped['id']}/revoke-release")
        for avatar in (kept, dropped):
            assert merchant.delete(f"/avatars/{avatar['id']}").status == 204
        both = [kept["id"], dropped["id"]]
        assert snapshots.revoked(merchant.user_id, both) == {dropped["id"]}

    def test_a_new_release_ends_the_revocation(self, merchant: Merchant) -> None:
        avatar = merchant.avatar(merchant.kit()["id"])
        path = f"/avatars/{avatar['id']}"
        merchant.post(path + "/revoke-release")
        merchant.post(path + "/revoke-release")
        release = {"signed_by": "Dewi", "signed_on": "2026-02-01"}
        assert merchant.patch(path, {"release": release}).body["release_status"] == "valid"
        assert snapshots.revoked(merchant.user_id, [avatar["id"]]) == frozenset()

    def test_an_avatar_without_one_is_kept_but_not_pictured(self, merchant: Merchant) -> None:
        kit = merchant.kit()
        avatar = merchant.avatar(kit["id"], release=None)
        product = merchant.product(kit["id"])
        assert avatar["release_status"] == "missing"
        with pytest.raises(ReleaseMissing):
            snapshots.subjects(merchant.user_id, kit["id"], [avatar["id"]], product["id"])


def _marker(merchant: Merchant) -> Any:
    from lumiku.catalog.store.tables import CatalogItem

    return CatalogItem(pk=keys.user(merchant.user_id), sk="TEST")


class TestCounts:
    def _counts(self, merchant: Merchant, kit_id: str) -> tuple[int, int, int]:
        kit = merchant.get(f"/brand-kits/{kit_id}").body
        return kit["avatar_count"], kit["product_count"], kit["project_count"]

    def test_follow_creation_deletion_and_moves(self, merchant: Merchant) -> None:
        one, two = merchant.kit()["id"], merchant.kit(name="Two")["id"]
        avatar, product = merchant.avatar(one), merchant.product(one)
        project = merchant.post("/projects", {"brand_kit_id": one, "name": "Lebaran"}).body
        assert self._counts(merchant, one) == (1, 1, 1)
        merchant.patch(f"/avatars/{avatar['id']}", {"brand_kit_id": two})
        merchant.patch(f"/projects/{project['id']}", {"brand_kit_id": two, "name": "Imlek"})
        assert self._counts(merchant, one) == (0, 1, 0)
        assert self._counts(merchant, two) == (1, 0, 1)
        merchant.delete(f"/avatars/{avatar['id']}")
        merchant.delete(f"/projects/{project['id']}")
        merchant.delete(f"/products/{product['id']}")
        assert self._counts(merchant, one) == self._counts(merchant, two) == (0, 0, 0)

    def test_moving_to_where_it_is_counts_once(self, merchant: Merchant) -> None:
        kit = merchant.kit()["id"]
        avatar = merchant.avatar(kit)
        answer = merchant.patch(f"/avatars/{avatar['id']}", {"brand_kit_id": kit, "name": "B"})
        assert answer.body["name"] == "B"
        assert self._counts(merchant, kit) == (1, 0, 0)

    def test_moving_to_nowhere_is_404(self, merchant: Merchant, other: Merchant) -> None:
        kit, foreign = merchant.kit()["id"], other.kit()["id"]
        product = merchant.product(kit)
        answer = merchant.patch(f"/products/{product['id']}", {"brand_kit_id": foreign})
        assert (answer.status, answer.body["kind"]) == (404, "brand_kit")
        assert self._counts(merchant, kit) == (0, 1, 0)

    def test_free_plan_has_one_avatar(self, free: Merchant) -> None:
        kit = free.kit()["id"]
        first = free.avatar(kit)
        wanted = {
            "brand_kit_id": kit,
            "name": "B",
            "upload_id": free.upload("avatar"),
            "gender": "male",
            "age_range": "adult",
        }
        answer = free.post("/avatars", wanted)
        assert (answer.status, answer.body["limit_of"]) == (402, "avatars")
        free.delete(f"/avatars/{first['id']}")
        assert free.post("/avatars", wanted).status == 201


class TestFilters:
    def test_avatars(self, merchant: Merchant) -> None:
        one, two = merchant.kit()["id"], merchant.kit(name="Two")["id"]
        photo = merchant.upload("avatar")
        for kit, name, gender, age in [
            (one, "Café Model", "female", "young"),
            (one, "Pria", "male", "adult"),
            (two, "Joy Kids", "unisex", "adult"),
        ]:
            merchant.avatar(kit, upload_id=photo, name=name, gender=gender, age_range=age)

        def names(**query: str) -> list[str]:
            return [a["name"] for a in merchant.get("/avatars", query=query).body["data"]]

        assert names() == ["Joy Kids", "Pria", "Café Model"]
        assert names(brand_kit_id=one) == ["Pria", "Café Model"]
        assert names(brand_kit_id=one, gender="female") == ["Café Model"]
        assert names(age_range="adult") == ["Joy Kids", "Pria"]
        assert names(q="CAFE\u0301") == ["Café Model"]
        assert names(style="formal") == []

    def test_filtered_pages(self, merchant: Merchant) -> None:
        kit = merchant.kit()["id"]
        picture = merchant.upload("product")
        for n in range(6):
            placement = "table" if n % 2 else "worn"
            merchant.product(kit, upload_id=picture, name=f"P{n}", placement=placement)
        query = {"placement": "table", "limit": "2"}
        first = merchant.get("/products", query=query).body
        second = merchant.get("/products", query={**query, "cursor": first["next_cursor"]}).body
        assert [p["name"] for p in first["data"] + second["data"]] == ["P5", "P3", "P1"]
        assert second["next_cursor"] is None
        wrong = merchant.get("/products", query={"cursor": first["next_cursor"]})
        assert wrong.body["code"] == "bad_cursor"

    def test_unknown_values_and_names(self, merchant: Merchant) -> None:
        answer = merchant.get("/products", query={"placement": "sky", "colour": "red"})
        assert [e["pointer"] for e in answer.body["errors"]] == ["?placement", "?colour"]
        assert "hand-held, worn, displayed" in answer.body["errors"][0]["detail"]


class TestProducts:
    def test_shows_what_intake_found(self, merchant: Merchant) -> None:
        product = merchant.product(merchant.kit()["id"])
        assert product["dominant_colour"] == "#AA8866"
        assert "-cutout.png" in product["cutout_url"]

    def test_bulk_is_all_or_nothing(self, merchant: Merchant) -> None:
        kit = merchant.kit()["id"]
        wanted = [
            {
                "brand_kit_id": kit,
                "name": f"P{n}",
                "upload_id": merchant.upload("product"),
                "category": "skincare",
                "product_type": "jar",
                "placement": "table",
            }
            for n in range(20)
        ]
        broken = [*wanted[:3], {**wanted[3], "upload_id": merchant.upload("logo")}]
        answer = merchant.post("/products/bulk", {"products": broken})
        assert [e["pointer"] for e in answer.body["errors"]] == ["/products/3/upload_id"]
        assert merchant.get("/products").body["data"] == []
        made = merchant.post("/products/bulk", {"products": wanted}, idempotency_key="bulk-1")
        assert made.status == 201
        assert [p["name"] for p in made.body["data"]] == [p["name"] for p in wanted]
        again = merchant.post("/products/bulk", {"products": wanted}, idempotency_key="bulk-1")
        assert again.body == made.body
        assert merchant.get(f"/brand-kits/{kit}").body["product_count"] == 20

    @pytest.mark.parametrize("n", [0, 21])
    def test_bulk_takes_1_to_20(self, merchant: Merchant, n: int) -> None:
        one = {
            "brand_kit_id": "x",
            "name": "P",
            "upload_id": "x",
            "category": "skincare",
            "product_type": "jar",
            "placement": "table",
        }
        answer = merchant.post("/products/bulk", {"products": [one] * n})
        assert [e["pointer"] for e in answer.body["errors"]] == ["/products"]

    def test_still_in_intake(self, merchant: Merchant) -> None:
        waiting = merchant.upload("product", "waiting")
        answer = merchant.post(
            "/products",
            {
                "brand_kit_id": merchant.kit()["id"],
                "name": "P",
                "upload_id": waiting,
                "category": "skincare",
                "product_type": "jar",
                "placement": "table",
            },
        )
        assert (answer.status, answer.body["code"]) == (409, "not_ready")


class TestUploads:
    def test_ticket_is_exact(self, merchant: Merchant) -> None:
        wanted = {"kind": "logo", "filename": "a.png", "content_type": "IMAGE/PNG", "size": 99}
        ticket = merchant.post("/uploads", wanted).body
        assert ticket["fields"]["key"] == keys.raw_upload(merchant.user_id, ticket["id"])
        assert ticket["fields"]["Content-Type"] == "image/png"
        answer = merchant.get(f"/uploads/{ticket['id']}")
        assert (answer.body["status"], answer.headers["Retry-After"]) == ("waiting", "1")

    @pytest.mark.parametrize(
        ("change", "pointer"),
        [
            ({"content_type": "image/svg+xml"}, "/content_type"),
            ({"content_type": "text/html"}, "/content_type"),
            ({"size": 0}, "/size"),
            ({"size": 15 * 1024 * 1024 + 1}, "/size"),
            ({"size": "99"}, "/size"),
            ({"kind": "video"}, "/kind"),
        ],
    )
    def test_refuses(self, merchant: Merchant, change: dict[str, Any], pointer: str) -> None:
        wanted = {"kind": "logo", "filename": "a.png", "content_type": "image/png", "size": 99}
        answer = merchant.post("/uploads", {**wanted, **change})
        assert [e["pointer"] for e in answer.body["errors"]] == [pointer]

    def test_says_when_nothing_came(self, merchant: Merchant) -> None:
        upload_id = merchant.upload("avatar", "waiting")
        later = clock.now() + timedelta(minutes=11)
        upload = uploads.get(merchant.user_id, upload_id, "en", later)
        assert upload.reason is not None
        assert upload.reason.code == "not_received"


class TestProjects:
    def test_life(self, merchant: Merchant) -> None:
        kit = merchant.kit()["id"]
        wanted = {"brand_kit_id": kit, "name": "Lebaran", "description": "dua\r\nbaris"}
        made = merchant.post("/projects", wanted)
        path = made.headers["Location"].removeprefix("/v1")
        assert merchant.get(path).body["description"] == "dua\nbaris"
        assert merchant.patch(path, {"description": None}).body["description"] is None
        assert [p["id"] for p in merchant.get("/projects").body["data"]] == [made.body["id"]]
        snapshots.require_project(merchant.user_id, made.body["id"])
        assert merchant.delete(path).status == 204
        with pytest.raises(NotFound):
            snapshots.require_project(merchant.user_id, made.body["id"])
