"""What a template knows before it draws: the canvas, the brand and what there is to say."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Unpack

from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import ExportFormat
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Fill, FontPair, Layer, Logo, Palette, Photo, Solid
from lumiku.posters.layout import typefaces
from lumiku.posters.layout.blocks import Words, WordsLook
from lumiku.posters.layout.typeset import Setting

__all__ = ["SURFACES", "LayoutContext"]

# Which inks belong to which surface: (text, second text, accent).
SURFACES: Final[dict[str, tuple[str, str, str]]] = {
    "bg": ("fg", "muted", "bg_accent"),
    "panel": ("on_panel", "panel_muted", "panel_accent"),
    "card": ("on_card", "card_muted", "card_accent"),
    "accent": ("on_accent", "on_accent", "on_accent"),
    "shade": ("on_shade", "on_shade", "on_shade"),
    "photo": ("on_shade", "on_shade", "on_shade"),
}
SMALLEST: Final = 0.0225  # text height as a share of the width a phone shows


@dataclass
class LayoutContext:
    """One format, brand and content, and the layers placed so far."""

    format: ExportFormat
    palette: Palette
    fonts: FontPair
    brand: str
    content: Content
    values: Mapping[str, str]
    samples: frozenset[str]  # content fields that hold a sample sentence
    photos: Sequence[Photo]
    logo: Logo | None
    background: Fill = field(default_factory=lambda: Solid(colour="bg"))
    layers: list[Layer] = field(default_factory=list)
    photo_ground: str | None = None  # the brightest a scrimmed photo gets under words
    faces: list[Rect] = field(default_factory=list)  # heads and products on the canvas so far
    _names: dict[str, int] = field(default_factory=dict)

    # What shape of canvas this is.

    @property
    def bounds(self) -> Rect:
        return Rect(0, 0, self.format.width, self.format.height)

    @property
    def wide(self) -> bool:
        return self.format.aspect > 1.3

    @property
    def tall(self) -> bool:
        return self.format.aspect < 0.65

    @property
    def square(self) -> bool:
        return 0.9 <= self.format.aspect <= 1.3

    @property
    def banner(self) -> bool:
        """A cover: much wider than high."""
        return self.format.aspect > 2.2

    @property
    def covered(self) -> bool:
        """The platform's buttons cover the lower third, so words belong above the subject."""
        return self.format.safe.bottom > 0.3 * self.format.height

    @property
    def shown_width(self) -> float:
        """Px of the canvas that a phone shows across its screen."""
        safe = self.format.safe
        return self.format.width - (safe.left + safe.right if self.banner else 0)

    @property
    def margin(self) -> float:
        return round(0.062 * min(self.format.width, self.format.height))

    @property
    def safe(self) -> Rect:
        """Where words and logos may stand: inside the margin and the platform's own insets."""
        inset, edge = self.format.safe, self.margin
        small = edge * 0.3
        left, top, right, bottom = (
            max(edge, value + small if value else 0)
            for value in (inset.left, inset.top, inset.right, inset.bottom)
        )
        if self.square:  # the grid crop of a square post is an inset for words only
            left, right = (max(edge, value) for value in (inset.left, inset.right))
        return self.bounds.cut(left, top, right, bottom)

    @property
    def even(self) -> Rect:
        """The safe area with equal room left and right, for what is centred."""
        safe = self.safe
        side = max(safe.x, self.bounds.w - safe.right)
        return Rect.between(side, safe.y, self.bounds.w - side, safe.bottom)

    @property
    def base(self) -> float:
        """Size of body text in px; everything else is a multiple of it."""
        safe = self.safe
        if self.tall:
            return max(0.0415 * safe.w, self.smallest * 1.08)
        aim = 0.0315 * math.sqrt(safe.w * safe.h) * (1.1 if self.wide else 1.0)
        return max(aim, self.smallest * 1.08)

    @property
    def smallest(self) -> float:
        return SMALLEST * self.shown_width

    @property
    def gutter(self) -> float:
        return round(self.base * 1.25)

    def px(self, size: float, scale: float) -> float:
        """A size in units of body text as px, never below what can be read on a phone."""
        return max(size * self.base * scale, self.smallest)

    # Inks and type.

    def ink(self, name: str, surface: str) -> str:
        """The colour role of `ink`, `muted` or `accent` on a surface."""
        place = {"ink": 0, "muted": 1, "accent": 2}.get(name)
        return SURFACES[surface][place] if place is not None and surface in SURFACES else name

    def setting(self, font: str, weight: int, tracking: float, text: str) -> Setting:
        """The face a text is set in: the brand's, or the Arabic one for Arabic words."""
        family = {"display": self.fonts.display, "body": self.fonts.body}.get(font, font)
        if typefaces.is_arabic(text):
            family, tracking = typefaces.ARABIC, 0.0  # spaced letters would no longer join
        return Setting(family, typefaces.face(family, weight).weight, tracking)

    # What there is to say.

    def has(self, *names: str) -> bool:
        return all(self.values.get(name) for name in names)

    def words(self, name: str, **look: Unpack[WordsLook]) -> Words | None:
        """The block of a content field, or None when nothing was written."""
        text = self.values.get(name, "")
        if not text:
            return None
        return Words(
            text, f"{{{name}}}", name.replace("_", "-"), sample=name in self.samples, **look
        )

    def photo_at(self, index: int) -> Photo | None:
        """The photo of a slot; a missing one is filled with the ones there are, in turn."""
        return self.photos[index % len(self.photos)] if self.photos else None

    def unique(self, name: str) -> str:
        count = self._names[name] = self._names.get(name, 0) + 1
        return name if count == 1 else f"{name}-{count}"
