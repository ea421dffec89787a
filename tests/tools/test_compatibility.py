"""Every kind of break is found and named, and what does no harm is let through."""

from copy import deepcopy
from typing import Any

import pytest

from tools.api.compatibility import breaks

OLD: dict[str, Any] = {
    "security": [{"token": []}],
    "paths": {
        "/things": {
            "post": {
                "operationId": "createThing",
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}},
                    {"$ref": "#/components/parameters/Key"},
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/In"}}
                    },
                },
                "responses": {
                    "201": {
                        "headers": {"Location": {"schema": {"type": "string"}}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Out"}},
                            "text/csv": {},
                        },
                    },
                    "404": {"$ref": "#/components/responses/Gone"},
                },
            }
        },
        "/health": {"get": {"operationId": "health", "security": [], "responses": {"200": {}}}},
    },
    "components": {
        "parameters": {"Key": {"name": "Key", "in": "header", "schema": {"type": "string"}}},
        "responses": {
            "Gone": {
                "content": {"application/problem+json": {"schema": {"enum": ["gone", "moved"]}}}
            }
        },
        "schemas": {
            "Colour": {"type": "string", "enum": ["red", "blue"]},
            "In": {
                "type": "object",
                "additionalProperties": True,
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 80},
                    "colour": {"$ref": "#/components/schemas/Colour"},
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "count": {"type": "integer", "minimum": 0, "default": 5},
                    "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
                    "by_kind": {
                        "type": "object",
                        "additionalProperties": {"type": "integer"},
                        "propertyNames": {"enum": ["a", "b"]},
                    },
                    "fill": {
                        "oneOf": [
                            {"$ref": "#/components/schemas/Solid"},
                            {"$ref": "#/components/schemas/Linear"},
                        ]
                    },
                },
            },
            "Solid": {"type": "object", "properties": {"kind": {"const": "solid"}}},
            "Linear": {
                "type": "object",
                "properties": {"kind": {"const": "linear"}, "angle": {"type": "number"}},
            },
            "Out": {
                "type": "object",
                "required": ["id", "colour", "at", "parts", "pair"],
                "properties": {
                    "id": {"type": "string"},
                    "colour": {"$ref": "#/components/schemas/Colour"},
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "at": {"type": "string", "format": "date-time"},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Out"}},
                    "pair": {"type": "array", "prefixItems": [{"type": "number"}] * 2},
                    "fill": {"oneOf": [{"$ref": "#/components/schemas/Solid"}]},
                },
            },
        },
    },
}
POST = ("paths", "/things", "post")
IN = ("components", "schemas", "In", "properties")
OUT = ("components", "schemas", "Out", "properties")
GONE = object()


def changed(*place: Any, to: Any = GONE) -> dict[str, Any]:
    """The document with one place set to something, or removed."""
    new = deepcopy(OLD)
    *way, last = place
    node: Any = new
    for part in way:
        node = node[part]
    if to is GONE:
        del node[last]
    else:
        node[last] = to
    return new


def test_nothing_breaks_in_the_same_document() -> None:
    assert breaks(OLD, deepcopy(OLD)) == []


