"""What goes in and out of the API for posters, sets of them and templates."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, field_validator, model_validator

from lumiku.catalog.schemas import Remark
from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import ExportKey
from lumiku.posters.document.schemas import MAX_PHOTOS, PosterDoc
from lumiku.posters.rules import MAX_SET_PHOTOS, MAX_VARIATIONS, JobStatus, PosterStatus
from lumiku.posters.template_schemas import Season, TemplateKey
from lumiku.schemas import (
    BrandKitId,
    Count,
    Id,
    In,
    Line,
    Moment,
    Out,
    Page,
    PageQuery,
    Patch,
    Percent,
    PoseId,
    PosterId,
    PosterSetId,
    ProductId,
    Url,
    wrong,
)
from lumiku.texts import Reader, Text

__all__ = [
    "Finding",
    "Poster",
    "PosterDetail",
    "PosterIn",
    "PosterPage",
    "PosterPatch",
    "PosterQuery",
    "PosterSet",
    "PosterSetIn",
    "Preview",
    "VariationsIn",
    "distinct",
]

_ONE_SOURCE: Final = Text(
    "isi salah satu saja: template atau doc",
    "give either template or doc, not both",
    Reader.DEVELOPER,
)
_DOC_ALONE: Final = Text(
    "doc tidak bisa diubah bersama isian lain; kirim doc sendiri",
    "doc cannot be changed together with other fields; send it alone",
    Reader.DEVELOPER,
)
_PHOTOS: Final = Text("pilih 1 sampai {most} foto", "choose 1 to {most} photos")
Mood = Annotated[str, Field(pattern=r"^[a-z]{3,12}$")]
Format = Annotated[ExportKey, Field(strict=False)]
Headlines = Annotated[
    list[Annotated[Line, Field(max_length=120)]],
    Field(max_length=10),
]


def distinct(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


class PosterIn(In):
    """A poster from a template and photos, or from a document drawn by hand."""

    brand_kit_id: BrandKitId
    """The brand whose look the poster gets."""
    template: TemplateKey | None = None
    """The poster template; exactly one of `template` and `doc` is given."""
    pose_ids: Annotated[list[PoseId], Field(max_length=MAX_PHOTOS)] = Field(default_factory=list)
    """The photos that it shows, in order."""
    product_ids: Annotated[list[ProductId], Field(max_length=MAX_PHOTOS)] = Field(
        default_factory=list
    )
    """Products whose cut-outs it shows, after the photos."""
    content: Content = Content()
    """What it says."""
    format: Format = ExportKey.IG_POST
    """The format that it is laid out in first; exports adapt it to others."""
    mood: Mood | None = None
    """A mood of the template (`moods` of listPosterTemplates); null lets the brand decide."""
    doc: PosterDoc | None = None
    """A whole document drawn by hand, which is kept as it is."""

    _poses = field_validator("pose_ids", "product_ids")(distinct)

    @model_validator(mode="after")
    def _one_source(self) -> "PosterIn":
        if (self.template is None) == (self.doc is None):
            raise wrong(_ONE_SOURCE)
        return self


class PosterPatch(Patch):
    """Changes of what a poster is made of draw it anew; a `doc` replaces it as it is.

    Naming the brand kit again applies the kit as it is now.
    """

    clearable = frozenset({"mood"})
    described_by: ClassVar[type[In]] = PosterIn

    brand_kit_id: BrandKitId | None = None
    """Another brand, or the same one to get its look as it is now."""
    template: TemplateKey | None = None
    """Another poster template."""
    content: Content | None = None
    """Everything that it says, not only what changes."""
    format: Annotated[ExportKey | None, Field(strict=False)] = None
    mood: Mood | None = None
    doc: PosterDoc | None = None
    """A whole document, which replaces what there is; no other field may come with it."""

    @model_validator(mode="after")
    def _one_source(self) -> "PosterPatch":
        if self.doc is not None and len(self.model_fields_set) > 1:
            raise wrong(_DOC_ALONE)
        return self


class VariationsIn(In):
    """Other layouts, headlines and palettes of one poster's photos and content."""

    count: Annotated[int, Field(ge=1, le=MAX_VARIATIONS)] = 5
    """How many variations of each photo; there may be fewer when no more differ."""
    headlines: Headlines = Field(default_factory=list)
    """Headlines to try; empty for the content's own."""
    templates: Annotated[list[TemplateKey], Field(max_length=40)] = Field(default_factory=list)
    """Only these poster templates; empty for all of the plan."""
    season: Season | None = None
    """Only templates of this season (`season` of listPosterTemplates); null for those of none."""
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    """Another seed gives other variations."""


