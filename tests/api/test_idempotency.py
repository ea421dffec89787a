"""A repeated request with the same key makes nothing new."""

from typing import Any

import pytest

from functions.api.routes import ROUTES
from functions.api.routing import AnyRoute
from tests.api.world import Merchant

CATALOG = {"createBrandKit", "createUpload", "createAvatar", "createProduct", "createProject"}
CREATING = [route for route in ROUTES if route.operation_id in CATALOG]


def body_for(route: AnyRoute, merchant: Merchant) -> dict[str, Any]:
    kit = merchant.kit()["id"]
    bodies: dict[str, Any] = {
        "createBrandKit": lambda: {"name": "A", "category": "kids", "colors": ["#000"]},
        "createUpload": lambda: {
            "kind": "avatar",
            "filename": "a.jpg",
            "content_type": "image/jpeg",
            "size": 10,
        },
        "createAvatar": lambda: {
            "brand_kit_id": kit,
            "name": "A",
            "upload_id": merchant.upload("avatar"),
            "gender": "male",
            "age_range": "adult",
        },
        "createProduct": lambda: {
            "brand_kit_id": kit,
            "name": "A",
            "upload_id": merchant.upload("product"),
            "category": "food",
            "product_type": "jar",
            "placement": "table",
        },
        "createProject": lambda: {"brand_kit_id": kit, "name": "A"},
    }
    return dict(bodies[route.operation_id]())


def test_every_creating_route_takes_a_key() -> None:
    assert len(CREATING) == len(CATALOG)
    made = [r for r in ROUTES if r.method == "POST" and r.status in (201, 202) and r.body]
    assert [r.operation_id for r in made if not r.creates] == []


@pytest.mark.parametrize("route", CREATING, ids=lambda route: str(route.operation_id))
class TestEachRoute:
    def test_repeats_give_the_same_thing(self, route: AnyRoute, merchant: Merchant) -> None:
        body = body_for(route, merchant)
        path = route.path.removeprefix("/v1")
        first = merchant.post(path, body, idempotency_key="k-1")
        again = merchant.post(path, dict(reversed(body.items())), idempotency_key="k-1")
        fresh = merchant.post(path, body, idempotency_key="k-2")
        assert (first.status, again.status, fresh.status) == (201, 201, 201)
        assert first.body["id"] == again.body["id"] != fresh.body["id"]

    def test_another_body_is_refused(self, route: AnyRoute, merchant: Merchant) -> None:
        body = body_for(route, merchant)
        path = route.path.removeprefix("/v1")
        field = "filename" if "filename" in body else "name"
        merchant.post(path, body, idempotency_key="k-1")
        answer = merchant.post(path, {**body, field: "B"}, idempotency_key="k-1")
        assert (answer.status, answer.body["code"]) == (422, "idempotency_key_reused")

    def test_a_bad_key_is_refused(self, route: AnyRoute, merchant: Merchant) -> None:
        body = body_for(route, merchant)
        path = route.path.removeprefix("/v1")
        for key in ("", "a b", "k" * 129, "é"):
            answer = merchant.post(path, body, idempotency_key=key)
            assert [e["pointer"] for e in answer.body["errors"]] == ["Idempotency-Key"]


def test_a_key_is_bound_to_its_operation_and_user(merchant: Merchant, other: Merchant) -> None:
    kit = merchant.kit()["id"]
    merchant.post("/projects", {"brand_kit_id": kit, "name": "A"}, idempotency_key="same")
    wanted = {"name": "A", "category": "kids", "colors": ["#000"]}
    answer = merchant.post("/brand-kits", wanted, idempotency_key="same")
    assert answer.body["code"] == "idempotency_key_reused"
    assert other.post("/brand-kits", wanted, idempotency_key="same").status == 201


def test_a_repeat_after_the_limit_is_still_the_same_kit(free: Merchant) -> None:
    wanted = {"name": "A", "category": "kids", "colors": ["#000"]}
    first = free.post("/brand-kits", wanted, idempotency_key="k")
    assert free.post("/brand-kits", wanted).status == 402
    assert free.post("/brand-kits", wanted, idempotency_key="k").body["id"] == first.body["id"]


def test_a_refused_request_does_not_use_up_its_key(free: Merchant) -> None:
    kit = free.kit()
    wanted = {"name": "B", "category": "kids", "colors": ["#000"]}
    assert free.post("/brand-kits", wanted, idempotency_key="k").status == 402
    free.delete(f"/brand-kits/{kit['id']}")
    assert free.post("/brand-kits", wanted, idempotency_key="k").status == 201
