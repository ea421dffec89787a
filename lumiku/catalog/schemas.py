"""What goes in and out of the API for brand kits, uploads and projects."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final

from pydantic import Field, field_validator

from lumiku.schemas import (
    BrandKitId,
    CleanColour,
    Count,
    HexColour,
    In,
    Line,
    Moment,
    Name,
    Out,
    Page,
    Paragraph,
    Patch,
    ProjectId,
    UploadId,
    Url,
    wrong,
)
from lumiku.texts import Text
from lumiku.vocabulary import BrandCategory, UploadKind

__all__ = [
    "CONTENT_TYPES",
    "MAX_UPLOAD",
    "Font",
    "Kit",
    "KitIn",
    "KitPage",
    "KitPatch",
    "Project",
    "ProjectIn",
    "ProjectPage",
    "ProjectPatch",
    "Remark",
    "Upload",
    "UploadIn",
    "UploadStatus",
    "UploadTicket",
]

MAX_UPLOAD: Final = 15 * 1024 * 1024  # bytes
CONTENT_TYPES: Final = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")
_WEIGHTS: Final = Text(
    "ketebalan huruf harus kelipatan 100, seperti 400 atau 700",
    "font weights are multiples of 100, such as 400 or 700",
)
_NOT_A_PICTURE: Final = Text(
    "harus foto JPEG, PNG, WebP, atau HEIC", "must be a JPEG, PNG, WebP or HEIC photo"
)


class UploadStatus(StrEnum):
    """How far an upload is."""

    WAITING = "waiting"
    """The file was not received, or is being looked at."""
    READY = "ready"
    """It may be used."""
    REJECTED = "rejected"
    """It cannot be used; the reason is told."""


Weight = Annotated[int, Field(ge=100, le=900, json_schema_extra={"multipleOf": 100})]


class Font(In):
    """A font family and the weights of it that the brand uses."""

    family: Annotated[Name, Field(examples=["Playfair Display"])]
    """The family's name. One that our library lacks gives way to the category's usual font."""
    weights: Annotated[list[Weight], Field(min_length=1, max_length=9)] = Field(
        default_factory=lambda: [400, 700]
    )
    """Font weights in hundreds, 100 to 900; answered in order, each once. Default: 400 and 700."""

    @field_validator("weights")
    @classmethod
    def _in_order(cls, weights: list[int]) -> list[int]:
        if any(weight % 100 for weight in weights):
            raise wrong(_WEIGHTS)
        return sorted(set(weights))


Colours = Annotated[list[HexColour], Field(min_length=1, max_length=8)]
Fonts = Annotated[list[Font], Field(max_length=4)]


def _distinct(colours: list[str]) -> list[str]:
    return list(dict.fromkeys(colours))


class KitIn(In):
    """A brand: what all its pictures and posters have in common."""

    name: Name
    """The brand's name, one line."""
    category: BrandCategory
    """What the brand sells; it decides the usual fonts and moods of posters."""
    colors: Colours
    """The brand's colours, the most important first; `#RGB` and `#RRGGBB`, with or without `#`."""
    fonts: Fonts = Field(default_factory=list)
    """At most four families: the first for headlines, the second for text. Default: none, so the
    category's usual fonts."""
    logo_upload_id: UploadId | None = None
    """A ready upload of the kind `logo`; null for none."""
    tone: Line | None = None
    """How the brand speaks and looks, such as "warm, natural"; it is a part of every prompt."""
    tagline: Line | None = None
    """The brand's slogan, one line."""

    _colours = field_validator("colors")(_distinct)


class KitPatch(Patch):
    """Changes of a brand kit. Posters keep the look that they were made with."""

    described_by: ClassVar[type[In]] = KitIn
    clearable = frozenset({"logo_upload_id", "tone", "tagline"})

    name: Name | None = None
    category: BrandCategory | None = None
    colors: Colours | None = None
    fonts: Fonts | None = None
    logo_upload_id: UploadId | None = None
    tone: Line | None = None
    tagline: Line | None = None

    _colours = field_validator("colors")(_distinct)


