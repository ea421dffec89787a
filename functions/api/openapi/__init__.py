"""The OpenAPI 3.1 document, made from the route table and its models."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from functions.api.openapi.errors import problem_schemas, shared_responses
from functions.api.openapi.models import Models
from functions.api.openapi.operations import HEADERS, operation
from functions.api.openapi.words import ABOUT, TAGS
from functions.api.problems import Problem
from functions.api.routing import Access, AnyRoute

__all__ = ["document", "render"]


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
    models = Models(routes, also=[Problem])
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = operation(route, models)
    errors = {error for route in routes for error in route.errors}
    schemas = {**models.components(), **problem_schemas(errors, models)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lumiku", "version": "1", "description": ABOUT},
        "servers": [{"url": "/", "description": "The address that served this document."}],
        "security": [{"cognito": []}],
        "tags": [
            {"name": tag, "description": TAGS[tag]}
            for tag in dict.fromkeys(route.tag for route in routes)
        ],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": shared_responses(routes),
            "headers": HEADERS,
            "securitySchemes": {
                "cognito": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "The ID token that Cognito issued at sign-in.",
                }
            },
        },
    }
