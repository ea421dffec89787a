"""What goes in and out of the API for posters, sets of them and templates."""

from typing import Annotated

from pydantic import Field, field_validator, model_validator

from lumiku.catalog.schemas import Patch, Remark
from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import ExportKey, FileType
from lumiku.posters.document.schemas import MAX_PHOTOS, PosterDoc
from lumiku.posters.rules import MAX_SET_PHOTOS, MAX_VARIATIONS, JobStatus, PosterStatus
from lumiku.schemas import Id, In, Line, Moment, Out, Page, PageQuery, Query, wrong

__all__ = [
    "Finding",
    "FormatOut",
    "Poster",
    "PosterDetail",
    "PosterIn",
    "PosterPage",
    "PosterPatch",
    "PosterQuery",
    "PosterSet",
    "PosterSetIn",
    "Preview",
    "TemplateList",
    "TemplateOut",
    "TemplateQuery",
    "VariationsIn",
    "distinct",
]

Mood = Annotated[str, Field(pattern=r"^[a-z]{3,12}$")]
TemplateKey = Annotated[str, Field(pattern=r"^[a-z0-9-]{3,40}$")]
Season = Annotated[str, Field(pattern=r"^[a-z]{3,12}$")]
Format = Annotated[ExportKey, Field(strict=False)]
Headlines = Annotated[
    list[Annotated[Line, Field(max_length=120)]],
    Field(max_length=10, description="Empty: the content's own headline."),
]


def distinct(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


class PosterIn(In):
    """A poster from a template and photos, or from a document drawn by hand."""

    brand_kit_id: Id
    template: TemplateKey | None = None
    pose_ids: Annotated[list[Id], Field(max_length=MAX_PHOTOS)] = Field(default_factory=list)
    product_ids: Annotated[list[Id], Field(max_length=MAX_PHOTOS)] = Field(default_factory=list)
    content: Content = Content()
    format: Format = ExportKey.IG_POST
    mood: Mood | None = None
    doc: PosterDoc | None = None

    _poses = field_validator("pose_ids", "product_ids")(distinct)

    @model_validator(mode="after")
    def _one_source(self) -> "PosterIn":
        if (self.template is None) == (self.doc is None):
            raise wrong("isi salah satu: template atau doc", "give exactly one of template and doc")
        return self


class PosterPatch(Patch):
    """Changes of what a poster is made of draw it anew; a `doc` replaces it as it is.

    Naming the brand kit again applies the kit as it is now.
    """

    clearable = frozenset({"mood"})

    brand_kit_id: Id | None = None
    template: TemplateKey | None = None
    content: Content | None = None
    format: Annotated[ExportKey | None, Field(strict=False)] = None
    mood: Mood | None = None
    doc: PosterDoc | None = None

    @model_validator(mode="after")
    def _one_source(self) -> "PosterPatch":
        if self.doc is not None and len(self.model_fields_set) > 1:
            raise wrong(
                "doc tidak bisa diubah bersama isian lain",
                "doc cannot be changed together with other fields",
            )
        return self


class VariationsIn(In):
    """Other layouts, headlines and palettes of one poster's photos and content."""

    count: Annotated[int, Field(ge=1, le=MAX_VARIATIONS)] = 5
    headlines: Headlines = Field(default_factory=list)
    templates: Annotated[list[TemplateKey], Field(max_length=40)] = Field(default_factory=list)
    season: Season | None = None
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0


class PosterSetIn(VariationsIn):
    """`count` variations of each of these photos, in one request."""

    brand_kit_id: Id
    pose_ids: Annotated[list[Id], Field(max_length=MAX_SET_PHOTOS)] = Field(default_factory=list)
    product_ids: Annotated[list[Id], Field(max_length=MAX_SET_PHOTOS)] = Field(default_factory=list)
    content: Content = Content()
    format: Format = ExportKey.IG_POST

    _poses = field_validator("pose_ids", "product_ids")(distinct)

    @model_validator(mode="after")
    def _some(self) -> "PosterSetIn":
        if not 1 <= len(self.pose_ids) + len(self.product_ids) <= MAX_SET_PHOTOS:
            raise wrong(
                f"pilih 1 sampai {MAX_SET_PHOTOS} foto", f"choose 1 to {MAX_SET_PHOTOS} photos"
            )
        return self


class PosterQuery(PageQuery):
    set_id: Id | None = None
    brand_kit_id: Id | None = None
    template: TemplateKey | None = None
    status: PosterStatus | None = None


class Finding(Out):
    """One remark of the preflight; it never blocks."""

    code: str
    severity: str  # hint | warning | problem
    detail: str
    formats: list[ExportKey]
    layer: str | None
    suggested_template: str | None


class Poster(Out):
    id: str
    brand_kit_id: str
    set_id: str | None
    version: int
    status: PosterStatus
    reason: Remark | None
    template: str | None
    mood: str | None
    format: ExportKey
    title: str
    pose_ids: list[str]
    product_ids: list[str]
    preview_url: str | None
    created_at: Moment
    updated_at: Moment


class PosterDetail(Poster):
    """With its document, as the console draws it, and what the preflight says in each format."""

    content: Content
    doc: PosterDoc | None
    findings: list[Finding]


class PosterPage(Page[Poster]):
    pass


class Preview(Out):
    """A small WebP of a poster; null while none was drawn."""

    status: PosterStatus
    version: int
    url: str | None


class PosterSet(Out):
    """How far a set is. `posters` may be fewer than asked for when no more differ."""

    id: str
    brand_kit_id: str
    status: JobStatus
    done: int  # photos
    failed: int
    total: int
    progress: Annotated[int, Field(ge=0, le=100)]
    eta_seconds: int | None
    posters: int
    reason: Remark | None
    created_at: Moment
    finished_at: Moment | None


class TemplateQuery(Query):
    family: Annotated[str | None, Field(max_length=40)] = None
    season: Season | None = None


class TemplateOut(Out):
    key: str
    family: str
    name: str
    tier: str  # the smallest template set that holds it
    included: bool  # in the caller's plan
    photos: int
    needs: list[str]
    moods: list[str]
    season: str | None


class FormatOut(Out):
    """Where a poster may go: pixels, file types, bytes and what the platform covers."""

    key: ExportKey
    name: str
    width: int
    height: int
    safe: dict[str, int]  # px from each edge that the platform may cover
    types: list[FileType]
    max_bytes: int
    marketplace: bool
    pure_photo: bool


class TemplateList(Out):
    data: list[TemplateOut]
    formats: list[FormatOut]
    formats_checked: str  # the month in which sizes and safe zones were last compared
    variables: dict[str, str]
