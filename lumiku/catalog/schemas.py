"""What goes in and out of the API for brand kits, uploads and projects."""

from typing import Annotated, Any, ClassVar, Final

from pydantic import Field, ValidationInfo, field_validator

from lumiku.schemas import HexColour, Id, In, Line, Moment, Name, Out, Page, Paragraph, wrong
from lumiku.vocabulary import BrandCategory, UploadKind

__all__ = [
    "CONTENT_TYPES",
    "MAX_UPLOAD",
    "Font",
    "Kit",
    "KitIn",
    "KitPage",
    "KitPatch",
    "Patch",
    "Project",
    "ProjectIn",
    "ProjectPage",
    "ProjectPatch",
    "Remark",
    "Upload",
    "UploadIn",
    "UploadTicket",
]

MAX_UPLOAD: Final = 15 * 1024 * 1024  # bytes
CONTENT_TYPES: Final = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")


class Patch(In):
    """A partial change: absent fields stay, and only `clearable` ones may be null."""

    clearable: ClassVar[frozenset[str]] = frozenset()

    @field_validator("*")
    @classmethod
    def _not_null(cls, value: Any, info: ValidationInfo) -> Any:
        if value is None and info.field_name not in cls.clearable:
            raise wrong("tidak boleh null", "must not be null")
        return value


Weight = Annotated[int, Field(ge=100, le=900)]


class Font(In):
    """A font family and the weights that the brand uses, 100 to 900."""

    family: Annotated[Name, Field(examples=["Playfair Display"])]
    weights: Annotated[list[Weight], Field(min_length=1, max_length=9)] = Field(
        default_factory=lambda: [400, 700]
    )

    @field_validator("weights")
    @classmethod
    def _in_order(cls, weights: list[int]) -> list[int]:
        if any(weight % 100 for weight in weights):
            raise wrong("ketebalan kelipatan 100", "weights are multiples of 100")
        return sorted(set(weights))


Colours = Annotated[list[HexColour], Field(min_length=1, max_length=8)]
Fonts = Annotated[list[Font], Field(max_length=4)]


def _distinct(colours: list[str]) -> list[str]:
    return list(dict.fromkeys(colours))


class KitIn(In):
    name: Name
    category: BrandCategory
    colors: Colours
    fonts: Fonts = Field(default_factory=list)
    logo_upload_id: Id | None = None
    tone: Line | None = None
    tagline: Line | None = None

    _colours = field_validator("colors")(_distinct)


class KitPatch(Patch):
    clearable = frozenset({"logo_upload_id", "tone", "tagline"})

    name: Name | None = None
    category: BrandCategory | None = None
    colors: Colours | None = None
    fonts: Fonts | None = None
    logo_upload_id: Id | None = None
    tone: Line | None = None
    tagline: Line | None = None

    _colours = field_validator("colors")(_distinct)


class Kit(Out):
    id: str
    name: str
    category: BrandCategory
    colors: list[str]
    fonts: list[Font]
    logo_upload_id: str | None
    logo_url: str | None
    tone: str | None
    tagline: str | None
    is_default: bool
    avatar_count: int
    product_count: int
    project_count: int
    created_at: Moment
    updated_at: Moment


class KitPage(Page[Kit]):
    pass


class UploadIn(In):
    """A file about to be sent; `size` in bytes is the most that will be accepted."""

    kind: UploadKind
    filename: Line
    content_type: Annotated[str, Field(examples=["image/jpeg"])]
    size: Annotated[int, Field(ge=1, le=MAX_UPLOAD)]

    @field_validator("content_type")
    @classmethod
    def _picture(cls, content_type: str) -> str:
        if content_type.lower() not in CONTENT_TYPES:
            raise wrong(
                "harus foto JPEG, PNG, WebP atau HEIC", "must be a JPEG, PNG, WebP or HEIC picture"
            )
        return content_type.lower()


class UploadTicket(Out):
    """Where the browser posts the file: a multipart form of `fields`, then the file as `file`."""

    id: str
    status: str
    url: str
    fields: dict[str, str]
    expires_at: Moment


class Remark(Out):
    """A finding about a picture: a stable code and a sentence for the merchant."""

    code: str
    detail: str


class Upload(Out):
    """`status` is waiting, ready or rejected; `reason` says why a picture was rejected, `doubt`
    why its cut-out should be looked at."""

    id: str
    kind: UploadKind
    status: str
    reason: Remark | None
    filename: str
    width: int | None
    height: int | None
    image_url: str | None
    thumbnail_url: str | None
    cutout_url: str | None
    colors: list[str]
    doubt: Remark | None
    created_at: Moment


class ProjectIn(In):
    brand_kit_id: Id
    name: Name
    description: Paragraph | None = None


class ProjectPatch(Patch):
    clearable = frozenset({"description"})

    brand_kit_id: Id | None = None
    name: Name | None = None
    description: Paragraph | None = None


class Project(Out):
    id: str
    brand_kit_id: str
    name: str
    description: str | None
    created_at: Moment
    updated_at: Moment


class ProjectPage(Page[Project]):
    pass
