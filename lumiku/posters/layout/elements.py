"""What stands between the words of a column: prices, buttons, stars, rules, and rows of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypedDict

from lumiku.posters.document.geometry import Rect
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Align, Block, Fitted, Space, Words, shift
from lumiku.posters.layout.typeset import line_width

if TYPE_CHECKING:
    from lumiku.posters.layout.layers import LayerBuilder

__all__ = ["Button", "ButtonLook", "Price", "PriceLook", "Row", "Rule", "Stars"]

_TIGHT: Final = -0.01  # tracking of a price's digits, in ems


class ButtonLook(TypedDict, total=False):
    """How a button may look; see Button."""

    fill: str
    ink: str
    size: float
    outline: bool
    gap: float
    drop: int


class PriceLook(TypedDict, total=False):
    """How a price may look; see Price."""

    size: float
    ink: str
    grow: float
    gap: float
    drop: int


@dataclass(frozen=True)
class Price:
    """A price with a small raised Rp, and the price before the discount struck out above it."""

    digits: str
    before: str = ""
    size: float = 3.0
    weight: int = 800
    ink: str = "accent"
    grow: float = 1.0
    gap: float = 1.3
    drop: int = 0

    def fit(self, builder: "LayerBuilder", space: Space) -> Fitted | None:
        size = builder.px(self.size, space.scale * min(space.grow, self.grow))
        number = builder.setting("display", self.weight, _TIGHT, self.digits)
        unit = builder.setting("display", min(self.weight, 700), 0, "Rp")
        small = max(size * 0.46, builder.smallest)
        lead = line_width(unit, "Rp", small) + size * 0.1
        width = lead + line_width(number, self.digits, size)
        old = self._old.fit(builder, space._replace(grow=1.0)) if self.before else None
        if width > space.width or (self.before and old is None):
            return None
        above = old.height + max(size * 0.24, builder.base * 0.78) if old else 0.0
        cap = number.face.cap * size

        def paint(x: float, y: float, room: float, align: Align) -> None:
            if old:
                old.paint(x, y, room, align)
            left, top = x + (room - width) * shift(align), y + above
            raised = (left, top + unit.face.cap * small, lead)
            level = (left + lead, top + cap, width - lead + 2)
            for words, px, box in ((self._unit, small, raised), (self._digits, size, level)):
                builder.line(words, px, box, align="left", surface=space.surface, group="price")

        return Fitted(max(width, old.width if old else 0), above + cap, paint)

    @property
    def _unit(self) -> Words:
        return Words(
            "Rp",
            "Rp",
            "price-unit",
            font="display",
            weight=min(self.weight, 700),
            ink=self.ink,
            leading=1.0,
        )

    @property
    def _digits(self) -> Words:
        return Words(
            self.digits,
            "{price_digits}",
            "price",
            font="display",
            weight=self.weight,
            ink=self.ink,
            leading=1.0,
            tracking=_TIGHT,
        )

    @property
    def _old(self) -> Words:
        size = min(max(self.size * 0.36, 0.9), 1.3)
        return Words(
            self.before,
            "{price_before}",
            "price-before",
            size=size,
            weight=500,
            ink="muted",
            strike=True,
        )


@dataclass(frozen=True)
class Button:
    """A call to action or a label on a pill."""

    text: str
    bind: str = "{cta}"
    name: str = "cta"
    fill: str = "accent"
    ink: str = "on_accent"
    size: float = 1.0
    weight: int = 700
    pad: tuple[float, float] = (1.35, 0.82)  # ems beside and above the capitals
    outline: bool = False
    gap: float = 1.5
    drop: int = 0
    sample: bool = False

    def fit(self, builder: "LayerBuilder", space: Space) -> Fitted | None:
        size = builder.px(self.size, space.scale)
        setting = builder.setting("body", self.weight, 0.01, self.text)
        cap = setting.face.cap * size
        width = line_width(setting, self.text, size) + 2 * self.pad[0] * size
        height = cap + 2 * self.pad[1] * size
        if width > space.width:
            return None

        def paint(x: float, y: float, room: float, align: Align) -> None:
            box = Rect(x + (room - width) * shift(align), y, width, height).rounded()
            group = builder.unique(self.name)
            ink = builder.ink(self.ink, space.surface) if self.outline else self.ink
            builder.rect(
                box,
                None if self.outline else self.fill,
                radius=height / 2,
                name=f"{group}-shape",
                group=group,
                stroke=(ink, max(1.5, size * 0.07)) if self.outline else None,
            )
            words = Words(
                self.text,
                self.bind,
                f"{group}-text",
                weight=self.weight,
                ink=ink,
                leading=1.2,
                tracking=0.01,
                sample=self.sample,
            )
            builder.line(
                words,
                size,
                (box.x, box.cy + cap / 2, box.w),
                align="center",
                surface=space.surface if self.outline else self.fill,
                group=group,
            )

        return Fitted(width, height, paint)


@dataclass(frozen=True)
class Stars:
    """A rating of 0 to 5, to the nearest whole star."""

    rating: float
    size: float = 1.3
    gap: float = 1.0
    drop: int = 0

    def fit(self, builder: "LayerBuilder", space: Space) -> Fitted | None:
        size = builder.px(self.size, space.scale)
        step = size * 1.18
        width = step * 4 + size
        if width > space.width:
            return None

        def paint(x: float, y: float, room: float, align: Align) -> None:
            left = x + (room - width) * shift(align)
            group = builder.unique("rating")
            for index in range(5):
                lit = index < round(self.rating)
                builder.path(
                    Rect(left + index * step, y, size, size),
                    motifs.star(5, 0.46),
                    builder.ink("accent" if lit else "muted", space.surface),
                    name=f"{group}-star",
                    group=group,
                    opacity=1.0 if lit else 0.3,
                )

        return Fitted(width, size, paint)


@dataclass(frozen=True)
class Rule:
    """A short line."""

    length: float = 2.4
    gap: float = 1.1
    drop: int = 1

    def fit(self, builder: "LayerBuilder", space: Space) -> Fitted | None:
        size = builder.px(1.0, space.scale)
        width, height = min(self.length * size, space.width), max(0.12 * size, 2)

        def paint(x: float, y: float, room: float, align: Align) -> None:
            box = Rect(x + (room - width) * shift(align), y, width, height)
            builder.rect(box.rounded(), builder.ink("accent", space.surface), name="rule")

        return Fitted(width, height, paint)


@dataclass(frozen=True)
class Row:
    """Blocks beside each other, centred on each other; under each other where it is narrow."""

    blocks: Sequence[Block]
    between: float = 1.4
    gap: float = 1.4
    drop: int = 0

    def fit(self, builder: "LayerBuilder", space: Space) -> Fitted | None:
        parts = [fitted for block in self.blocks if (fitted := block.fit(builder, space))]
        if len(parts) != len(self.blocks):
            return None
        gap = self.between * builder.px(1.0, space.scale)
        across = sum(part.width for part in parts) + gap * (len(parts) - 1)
        return _beside(parts, gap) if across <= space.width else _stacked(parts, gap * 0.75)


def _stacked(parts: Sequence[Fitted], gap: float) -> Fitted:
    def paint(x: float, y: float, room: float, align: Align) -> None:
        for part in parts:
            part.paint(x, y, room, align)
            y += part.height + gap

    height = sum(part.height for part in parts) + gap * (len(parts) - 1)
    return Fitted(max(part.width for part in parts), height, paint)


def _beside(parts: Sequence[Fitted], gap: float) -> Fitted:
    width = sum(part.width for part in parts) + gap * (len(parts) - 1)
    height = max(part.height for part in parts)

    def paint(x: float, y: float, room: float, align: Align) -> None:
        left = x + (room - width) * shift(align)
        for part in parts:
            part.paint(left, y + (height - part.height) / 2, part.width + 0.5, "left")
            left += part.width + gap

    return Fitted(width, height, paint)