BREAKING = [
    ("path", ("paths", "/health"), GONE, "/health: path removed"),
    ("operation", POST, GONE, "createThing: operation removed: POST /things"),
    ("id", (*POST, "operationId"), "makeThing", "createThing: operationId renamed to makeThing"),
    (
        "token",
        ("paths", "/health", "get", "security"),
        [{"token": []}],
        "health: now needs a token",
    ),
    (
        "rights",
        (*POST, "security"),
        [{"token": ["admin"]}],
        "createThing: now needs other rights",
    ),
    (
        "parameter removed",
        (*POST, "parameters"),
        OLD["paths"]["/things"]["post"]["parameters"][1:],
        "createThing query limit: parameter removed",
    ),
    (
        "parameter required",
        ("components", "parameters", "Key", "required"),
        True,
        "createThing header Key: parameter now required",
    ),
    (
        "parameter narrowed",
        (*POST, "parameters", 0, "schema", "maximum"),
        50,
        "createThing query limit: limit narrowed: maximum 100 -> 50",
    ),
    ("body", (*POST, "requestBody"), GONE, "createThing request: body no longer taken"),
    (
        "body required",
        ("paths", "/health", "get", "requestBody"),
        {"required": True, "content": {}},
        "health request: body now required",
    ),
    (
        "request media type",
        (*POST, "requestBody", "content"),
        {"text/csv": {}},
        "createThing request: media type removed: application/json",
    ),
    (
        "media type",
        (*POST, "responses", "201", "content", "text/csv"),
        GONE,
        "createThing 201: media type removed: text/csv",
    ),
    (
        "header",
        (*POST, "responses", "201", "headers"),
        {},
        "createThing 201: header removed: Location",
    ),
    (
        "success",
        (*POST, "responses", "202"),
        {},
        "createThing 202: another status of success",
    ),
    ("status", (*POST, "responses", "404"), GONE, "createThing 404: status removed"),
    (
        "problem code",
        ("components", "responses", "Gone", "content", "application/problem+json", "schema"),
        {"enum": ["gone"]},
        "createThing 404: enum value removed: moved",
    ),
    ("field asked", (*IN, "note"), GONE, "request In.note: field removed"),
    ("field answered", (*OUT, "note"), GONE, "answer Out.note: field removed"),
    (
        "field required",
        ("components", "schemas", "In", "required"),
        ["name", "note"],
        "request In.note: field now required",
    ),
    (
        "field optional",
        ("components", "schemas", "Out", "required"),
        ["id", "colour", "at", "parts"],
        "answer Out.pair: field no longer always there",
    ),
    (
        "type asked",
        (*IN, "name", "type"),
        "integer",
        "request In.name: type changed: string -> integer",
    ),
    (
        "type answered",
        (*OUT, "id", "type"),
        "integer",
        "answer Out.id: type changed: string -> integer",
    ),
    ("null asked", (*IN, "note"), {"type": "string"}, "request In.note: no longer takes null"),
    (
        "null answered",
        (*OUT, "id"),
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "answer Out.id: may now be null",
    ),
    (
        "null listed",
        (*OUT, "id", "type"),
        ["string", "null"],
        "answer Out.id: may now be null",
    ),
    ("longer", (*IN, "name", "minLength"), 2, "request In.name: limit narrowed: minLength 1 -> 2"),
    (
        "shorter",
        (*IN, "name", "maxLength"),
        40,
        "request In.name: limit narrowed: maxLength 80 -> 40",
    ),
    (
        "new limit",
        (*IN, "count", "maximum"),
        9,
        "request In.count: limit narrowed: maximum None -> 9",
    ),
    ("fewer", (*IN, "tags", "maxItems"), 2, "request In.tags: limit narrowed: maxItems 3 -> 2"),
    (
        "negative",
        (*IN, "tags", "items", "pattern"),
        "^a",
        "request In.tags[]: limit narrowed: pattern None -> ^a",
    ),
    (
        "listed",
        (*IN, "name", "enum"),
        ["a"],
        "request In.name: now takes only listed values",
    ),
    (
        "not listed",
        ("components", "schemas", "Colour", "enum"),
        GONE,
        "answer Colour: no longer one of listed values",
    ),
    ("default", (*IN, "count", "default"), 6, "request In.count: default changed: 5 -> 6"),
    (
        "map's values",
        (*IN, "by_kind", "additionalProperties"),
        {"type": "string"},
        "request In.by_kind{}: type changed: integer -> string",
    ),
    (
        "map's names",
        (*IN, "by_kind", "propertyNames"),
        {"enum": ["a"]},
        "request In.by_kind{name}: enum value removed: b",
    ),
    (
        "other fields",
        ("components", "schemas", "In", "additionalProperties"),
        False,
        "request In: no longer takes other fields",
    ),
    (
        "alternative asked",
        (*IN, "fill", "oneOf"),
        [{"$ref": "#/components/schemas/Solid"}],
        "request In.fill: no longer takes kind=linear",
    ),
    (
        "alternative answered",
        (*OUT, "fill", "oneOf"),
        OLD["components"]["schemas"]["In"]["properties"]["fill"]["oneOf"],
        "answer Out.fill: may now be kind=linear",
    ),
    (
        "alternative changed",
        ("components", "schemas", "Linear", "properties", "angle", "type"),
        "string",
        "request Linear.angle: type changed: number -> string",
    ),
    ("format", (*OUT, "at", "format"), GONE, "answer Out.at: format changed: date-time -> None"),
    (
        "tuple",
        (*OUT, "pair", "prefixItems"),
        [{"type": "number"}],
        "answer Out.pair: another number of places",
    ),
    (
        "tuple's place",
        (*OUT, "pair", "prefixItems"),
        [{"type": "number"}, {"type": "string"}],
        "answer Out.pair[1]: type changed: number -> string",
    ),
    (
        "items",
        (*OUT, "parts", "items"),
        {"type": "string"},
        "answer Out: type changed: object -> string",
    ),
]


