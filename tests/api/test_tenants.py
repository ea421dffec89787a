"""Every route with an id x what belongs to somebody else: always 404, never a change."""

import json
from typing import Any

import pytest

from functions.api.routes import ROUTES
from functions.api.routing import IDS, Access, AnyRoute
from tests.api.world import Merchant

# Bodies that would do something to one's own.
BODIES: dict[str, dict[str, Any]] = {
    "updateBrandKit": {"name": "taken"},
    "updateAvatar": {"name": "taken", "release": None},
    "updateProduct": {"name": "taken"},
    "updateProject": {"name": "taken"},
    "updatePose": {"rating": 1},
}
WITH_IDS = [route for route in ROUTES if route.parameters and route.access is Access.USER]
# Libraries that belong to everybody.
SHARED = {"template_id"}


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
        }

    def everything(self) -> str:
        paths = ["/brand-kits", "/avatars", "/products", "/projects"]
        shown = [self.merchant.get(path).body for path in paths]
        return json.dumps([*shown, self.merchant.get(f"/uploads/{self.ids['upload_id']}").body])


@pytest.fixture(scope="module")
def theirs(world: None) -> World:
    return World(Merchant().on("pro"))


@pytest.mark.parametrize("route", WITH_IDS, ids=lambda route: str(route.operation_id))
def test_foreign_ids_are_not_found(route: AnyRoute, theirs: World, merchant: Merchant) -> None:
    (name,) = route.parameters
    if name in SHARED:
        pytest.skip("belongs to everybody")
    item_id = theirs.ids.get(name, _well_formed(name))
    before = theirs.everything()
    path = route.path.removeprefix("/v1").replace("{" + name + "}", item_id)
    body = BODIES.get(route.operation_id, {}) if route.body else None
    answer = merchant.call(route.method, path, body)
    assert (answer.status, answer.body["code"]) == (404, "not_found")
    assert answer.body["kind"] == IDS[name][0]
    assert theirs.everything() == before


def _well_formed(name: str) -> str:
    """An id that could exist."""
    prefix = IDS[name][1].pattern.partition("_")[0]
    return f"{prefix}_01JD0000000000000000000000" + ("_0001" if name == "pose_id" else "")


REFERENCES = [
    ("/avatars", "brand_kit_id", "brand_kit"),
    ("/avatars", "upload_id", "upload"),
    ("/products", "brand_kit_id", "brand_kit"),
    ("/products", "upload_id", "upload"),
    ("/projects", "brand_kit_id", "brand_kit"),
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
    }
    body = own[path]
    if path != "/projects":
        body["upload_id"] = merchant.upload(path.strip("/s"))
    answer = merchant.post(path, {**body, field: theirs.ids[field]})
    assert (answer.status, answer.body["kind"]) == (404, kind)
    assert merchant.get(path).body["data"] == []


def test_a_foreign_logo_is_not_found(theirs: World, merchant: Merchant) -> None:
    logo = theirs.merchant.upload("logo")
    kit = {"name": "A", "category": "skincare", "colors": ["#000"], "logo_upload_id": logo}
    assert merchant.post("/brand-kits", kit).body["kind"] == "upload"
    assert merchant.get("/brand-kits").body["data"] == []


def test_lists_hold_only_ones_own(theirs: World, merchant: Merchant) -> None:
    for path in ("/brand-kits", "/avatars", "/products", "/projects"):
        assert merchant.get(path).body == {"data": [], "next_cursor": None}
