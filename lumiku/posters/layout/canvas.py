"""The stage of a template: columns that fit, scrims that are strong enough, the brand's mark."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

from lumiku.posters.document import colour
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Crop, Linear, LogoLayer, Photo
from lumiku.posters.layout import photos
from lumiku.posters.layout.blocks import Align, Block, Fitted, Space, Words
from lumiku.posters.layout.layers import LayerBuilder
from lumiku.posters.layout.typeset import largest

__all__ = ["Canvas", "Side", "VAlign"]

_SCALE_FLOOR: Final = 0.6
_ALONG: Final = {"left": 0.0, "center": 0.5, "right": 1.0}
_DOWN: Final = {"top": 0.0, "middle": 0.5, "bottom": 1.0}

VAlign = Literal["top", "middle", "bottom"]
Side = Literal["left", "right", "top", "bottom"]


class Canvas(LayerBuilder):
    """What a template's `draw` gets. One stage makes one poster."""

    def _column(
        self, blocks: Sequence[Block], space: Space
    ) -> tuple[list[tuple[float, Fitted]], float] | None:
        """(space above, block) each and the total height, or None when one does not fit."""
        column: list[tuple[float, Fitted]] = []
        height = 0.0
        for index, block in enumerate(blocks):
            fitted = block.fit(self, space)
            if fitted is None:
                return None
            above = block.gap * self.px(1.0, space.scale) if index else 0.0
            above += column[-1][1].below if column else 0.0
            column.append((above, fitted))
            height += above + fitted.height
        return column, height

    def solve(
        self, blocks: Sequence[Block | None], box: Rect, surface: str
    ) -> tuple[list[tuple[float, Fitted]], float]:
        """The column at the largest scale that fits a box, and its height in px.

        Blocks leave in order of their `drop` when even the smallest scale does not fit; what
        must stay is cut with an ellipsis in the end.
        """
        space = Space(surface, box.w)
        smallest = space._replace(scale=_SCALE_FLOOR)
        present = [self._settled(block, smallest) for block in blocks if block is not None]

        def fits(scale: float) -> bool:
            column = self._column(present, space._replace(scale=scale))
            return column is not None and column[1] <= box.h

        scale = largest(fits, _SCALE_FLOOR, 1.0)
        while scale is None:
            leaving = max(present, key=lambda block: block.drop, default=None)
            if leaving is None or leaving.drop == 0:
                return self._forced(present, box, smallest)
            present.remove(leaving)
            scale = largest(fits, _SCALE_FLOOR, 1.0)
        space = space._replace(scale=scale)
        if scale == 1.0:
            space = space._replace(grow=self._growth(present, box, space))
        return self._column(present, space) or ([], 0.0)

    def _settled(self, block: Block, smallest: Space) -> Block:
        """A text that must stay but fits at no scale gets two more lines and may be cut."""
        if not isinstance(block, Words):
            return block
        whole = replace(block, cut=False)
        if block.drop or whole.fit(self, smallest) is not None:
            return whole
        return replace(block, lines=block.lines + 2 if block.lines > 1 else 1, cut=True)

    def _growth(self, blocks: Sequence[Block], box: Rect, space: Space) -> float:
        """How much larger the blocks that may grow can be."""
        most = max((getattr(block, "grow", 1.0) for block in blocks), default=1.0)

        def fits(grow: float) -> bool:
            column = self._column(blocks, space._replace(grow=grow))
            return column is not None and column[1] <= box.h

        return (largest(fits, 1.0, most) or 1.0) if most > 1 else 1.0

    def _forced(
        self, blocks: Sequence[Block], box: Rect, space: Space
    ) -> tuple[list[tuple[float, Fitted]], float]:
        """Texts cut to whatever number of lines fits the box; in the end nothing but texts."""
        for allowed in range(6, 0, -1):
            cut = [
                _shortened(block, allowed) if isinstance(block, Words) else block
                for block in blocks
            ]
            column = self._column(cut, space)
            if column is not None and (column[1] <= box.h or allowed == 1):
                return column
        texts = [_shortened(block, 1) for block in blocks if isinstance(block, Words)]
        return self._column(texts, space) or ([], 0.0)

    def needs(self, blocks: Sequence[Block | None], width: float, most: float) -> float:
        """Px a column would like to have at the largest size that fits a width, at most `most`."""
        present = [block for block in blocks if block is not None]
        column = self._column(present, Space("bg", width))
        if column is None:
            column = self.solve(present, Rect(0, 0, width, most), "bg")
        return min(column[1], most)

    def stack(
        self,
        box: Rect,
        blocks: Sequence[Block | None],
        *,
        surface: str = "bg",
        align: Align = "left",
        valign: VAlign = "top",
    ) -> Rect:
        """Places a column in a box and returns where it landed."""
        column, height = self.solve(blocks, box, surface)
        top = box.y + max(box.h - height, 0) * _DOWN[valign]
        y = top
        for above, fitted in column:
            y += above
            fitted.paint(box.x, y, box.w, align)
            y += fitted.height
        width = max((fitted.width for _, fitted in column), default=0.0)
        left = box.x + (box.w - width) * _ALONG[align]
        return Rect(left, top, max(width, 1), max(height, 1))

    # Photos under words.

    def scrim(
        self,
        box: Rect,
        side: Side,
        *,
        solid: float = 0.5,
        strength: float = 0.8,
        colour_: str = "shade",
    ) -> None:
        """A gradient that is fully `strength` over the `solid` share next to `side`."""
        angle = {"bottom": 90, "top": 270, "right": 0, "left": 180}[side]
        start = max(1 - solid, 0.02)
        stops = [
            (0.0, colour_, 0.0),
            (round(start * 0.35, 3), colour_, round(strength * 0.14, 3)),
            (round(start * 0.7, 3), colour_, round(strength * 0.62, 3)),
            (round(start, 3), colour_, round(strength, 3)),
            (1.0, colour_, round(min(strength * 1.08, 1.0), 3)),
        ]
        self.rect(box, Linear(angle=angle, stops=stops), name="scrim")

    def scrim_for(self, photo: Photo | None, crop: Crop, frame: Rect, words: Rect) -> float:
        """The weakest scrim under which white words over a part of a photo reach 4.5:1.

        `frame` is where the photo is and `words` where the text is, both on the canvas. Notes
        the brightest ground that remains, for the contrast check of the words.
        """
        left, right = ((x - frame.x) / frame.w * crop.w + crop.x for x in (words.x, words.right))
        top, bottom = ((y - frame.y) / frame.h * crop.h + crop.y for y in (words.y, words.bottom))
        tones = photos.tone_between(photo, (left, top, right, bottom)) if photo else (0.0, 0.1)
        brightest = colour.grey(min(tones[1] * 1.25 + 0.04, 1.0))
        for step in range(30, 96, 5):
            self.photo_ground = colour.mix(brightest, self.palette.shade, step / 100)
            if colour.contrast(self.palette.on_shade, self.photo_ground) >= colour.AA + 0.3:
                return step / 100
        return 0.95

    # The brand's mark.

    def mark_size(self, height: float = 2.1) -> tuple[float, float]:
        """Px (width, height) of the logo, or of the brand's name where there is none."""
        aim = height * self.base
        if self._logo_shows():
            aspect = self.logo.aspect if self.logo else 1.0
            tall = aim * min(1.5, max(0.75, 1.35 / math.sqrt(aspect)))
            width = min(tall * aspect, self.safe.w * 0.4)
            return width, width / aspect
        size = self.px(1.12, 1.0)
        setting = self.setting("display", 700, 0.01, self.brand)
        return setting.face.width(self.brand, 0.01) * size, size * setting.face.cap

    def _logo_shows(self) -> bool:
        """Whether there is a logo in which something can be seen."""
        if self.logo is None:
            return False
        inks = [ink for ink, _ in self.logo.inks]
        flat = all(colour.contrast(inks[0], ink) < 1.3 for ink in inks) if inks else False
        return not (self.logo.opaque and flat)

    def plate(self, surface: str) -> str | None:
        """No plate where most of the logo is visible; else the one that shows most of it."""
        logo = self.logo
        if logo is None or logo.opaque or not logo.inks:
            return None

        def seen(ground: str) -> float:
            return sum(share for ink, share in logo.inks if colour.contrast(ink, ground) >= 2.4)

        total = sum(share for _, share in logo.inks)
        if surface != "photo" and seen(self.palette.hex(surface)) >= 0.8 * total:
            return None
        return max(("#ffffff", self.palette.shade), key=seen)

    def mark(
        self,
        box: Rect,
        *,
        align: Align = "left",
        valign: VAlign = "top",
        surface: str = "bg",
        height: float = 2.1,
        ink: str = "ink",
    ) -> Rect:
        """The logo in a corner of a box, or the brand's name in its own type."""
        if not self._logo_shows() and not self.brand:
            return Rect(box.x, box.y, 1, 1)
        width, tall = self.mark_size(height)
        shrink = min(1.0, box.w / width, box.h / tall)
        width, tall = width * shrink, tall * shrink
        place = Rect(
            box.x + (box.w - width) * _ALONG[align],
            box.y + (box.h - tall) * _DOWN[valign],
            width,
            tall,
        )
        if self.logo is None or not self._logo_shows():
            return self._name(place, align, surface, ink, shrink)
        plate = self.plate(surface)
        pad = round(self.base * 0.45) if plate else 0
        if plate:
            nudge = {"left": pad, "center": 0, "right": -pad}[align]
            lift = {"top": pad, "middle": 0, "bottom": -pad}[valign]
            place = Rect(place.x + nudge, place.y + lift, place.w, place.h)
        shape = place.inset(-pad)
        x, y, w, h = self.logo.visible
        self.layers.append(
            LogoLayer(
                id=self.unique("logo"),
                x=shape.x,
                y=shape.y,
                w=shape.w,
                h=shape.h,
                source=self.logo.id,
                crop=Crop(x=x, y=y, w=w, h=h),
                plate=plate,
                pad=pad,
                radius=round(self.base * 0.4) if plate or self.logo.opaque else 0,
            )
        )
        return shape

    def _name(self, place: Rect, align: Align, surface: str, ink: str, shrink: float) -> Rect:
        words = Words(
            self.brand,
            "{brand}",
            "brand",
            size=1.12,
            font="display",
            weight=700,
            ink=ink,
            leading=1.2,
            tracking=0.01,
        )
        setting = self.setting("display", 700, 0.01, self.brand)
        size = max(self.px(1.12, 1.0) * shrink, self.smallest)
        top = place.y + setting.face.cap * size - setting.face.baseline(size, 1.2)
        self.text_layer(
            words,
            (self.brand,),
            setting,
            size,
            Rect(place.x - 1, top, place.w + 2, size * 1.2),
            align=align,
            surface=surface,
        )
        return place


def _shortened(words: Words, lines: int) -> Words:
    return replace(words, lines=lines if words.lines > 1 else 1, cut=True)