@pytest.mark.parametrize(
    ("place", "to", "told"), [row[1:] for row in BREAKING], ids=[row[0] for row in BREAKING]
)
def test_breaks(place: tuple[Any, ...], to: Any, told: str) -> None:
    assert told in [str(one) for one in breaks(OLD, changed(*place, to=to))]


def test_a_value_that_vanishes_breaks_requests_and_answers() -> None:
    new = changed("components", "schemas", "Colour", "enum", to=["red"])
    assert [str(one) for one in breaks(OLD, new)] == [
        "answer Colour: enum value removed: blue",
        "request Colour: enum value removed: blue",
    ]


def test_a_required_parameter_that_is_new_breaks() -> None:
    new = deepcopy(OLD)
    new["paths"]["/health"]["get"]["parameters"] = [
        {"name": "who", "in": "query", "required": True, "schema": {"type": "string"}}
    ]
    assert [str(one) for one in breaks(OLD, new)] == ["health query who: required parameter added"]


FIELDS = OLD["components"]["schemas"]["In"]["properties"]
FILLS, NAME = FIELDS["fill"]["oneOf"], FIELDS["name"]
HARMLESS = [
    ("path", ("paths", "/more"), {"get": {"operationId": "more", "responses": {"200": {}}}}),
    ("open", (*POST, "security"), []),
    (
        "parameter",
        ("paths", "/health", "get", "parameters"),
        [{"name": "a", "in": "query", "schema": {}}],
    ),
    ("field asked", (*IN, "extra"), {"type": "string"}),
    ("field answered", (*OUT, "extra"), {"type": "string"}),
    ("asks less", ("components", "schemas", "In", "required"), []),
    (
        "answers more",
        ("components", "schemas", "Out", "required"),
        ["id", "colour", "at", "parts", "pair", "note"],
    ),
    ("takes null", (*IN, "name"), {"anyOf": [NAME, {"type": "null"}]}),
    ("never null", (*OUT, "note"), {"type": "string"}),
    ("value", ("components", "schemas", "Colour", "enum"), ["red", "blue", "green"]),
    ("wider", (*IN, "name", "maxLength"), 90),
    ("lower", (*IN, "count", "minimum"), -1),
    ("no limit", (*IN, "tags", "maxItems"), GONE),
    ("no length", (*IN, "tags", "minItems"), 0),
    ("takes numbers", (*IN, "count", "type"), "number"),
    ("answer's limit", (*OUT, "id", "maxLength"), 5),
    ("answer's values", (*OUT, "id", "enum"), ["a"]),
    ("alternative", (*IN, "fill", "oneOf"), [*FILLS, {"type": "string"}]),
    ("other way in", (*POST, "security"), [{"token": []}, {"key": []}]),
    ("status of failure", (*POST, "responses", "409"), {}),
    ("header", (*POST, "responses", "201", "headers", "ETag"), {"schema": {"type": "string"}}),
    ("words", (*IN, "name", "description"), "Its name."),
]


@pytest.mark.parametrize(
    ("place", "to"), [row[1:] for row in HARMLESS], ids=[row[0] for row in HARMLESS]
)
def test_does_no_harm(place: tuple[Any, ...], to: Any) -> None:
    assert breaks(OLD, changed(*place, to=to)) == []
