"""Placing layers: shapes, pictures and lines of text on one sheet."""

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import (
    Crop,
    Fill,
    Fit,
    LogoLayer,
    Mask,
    Photo,
    PhotoLayer,
    Shadow,
    ShapeLayer,
    Solid,
    Stroke,
    TextLayer,
)
from lumiku.posters.layout import photos
from lumiku.posters.layout.blocks import Align, Words
from lumiku.posters.layout.context import LayoutContext
from lumiku.posters.layout.ink import ink_box
from lumiku.posters.layout.photos import CENTRED, View
from lumiku.posters.layout.typeset import Setting

__all__ = ["LayerBuilder", "ShapeLook"]


class ShapeLook(TypedDict, total=False):
    """How a shape may look, beside its fill."""

    name: str
    group: str | None
    opacity: float
    shadow: Shadow | None
    stroke: tuple[str, float] | None  # colour and px
    dash: float
    rotation: float


def _worn(fill: str | Fill | None, look: ShapeLook) -> dict[str, Any]:
    """A look as the attributes of a layer."""
    stroke = look.get("stroke")
    return {
        "fill": Solid(colour=fill) if isinstance(fill, str) else fill,
        "stroke": Stroke(colour=stroke[0], width=stroke[1], dash=look.get("dash", 0))
        if stroke
        else None,
        "shadow": look.get("shadow"),
        "opacity": look.get("opacity", 1.0),
        "rotation": look.get("rotation", 0.0),
        "group": look.get("group"),
    }


class LayerBuilder(LayoutContext):
    """A sheet on which layers can be put, the first at the bottom."""

    def rect(
        self,
        box: Rect,
        fill: str | Fill | None,
        *,
        radius: float = 0,
        ellipse: bool = False,
        **look: Unpack[ShapeLook],
    ) -> None:
        shape = ShapeLayer(
            id=self.unique(look.get("name", "shape")),
            x=box.x,
            y=box.y,
            w=max(box.w, 1),
            h=max(box.h, 1),
            shape="ellipse" if ellipse else "rect",
            radius=min(radius, box.w / 2, box.h / 2),
            **_worn(fill, look),
        )
        self.layers.append(shape)

    def path(
        self,
        box: Rect,
        data: str,
        fill: str | Fill | None,
        *,
        view: tuple[float, float] = (100, 100),
        **look: Unpack[ShapeLook],
    ) -> None:
        shape = ShapeLayer(
            id=self.unique(look.get("name", "ornament")),
            x=box.x,
            y=box.y,
            w=box.w,
            h=box.h,
            shape="path",
            path=data,
            view=view,
            **_worn(fill, look),
        )
        self.layers.append(shape)

    def soft(self, strength: float = 1.0) -> Shadow:
        """The house's shadow: low, wide and faint."""
        return Shadow(
            dy=round(self.base * 0.35, 1), blur=round(self.base * 1.1, 1), opacity=0.22 * strength
        )

    def photo(
        self,
        photo: Photo | None,
        box: Rect,
        *,
        view: View = CENTRED,
        mask: Mask | None = None,
        radius: float = 0,
        shadow: Shadow | None = None,
        rotation: float = 0,
        ground: str = "card",
    ) -> Crop:
        """A photo that fills a box, or a cut-out standing in it. Returns the crop used."""
        box = box.rounded()
        outline = mask or Mask(kind="rect", radius=min(radius, box.w / 2, box.h / 2))
        if photo is None:
            self.rect(box, ground, radius=outline.radius, name="photo-missing", rotation=rotation)
            return Crop()
        if photo.kind == "cutout":
            return self._cutout(photo, box, outline, rotation, ground)
        crop = photos.crop_to(photo, box.aspect, view)
        self.faces += photos.shown_at(photo, crop, box)
        self.layers.append(
            PhotoLayer(
                id=self.unique("photo"),
                x=box.x,
                y=box.y,
                w=box.w,
                h=box.h,
                source=photo.id,
                crop=crop,
                mask=outline,
                shadow=shadow,
                rotation=rotation,
            )
        )
        return crop

    def quiet(self, spots: Sequence[Rect]) -> Rect:
        """The first of the spots that hides the least of heads, products and words."""
        words = [
            ink_box(layer, self.fonts)
            if isinstance(layer, TextLayer)
            else Rect(layer.x, layer.y, layer.w, layer.h)
            for layer in self.layers
            if isinstance(layer, TextLayer | LogoLayer)
        ]

        def hidden(spot: Rect) -> float:
            heads = sum(spot.overlap(face) for face in self.faces)
            out = spot.w * spot.h - spot.overlap(self.safe.inset(-0.2 * spot.w))
            return heads + 2 * sum(spot.overlap(word) for word in words) + 3 * out

        return min(spots, key=lambda spot: round(hidden(spot) / (spot.w * spot.h), 2))

    def _cutout(self, photo: Photo, box: Rect, outline: Mask, rotation: float, ground: str) -> Crop:
        """A product without background: on a ground of the same outline, whole, with a shadow."""
        if outline.kind == "path":
            self.path(box, outline.path, ground, view=outline.view, name="photo-ground")
        else:
            self.rect(
                box,
                ground,
                radius=outline.radius,
                name="photo-ground",
                rotation=rotation,
                ellipse=outline.kind == "ellipse",
            )
        stand = box.inset(box.w * 0.12, box.h * 0.12).fitted(photo.aspect, 0.5, 0.6)
        self.layers.append(
            PhotoLayer(
                id=self.unique("photo"),
                x=stand.x,
                y=stand.y,
                w=stand.w,
                h=stand.h,
                source=photo.id,
                shadow=self.soft(1.4),
                rotation=rotation,
            )
        )
        return Crop()

    def line(
        self,
        words: Words,
        size: float,
        box: tuple[float, float, float],
        *,
        align: Align,
        surface: str,
        group: str | None = None,
        was_cut: bool = False,
    ) -> None:
        """One line of words on a baseline; `box` is (left, baseline, width)."""
        setting = self.setting(words.font, words.weight, words.tracking, words.shown)
        left, baseline, width = box
        top = baseline - setting.face.baseline(size, words.leading)
        self.text_layer(
            words,
            (words.shown,),
            setting,
            size,
            Rect(left, top, width, size * words.leading),
            align=align,
            surface=surface,
            group=group,
            was_cut=was_cut,
        )

    def text_layer(
        self,
        words: Words,
        lines: Sequence[str],
        setting: Setting,
        size: float,
        box: Rect,
        *,
        align: Align,
        surface: str,
        was_cut: bool = False,
        group: str | None = None,
        rotation: float = 0,
    ) -> None:
        roles = {"display": self.fonts.display, "body": self.fonts.body}
        font = words.font if roles.get(words.font) == setting.family else setting.family
        self.layers.append(
            TextLayer(
                id=self.unique(words.name),
                x=round(box.x, 2),
                y=round(box.y, 2),
                w=max(round(box.w, 2), 1),
                h=max(round(box.h, 2), 1),
                text=words.bind or words.text,
                lines=list(lines),
                font=font,
                weight=setting.weight,
                size=round(size, 2),
                leading=words.leading,
                tracking=setting.tracking,
                align=align,
                colour=self.ink(words.ink, surface),
                surface=self.photo_ground if surface == "photo" else surface,
                upper=words.upper,
                strike=words.strike,
                fit=Fit(
                    min_size=round(self.smallest, 2),
                    max_size=round(max(size, words.size * self.base * words.grow), 2),
                    max_lines=words.lines,
                ),
                cut=was_cut,
                sample=words.sample,
                group=group,
                rotation=rotation,
            )
        )
