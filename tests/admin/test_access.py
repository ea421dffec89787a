"""Every route of operators x everybody else: the same answer as an address that is not there."""

import json
from typing import Any

import pytest

from functions.api.routes import ROUTES
from functions.api.routing import Access, AnyRoute
from tests.api.world import Answer, Merchant, event, send

ADMIN = [route for route in ROUTES if route.access is Access.ADMIN]
BODIES: dict[str, dict[str, Any]] = {
    "resolveUsageAlert": {"resolution": "justified", "note": "fair"},
    "setPlan": {"tier": "enterprise", "note": "mine"},
    "setThrottleOverride": {
        "mode": "full_speed",
        "until": "2026-12-24T00:00:00Z",
        "note": "mine",
    },
    "giveNotice": {"reason": "x"},
    "suspendUser": {"note": "x"},
    "reinstateUser": {"note": "x"},
    "setPose": {"active": False, "note": "x"},
    "addPose": {
        "pose": {
            "shelf": "fashion-standing-front",
            "people": [[{"x": 0.5, "y": 0.5}] * 18],
            "ages": ["adult"],
            "placement": "worn",
            "description_id": "x",
            "description_en": "x",
        },
        "note": "x",
    },
}
OUTSIDERS = ["", "[editor]", "[administrator]", "[admins x]"]


def path_of(route: AnyRoute, user_id: str) -> str:
    path = route.path.removeprefix("/v1").replace("{user_id}", user_id)
    path = path.replace("{template_id}", "fsf_00000000")
    return path.replace("{alert_id}", f"{user_id}.2026-11.RED")


def told(answer: Answer) -> tuple[int, dict[str, str], Any]:
    """All that a caller learns, but for the id of the request."""
    return answer.status, answer.headers, {**answer.body, "request_id": ""}


def test_there_are_routes_to_hide() -> None:
    assert len(ADMIN) >= 14
    assert all(route.path.startswith("/v1/admin/") for route in ADMIN)
    assert {route.operation_id for route in ADMIN if route.body} == set(BODIES)


@pytest.mark.parametrize("route", ADMIN, ids=lambda route: str(route.operation_id))
@pytest.mark.parametrize("groups", OUTSIDERS)
def test_outsiders_cannot_tell_them_from_nothing(
    route: AnyRoute, groups: str, merchant: Merchant, other: Merchant
) -> None:
    merchant.groups = groups
    nothing = told(merchant.get("/admin/no-such-thing"))
    for user_id in (merchant.user_id, other.user_id):
        path = path_of(route, user_id)
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            answer = merchant.call(method, path, BODIES.get(route.operation_id))
            assert told(answer) == nothing, method


@pytest.mark.parametrize("route", ADMIN, ids=lambda route: str(route.operation_id))
def test_nobody_at_all_neither(route: AnyRoute, merchant: Merchant) -> None:
    path = path_of(route, merchant.user_id)
    nothing = send(event("GET", "/v1/admin/no-such-thing"))
    answer = send(event(route.method, f"/v1{path}", body="{"))
    assert told(answer) == told(nothing)


def test_what_outsiders_try_changes_nothing(
    merchant: Merchant, other: Merchant, operator: Merchant
) -> None:
    before = operator.get(f"/admin/users/{other.user_id}").body
    for route in ADMIN:
        merchant.call(route.method, path_of(route, other.user_id), BODIES.get(route.operation_id))
    assert operator.get(f"/admin/users/{other.user_id}").body == before


@pytest.mark.parametrize(
    "route", [r for r in ADMIN if r.parameters], ids=lambda route: str(route.operation_id)
)
def test_operators_learn_that_nobody_is_there(route: AnyRoute, operator: Merchant) -> None:
    """An account is never made by asking for it."""
    answer = operator.call(
        route.method, path_of(route, "no-such-user"), BODIES.get(route.operation_id)
    )
    kinds = {"alert_id": "alert", "template_id": "pose_template"}
    kind = kinds.get(route.parameters[0], "account")
    assert (answer.status, answer.body["kind"]) == (404, kind)
    assert operator.get("/admin/users/no-such-user").status == 404


def test_wrong_methods_are_named_to_operators_only(operator: Merchant) -> None:
    answer = operator.delete("/admin/queues")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET")


def test_the_whole_document_is_for_operators(operator: Merchant, merchant: Merchant) -> None:
    paths = operator.get("/admin/openapi.json").body["paths"]
    assert {route.path for route in ROUTES} == set(paths)
    assert "admin" not in json.dumps(merchant.get("/openapi.json").body).lower()
