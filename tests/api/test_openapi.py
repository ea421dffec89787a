"""The OpenAPI document: complete, consistent, and true to what the handler answers."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from functions.api.routes import ROUTES
from functions.api.routing import IDS, Access
from tests.api.world import event, send


@pytest.fixture(scope="module")
def document(world: None) -> dict[str, Any]:
    return dict(send(event("GET", "/v1/openapi.json")).body)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert set(document["info"]) >= {"title", "version"}


def test_holds_every_route_once(document: dict[str, Any]) -> None:
    listed = {(method.upper(), path) for path, method, _ in operations(document)}
    public = [route for route in ROUTES if route.access is not Access.ADMIN]
    assert listed == {(route.method, route.path) for route in public}
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids)) == len(public)


def test_says_nothing_of_operators(document: dict[str, Any]) -> None:
    assert "admin" not in json.dumps(document).lower()
    assert not {"Margins", "UserSummary", "AuditOut"} & set(document["components"]["schemas"])


def test_every_reference_resolves(document: dict[str, Any]) -> None:
    found = set(references(document))
    assert found
    schemas = document["components"]["schemas"]
    assert {f"#/components/schemas/{name}" for name in schemas} >= found
    assert not [name for name in schemas if not re.fullmatch(r"[A-Za-z0-9._-]+", name)]


def test_declares_what_paths_name(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        declared = [p["name"] for p in operation["parameters"] if p["in"] == "path"]
        assert declared == re.findall(r"{(\w+)}", path)
        for parameter in operation["parameters"]:
            assert parameter["in"] in ("path", "query", "header")
            assert parameter["schema"]


def test_says_what_comes_back(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        responses = operation["responses"]
        assert "application/problem+json" in responses["default"]["content"], path
        success = [code for code in responses if code.startswith("2")]
        assert len(success) == 1
        has_body = "content" in responses[success[0]]
        assert has_body == (success[0] != "204")
        assert operation["summary"]
        assert operation["x-summary-id"]


def test_inputs_refuse_unknown_fields(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for _, _, operation in operations(document):
        body = operation.get("requestBody")
        if body is None:
            continue
        name = body["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
        assert schemas[name]["additionalProperties"] is False, name


def test_open_routes_are_few_and_known() -> None:
    """Everything else needs a token; whoever opens an address changes this line knowingly."""
    assert {r.path for r in ROUTES if r.access == "open"} == {
        "/v1/health",
        "/v1/openapi.json",
        "/v1/plans",
        "/v1/pose-templates/{template_id}/preview.svg",
        "/v1/fair-use",
        "/v1/unsubscribe",
        "/v1/billing/duitku/callback",
    }


def test_path_parameters_are_known() -> None:
    assert {name for route in ROUTES for name in route.parameters} <= set(IDS)


def test_is_small_enough_to_serve(document: dict[str, Any]) -> None:
    assert len(json.dumps(document)) < 200_000
