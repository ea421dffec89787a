"""Things that stand under each other in a column of a poster: words, prices, buttons, stars.

A block is measured at a scale and painted where the column puts it. Sizes are in units of the
poster's body text, so that one scale shrinks a whole column without losing its proportions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol, TypedDict

from lumiku.posters import motifs
from lumiku.posters.geometry import Rect
from lumiku.posters.typeset import break_lines, ellipsise, line_width

if TYPE_CHECKING:
    from lumiku.posters.easel import Easel

__all__ = [
    "Align",
    "Block",
    "Button",
    "ButtonLook",
    "Fitted",
    "Price",
    "PriceLook",
    "Row",
    "Rule",
    "Space",
    "Stars",
    "Words",
    "WordsLook",
]

Align = Literal["left", "center", "right"]
_SHIFT: Final = {"left": 0.0, "center": 0.5, "right": 1.0}
_HANGING: Final = frozenset("gjpqyQ")  # letters that reach below the baseline


class Fitted(NamedTuple):
    """A measured block. `paint(x, y, room, align)` draws it into a column `room` px wide.

    `height` ends at the last baseline; what comes next keeps clear of so many
    px `below` it.
    """

    width: float
    height: float
    paint: Callable[[float, float, float, Align], None]
    below: float = 0.0


class Space(NamedTuple):
    """Where a block is to fit: on a surface, so many px wide, at a scale.

    `grow` enlarges only the blocks that may grow.
    """

    surface: str
    width: float
    scale: float = 1.0
    grow: float = 1.0


class Block(Protocol):
    @property
    def gap(self) -> float:
        """Space above, in units of body text."""

    @property
    def drop(self) -> int:
        """0 stays; else the highest number leaves first when room is short."""

    def fit(self, easel: "Easel", space: Space) -> Fitted | None:
        """The block measured, or None when it does not fit."""


class WordsLook(TypedDict, total=False):
    """How a text may be set; see Words."""

    size: float
    font: str
    weight: int
    lines: int
    ink: str
    leading: float
    tracking: float
    upper: bool
    grow: float
    gap: float
    drop: int


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
class Words:
    """A text. `bind` is what the document stores, such as `{headline}`."""

    text: str
    bind: str = ""
    name: str = "text"
    size: float = 1.0
    font: str = "body"
    weight: int = 400
    lines: int = 1
    ink: str = "ink"  # ink, muted or accent of the surface; or a colour role
    leading: float = 1.32
    tracking: float = 0.0
    upper: bool = False
    strike: bool = False
    grow: float = 1.0  # how much larger it may get when there is room
    gap: float = 0.8
    drop: int = 0
    cut: bool = False  # may end in an ellipsis
    sample: bool = False

    @property
    def shown(self) -> str:
        return self.text.upper() if self.upper else self.text

    def fit(self, easel: "Easel", space: Space) -> Fitted | None:
        setting = easel.setting(self.font, self.weight, self.tracking, self.shown)
        size = easel.px(self.size, space.scale * min(space.grow, self.grow))
        lines = break_lines(setting, self.shown, size, space.width, self.lines)
        was_cut = lines is None
        if lines is None:
            if not self.cut:
                return None
            lines = ellipsise(setting, self.shown, size, space.width, self.lines)
        kept = lines
        cap = setting.face.cap * size
        step = size * self.leading

        def paint(x: float, y: float, room: float, align: Align) -> None:
            top = y + cap - setting.face.baseline(size, self.leading)
            box = Rect(x, top, room, step * len(kept))
            easel.text_layer(
                self,
                kept,
                setting,
                size,
                box,
                align=align,
                surface=space.surface,
                was_cut=was_cut,
            )

        width = max(line_width(setting, line, size) for line in kept)
        below = setting.face.depth * size
        if _HANGING.isdisjoint(kept[-1]):
            below /= 2  # large words need air even without descenders
        return Fitted(width, cap + step * (len(kept) - 1), paint, below)


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

    def fit(self, easel: "Easel", space: Space) -> Fitted | None:
        size = easel.px(self.size, space.scale * min(space.grow, self.grow))
        number = easel.setting("display", self.weight, -0.01, self.digits)
        unit = easel.setting("display", min(self.weight, 700), 0, "Rp")
        small = max(size * 0.46, easel.smallest)
        lead = line_width(unit, "Rp", small) + size * 0.1
        width = lead + line_width(number, self.digits, size)
        old = self._old.fit(easel, space._replace(grow=1.0)) if self.before else None
        if width > space.width or (self.before and old is None):
            return None
        above = old.height + max(size * 0.24, easel.base * 0.78) if old else 0.0
        cap = number.face.cap * size

        def paint(x: float, y: float, room: float, align: Align) -> None:
            if old:
                old.paint(x, y, room, align)
            left, top = x + (room - width) * _SHIFT[align], y + above
            raised = top + unit.face.cap * small - unit.face.baseline(small, 1.0)
            level = top + cap - number.face.baseline(size, 1.0)
            for text, bind, name, setting, px, box in (
                ("Rp", "Rp", "price-unit", unit, small, Rect(left, raised, lead, small)),
                (
                    self.digits,
                    "{price_digits}",
                    "price",
                    number,
                    size,
                    Rect(left + lead, level, width - lead + 2, size),
                ),
            ):
                words = Words(text, bind, name, font="display", ink=self.ink, leading=1.0)
                easel.text_layer(
                    words,
                    (text,),
                    setting,
                    px,
                    box,
                    align="left",
                    surface=space.surface,
                    group="price",
                )

        return Fitted(max(width, old.width if old else 0), above + cap, paint)

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

    def fit(self, easel: "Easel", space: Space) -> Fitted | None:
        size = easel.px(self.size, space.scale)
        setting = easel.setting("body", self.weight, 0.01, self.text)
        cap = setting.face.cap * size
        width = line_width(setting, self.text, size) + 2 * self.pad[0] * size
        height = cap + 2 * self.pad[1] * size
        if width > space.width:
            return None

        def paint(x: float, y: float, room: float, align: Align) -> None:
            box = Rect(x + (room - width) * _SHIFT[align], y, width, height).rounded()
            group = easel.unique(self.name)
            ink = easel.ink(self.ink, space.surface) if self.outline else self.ink
            easel.rect(
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
                ink=ink,
                leading=1.2,
                sample=self.sample,
            )
            top = box.cy + cap / 2 - setting.face.baseline(size, 1.2)
            easel.text_layer(
                words,
                (self.text,),
                setting,
                size,
                Rect(box.x, top, box.w, size * 1.2),
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

    def fit(self, easel: "Easel", space: Space) -> Fitted | None:
        size = easel.px(self.size, space.scale)
        step = size * 1.18
        width = step * 4 + size
        if width > space.width:
            return None

        def paint(x: float, y: float, room: float, align: Align) -> None:
            left = x + (room - width) * _SHIFT[align]
            group = easel.unique("rating")
            for index in range(5):
                lit = index < round(self.rating)
                easel.path(
                    Rect(left + index * step, y, size, size),
                    motifs.star(5, 0.46),
                    easel.ink("accent" if lit else "muted", space.surface),
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

    def fit(self, easel: "Easel", space: Space) -> Fitted | None:
        size = easel.px(1.0, space.scale)
        width, height = min(self.length * size, space.width), max(0.12 * size, 2)

        def paint(x: float, y: float, room: float, align: Align) -> None:
            box = Rect(x + (room - width) * _SHIFT[align], y, width, height)
            easel.rect(box.rounded(), easel.ink("accent", space.surface), name="rule")

        return Fitted(width, height, paint)


@dataclass(frozen=True)
class Row:
    """Blocks beside each other, centred on each other; under each other where it is narrow."""

    blocks: Sequence[Block]
    between: float = 1.4
    gap: float = 1.4
    drop: int = 0

    def fit(self, easel: "Easel", space: Space) -> Fitted | None:
        parts = [fitted for block in self.blocks if (fitted := block.fit(easel, space))]
        if len(parts) != len(self.blocks):
            return None
        gap = self.between * easel.px(1.0, space.scale)
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
        left = x + (room - width) * _SHIFT[align]
        for part in parts:
            part.paint(left, y + (height - part.height) / 2, part.width + 0.5, "left")
            left += part.width + gap

    return Fitted(width, height, paint)
