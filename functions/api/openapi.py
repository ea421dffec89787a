"""The OpenAPI 3.1 document, made from the route table and its models."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, Literal, cast

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from functions.api.problems import CONTENT_TYPE, Problem
from functions.api.routing import IDS, Access, AnyRoute

__all__ = ["document", "render"]

# Where it is not simply a token: nothing at all, or a token of the group `admin`.
_SECURITY: Final[dict[Access, list[dict[str, list[str]]]]] = {
    Access.OPEN: [],
    Access.ADMIN: [{"cognito": ["admin"]}],
}
_REF: Final = "#/components/schemas/{model}"
_REPLAYED: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Repeating a request with the same key within 24 hours makes nothing new.",
    "schema": {"type": "string", "maxLength": 128},
}
_IF_MATCH: Final[dict[str, Any]] = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag of the last read; refused with 412 when it has changed since.",
    "schema": {"type": "string"},
}
_IF_NONE_MATCH: Final[dict[str, Any]] = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of the last answer; 304 when nothing has changed.",
    "schema": {"type": "string"},
}


@cache
def document(*, operators: bool = False) -> str:
    """The document as JSON, made once per process: of what merchants may call, or of the whole
    table, which only operators may see."""
    import json

    from functions.api.routes import ROUTES

    shown = [route for route in ROUTES if operators or route.access is not Access.ADMIN]
    return json.dumps(render(shown), ensure_ascii=False, separators=(",", ":"))


def render(routes: Sequence[AnyRoute]) -> dict[str, Any]:
    """The document of some routes as a dictionary."""
    refs, schemas = _schemas(routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, refs)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lumiku",
            "version": "1",
            "description": "Foto produk berpose dan poster untuk UMKM. "
            "Posed product photos and posters for small merchants.",
        },
        "servers": [{"url": "/"}],
        "security": [{"cognito": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "cognito": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
    }


Refs = Mapping[tuple[Any, str], dict[str, Any]]


def _schemas(routes: Sequence[AnyRoute]) -> tuple[Refs, dict[str, Any]]:
    """(model and mode -> its reference, name -> schema) of every model that the routes name."""
    wanted: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [
        (Problem, "serialization")
    ]
    for route in routes:
        wanted += [(model, "validation") for model in (route.body, route.query) if model]
        wanted += [(route.out, "serialization")] if route.out else []
    references, definitions = models_json_schema(list(dict.fromkeys(wanted)), ref_template=_REF)
    return cast(Refs, references), definitions.get("$defs", {})


def _operation(route: AnyRoute, refs: Refs) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.operation_id,
        "summary": route.summary_en,
        "x-summary-id": route.summary_id,
        "tags": [route.tag],
        "parameters": _parameters(route),
        "responses": _responses(route, refs),
    }
    if route.access is not Access.USER:
        operation["security"] = _SECURITY[route.access]
    if route.body is not None:
        schema = refs[(route.body, "validation")]
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return operation


def _parameters(route: AnyRoute) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": f"^{IDS[name][1].pattern[:-2]}$"},
        }
        for name in route.parameters
    ]
    if route.query is not None:
        schema = route.query.model_json_schema(ref_template=_REF)
        parameters += [
            {
                "name": name,
                "in": "query",
                "required": name in schema.get("required", []),
                "schema": field,
            }
            for name, field in schema["properties"].items()
        ]
    if route.creates:
        parameters.append(_REPLAYED)
    if route.versioned:
        parameters.append(_IF_MATCH)
    if route.method == "GET" and route.status == 200:
        parameters.append(_IF_NONE_MATCH)
    return parameters


def _responses(route: AnyRoute, refs: Refs) -> dict[str, Any]:
    done: dict[str, Any] = {"description": "OK"}
    if route.out is not None:
        done["content"] = {route.media_type: {"schema": refs[(route.out, "serialization")]}}
    elif route.status != 204:
        done["content"] = {route.media_type: {}}
    refused = {
        "description": "Problem (RFC 9457)",
        "content": {CONTENT_TYPE: {"schema": refs[(Problem, "serialization")]}},
    }
    responses: dict[str, Any] = {str(route.status): done, "default": refused}
    if route.method == "GET" and route.status == 200:
        responses["304"] = {"description": "Not modified"}
    return responses
