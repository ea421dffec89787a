"""What breaks between two JSON schemas, seen from a client that was written for the first."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

__all__ = ["Comparison", "Direction", "resolved"]

Schema = Mapping[str, Any]
Found = Iterator[tuple[str, str]]

# What a request may hold at most and at least: a new or tighter bound refuses what was taken.
_UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_EQUAL: Final = ("pattern", "multipleOf", "uniqueItems")


class Direction(StrEnum):
    REQUEST = "request"
    ANSWER = "answer"


def resolved(node: Schema, document: Schema) -> Schema:
    """The node that a reference (or a chain of them) stands for."""
    while "$ref" in node:
        found: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        node = found
    return node


def _name(node: Schema) -> str | None:
    """The component that a reference names."""
    return str(node["$ref"]).rsplit("/", 1)[1] if "$ref" in node else None


class Comparison:
    """Compares schemas of two documents; a pair of components is looked at once."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self.old, self.new = old, new
        self._seen: set[tuple[str, str, Direction]] = set()

    def compare(self, place: str, was: Schema, now: Schema, direction: Direction) -> Found:
        """(place, what) of every break; a component's breaks are told under its own name."""
        names = (_name(was), _name(now))
        if names[0] is not None and names[1] is not None:
            key = (names[0], names[1], direction)
            if key in self._seen:
                return
            self._seen.add(key)
        if names[0] is not None:
            place = f"{direction} {names[0]}"
        old, new = self._variants(was, self.old), self._variants(now, self.new)
        yield from _nullability(place, old, new, direction)
        yield from self._unions(place, (was, _but_null(old)), (now, _but_null(new)), direction)

    def _unions(
        self,
        place: str,
        old: tuple[Schema, Mapping[str, Schema]],
        new: tuple[Schema, Mapping[str, Schema]],
        direction: Direction,
    ) -> Found:
        """The alternatives of both sides, null aside, by kind; a single one by itself."""
        (was, olds), (now, news) = old, new
        if len(olds) == 1 and len(news) == 1:
            one, other = *olds.values(), *news.values()
            if one is was and other is now:
                yield from self._one(place, was, now, direction)
            else:
                yield from self.compare(place, one, other, direction)
            return
        for kind in sorted(olds.keys() & news.keys()):
            yield from self.compare(f"{place}<{kind}>", olds[kind], news[kind], direction)
        if direction is Direction.REQUEST and "anything" not in news:
            yield from ((place, f"no longer takes {kind}") for kind in sorted(olds.keys() - news))
        if direction is Direction.ANSWER and "anything" not in olds:
            yield from ((place, f"may now be {kind}") for kind in sorted(news.keys() - olds))

    def _variants(self, node: Schema, document: Schema) -> dict[str, Schema]:
        """Kind -> schema of each alternative: a reference's name, a constant or a type."""
        full = resolved(node, document)
        for word in ("anyOf", "oneOf"):
            if word in full:
                found: dict[str, Schema] = {}
                for option in full[word]:
                    found |= self._variants(option, document)
                return found
        kind = full.get("type", "anything")
        if isinstance(kind, list):
            return {name: {**full, "type": name} for name in kind}
        if kind == "object" and _name(node) is not None:
            return {_tag(full) or str(_name(node)): node}
        return {kind: node}

    def _one(self, place: str, was: Schema, now: Schema, direction: Direction) -> Found:
        """Two schemas that are no alternatives."""
        was, now = resolved(was, self.old), resolved(now, self.new)
        kinds = (was.get("type"), now.get("type"))
        if kinds[0] != kinds[1] and not _widened(*kinds, direction):
            yield place, f"type changed: {kinds[0]} -> {kinds[1]}"
            return
        yield from _values(place, was, now, direction)
        if "format" in was and was["format"] != now.get("format"):
            yield place, f"format changed: {was['format']} -> {now.get('format')}"
        if direction is Direction.REQUEST:
            yield from _limits(place, was, now)
        yield from self._fields(place, was, now, direction)
        yield from self._inner(place, was, now, direction)

    def _fields(self, place: str, was: Schema, now: Schema, direction: Direction) -> Found:
        before, after = was.get("properties", {}), now.get("properties", {})
        needed, need = set(was.get("required", ())), set(now.get("required", ()))
        for name, field in before.items():
            if name not in after:
                yield f"{place}.{name}", "field removed"
            else:
                yield from self.compare(f"{place}.{name}", field, after[name], direction)
        if direction is Direction.REQUEST:
            for name in sorted(need - needed):
                yield f"{place}.{name}", "field now required"
        else:
            for name in sorted((needed - need) & after.keys()):
                yield f"{place}.{name}", "field no longer always there"

    def _inner(self, place: str, was: Schema, now: Schema, direction: Direction) -> Found:
        """Items of lists and tuples, values and names of maps."""
        if "items" in was and "items" in now:
            yield from self.compare(f"{place}[]", was["items"], now["items"], direction)
        pairs = zip(was.get("prefixItems", ()), now.get("prefixItems", ()), strict=False)
        for index, (old, new) in enumerate(pairs):
            yield from self.compare(f"{place}[{index}]", old, new, direction)
        if len(was.get("prefixItems", ())) != len(now.get("prefixItems", ())):
            yield place, "another number of places"
        old, new = was.get("additionalProperties", True), now.get("additionalProperties", True)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from self.compare(f"{place}{{}}", old, new, direction)
        elif direction is Direction.REQUEST and new is False and old is not False:
            yield place, "no longer takes other fields"
        old, new = was.get("propertyNames"), now.get("propertyNames")
        if new is not None and (old is not None or direction is Direction.REQUEST):
            yield from self.compare(f"{place}{{name}}", old or {"type": "string"}, new, direction)


