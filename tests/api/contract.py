"""Holds what the API's tests send and get against the OpenAPI document.

Every answer's status, code, headers and body must be declared by the operation, and a request that
was carried out must fit the document: it may not promise more, nor allow less, than the code.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import jsonschema_rs

from functions.api import openapi

__all__ = ["violations"]

_TOLD: Final = ("Content-Language", "ETag", "Location", "Retry-After", "WWW-Authenticate")
_BY_GUARD: Final = {"malformed_body", "body_too_large"}  # of any body, also an uncalled-for one
# Where the document recommends less than is taken: media types in capitals.
_LENIENT: Final = ("createUpload: request at /content_type:",)
_FORMATS: Final = {"uri": lambda text: "://" in text}


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(openapi.document(operators=True))
    return document


@cache
def _problems() -> dict[str, dict[str, Any]]:
    """Code -> schema."""
    schemas = _document()["components"]["schemas"].items()
    return {s["properties"]["code"]["const"]: s for name, s in schemas if name.endswith("Problem")
            and "const" in s["properties"].get("code", {})}  # fmt: skip


@cache
def _operations() -> list[tuple[str, re.Pattern[str], dict[str, Any]]]:
    return [
        (method.upper(), re.compile(re.sub(r"{\w+}", "[^/]+", path) + r"\Z"), operation)
        for path, item in _document()["paths"].items()
        for method, operation in item.items()
    ]


def violations(
    event: Mapping[str, Any], status: int, headers: Mapping[str, str], body: Any
) -> list[str]:
    """What of an exchange the document does not say; empty for an address that it does not know."""
    http = event["requestContext"]["http"]
    for method, path, operation in _operations():
        if method == http["method"] and path.match(http["path"]):
            found = [*_of_answer(operation, status, headers, body)]
            if status < 300:
                found += _of_request(operation, event)
            told = [f"{operation['operationId']}: {one}" for one in found]
            return [one for one in told if not one.startswith(_LENIENT)]
    return []


def _of_answer(
    operation: dict[str, Any], status: int, headers: Mapping[str, str], body: Any
) -> Iterator[str]:
    code = body.get("code") if status >= 400 and isinstance(body, dict) else None
    if (code in _BY_GUARD and "requestBody" not in operation) or code == "internal":
        return
    if str(status) not in operation["responses"]:
        yield f"status {status} ({code}) is not declared"
        return
    response = _resolved(operation["responses"][str(status)])
    for name in _TOLD:
        if name in headers and name not in response.get("headers", {}) and status < 400:
            yield f"header {name} of {status} is not declared"
    if body is not None:
        kind = headers["Content-Type"].split(";")[0]
        if kind not in response.get("content", {}):
            yield f"{kind} of {status} is not declared"
            return
        yield from _misfits(f"{status} {code or ''}", response["content"][kind]["schema"], body)
        if code is not None:
            told = _problems()[code]["properties"]
            yield from (f"fact {fact} of {code} is not declared" for fact in body.keys() - told)


def _of_request(operation: dict[str, Any], event: Mapping[str, Any]) -> Iterator[str]:
    taken = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if taken is not None and not event["isBase64Encoded"]:
        yield from _misfits("request", taken["schema"], json.loads(event["body"]))
    parameters = {p["name"]: p["schema"] for p in operation["parameters"] if p["in"] == "query"}
    for name, value in event.get("queryStringParameters", {}).items():
        if name not in parameters:
            yield f"query {name} is not declared"
            continue
        plain = _resolved(parameters[name]).get("type") not in ("integer", "boolean")
        shown = value if plain else json.loads(value)
        yield from _misfits(f"query {name}", parameters[name], shown)


def _misfits(where: str, schema: dict[str, Any], value: Any) -> Iterator[str]:
    for error in _validator(json.dumps(schema)).iter_errors(value):
        place = "/".join(map(str, error.instance_path))
        yield f"{where} at /{place}: {error.message[:300]}"


@cache
def _validator(schema: str) -> Any:
    return jsonschema_rs.Draft202012Validator(
        {**json.loads(schema), "components": _document()["components"]},
        validate_formats=True,
        formats=_FORMATS,
    )


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    found: Any = _document()
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)
