"""Which changes between two OpenAPI documents would break a client that was written for the first.

What a request holds may only grow wider and what an answer holds only narrower. New fields and new
values of an enumeration in answers are allowed (clients must skip what they do not know); values
that vanish are not, in either direction.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tools.api.schemas import Comparison, Direction, resolved

__all__ = ["Break", "breaks"]

_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True, order=True)
class Break:
    """One change that an existing client would notice: where, and what."""

    where: str  # an operation, `request Model.field` or `answer Model.field`
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def breaks(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Break]:
    """Every break, sorted and each once; empty when clients of `old` can use `new`."""
    schemas = Comparison(old, new)
    found = {Break(*one) for one in _operations(old, new, schemas)}
    return sorted(found)


Found = Iterator[tuple[str, str]]


def _operations(old: Mapping[str, Any], new: Mapping[str, Any], schemas: Comparison) -> Found:
    for path, item in old["paths"].items():
        if path not in new["paths"]:
            yield path, "path removed"
            continue
        for method in item.keys() & set(_METHODS):
            before, after = item[method], new["paths"][path].get(method)
            where = before.get("operationId", f"{method.upper()} {path}")
            if after is None:
                yield where, f"operation removed: {method.upper()} {path}"
                continue
            if after.get("operationId") != before.get("operationId"):
                yield where, f"operationId renamed to {after.get('operationId')}"
            yield from _security(where, _secured(old, before), _secured(new, after))
            yield from _parameters(where, before, after, schemas)
            yield from _body(where, before, after, schemas)
            yield from _answers(where, before, after, schemas)


def _secured(document: Mapping[str, Any], operation: Mapping[str, Any]) -> list[Any]:
    """The ways in; any one of them suffices, and none at all means open."""
    return list(operation.get("security", document.get("security", [])))


def _security(where: str, before: list[Any], after: list[Any]) -> Found:
    if not after or {} in after:
        return
    if not before:
        yield where, "now needs a token"
    elif not any(_suffices(held, way) for held in before for way in after):
        yield where, "now needs other rights"


def _suffices(held: Mapping[str, list[str]], way: Mapping[str, list[str]]) -> bool:
    return all(name in held and set(roles) <= set(held[name]) for name, roles in way.items())


def _parameters(
    where: str, before: Mapping[str, Any], after: Mapping[str, Any], schemas: Comparison
) -> Found:
    was, now = _named(before, schemas.old), _named(after, schemas.new)
    for (kind, name), parameter in was.items():
        place = f"{where} {kind} {name}"
        if (kind, name) not in now:
            yield place, "parameter removed"
            continue
        changed = now[kind, name]
        if changed.get("required", False) and not parameter.get("required", False):
            yield place, "parameter now required"
        yield from schemas.compare(place, parameter["schema"], changed["schema"], Direction.REQUEST)
    for kind, name in now.keys() - was.keys():
        if now[kind, name].get("required", False):
            yield f"{where} {kind} {name}", "required parameter added"


def _named(
    operation: Mapping[str, Any], document: Mapping[str, Any]
) -> dict[tuple[str, str], Mapping[str, Any]]:
    listed = [resolved(p, document) for p in operation.get("parameters", [])]
    return {(p["in"], p["name"]): p for p in listed}


def _body(
    where: str, before: Mapping[str, Any], after: Mapping[str, Any], schemas: Comparison
) -> Found:
    was, now = before.get("requestBody"), after.get("requestBody")
    if now is not None and now.get("required", False) and not (was or {}).get("required", False):
        yield f"{where} request", "body now required"
    if was is None:
        return
    if now is None:
        yield f"{where} request", "body no longer taken"
        return
    yield from _contents(f"{where} request", was, now, schemas, Direction.REQUEST)


def _answers(
    where: str, before: Mapping[str, Any], after: Mapping[str, Any], schemas: Comparison
) -> Found:
    for status, old in before["responses"].items():
        place = f"{where} {status}"
        if status not in after["responses"]:
            yield place, "status removed"
            continue
        was = resolved(old, schemas.old)
        now = resolved(after["responses"][status], schemas.new)
        yield from _contents(place, was, now, schemas, Direction.ANSWER)
        for name in was.get("headers", {}).keys() - now.get("headers", {}).keys():
            yield place, f"header removed: {name}"
    for status in after["responses"].keys() - before["responses"].keys():
        if status.startswith("2"):
            yield f"{where} {status}", "another status of success"


def _contents(
    place: str,
    was: Mapping[str, Any],
    now: Mapping[str, Any],
    schemas: Comparison,
    direction: Direction,
) -> Found:
    offered = now.get("content", {})
    for media_type, content in was.get("content", {}).items():
        if media_type not in offered:
            yield place, f"media type removed: {media_type}"
            continue
        yield from schemas.compare(
            place, content.get("schema", {}), offered[media_type].get("schema", {}), direction
        )
