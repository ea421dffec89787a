"""Every route with an id x what belongs to somebody else: always 404, never a change."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.api.routes import ROUTES
from functions.api.routing import IDS, Access, AnyRoute
from lumiku import clock, ids
from lumiku.cloud import keys
from lumiku.cloud.packing import packed
from lumiku.generations.store import PictureItem
from lumiku.poses import service as poses
from lumiku.posters import service, store
from lumiku.posters.document.formats import ExportKey
from lumiku.posters.document.schemas import Palette, PosterDoc
from pose_seed.library import shipped
from tests.api.world import Merchant

# Bodies that would do something to one's own.
BODIES: dict[str, dict[str, Any]] = {
    "judgePose": {"rating": 1},
    "updateBrandKit": {"name": "taken"},
    "updateAvatar": {"name": "taken", "release": None},
    "updateProduct": {"name": "taken"},
    "updateProject": {"name": "taken"},
    "updatePoster": {"content": {"headline": "taken"}},
}
SHARED = ["template_id"]  # the library belongs to everybody
WITH_IDS = [
    route
    for route in ROUTES
    if route.access is Access.USER and route.parameters and route.parameters != SHARED
]

DRAWN = PosterDoc(
    format=ExportKey.IG_POST,
    width=1080,
    height=1350,
    palette=Palette(**{role: "" if role == "name" else "#112233" for role in Palette.model_fields}),
)


class World:
    """One merchant with one of everything."""

    def __init__(self, merchant: Merchant) -> None:
        self.merchant = merchant
        kit = merchant.kit()["id"]
        project = merchant.post("/projects", {"brand_kit_id": kit, "name": "A"}).body
        self.ids = {
            "brand_kit_id": kit,
            "upload_id": merchant.upload("product", "waiting"),
            "avatar_id": merchant.avatar(kit)["id"],
            "product_id": merchant.product(kit)["id"],
            "project_id": project["id"],
            "order_id": merchant.post("/billing/orders", {"tier": "pro"}).body["id"],
        }
        self.ids |= self._batch()
        self.ids |= self._posters()

    def _batch(self) -> dict[str, str]:
        """An admitted batch with one finished picture."""
        wanted = {
            "brand_kit_id": self.ids["brand_kit_id"],
            "avatar_ids": [self.ids["avatar_id"]],
            "product_id": self.ids["product_id"],
            "distribution": {"skincare-closeup": 2},
        }
        answer = self.merchant.post("/generations", wanted)
        assert answer.status == 202, answer.text
        generation_id = str(answer.body["id"])
        PictureItem(
            pk=keys.user(self.merchant.user_id),
            sk=keys.pose(generation_id, 0),
            slot=0,
            outcome="ok",
            template_id="scu_00000000",
            attempt=1,
            seed=1,
            done_at=clock.iso(clock.now()),
        ).save()
        return {"generation_id": generation_id, "pose_id": ids.pose_id(generation_id, 0)}

    def _posters(self) -> dict[str, str]:
        """A drawn poster, a set and an export, as their admission leaves them."""
        plain = {"brand_kit_id": self.ids["brand_kit_id"], "product_ids": [self.ids["product_id"]]}
        poster = self.merchant.post("/posters", {**plain, "template": "hero-plain"})
        made = self.merchant.post("/poster-sets", {**plain, "count": 1})
        assert (poster.status, made.status) == (201, 202), (poster.text, made.text)
        item = service.find(self.merchant.user_id, poster.body["id"])
        body = packed({"doc": DRAWN.model_dump(mode="json"), "findings": []})
        assert store.end_poster(item, {"status": "ready", "body": body})
        wanted = {"poster_ids": [item.id], "formats": ["ig_post"]}
        export = self.merchant.post("/exports", wanted)
        assert export.status == 202, export.text
        return {"poster_id": item.id, "set_id": made.body["id"], "export_id": export.body["id"]}

    def everything(self) -> str:
        paths = ["/brand-kits", "/avatars", "/products", "/projects", "/posters"]
        shown = [self.merchant.get(path).body for path in paths]
        singles = [
            f"/uploads/{self.ids['upload_id']}",
            f"/generations/{self.ids['generation_id']}",
            f"/poses/{self.ids['pose_id']}",
            f"/poster-sets/{self.ids['set_id']}",
            f"/exports/{self.ids['export_id']}",
            f"/billing/orders/{self.ids['order_id']}",
        ]
        answers = [self.merchant.get(path) for path in singles]
        assert [answer.status for answer in answers] == [200] * len(singles)
        return json.dumps([*shown, *(answer.body for answer in answers)])


@pytest.fixture(scope="module")
def theirs(world: None) -> Iterator[World]:
    poses.forget()
    poses.load([t for t in shipped().templates if t.category == "skincare-closeup"], version=1)
    yield World(Merchant().on("pro"))
    poses.forget()


@pytest.mark.parametrize("route", WITH_IDS, ids=lambda route: str(route.operation_id))
def test_foreign_ids_are_not_found(route: AnyRoute, theirs: World, merchant: Merchant) -> None:
    (name,) = route.parameters
    before = theirs.everything()
    path = route.path.removeprefix("/v1").replace("{" + name + "}", theirs.ids[name])
    body = BODIES.get(route.operation_id, {}) if route.body else None
    answer = merchant.call(route.method, path, body)
    assert (answer.status, answer.body["code"]) == (404, "not_found")
    assert answer.body["kind"] == IDS[name][0]
    assert theirs.everything() == before


NOBODYS = "prd_01JD0000000000000000000009"
REFERENCES = [
    ("/avatars", "brand_kit_id", "brand_kit"),
    ("/avatars", "upload_id", "upload"),
    ("/products", "brand_kit_id", "brand_kit"),
    ("/products", "upload_id", "upload"),
    ("/projects", "brand_kit_id", "brand_kit"),
    ("/generations", "brand_kit_id", "brand_kit"),
    ("/generations", "avatar_ids", "avatar"),
    ("/generations", "product_id", "product"),
    ("/generations", "project_id", "project"),
    ("/posters", "brand_kit_id", "brand_kit"),
    ("/posters", "pose_ids", "pose"),
    ("/posters", "product_ids", "product"),
    ("/poster-sets", "brand_kit_id", "brand_kit"),
    ("/poster-sets", "pose_ids", "pose"),
    ("/exports", "poster_ids", "poster"),
]


@pytest.mark.parametrize(("path", "field", "kind"), REFERENCES)
def test_foreign_references_are_not_found(
    path: str, field: str, kind: str, theirs: World, merchant: Merchant
) -> None:
    kit = merchant.kit()["id"]
    own: dict[str, dict[str, Any]] = {
        "/avatars": {
            "brand_kit_id": kit,
            "name": "A",
            "gender": "female",
            "age_range": "adult",
        },
        "/products": {
            "brand_kit_id": kit,
            "name": "A",
            "category": "skincare",
            "product_type": "jar",
            "placement": "table",
        },
        "/projects": {"brand_kit_id": kit, "name": "A"},
        "/generations": {
            "brand_kit_id": kit,
            "avatar_ids": [merchant.avatar(kit)["id"]] if path == "/generations" else [],
            "product_id": merchant.product(kit)["id"] if path == "/generations" else "",
            "distribution": {"skincare-closeup": 2},
        },
    }
    own["/posters"] = {"brand_kit_id": kit, "template": "hero-plain"}
    own["/poster-sets"] = {"brand_kit_id": kit, "product_ids": [NOBODYS]}
    own["/exports"] = {"formats": ["ig_post"]}
    body = own[path]
    if path in ("/avatars", "/products"):
        body["upload_id"] = merchant.upload(path.strip("/s"))
    foreign = [theirs.ids[field[:-1]]] if field.endswith("_ids") else theirs.ids[field]
    answer = merchant.post(path, {**body, field: foreign})
    assert (answer.status, answer.body["kind"]) == (404, kind)
    if path != "/poster-sets":  # sets are found by their posters
        assert merchant.get(path).body["data"] == []


def test_a_foreign_logo_is_not_found(theirs: World, merchant: Merchant) -> None:
    logo = theirs.merchant.upload("logo")
    kit = {"name": "A", "category": "skincare", "colors": ["#000"], "logo_upload_id": logo}
    assert merchant.post("/brand-kits", kit).body["kind"] == "upload"
    assert merchant.get("/brand-kits").body["data"] == []


def test_lists_hold_only_ones_own(theirs: World, merchant: Merchant) -> None:
    for path in ("/brand-kits", "/avatars", "/products", "/projects", "/generations"):
        assert merchant.get(path).body == {"data": [], "next_cursor": None}
