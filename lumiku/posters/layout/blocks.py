"""Words, and whatever else stands under each other in a column of a poster.

A block is measured at a scale and painted where the column puts it. Sizes are in units of the
poster's body text, so that one scale shrinks a whole column without losing its proportions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol, TypedDict

from lumiku.posters.document.geometry import Rect
from lumiku.posters.layout.typeset import break_lines, ellipsise, line_width

if TYPE_CHECKING:
    from lumiku.posters.layout.layers import LayerBuilder

__all__ = ["Align", "Block", "Fitted", "Space", "Words", "WordsLook", "shift"]

Align = Literal["left", "center", "right"]
_SHIFT: Final[dict[Align, float]] = {"left": 0.0, "center": 0.5, "right": 1.0}
_HANGING: Final = frozenset("gjpqyQ")  # letters that reach below the baseline


def shift(align: Align) -> float:
    """The share of the slack that lies to the left."""
    return _SHIFT[align]


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

    def fit(self, builder: "LayerBuilder", space: Space) -> Fitted | None:
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

    def fit(self, builder: "LayerBuilder", space: Space) -> Fitted | None:
        setting = builder.setting(self.font, self.weight, self.tracking, self.shown)
        size = builder.px(self.size, space.scale * min(space.grow, self.grow))
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
            builder.text_layer(
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
