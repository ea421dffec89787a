"""The documents that the repository keeps, and how what is served differs from them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

__all__ = ["ANNOUNCED", "KEPT", "RELEASED", "difference", "kept_text", "served"]

_DOCS: Final = Path(__file__).parents[2] / "docs"
# The whole table with the operators' part, and what merchants may call.
KEPT: Final = {True: _DOCS / "openapi.admin.json", False: _DOCS / "openapi.json"}
RELEASED: Final = _DOCS / "openapi.released.json"  # the whole table as of the last release
ANNOUNCED: Final = _DOCS / "api-changes.toml"


def served(*, operators: bool) -> dict[str, Any]:
    """The document as the API serves it."""
    from functions.api import openapi

    document: dict[str, Any] = json.loads(openapi.document(operators=operators))
    return document


def kept_text(document: dict[str, Any]) -> str:
    """A document as it is kept: one value a line, so that changes read well in a review."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def difference(old: object, new: object, *, limit: int = 60) -> list[str]:
    """What changed, one line for each place: `+` is new, `-` is gone, `~` is another value."""
    lines = list(_changes("", old, new))
    rest = len(lines) - limit
    return lines[:limit] + ([f"… and {rest} more"] if rest > 0 else [])


def _changes(place: str, old: object, new: object) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in [*old, *(name for name in new if name not in old)]:
            inner = f"{place} › {name}" if place else str(name)
            if name not in new:
                yield f"- {inner}: {_short(old[name])}"
            elif name not in old:
                yield f"+ {inner}: {_short(new[name])}"
            else:
                yield from _changes(inner, old[name], new[name])
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _changes(f"{place} › {_label(one, index)}", one, other)
    elif old != new:
        yield f"~ {place}: {_short(old)} -> {_short(new)}"


def _label(item: object, index: int) -> str:
    """Parameters are known by their names, everything else by its place."""
    name = item.get("name") if isinstance(item, dict) else None
    return str(name or index)


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:119] + "…"
