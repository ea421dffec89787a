"""What the layers of a PosterDoc are made of: colours, fills, lines, shadows, crops, outlines."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

__all__ = [
    "Colour",
    "Crop",
    "Fill",
    "Fit",
    "FontPair",
    "Hex",
    "Length",
    "Linear",
    "Mask",
    "Palette",
    "Part",
    "PathData",
    "Shadow",
    "Share",
    "Size",
    "Solid",
    "Stroke",
]

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
    """The mood's name; empty for one made by hand."""
    bg: Hex
    """The background."""
    fg: Hex
    """Text on the background."""
    muted: Hex
    """Second text on the background."""
    bg_accent: Hex
    """The accent as text on the background."""
    panel: Hex
    """The contrasting surface."""
    on_panel: Hex
    """Text on the panel."""
    panel_muted: Hex
    """Second text on the panel."""
    panel_accent: Hex
    """The accent as text on the panel."""
    card: Hex
    """A quiet raised surface."""
    on_card: Hex
    """Text on the card."""
    card_muted: Hex
    """Second text on the card."""
    card_accent: Hex
    """The accent as text on the card."""
    accent: Hex
    """Buttons and badges."""
    on_accent: Hex
    """Text on the accent."""
    pop: Hex
    """Ornaments only; it bears no text."""
    line: Hex
    """Thin lines."""
    shade: Hex
    """What darkens or lightens photos below text."""
    on_shade: Hex
    """Text on it."""

    def hex(self, colour: str) -> str:
        """The colour of a role, or the colour itself when it is one."""
        if colour.startswith("#"):
            return colour
        value = getattr(self, colour, None) if colour in type(self).model_fields else None
        return value if isinstance(value, str) and value.startswith("#") else self.fg


class FontPair(Part):
    """The families of our library that the document is set in."""

    display: str = "Plus Jakarta Sans"
    """For headlines."""
    body: str = "Plus Jakarta Sans"
    """For everything else."""


class Solid(Part):
    """One colour."""

    kind: Literal["solid"] = "solid"
    """Always `solid`."""
    colour: Colour
    """`#rrggbb`, or a role of the palette."""
    opacity: Share = 1
    """0 is invisible, 1 is opaque."""


class Linear(Part):
    """A gradient along a line."""

    kind: Literal["linear"] = "linear"
    """Always `linear`."""
    angle: Literal[0, 90, 180, 270] = 90
    """Degrees: 0 is left to right, 90 is top to bottom."""
    stops: Annotated[list[tuple[Share, Colour, Share]], Field(min_length=2, max_length=6)]
    """Place along the line (0 to 1), colour (`#rrggbb` or a role) and opacity of each stop."""


Fill = Annotated[Solid | Linear, Field(discriminator="kind")]


class Stroke(Part):
    """A line around a shape."""

    colour: Colour
    """`#rrggbb`, or a role of the palette."""
    width: Annotated[float, Field(gt=0, le=200)]
    """Pixels."""
    dash: Annotated[float, Field(ge=0, le=400)] = 0
    """The length of dashes and of gaps in pixels; 0 is solid."""
    opacity: Share = 1
    """0 is invisible, 1 is opaque."""


class Shadow(Part):
    """A soft shadow below a layer."""

    dx: Length = 0
    """Pixels to the right."""
    dy: Length = 0
    """Pixels downwards."""
    blur: Annotated[float, Field(ge=0, le=300)] = 20
    """How soft it is, in pixels."""
    opacity: Share = 0.2
    """0 is invisible, 1 is opaque."""
    colour: Colour = "shade"
    """`#rrggbb`, or a role of the palette."""


class Crop(Part):
    """The part of a picture that is shown, as fractions of it.

    It may reach beyond the picture, where the outermost pixels are continued.
    """

    x: Annotated[float, Field(ge=-1, le=1)] = 0
    """The left edge."""
    y: Annotated[float, Field(ge=-1, le=1)] = 0
    """The upper edge."""
    w: Annotated[float, Field(gt=0, le=3)] = 1
    """The width."""
    h: Annotated[float, Field(gt=0, le=3)] = 1
    """The height."""

    @model_validator(mode="after")
    def _shows_something(self) -> Self:
        if min(self.x + self.w, 1) - max(self.x, 0) < 0.01 or (
            min(self.y + self.h, 1) - max(self.y, 0) < 0.01
        ):
            raise ValueError("the crop lies beside the picture")
        return self


class Mask(Part):
    """The outline of a photo."""

    kind: Literal["rect", "ellipse", "path"] = "rect"
    """Which outline."""
    radius: Annotated[float, Field(ge=0, le=4_000)] = 0
    """Of the corners of a rectangle, in pixels."""
    path: PathData = ""
    """SVG path data with absolute M, L, C, Q and Z, in pixels of `view`; only of a path."""
    view: tuple[Size, Size] = (100, 100)
    """Width and height of the box that the path is drawn in; it is stretched over the layer."""


class Fit(Part):
    """How a text was fitted, so that an editor can fit another text the same way."""

    min_size: Size
    """The smallest font size in pixels."""
    max_size: Size
    """The largest font size in pixels."""
    max_lines: Annotated[int, Field(ge=1, le=60)]
    """The most lines."""
