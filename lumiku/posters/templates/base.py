"""What a template is, and the words most of them share."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Unpack

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.layout.blocks import Words, WordsLook
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.elements import Button, ButtonLook, Price, PriceLook, Row, Stars
from lumiku.texts import Text

__all__ = [
    "Family",
    "PosterTemplate",
    "author",
    "body",
    "contact",
    "cta",
    "greeting",
    "headline",
    "kicker",
    "offer",
    "period",
    "price",
    "product",
    "quote",
    "stars",
]


class Family(StrEnum):
    HERO = "hero"
    PROMO = "promo"
    TESTIMONIAL = "testimonial"
    ARRIVAL = "arrival"
    BEFORE_AFTER = "before-after"
    CATALOGUE = "catalogue"
    PRICE_LIST = "price-list"
    SEASONAL = "seasonal"


@dataclass(frozen=True)
class PosterTemplate:
    """One design. `draw` places its layers on a stage of any format."""

    key: str
    family: Family
    name: Text
    tier: TemplateSet  # the smallest set it belongs to
    draw: Callable[[Canvas], None]
    photos: int = 1  # how many it shows; 0 shows none
    needs: tuple[str, ...] = ()  # content it makes no sense without
    moods: tuple[str, ...] = ("light", "tint", "bold", "deep", "duo")
    season: str | None = None  # the season whose palette it wears


def kicker(canvas: Canvas, **style: Unpack[WordsLook]) -> Words | None:
    """A small line above the headline."""
    look: WordsLook = {
        "size": 0.84,
        "weight": 650,
        "upper": True,
        "tracking": 0.13,
        "ink": "accent",
        "drop": 4,
        "gap": 1.0,
    }
    return canvas.words("kicker", **look | style)


def headline(canvas: Canvas, **style: Unpack[WordsLook]) -> Words | None:
    look: WordsLook = {
        "size": 2.7,
        "font": "display",
        "weight": 700,
        "lines": 4,
        "leading": 1.1,
        "tracking": -0.012,
        "grow": 1.75,
        "gap": 1.05,
    }
    return canvas.words("headline", **look | style)


def body(canvas: Canvas, **style: Unpack[WordsLook]) -> Words | None:
    look: WordsLook = {"lines": 4, "ink": "muted", "gap": 1.0, "drop": 3, "leading": 1.4}
    return canvas.words("body", **look | style)


def product(canvas: Canvas, **style: Unpack[WordsLook]) -> Words | None:
    look: WordsLook = {"size": 1.15, "weight": 650, "lines": 2, "gap": 0.9, "drop": 2}
    return canvas.words("product", **look | style)


def contact(canvas: Canvas, **style: Unpack[WordsLook]) -> Words | None:
    look: WordsLook = {"size": 0.88, "weight": 600, "ink": "muted", "gap": 1.0, "drop": 5}
    return canvas.words("contact", **look | style)


def period(canvas: Canvas, **style: Unpack[WordsLook]) -> Words | None:
    look: WordsLook = {"size": 0.92, "weight": 600, "ink": "muted", "gap": 0.95, "drop": 4}
    return canvas.words("period", **look | style)


def cta(canvas: Canvas, **style: Unpack[ButtonLook]) -> Button | None:
    """The call to action, or None when there is none."""
    if not canvas.has("cta"):
        return None
    look: ButtonLook = {"drop": 1}
    return Button(canvas.values["cta"], sample="cta" in canvas.samples, **look | style)


def price(canvas: Canvas, **style: Unpack[PriceLook]) -> Price | None:
    if not canvas.has("price_digits"):
        return None
    before = canvas.values["price_before"] if canvas.content.discount else ""
    return Price(canvas.values["price_digits"], before, **style)


def offer(canvas: Canvas, surface: str, *, size: float = 2.3, gap: float = 1.5) -> Row | None:
    """The price beside the button, or whichever of them there is."""
    button = cta(canvas, fill="on_panel", ink="panel") if surface == "panel" else cta(canvas)
    blocks = [block for block in (price(canvas, size=size), button) if block is not None]
    return Row(blocks, gap=gap, drop=1) if blocks else None


def quote(canvas: Canvas, **style: Unpack[WordsLook]) -> Words | None:
    look: WordsLook = {
        "size": 1.7,
        "font": "display",
        "weight": 600,
        "lines": 9,
        "leading": 1.28,
        "grow": 1.35,
        "gap": 1.2,
        "ink": "ink",
    }
    return canvas.words("quote", **look | style)


def author(canvas: Canvas, **style: Unpack[WordsLook]) -> Words | None:
    look: WordsLook = {"size": 0.98, "weight": 650, "ink": "ink", "gap": 1.2, "lines": 1}
    return canvas.words("author", **look | style)


def stars(canvas: Canvas, *, size: float = 1.3, gap: float = 1.0) -> Stars | None:
    rating = canvas.content.rating
    return None if rating is None else Stars(rating, size, gap)


def greeting(canvas: Canvas, text: str, **style: Unpack[WordsLook]) -> Words:
    """The merchant's small line above the headline, or the season's own."""
    written = kicker(canvas, **style)
    if written is not None:
        return written
    look: WordsLook = {"size": 0.84, "weight": 650, "upper": True, "tracking": 0.13, "drop": 4}
    return Words(text, text, "kicker", **{"ink": "accent"} | look | style)