class Kit(Out):
    """A brand kit."""

    described_by: ClassVar[type[In]] = KitIn

    id: BrandKitId
    """The brand kit's id."""
    name: str
    category: BrandCategory
    colors: list[CleanColour]
    """The brand's colours as `#RRGGBB`, the most important first."""
    fonts: list[Font]
    logo_upload_id: UploadId | None
    """The upload that is the logo; null without one."""
    logo_url: Url | None
    """A signed link to the logo, good for about an hour; null without one."""
    tone: str | None
    tagline: str | None
    is_default: bool
    """Whether it is the merchant's default kit; exactly one is."""
    avatar_count: Count
    """How many avatars belong to it."""
    product_count: Count
    """How many products belong to it."""
    project_count: Count
    """How many projects belong to it."""
    created_at: Moment
    """When it was made."""
    updated_at: Moment
    """When it was last changed."""


class KitPage(Page[Kit]):
    """Brand kits, the newest first."""


class UploadIn(In):
    """A picture about to be sent."""

    kind: UploadKind
    """What the picture is for."""
    filename: Line
    """The file's name on the merchant's device; shown, never used as a path."""
    content_type: Annotated[
        str, Field(examples=["image/jpeg"], json_schema_extra={"enum": [*CONTENT_TYPES]})
    ]
    """The picture's media type."""
    size: Annotated[int, Field(ge=1, le=MAX_UPLOAD)]
    """The most bytes that the form will accept: the file's size, at most 15 MB."""

    @field_validator("content_type")
    @classmethod
    def _picture(cls, content_type: str) -> str:
        if content_type.lower() not in CONTENT_TYPES:
            raise wrong(_NOT_A_PICTURE)
        return content_type.lower()


class UploadTicket(Out):
    """Where the file goes: POST a multipart form of all `fields`, then the file as `file`."""

    id: UploadId
    """The upload's id; poll it until it is no longer waiting."""
    status: UploadStatus
    """Always `waiting`."""
    url: Url
    """Where to post the form, without a token."""
    fields: dict[str, str]
    """The form's fields as they must be sent, before the file."""
    expires_at: Moment
    """Until when the form is accepted."""


class Remark(Out):
    """A finding: a stable code and a sentence for the merchant."""

    code: str
    """A stable code for programs, such as `too_small`; more may be added."""
    detail: str
    """The sentence for the merchant."""


class Upload(Out):
    """A picture on its way in, and what was found in it."""

    id: UploadId
    """The upload's id."""
    kind: UploadKind
    """What the picture is for."""
    status: UploadStatus
    """How far it is."""
    reason: Remark | None
    """Why it was rejected, or that nothing was received for long; null otherwise."""
    filename: str
    """The file's name on the merchant's device."""
    width: int | None
    """Pixels of the cleaned picture; null until it is ready."""
    height: int | None
    """Pixels of the cleaned picture; null until it is ready."""
    image_url: Url | None
    """A signed link to the cleaned picture, good for about an hour; null until it is ready."""
    thumbnail_url: Url | None
    """A signed link to a small copy (WebP), good for about an hour; null until it is ready."""
    cutout_url: Url | None
    """A signed link to the product without its background (PNG); null until it is ready, and for
    what is no product."""
    colors: list[CleanColour]
    """The picture's main colours, the largest share first; empty until it is ready."""
    doubt: Remark | None
    """Why the cut-out should be looked at before it is used; null when nothing speaks for that."""
    created_at: Moment
    """When the form was asked for."""


class ProjectIn(In):
    """A folder for batches of one brand."""

    brand_kit_id: BrandKitId
    """The brand kit that it belongs to."""
    name: Name
    """The project's name, one line."""
    description: Paragraph | None = None
    """What it is for; null for nothing."""


class ProjectPatch(Patch):
    """Changes of a project."""

    described_by: ClassVar[type[In]] = ProjectIn
    clearable = frozenset({"description"})

    brand_kit_id: BrandKitId | None = None
    """Moves it to this brand kit."""
    name: Name | None = None
    description: Paragraph | None = None


class Project(Out):
    """A folder for batches of one brand."""

    described_by: ClassVar[type[In]] = ProjectIn

    id: ProjectId
    """The project's id."""
    brand_kit_id: BrandKitId
    name: str
    description: str | None
    created_at: Moment
    """When it was made."""
    updated_at: Moment
    """When it was last changed."""


class ProjectPage(Page[Project]):
    """Projects, the newest first."""