class PosterSetIn(VariationsIn):
    """`count` variations of each of these photos, in one request."""

    brand_kit_id: BrandKitId
    """The brand whose look the posters get."""
    pose_ids: Annotated[list[PoseId], Field(max_length=MAX_SET_PHOTOS)] = Field(
        default_factory=list
    )
    """The photos; with the products 1 to 100."""
    product_ids: Annotated[list[ProductId], Field(max_length=MAX_SET_PHOTOS)] = Field(
        default_factory=list
    )
    """Products whose cut-outs are shown."""
    content: Content = Content()
    """What the posters say."""
    format: Format = ExportKey.IG_POST
    """The format that they are laid out in first; exports adapt them to others."""

    _poses = field_validator("pose_ids", "product_ids")(distinct)

    @model_validator(mode="after")
    def _some(self) -> "PosterSetIn":
        if not 1 <= len(self.pose_ids) + len(self.product_ids) <= MAX_SET_PHOTOS:
            raise wrong(_PHOTOS.filled(most=MAX_SET_PHOTOS))
        return self


class PosterQuery(PageQuery):
    """Which posters."""

    set_id: Id | None = None
    """Only posters of this set."""
    brand_kit_id: Id | None = None
    """Only posters of this brand kit."""
    template: TemplateKey | None = None
    """Only posters of this template."""
    status: PosterStatus | None = None
    """Only posters in this state."""


class Finding(Out):
    """One remark of the preflight; it never blocks."""

    code: str
    """A stable code for programs; more may be added."""
    severity: Literal["hint", "warning", "problem"]
    """How grave it is."""
    detail: str
    """The sentence for the merchant."""
    formats: list[ExportKey]
    """The formats that it concerns."""
    layer: str | None
    """The id of the layer of the document that it is about; null for the whole poster."""
    suggested_template: str | None
    """A template that would do better; null without one."""


class Poster(Out):
    """A poster without its document."""

    id: PosterId
    """The poster's id."""
    brand_kit_id: BrandKitId
    """The brand whose look it has."""
    set_id: PosterSetId | None
    """The set that it was made in; null for none."""
    version: Annotated[int, Field(json_schema_extra={"minimum": 1})]
    """Counts its changes, from 1."""
    status: PosterStatus
    """How far it is."""
    reason: Remark | None
    """Why it could not be drawn; null otherwise."""
    template: str | None
    """The poster template; null when it was drawn by hand."""
    mood: str | None
    """The mood; null when the brand decides."""
    format: ExportKey
    """The format that it is laid out in first."""
    title: str
    """What it is called in lists: its headline or what comes closest."""
    pose_ids: list[PoseId]
    """The photos that it shows."""
    product_ids: list[ProductId]
    """The products that it shows."""
    preview_url: Url | None
    """A signed link to a small picture of it (WebP), good for about an hour; null while none was
    drawn."""
    created_at: Moment
    """When it was made."""
    updated_at: Moment
    """When it was last changed."""


class PosterDetail(Poster):
    """A poster with its document, as it is drawn, and what the preflight says in each format."""

    content: Content
    """What it says."""
    doc: PosterDoc | None
    """The document; null until it is laid out."""
    findings: list[Finding]
    """The remarks of the preflight."""


class PosterPage(Page[Poster]):
    """Posters, the newest first."""


class Preview(Out):
    """A small picture of a poster."""

    status: PosterStatus
    """How far the poster is."""
    version: Annotated[int, Field(json_schema_extra={"minimum": 1})]
    """The poster's version."""
    url: Url | None
    """A signed link to the picture (WebP), good for about an hour; null while none was drawn."""


class PosterSet(Out):
    """Many variations of posters, and how far they are."""

    id: PosterSetId
    """The set's id."""
    brand_kit_id: BrandKitId
    """The brand whose look the posters get."""
    status: JobStatus
    """How far it is."""
    done: Count
    """Photos whose posters were made."""
    failed: Count
    """Photos of which no poster could be made."""
    total: Count
    """Photos that were ordered."""
    progress: Percent
    """Photos that have ended, in whole per cent of `total`."""
    eta_seconds: Count | None
    """Seconds until it is done, an estimate; null when it has ended."""
    posters: Count
    """Posters that were made; they may be fewer than asked for when no more differ."""
    reason: Remark | None
    """Why some could not be made; null otherwise."""
    created_at: Moment
    """When it was ordered."""
    finished_at: Moment | None
    """When it ended; null while it runs."""
