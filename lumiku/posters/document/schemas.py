"""PosterDoc: everything a console or a server needs to draw one poster in one format.

Lengths are px of the document's own canvas, y downwards. A line of text sits on the baseline
`y + i * size * leading + size * leading / 2 + (ascent - descent) / 2 * size`, with the ascent
and descent of the font library; line breaks are stored, so nobody breaks lines twice.
"""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import ExportKey
from lumiku.posters.document.parts import (
    Colour,
    Crop,
    Fill,
    Fit,
    FontPair,
    Hex,
    Length,
    Linear,
    Mask,
    Palette,
    Part,
    PathData,
    Shadow,
    Share,
    Size,
    Solid,
    Stroke,
)

__all__ = [
    "MAX_LAYERS",
    "Colour",
    "Crop",
    "Fill",
    "Fit",
    "FontPair",
    "Layer",
    "Linear",
    "Logo",
    "LogoLayer",
    "Mask",
    "Palette",
    "Photo",
    "PhotoLayer",
    "PosterDoc",
    "Shadow",
    "ShapeLayer",
    "Solid",
    "Stroke",
    "TextLayer",
]

MAX_LAYERS: Final = 240
MAX_PHOTOS: Final = 24


class Photo(Part):
    """What layout knows of a picture; the pixels stay with the assets."""

    id: Annotated[str, Field(min_length=1, max_length=80)]
    """The id of a photo (`pose_…`) or of a product (`prd_…`)."""
    width: Annotated[int, Field(ge=1, le=30_000)]
    """Pixels."""
    height: Annotated[int, Field(ge=1, le=30_000)]
    """Pixels."""
    kind: Literal["photo", "cutout"] = "photo"
    """A whole picture, or a product without its background."""
    generated: bool = True
    """Whether a model made it, for the provenance in the file."""
    people: Annotated[
        list[Annotated[list[tuple[float, float, float]], Field(min_length=18, max_length=18)]],
        Field(max_length=8),
    ] = Field(default=[])
    """The 18 COCO keypoints of each person: x and y as fractions of the picture, confidence."""
    product: tuple[float, float, float, float] | None = None
    """Where the product is: x, y, width and height as fractions; null when that is unknown."""
    tones: Annotated[list[float], Field(max_length=64)] = Field(default=[])
    """The mean relative luminance of 8 x 8 cells, row by row; empty when nobody measured."""
    endless: tuple[bool, bool] = (False, False)
    """Whether its left and right edges, and its upper and lower ones, are calm enough that the
    backdrop may be continued beyond them."""

    @property
    def aspect(self) -> float:
        return self.width / self.height


class Logo(Part):
    """What layout knows of a logo."""

    id: Annotated[str, Field(min_length=1, max_length=80)]
    """The id of the upload that it is."""
    width: Annotated[int, Field(ge=1, le=30_000)]
    """Pixels."""
    height: Annotated[int, Field(ge=1, le=30_000)]
    """Pixels."""
    opaque: bool = False
    """Whether it fills its rectangle."""
    visible: tuple[Share, Share, Share, Share] = (0, 0, 1, 1)
    """What of it is visible: x, y, width and height as fractions. The empty border is cut away."""
    inks: Annotated[list[tuple[Hex, Share]], Field(max_length=8)] = Field(default=[])
    """Its visible colours with their shares."""

    @property
    def aspect(self) -> float:
        """Width over height of the visible part."""
        return self.width * max(self.visible[2], 0.01) / (self.height * max(self.visible[3], 0.01))


class LayerBase(Part):
    """What every layer has: its box in pixels of the document, before it is turned."""

    id: Annotated[str, Field(min_length=1, max_length=60)]
    """The layer's id; no other layer of the document has it."""
    x: Length
    """The left edge."""
    y: Length
    """The upper edge."""
    w: Size
    """The width."""
    h: Size
    """The height."""
    rotation: Annotated[float, Field(ge=-180, le=180)] = 0
    """Degrees clockwise about the centre."""
    opacity: Share = 1
    """0 is invisible, 1 is opaque."""
    group: str | None = Field(default=None, max_length=60)
    """Layers with the same group move together; null for none."""
    edited: bool = False
    """Whether it was placed by hand: a new layout leaves its look alone."""


class PhotoLayer(LayerBase):
    """A photo or a cut-out."""

    type: Literal["photo"] = "photo"
    """Always `photo`."""
    source: Annotated[str, Field(min_length=1, max_length=80)]
    """The id of one of the document's `photos`."""
    crop: Crop = Crop()
    """Which part of it is shown; the whole by default."""
    mask: Mask = Mask()
    """Its outline; the layer's box by default."""
    shadow: Shadow | None = None
    """Null for none."""