def _tag(schema: Schema) -> str | None:
    """The constant by which a member of a union is told from the others."""
    fields = schema.get("properties", {}).items()
    return ",".join(sorted(f"{n}={f['const']}" for n, f in fields if "const" in f)) or None


def _but_null(variants: Mapping[str, Schema]) -> dict[str, Schema]:
    return {kind: schema for kind, schema in variants.items() if kind != "null"}


def _nullability(
    place: str, old: Mapping[str, Schema], new: Mapping[str, Schema], direction: Direction
) -> Found:
    was, now = "null" in old, "null" in new
    if direction is Direction.REQUEST and was and not now and "anything" not in new:
        yield place, "no longer takes null"
    if direction is Direction.ANSWER and now and not was and "anything" not in old:
        yield place, "may now be null"


def _widened(was: str | None, now: str | None, direction: Direction) -> bool:
    """Whether another type does no harm: a request that takes more, an answer that says less."""
    if direction is Direction.REQUEST:
        return now is None or (was, now) == ("integer", "number")
    return was is None or (was, now) == ("number", "integer")


def _values(place: str, was: Schema, now: Schema, direction: Direction) -> Found:
    before, after = _listed(was), _listed(now)
    if before is not None and after is not None:
        for value in before:
            if value not in after:
                yield place, f"enum value removed: {value}"
    elif before is None and after is not None and direction is Direction.REQUEST:
        yield place, "now takes only listed values"
    elif before is not None and after is None and direction is Direction.ANSWER:
        yield place, "no longer one of listed values"
    assumed, assumes = was.get("default"), now.get("default", was.get("default"))
    if direction is Direction.REQUEST and "default" in was and assumed != assumes:
        yield place, f"default changed: {assumed} -> {assumes}"


def _listed(schema: Schema) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _limits(place: str, was: Schema, now: Schema) -> Found:
    for word in _UPPER:
        if word in now and (word not in was or now[word] < was[word]):
            yield place, f"limit narrowed: {word} {was.get(word)} -> {now[word]}"
    for word in _LOWER:
        limit = was.get(word, None if "inimum" in word else 0)  # every length is at least 0
        if word in now and (limit is None or now[word] > limit):
            yield place, f"limit narrowed: {word} {was.get(word)} -> {now[word]}"
    for word in _EQUAL:
        if now.get(word, False) not in (False, was.get(word)):
            yield place, f"limit narrowed: {word} {was.get(word)} -> {now[word]}"
