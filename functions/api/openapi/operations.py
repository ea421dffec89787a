"""One operation of the document: its parameters, its body and its answers."""

import inspect
from typing import Any, Final

from functions.api.openapi.docstrings import joined
from functions.api.openapi.errors import problem_responses
from functions.api.openapi.models import Models
from functions.api.routing import IDS, KEY_PATTERN, Access, AnyRoute
from lumiku.errors import noun

__all__ = ["HEADERS", "operation"]

# Where it is not simply a token: nothing at all, or a token of the group `admin`.
_SECURITY: Final[dict[Access, list[dict[str, list[str]]]]] = {
    Access.OPEN: [],
    Access.ADMIN: [{"cognito": ["admin"]}],
}
_LANGUAGE: Final[dict[str, Any]] = {
    "name": "Accept-Language",
    "in": "header",
    "description": "`en` for texts in English; everything else is answered in Indonesian.",
    "schema": {"type": "string"},
}
_REPLAYED: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Any text of your own, such as a UUID. The same request with the same key "
    "within 24 hours makes nothing new and answers what the first one made; another request with "
    "it is refused (422 `idempotency_key_reused`).",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": f"^{KEY_PATTERN}$"},
}
_IF_MATCH: Final[dict[str, Any]] = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag of the last read: the change is refused (412 `stale_version`) when "
    "somebody changed it since. Left out, or `*`, it is made in any case.",
    "schema": {"type": "string"},
}
_IF_NONE_MATCH: Final[dict[str, Any]] = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of the last answer: 304 without a body when nothing has changed.",
    "schema": {"type": "string"},
}
HEADERS: Final[dict[str, Any]] = {
    "Content-Language": {
        "description": "The language of the answer's texts.",
        "schema": {"type": "string", "enum": ["id", "en"]},
    },
    "ETag": {
        "description": "Stands for exactly this answer; send it as If-None-Match or If-Match.",
        "schema": {"type": "string"},
    },
    "Location": {
        "description": "The path of the resource that was made or is shown.",
        "schema": {"type": "string", "pattern": "^/v1/"},
    },
    "Retry-After": {
        "description": "Seconds after which another request is worth it.",
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
    "WWW-Authenticate": {
        "description": "`Bearer`: send a token.",
        "schema": {"type": "string"},
    },
}


def operation(route: AnyRoute, models: Models) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": route.operation_id,
        "summary": route.summary_en,
        "x-summary-id": route.summary_id,
        "tags": [route.tag],
        "parameters": _parameters(route, models),
        "responses": {**_answers(route, models), **problem_responses(route)},
    }
    if text := inspect.getdoc(route.run):
        made["description"] = joined(text)
    if route.access is not Access.USER:
        made["security"] = _SECURITY[route.access]
    if route.body is not None:
        made["requestBody"] = _body("application/json", models.ref(route.body, "validation"))
    if route.form is not None:
        schema = models.ref(route.form, "validation")
        made["requestBody"] = _body("application/x-www-form-urlencoded", schema)
    return made


def _body(media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {media_type: {"schema": schema}}}


def _parameters(route: AnyRoute, models: Models) -> list[dict[str, Any]]:
    parameters = [_in_path(name) for name in route.parameters]
    if route.query is not None:
        for name, required, schema in models.query_fields(route.query):
            text = schema.pop("description", "")
            parameters.append(
                {
                    "name": name,
                    "in": "query",
                    "required": required,
                    "description": text,
                    "schema": schema,
                }
            )
    parameters.append(_LANGUAGE)
    if route.creates:
        parameters.append(_REPLAYED)
    if route.versioned:
        parameters.append(_IF_MATCH)
    if route.method == "GET" and route.status == 200:
        parameters.append(_IF_NONE_MATCH)
    return parameters


def _in_path(name: str) -> dict[str, Any]:
    kind, pattern = IDS[name]
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": f"{noun(kind, 'en')}'s id.",
        "schema": {"type": "string", "pattern": f"^{pattern.pattern.removesuffix(chr(92) + 'Z')}$"},
    }


def _answers(route: AnyRoute, models: Models) -> dict[str, Any]:
    """The answer of success, and 304 where a client may ask for it."""
    done: dict[str, Any] = {"description": _MEANING[route.status]}
    names = [*(["ETag"] if route.status == 200 else []), *route.headers]
    if names:
        done["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    if route.out is not None:
        schema = models.ref(route.out, "serialization")
        done["content"] = {route.media_type: {"schema": schema}}
    elif route.status != 204:
        done["content"] = {route.media_type: {"schema": _PLAIN[route.media_type]}}
    answers = {str(route.status): done}
    if route.method == "GET" and route.status == 200:
        answers["304"] = {
            "description": "Nothing has changed since the answer with this ETag.",
            "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
        }
    return answers


_MEANING: Final[dict[int, str]] = {
    200: "Done; this is how it is now.",
    201: "Made.",
    202: "Accepted; the work goes on in the background. Poll the address in Location.",
    204: "Done; there is nothing to show.",
}
_PLAIN: Final[dict[str, dict[str, Any]]] = {
    "application/json": {"type": "object", "description": "An OpenAPI 3.1 document."},
    "image/svg+xml": {"type": "string", "description": "An SVG picture."},
    "text/html": {"type": "string", "description": "A web page."},
    "text/plain": {"type": "string", "description": "The word `SUCCESS`."},
}