class ShapeLayer(LayerBase):
    """A plain shape."""

    type: Literal["shape"] = "shape"
    """Always `shape`."""
    shape: Literal["rect", "ellipse", "path"] = "rect"
    """Which shape."""
    radius: Annotated[float, Field(ge=0, le=4_000)] = 0
    """Of the corners of a rectangle, in pixels."""
    path: PathData = ""
    """SVG path data with absolute M, L, C, Q and Z, in pixels of `view`; only of a path."""
    view: tuple[Size, Size] = (100, 100)
    """Width and height of the box that the path is drawn in; it is stretched over the layer."""
    fill: Fill | None = None
    """Null for none."""
    stroke: Stroke | None = None
    """Null for none."""
    shadow: Shadow | None = None
    """Null for none."""


class TextLayer(LayerBase):
    """A text with its line breaks."""

    type: Literal["text"] = "text"
    """Always `text`."""
    text: Annotated[str, Field(max_length=1_000)]
    """What it says; it may hold variables such as `{headline}`."""
    lines: Annotated[list[Annotated[str, Field(max_length=1_000)]], Field(max_length=60)]
    """What is drawn, line by line, with variables replaced."""
    font: Annotated[str, Field(max_length=60)] = "body"
    """`display`, `body`, or a family of our library."""
    weight: Annotated[int, Field(ge=100, le=1000)] = 400
    """The font's weight, 100 to 1000."""
    size: Annotated[float, Field(gt=0, le=3_000)]
    """The font's size in pixels."""
    leading: Annotated[float, Field(ge=0.6, le=3)] = 1.3
    """The height of a line in ems."""
    tracking: Annotated[float, Field(ge=-0.2, le=1)] = 0
    """Ems between letters."""
    align: Literal["left", "center", "right"] = "left"
    """Where lines stand in the box."""
    colour: Colour = "fg"
    """`#rrggbb`, or a role of the palette."""
    surface: Colour | None = None
    """What lies below it, for the check of its contrast; null is a photo."""
    upper: bool = False
    """Whether it is drawn in capitals."""
    strike: bool = False
    """Whether it is struck through."""
    fit: Fit | None = None
    """How it was fitted; null when it was not."""
    cut: bool = False
    """Whether it was shortened with an ellipsis because it did not fit."""
    sample: bool = False
    """Whether it is a sample sentence that nobody has replaced."""


class LogoLayer(LayerBase):
    """The brand's logo."""

    type: Literal["logo"] = "logo"
    """Always `logo`."""
    source: Annotated[str, Field(min_length=1, max_length=80)]
    """The id of the document's `logo`."""
    crop: Crop = Crop()
    """Which part of it is shown; the whole by default."""
    plate: Colour | None = None
    """The colour of a plate behind it; null for none."""
    pad: Annotated[float, Field(ge=0, le=400)] = 0
    """Pixels between the plate's edge and the logo."""
    radius: Annotated[float, Field(ge=0, le=400)] = 0
    """Of the plate's corners, in pixels."""


Layer = Annotated[PhotoLayer | ShapeLayer | TextLayer | LogoLayer, Field(discriminator="type")]


class PosterDoc(Part):
    """One poster in one format, laid out. Lengths are pixels of its own canvas, y downwards; later
    layers lie above earlier ones."""

    version: Literal[1] = 1
    """The version of this form of documents; always 1."""
    template: Annotated[str, Field(max_length=40)] | None = None
    """The poster template that drew it; null when it was drawn by hand."""
    format: ExportKey
    """The format that it is laid out in."""
    width: Annotated[int, Field(ge=64, le=4_096)]
    """Pixels of the canvas."""
    height: Annotated[int, Field(ge=64, le=4_096)]
    """Pixels of the canvas."""
    brand: str = Field(default="", max_length=80)
    """The brand's name, for the variable `{brand}`."""
    palette: Palette
    """The colours that layers name by their role."""
    fonts: FontPair = FontPair()
    """The fonts that layers name by their role."""
    content: Content = Content()
    """What it says."""
    photos: Annotated[list[Photo], Field(max_length=MAX_PHOTOS)] = Field(default=[])
    """The pictures that layers show."""
    logo: Logo | None = None
    """The logo that a layer may show; null for none."""
    background: Fill = Solid(colour="bg")
    """What lies below all layers; the palette's background by default."""
    layers: Annotated[list[Layer], Field(max_length=MAX_LAYERS)] = Field(default=[])
    """What is drawn, from the lowest to the topmost."""

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [layer.id for layer in self.layers]
        if len(set(ids)) != len(ids):
            raise ValueError("two layers share an id")
        return self
