"""The OpenAPI document: complete, consistent, and true to what the handler answers."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from functions.api import openapi
from functions.api.openapi import docstrings
from functions.api.openapi.facts import FACTS
from functions.api.openapi.words import TAGS
from functions.api.routes import ROUTES
from functions.api.routing import IDS, Access
from lumiku.errors import Conflict, Forbidden, LumikuError, MethodNotAllowed, TooManyRequests
from tests.api.world import event, send


@pytest.fixture(scope="module")
def document(world: None) -> dict[str, Any]:
    return dict(send(event("GET", "/v1/openapi.json")).body)


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """With what operators may call."""
    return openapi.render(ROUTES)


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
    components = document["components"]
    kinds = ("schemas", "responses", "headers")
    assert {f"#/components/{kind}/{name}" for kind in kinds for name in components[kind]} >= found
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
        assert responses["default"] == {"$ref": "#/components/responses/OtherProblem"}, path
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
        if "application/json" in body["content"]:
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
    assert len(json.dumps(document, separators=(",", ":"))) < 250_000


def schemas_within(node: object) -> Iterator[dict[str, Any]]:
    """Every object of a schema that could be a schema itself."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from schemas_within(value)
    elif isinstance(node, list):
        for value in node:
            yield from schemas_within(value)


class TestWords:
    """What an integrator reads: complete for merchants and for operators."""

    def test_every_field_is_described(self, whole: dict[str, Any]) -> None:
        fields = [
            (f"{name}.{field}", schema.get("description", ""))
            for name, model in whole["components"]["schemas"].items()
            for field, schema in model.get("properties", {}).items()
        ]
        assert len(fields) > 700
        assert [name for name, text in fields if not re.match(r".{3,}[.:]", text, re.DOTALL)] == []

    def test_every_model_is_described(self, whole: dict[str, Any]) -> None:
        models = whole["components"]["schemas"].items()
        assert [name for name, model in models if not model.get("description")] == []

    def test_every_parameter_is_described(self, whole: dict[str, Any]) -> None:
        assert [
            f"{operation['operationId']} {parameter['name']}"
            for _, _, operation in operations(whole)
            for parameter in operation["parameters"]
            if not parameter.get("description")
        ] == []

    def test_every_resource_is_described(self, whole: dict[str, Any]) -> None:
        assert all(tag["description"] for tag in whole["tags"])
        assert set(TAGS) == {tag["name"] for tag in whole["tags"]}

    def test_values_of_enumerations_are_told(self, whole: dict[str, Any]) -> None:
        told = whole["components"]["schemas"]["Status"]["description"]
        assert told.startswith("How far a batch is.\n\n- `pending`: ")

    def test_nothing_of_python_shows(self, whole: dict[str, Any]) -> None:
        text = json.dumps(whole)
        assert "x-class" not in text
        assert not re.search(r"(?<!If-)\bNone\b|\bRaises\b|Facts:", text)


class TestForGenerators:
    """What client generators stumble over, or take at its word."""

    def test_no_default_beside_a_union_or_of_a_structure(self, document: dict[str, Any]) -> None:
        for schema in schemas_within(document):
            if "default" in schema and "responses" not in schema and "200" not in schema:
                assert not isinstance(schema["default"], dict | list) or "$ref" in schema["default"]
                assert not {"oneOf", "anyOf"} & set(schema) or "type" in schema, schema

    def test_a_patch_takes_null_only_where_it_clears(self, document: dict[str, Any]) -> None:
        schemas = document["components"]["schemas"]
        assert "anyOf" not in schemas["KitPatch"]["properties"]["name"]
        assert {"type": "null"} in schemas["KitPatch"]["properties"]["tone"]["anyOf"]

    def test_no_parameter_is_null(self, document: dict[str, Any]) -> None:
        for _, _, operation in operations(document):
            for parameter in operation["parameters"]:
                assert "null" not in json.dumps(parameter["schema"]), operation["operationId"]

    def test_what_is_always_answered_is_required(self, document: dict[str, Any]) -> None:
        assert "next_cursor" in document["components"]["schemas"]["KitPage"]["required"]

    def test_ids_have_their_form(self, document: dict[str, Any]) -> None:
        kit = document["components"]["schemas"]["Kit"]["properties"]["id"]
        assert re.fullmatch(kit["pattern"], "kit_01JD0000000000000000000000")
        assert not re.search(kit["pattern"], "prj_01JD0000000000000000000000")

    def test_the_callback_has_a_form(self, document: dict[str, Any]) -> None:
        callback = document["paths"]["/v1/billing/duitku/callback"]["post"]
        assert set(callback["requestBody"]["content"]) == {"application/x-www-form-urlencoded"}
        assert "merchantCode" in document["components"]["schemas"]["Callback"]["required"]


class TestProblems:
    def test_every_error_is_declared_somewhere(self) -> None:
        """Whoever adds an error also says which operations it comes from."""
        declared = {error for route in ROUTES for error in route.errors}
        bases = {LumikuError, Forbidden, Conflict}
        elsewhere = {MethodNotAllowed, TooManyRequests}  # of no operation; of the gateway
        assert every_error(LumikuError) - declared - bases - elsewhere == set()

    def test_codes_are_told_by_status(self, document: dict[str, Any]) -> None:
        create = document["paths"]["/v1/generations"]["post"]["responses"]
        assert set(create) == {
            *("202", "400", "401", "402", "403", "404", "409", "413", "422", "429", "503"),
            "default",
        }
        conflict = document["components"]["responses"][create["409"]["$ref"].rsplit("/", 1)[1]]
        schema = conflict["content"]["application/problem+json"]["schema"]
        assert set(schema["discriminator"]["mapping"]) == {"busy", "not_ready", "release_missing"}
        assert "Retry-After" in conflict["headers"]

    def test_facts_are_those_that_the_errors_name(self) -> None:
        """The docstring of an error lists its facts; sentences' own words stay inside."""
        for error in every_error(LumikuError):
            listed = re.search(r"Facts: ([^.]*)\.", docstrings.of_class(error) or "")
            names = re.sub(r"\([^)]*\)", "", listed[1]).split(",") if listed else []
            told = {name.strip() for name in names if not name.strip().endswith(("_id", "_en"))}
            if error not in (MethodNotAllowed, TooManyRequests):
                assert told == set(FACTS.get(error, {})), error


def every_error(root: type[LumikuError]) -> set[type[LumikuError]]:
    found = {root} if root.__module__.startswith("lumiku.") else set()
    return found.union(*(every_error(user_id) for user_id in root.__subclasses__()))
