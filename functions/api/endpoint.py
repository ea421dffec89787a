"""Runs one route for one event: identity, input, the route's function, and the answer's ETag."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ValidationError

from functions.api.problems import CONTENT_TYPE, field_errors, language_of, problem
from functions.api.routing import Access, AnyRoute, Call, Identity, Reply
from lumiku import clock
from lumiku.errors import LumikuError, MalformedBody, NotFound, NotSignedIn
from lumiku.texts import Reader, Text

__all__ = ["answer", "identity_of", "is_operator", "run"]

_EMPTY: Final = Text("isinya kosong", "it is empty", Reader.DEVELOPER)
_USER_ID: Final = re.compile(r"[A-Za-z0-9-]{1,64}\Z")
_NO_STORE: Final = {"Cache-Control": "no-store"}


def run(
    route: AnyRoute, event: Mapping[str, Any], raw: bytes, path: Mapping[str, str]
) -> Response[Any]:
    """The answer of a route to an API Gateway v2 event whose body was guarded.

    Raises LumikuError for everything a merchant can do wrong.
    """
    context = event["requestContext"]
    headers = _headers(event)
    call: Call[Any, Any] = Call(
        route=route,
        identity=_admitted(route, context),
        ids=path,
        body=_body(route, raw),
        query=_query(route, event.get("queryStringParameters") or {}),
        headers=headers,
        language=language_of(headers),
        now=clock.now(),
        request_id=context.get("requestId", ""),
        raw=raw,
    )
    return _response(route, route.run(call), headers)


def _admitted(route: AnyRoute, context: Mapping[str, Any]) -> Identity | None:
    identity = identity_of(context)
    if route.access is Access.ADMIN and not is_operator(identity):
        raise NotFound("route")
    if identity is None and route.access is not Access.OPEN:
        raise NotSignedIn
    return identity


def is_operator(identity: Identity | None) -> bool:
    """Whether the caller may know that the routes of operators exist."""
    return identity is not None and "admin" in identity.groups


def identity_of(context: Mapping[str, Any]) -> Identity | None:
    """Who calls, from the claims that the gateway's JWT authorizer verified."""
    claims = context.get("authorizer", {}).get("jwt", {}).get("claims")
    if not claims or not _USER_ID.match(str(claims.get("sub", ""))):
        return None
    groups = claims.get("cognito:groups", "")
    # HTTP APIs flatten a list claim to the text "[admin editor]".
    names = groups if isinstance(groups, list) else re.split(r"[\s,]+", groups.strip("[] "))
    return Identity(str(claims["sub"]), str(claims.get("email", "")), frozenset(names) - {""})


def _body(route: AnyRoute, raw: bytes) -> BaseModel | None:
    if route.body is None:
        return None
    if not raw.strip():
        raise MalformedBody(_EMPTY)
    try:
        body: BaseModel = route.body.model_validate_json(raw)
    except ValidationError as error:
        raise field_errors(error) from error
    return body


def _query(route: AnyRoute, parameters: Mapping[str, str]) -> BaseModel | None:
    if route.query is None:
        return None
    try:
        query: BaseModel = route.query.model_validate(parameters)
    except ValidationError as error:
        raise field_errors(error, query=True) from error
    return query


def _response(route: AnyRoute, reply: Reply, asked: Mapping[str, str]) -> Response[Any]:
    """The reply as HTTP; a GET whose ETag the client has already is 304 without a body."""
    status = reply.status or route.status
    content: str | bytes | None = reply.content
    if reply.body is not None:
        content = reply.body.model_dump_json()
    headers = {**_NO_STORE, **reply.headers}
    if content is None:
        return Response(status_code=204, headers=headers, body="")
    if status == 200:
        tag = etag(content, reply.version)
        headers = {"Cache-Control": "private, no-cache", **reply.headers, "ETag": tag}
        if route.method == "GET" and _has(asked.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers, body="")
    return Response(
        status_code=status, content_type=reply.content_type, body=content, headers=headers
    )


def etag(content: str | bytes, version: int | None) -> str:
    data = content.encode() if isinstance(content, str) else content
    digest = hashlib.blake2b(data, digest_size=8).hexdigest()
    return f'"{digest}"' if version is None else f'"{version}.{digest}"'


def _has(header: str, tag: str) -> bool:
    tags = {part.strip().removeprefix("W/") for part in header.split(",")}
    return tag in tags or "*" in tags


def answer(error: LumikuError, event: Mapping[str, Any]) -> Response[str]:
    """The problem document of an error, in the language the event asks for."""
    language = language_of(_headers(event))
    headers = {**_NO_STORE, "Content-Language": language}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if "allow" in error.facts:
        headers["Allow"] = str(error.facts["allow"])
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    document = problem(error, language, event["requestContext"].get("requestId", ""))
    return Response(
        status_code=error.status,
        content_type=CONTENT_TYPE,
        body=json.dumps(document, ensure_ascii=False),
        headers=headers,
    )


def _headers(event: Mapping[str, Any]) -> dict[str, str]:
    return {name.lower(): value for name, value in (event.get("headers") or {}).items()}
