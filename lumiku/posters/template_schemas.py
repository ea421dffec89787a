"""What goes in and out of the API for poster templates and the formats of exports."""

from typing import Annotated

from pydantic import Field

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.formats import ExportKey, FileType
from lumiku.schemas import Count, Out, Query

__all__ = [
    "FormatOut",
    "SafeArea",
    "Season",
    "TemplateKey",
    "TemplateList",
    "TemplateOut",
    "TemplateQuery",
]

TemplateKey = Annotated[str, Field(pattern=r"^[a-z0-9-]{3,40}$")]
Season = Annotated[str, Field(pattern=r"^[a-z]{3,12}$")]


class TemplateQuery(Query):
    """Which poster templates."""

    family: Annotated[str | None, Field(max_length=40)] = None
    """Only templates of this family."""
    season: Season | None = None
    """Only templates of this season."""


class TemplateOut(Out):
    """A layout that draws posters."""

    key: TemplateKey
    """The poster template's key."""
    family: str
    """What it is for, such as a price list."""
    name: str
    """Its name for people."""
    tier: TemplateSet
    """The smallest template set that holds it."""
    included: bool
    """Whether the caller's plan includes it."""
    photos: Count
    """How many photos it shows."""
    needs: list[str]
    """The fields of the content without which it makes no sense."""
    moods: list[str]
    """The moods that it can be drawn in."""
    season: str | None
    """The season that it is made for; null for all year."""


class SafeArea(Out):
    """Pixels from each edge that the platform may cover."""

    left: Count
    """From the left edge."""
    top: Count
    """From the upper edge."""
    right: Count
    """From the right edge."""
    bottom: Count
    """From the lower edge."""


class FormatOut(Out):
    """Where a poster may go."""

    key: ExportKey
    """The format's key."""
    name: str
    """Its name for people."""
    width: Count
    """Pixels."""
    height: Count
    """Pixels."""
    safe: SafeArea
    """What the platform may cover."""
    types: list[FileType]
    """The file types that it takes, the usual one first."""
    max_bytes: Count
    """The most bytes of a file."""
    marketplace: bool
    """Whether it is a marketplace."""
    pure_photo: bool
    """Whether the platform refuses added text, logos and marks: its file shows the photo alone."""


class TemplateList(Out):
    """Poster templates, formats and variables."""

    data: list[TemplateOut]
    """The poster templates that pass the filters."""
    formats: list[FormatOut]
    """Every format."""
    formats_checked: str
    """The month in which sizes and safe areas were last compared with the platforms' own words,
    as `YYYY-MM`."""
    variables: dict[str, str]
    """What may stand in braces in texts -> its name for people."""
