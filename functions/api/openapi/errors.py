"""The schemas of problems: one for each error, with its code, its status and its facts."""

from collections.abc import Iterable
from typing import Any, Final

from functions.api.openapi.docstrings import of_class
from functions.api.openapi.facts import FACTS
from functions.api.openapi.models import REF, Models
from functions.api.problems import CONTENT_TYPE, Problem, title
from functions.api.routing import AnyRoute
from lumiku.errors import LumikuError, NotSignedIn, Unavailable

__all__ = ["problem_responses", "problem_schemas", "shared_responses"]

# What stands before the API answers by itself, in its own form.
_GATEWAY: Final = "GatewayMessage"
_GATEWAY_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "description": "What the gateway before the API answers by itself, such as to a bad token.",
    "required": ["message"],
    "properties": {"message": {"type": "string", "description": "A word on the refusal."}},
}
_GATEWAY_REF: Final = {"$ref": REF.format(model=_GATEWAY)}
_TOO_MANY, _OTHER = "TooManyRequests", "OtherProblem"  # names of responses
_TOO_MANY_REQUESTS: Final[dict[str, Any]] = {
    "description": "Too many requests from all clients together; try again in a second.",
    "content": {"application/json": {"schema": _GATEWAY_REF}},
}
_ANY_OTHER: Final[dict[str, Any]] = {
    "description": "Any other problem, such as `internal` (500).",
    "content": {CONTENT_TYPE: {"schema": {"$ref": REF.format(model="Problem")}}},
}
_BY_GATEWAY: Final = (NotSignedIn, Unavailable)


def _name(error: type[LumikuError]) -> str:
    return f"{error.__name__}Problem"


def problem_schemas(errors: Iterable[type[LumikuError]], models: Models) -> dict[str, Any]:
    """Name -> schema for each error, and the gateway's."""
    base = models.of(Problem, "serialization")
    schemas = {_name(error): _problem(error, base) for error in errors}
    return {**schemas, _GATEWAY: _GATEWAY_SCHEMA}


def _problem(error: type[LumikuError], base: dict[str, Any]) -> dict[str, Any]:
    told, facts = base["properties"], FACTS.get(error, {})
    fixed: dict[str, Any] = {
        "status": {**told["status"], "const": error.status},
        "code": {**told["code"], "const": error.code},
    }
    return {
        "type": "object",
        "description": _meaning(error),
        "properties": {**told, **fixed, **facts},
        "required": [*base["required"], *facts],
    }


def _meaning(error: type[LumikuError]) -> str:
    """What the error's docstring says, without the list of its facts."""
    return (of_class(error) or error.__name__).split("Facts:")[0].strip()


def problem_responses(route: AnyRoute) -> dict[str, Any]:
    """Status -> reference for every problem that an operation may answer."""
    names = [_response_name(errors) for errors in _by_status(route).values()]
    statuses = [*map(str, _by_status(route)), "429", "default"]
    found = zip(statuses, [*names, _TOO_MANY, _OTHER], strict=True)
    return {status: {"$ref": f"#/components/responses/{name}"} for status, name in found}


def shared_responses(routes: Iterable[AnyRoute]) -> dict[str, Any]:
    """Name -> response: operations that may answer the same problems share it."""
    responses = {
        _response_name(errors): _response(status, errors)
        for route in routes
        for status, errors in _by_status(route).items()
    }
    return {**dict(sorted(responses.items())), _TOO_MANY: _TOO_MANY_REQUESTS, _OTHER: _ANY_OTHER}


def _by_status(route: AnyRoute) -> dict[int, list[type[LumikuError]]]:
    by_status: dict[int, list[type[LumikuError]]] = {}
    for error in route.errors:
        by_status.setdefault(error.status, []).append(error)
    return by_status


def _response_name(errors: Iterable[type[LumikuError]]) -> str:
    return "Or".join(error.__name__ for error in errors)


def _response(status: int, errors: list[type[LumikuError]]) -> dict[str, Any]:
    refs = [{"$ref": REF.format(model=_name(error))} for error in errors]
    codes = [error.code for error in errors]
    schema: dict[str, Any] = refs[0]
    if len(refs) > 1:
        mapping = {code: ref["$ref"] for code, ref in zip(codes, refs, strict=True)}
        schema = {"oneOf": refs, "discriminator": {"propertyName": "code", "mapping": mapping}}
    content = {CONTENT_TYPE: {"schema": schema}}
    if set(errors) & set(_BY_GATEWAY):
        content["application/json"] = {"schema": _GATEWAY_REF}
    headers = ["Content-Language"]
    headers += ["WWW-Authenticate"] if status == 401 else []
    headers += ["Retry-After"] if status in (409, 503) else []
    return {
        "description": f"{title(status, 'en')}: {', '.join(f'`{code}`' for code in codes)}",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
        "content": content,
    }
