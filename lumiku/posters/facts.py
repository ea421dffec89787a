"""What the API must know of templates and fonts without drawing: it carries no imaging layer.

`facts.json` is gathered from the library itself (`python -m lumiku.posters.gather_facts`).
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from lumiku.accounts.policy import PLANS, TemplateSet, Tier
from lumiku.errors import FieldError, InvalidInput, NotFound, TemplateNotIncluded
from lumiku.posters.document.content import Content
from lumiku.posters.document.schemas import PosterDoc, TextLayer
from lumiku.texts import Text

__all__ = [
    "FILE",
    "TemplateFacts",
    "check_fonts",
    "check_letters",
    "fonts_for",
    "require_template",
    "template",
    "templates",
]

FILE: Final = Path(__file__).with_name("facts.json")
_SETS: Final = tuple(TemplateSet)  # each holds those before it
_NO_FONT: Final = Text(
    "huruf “{font}” tidak ada di pustaka kami; pilih dari {known}",
    "the font “{font}” is not in our library; choose from {known}",
)
_CANNOT_DRAW: Final = Text(
    "huruf atau emoji ini belum bisa digambar: {letters}. Hapus atau ganti",
    "these characters or emoji cannot be drawn: {letters}. Remove or replace them",
)
_ROLES: Final = frozenset({"display", "body"})


@dataclass(frozen=True)
class TemplateFacts:
    """One design as it is listed."""

    key: str
    family: str
    name: Text
    tier: TemplateSet
    photos: int
    needs: tuple[str, ...]
    moods: tuple[str, ...]
    season: str | None

    def in_set(self, owned: TemplateSet) -> bool:
        return _SETS.index(self.tier) <= _SETS.index(owned)


@cache
def _facts() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(FILE.read_text())
    return loaded


@cache
def templates() -> dict[str, TemplateFacts]:
    """Every template by its key, in the library's order."""
    return {
        entry["key"]: TemplateFacts(
            key=entry["key"],
            family=entry["family"],
            name=Text(entry["name_id"], entry["name_en"]),
            tier=TemplateSet(entry["tier"]),
            photos=entry["photos"],
            needs=tuple(entry["needs"]),
            moods=tuple(entry["moods"]),
            season=entry["season"],
        )
        for entry in _facts()["templates"]
    }


def template(key: str) -> TemplateFacts:
    """Raises NotFound."""
    found = templates().get(key)
    if found is None:
        raise NotFound("poster_template")
    return found


def require_template(key: str, tier: Tier, language: str = "id") -> TemplateFacts:
    """A template of the tier's set. Raises NotFound, or TemplateNotIncluded naming the plan."""
    found = template(key)
    if found.in_set(PLANS[tier].templates):
        return found
    enough = next(plan.tier for plan in PLANS.values() if found.in_set(plan.templates))
    raise TemplateNotIncluded(
        template=found.name.said(language),
        plan=tier.value,
        suggested_plan=enough.value,
    )


def fonts_for(families: list[str], category: str) -> tuple[str, str]:
    """(display, body) of a kit; a family that is not ours gives way to the category's."""
    ours, fallback = _facts()["fonts"], _facts()["pairs"].get(category, _facts()["pairs"]["other"])
    wanted = [*families[:2], "", ""]
    display, body = (
        name if name in ours else other for name, other in zip(wanted, fallback, strict=False)
    )
    return display, body


def check_fonts(doc: PosterDoc) -> None:
    """Raises InvalidInput at each layer whose font is none of ours."""
    ours = _facts()["fonts"]
    errors = [
        FieldError(
            f"/doc/layers/{index}/font",
            _NO_FONT.filled(font=layer.font, known=", ".join(ours)),
        )
        for index, layer in enumerate(doc.layers)
        if isinstance(layer, TextLayer) and layer.font not in _ROLES and layer.font not in ours
    ]
    if errors:
        raise InvalidInput(errors=errors)


def check_letters(content: Content, fonts: tuple[str, str]) -> None:
    """Raises InvalidInput at each field with characters that these fonts (display, body) cannot
    draw.

    Arabic words are set in an Arabic font of the library. Emoji are refused: no font here has
    them, and a poster must look the same on every phone.
    """
    errors = []
    for pointer, text in _texts(content):
        missing = _missing(text, fonts)
        if missing:
            said = _CANNOT_DRAW.filled(letters=" ".join(missing[:8]))
            errors.append(FieldError(pointer, said))
    if errors:
        raise InvalidInput(errors=errors)


def _texts(content: Content) -> list[tuple[str, str]]:
    named = [(f"/content/{name}", value) for name, value in content if isinstance(value, str)]
    items = [
        (f"/content/items/{index}/{name}", text)
        for index, item in enumerate(content.items)
        for name, text in (("name", item.name), ("note", item.note))
    ]
    return [*named, *items]


def _missing(text: str, fonts: tuple[str, str]) -> list[str]:
    """The characters that one of the families lacks; Arabic is set in a font of its own."""
    low, high = _facts()["arabic_letters"]
    arabic = any(low <= ord(letter) <= high for letter in text)
    families = [_facts()["arabic"]] if arabic else fonts
    held = [_facts()["fonts"][family] for family in families]
    return [
        letter
        for letter in dict.fromkeys(text)
        if not letter.isspace()
        and letter.isprintable()
        and not all(any(a <= ord(letter) <= b for a, b in ranges) for ranges in held)
    ]
