"""PosterDoc: everything a console or a server needs to draw one poster in one format.

Lengths are px of the document's own canvas, y downwards. A line of text sits on the baseline
`y + i * size * leading + size * leading / 2 + (ascent - descent) / 2 * size`, with the ascent
and descent of the font library; line breaks are stored, so nobody breaks lines twice.
"""

from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import ExportKey

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

Hex = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Colour = Annotated[str, Field(pattern=r"^(#[0-9a-fA-F]{6}|[a-z][a-z_]{1,23})$")]
Length = Annotated[float, Field(ge=-20_000, le=20_000, allow_inf_nan=False)]
Size = Annotated[float, Field(gt=0, le=20_000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
PathData = Annotated[str, Field(max_length=20_000, pattern=r"^[MLCQZ0-9eE.,\- ]*$")]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Palette(Part):
    """A colour for each role. Every ink reaches 4.5:1 on the surface it is named for."""

    name: str = Field(max_length=24)
    bg: Hex
    fg: Hex  # text on bg
    muted: Hex  # second text on bg
    bg_accent: Hex  # accent as text on bg
    panel: Hex  # the contrasting surface
    on_panel: Hex
    panel_muted: Hex
    panel_accent: Hex
    card: Hex  # a quiet raised surface
    on_card: Hex
    card_muted: Hex
    card_accent: Hex
    accent: Hex  # buttons, badges
    on_accent: Hex
    pop: Hex  # ornaments only; bears no text
    line: Hex
    shade: Hex  # scrim over photos
    on_shade: Hex

    def hex(self, colour: str) -> str:
        """The colour of a role, or the colour itself when it is one."""
        if colour.startswith("#"):
            return colour
        value = getattr(self, colour, None) if colour in type(self).model_fields else None
        return value if isinstance(value, str) and value.startswith("#") else self.fg


class FontPair(Part):
    display: str = "Plus Jakarta Sans"
    body: str = "Plus Jakarta Sans"


class Photo(Part):
    """What layout knows of a picture; the pixels stay with the assets."""

    id: Annotated[str, Field(min_length=1, max_length=80)]
    width: Annotated[int, Field(ge=1, le=30_000)]
    height: Annotated[int, Field(ge=1, le=30_000)]
    kind: Literal["photo", "cutout"] = "photo"
    generated: bool = True  # made by a model, for the provenance metadata
    # COCO-18 people: x and y as fractions of the picture, confidence.
    people: Annotated[
        list[Annotated[list[tuple[float, float, float]], Field(min_length=18, max_length=18)]],
        Field(max_length=8),
    ] = []
    product: tuple[float, float, float, float] | None = None  # x, y, w, h as fractions
    # Mean relative luminance of 8 x 8 cells, row by row; empty when nobody measured.
    tones: Annotated[list[float], Field(max_length=64)] = []
    # Whether its left and right edges, and its upper and lower ones, are calm enough that the
    # backdrop may be continued beyond them.
    endless: tuple[bool, bool] = (False, False)

    @property
    def aspect(self) -> float:
        return self.width / self.height


class Logo(Part):
    """What layout knows of a logo. `inks` are its visible colours with their shares."""

    id: Annotated[str, Field(min_length=1, max_length=80)]
    width: Annotated[int, Field(ge=1, le=30_000)]
    height: Annotated[int, Field(ge=1, le=30_000)]
    opaque: bool = False  # fills its rectangle
    # x, y, w, h of what is visible, as fractions: the empty border is cut away.
    visible: tuple[Share, Share, Share, Share] = (0, 0, 1, 1)
    inks: Annotated[list[tuple[Hex, Share]], Field(max_length=8)] = []

    @property
    def aspect(self) -> float:
        """Width over height of the visible part."""
        return self.width * max(self.visible[2], 0.01) / (self.height * max(self.visible[3], 0.01))


class Solid(Part):
    kind: Literal["solid"] = "solid"
    colour: Colour
    opacity: Share = 1


class Linear(Part):
    """Stops run along `angle` degrees: 0 is left to right, 90 is top to bottom."""

    kind: Literal["linear"] = "linear"
    angle: Literal[0, 90, 180, 270] = 90
    stops: Annotated[
        list[tuple[Share, Colour, Share]], Field(min_length=2, max_length=6)
    ]  # place, colour, opacity


Fill = Annotated[Solid | Linear, Field(discriminator="kind")]


class Stroke(Part):
    colour: Colour
    width: Annotated[float, Field(gt=0, le=200)]
    dash: Annotated[float, Field(ge=0, le=400)] = 0  # length of dashes and of gaps; 0 is solid
    opacity: Share = 1


class Shadow(Part):
    dx: Length = 0
    dy: Length = 0
    blur: Annotated[float, Field(ge=0, le=300)] = 20
    opacity: Share = 0.2
    colour: Colour = "shade"


class Crop(Part):
    """The part of a picture that is shown, as fractions of it.

    It may reach beyond the picture, where the outermost pixels are continued.
    """

    x: Annotated[float, Field(ge=-1, le=1)] = 0
    y: Annotated[float, Field(ge=-1, le=1)] = 0
    w: Annotated[float, Field(gt=0, le=3)] = 1
    h: Annotated[float, Field(gt=0, le=3)] = 1

    @model_validator(mode="after")
    def _shows_something(self) -> Self:
        if min(self.x + self.w, 1) - max(self.x, 0) < 0.01 or (
            min(self.y + self.h, 1) - max(self.y, 0) < 0.01
        ):
            raise ValueError("the crop lies beside the picture")
        return self


class Mask(Part):
    """The outline of a photo. A path is in the px of a `view` box stretched over the layer."""

    kind: Literal["rect", "ellipse", "path"] = "rect"
    radius: Annotated[float, Field(ge=0, le=4_000)] = 0
    path: PathData = ""
    view: tuple[Size, Size] = (100, 100)


class Fit(Part):
    """How a text was fitted, so that an editor can fit another text the same way."""

    min_size: Size
    max_size: Size
    max_lines: Annotated[int, Field(ge=1, le=60)]


class LayerBase(Part):
    id: Annotated[str, Field(min_length=1, max_length=60)]
    x: Length
    y: Length
    w: Size
    h: Size
    rotation: Annotated[float, Field(ge=-180, le=180)] = 0  # degrees clockwise about the centre
    opacity: Share = 1
    group: str | None = Field(default=None, max_length=60)  # layers that move together
    edited: bool = False  # placed by hand: a new layout leaves its look alone


class PhotoLayer(LayerBase):
    type: Literal["photo"] = "photo"
    source: Annotated[str, Field(min_length=1, max_length=80)]  # a Photo's id
    crop: Crop = Crop()
    mask: Mask = Mask()
    shadow: Shadow | None = None


class ShapeLayer(LayerBase):
    type: Literal["shape"] = "shape"
    shape: Literal["rect", "ellipse", "path"] = "rect"
    radius: Annotated[float, Field(ge=0, le=4_000)] = 0
    path: PathData = ""
    view: tuple[Size, Size] = (100, 100)
    fill: Fill | None = None
    stroke: Stroke | None = None
    shadow: Shadow | None = None


class TextLayer(LayerBase):
    type: Literal["text"] = "text"
    text: Annotated[str, Field(max_length=1_000)]  # may hold variables such as {headline}
    lines: Annotated[list[Annotated[str, Field(max_length=1_000)]], Field(max_length=60)]
    font: Annotated[str, Field(max_length=60)] = "body"  # display, body or a family
    weight: Annotated[int, Field(ge=100, le=1000)] = 400
    size: Annotated[float, Field(gt=0, le=3_000)]
    leading: Annotated[float, Field(ge=0.6, le=3)] = 1.3  # line height in ems
    tracking: Annotated[float, Field(ge=-0.2, le=1)] = 0  # ems between letters
    align: Literal["left", "center", "right"] = "left"
    colour: Colour = "fg"
    surface: Colour | None = None  # what lies below, for the contrast check; None is a photo
    upper: bool = False
    strike: bool = False
    fit: Fit | None = None
    cut: bool = False  # shortened with an ellipsis because it did not fit
    sample: bool = False  # a sample sentence that nobody has replaced


class LogoLayer(LayerBase):
    type: Literal["logo"] = "logo"
    source: Annotated[str, Field(min_length=1, max_length=80)]
    crop: Crop = Crop()
    plate: Colour | None = None
    pad: Annotated[float, Field(ge=0, le=400)] = 0
    radius: Annotated[float, Field(ge=0, le=400)] = 0


Layer = Annotated[PhotoLayer | ShapeLayer | TextLayer | LogoLayer, Field(discriminator="type")]


class PosterDoc(Part):
    """One poster in one format, laid out. Raises a validation error beyond its limits."""

    version: Literal[1] = 1
    template: Annotated[str, Field(max_length=40)] | None = None  # None: drawn by hand
    format: ExportKey
    width: Annotated[int, Field(ge=64, le=4_096)]
    height: Annotated[int, Field(ge=64, le=4_096)]
    brand: str = Field(default="", max_length=80)
    palette: Palette
    fonts: FontPair = FontPair()
    content: Content = Content()
    photos: Annotated[list[Photo], Field(max_length=MAX_PHOTOS)] = []
    logo: Logo | None = None
    background: Fill = Solid(colour="bg")
    layers: Annotated[list[Layer], Field(max_length=MAX_LAYERS)] = []

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [layer.id for layer in self.layers]
        if len(set(ids)) != len(ids):
            raise ValueError("two layers share an id")
        return self
