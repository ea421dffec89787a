"""What goes in and out of the API for batches and their poses."""

from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import Field, field_validator

from lumiku.generations.rules import MAX_POSES, Outcome, Status
from lumiku.reasons import Reason
from lumiku.schemas import (
    AvatarId,
    BrandKitId,
    CleanColour,
    Count,
    Day,
    GenerationId,
    Id,
    In,
    Moment,
    Out,
    Page,
    PageQuery,
    Patch,
    Percent,
    PoseId,
    PoseTemplateId,
    ProductId,
    ProjectId,
    Url,
    wrong,
)
from lumiku.texts import Text
from lumiku.vocabulary import distribution_keys

__all__ = [
    "Generation",
    "GenerationIn",
    "GenerationPage",
    "GenerationQuery",
    "Manifest",
    "ManifestPose",
    "Pose",
    "PosePage",
    "PosePatch",
    "When",
]

_KEYS = distribution_keys()
_UNKNOWN_KEY: Final = Text(
    "“{key}” bukan kategori pose; pilih dari {known}",
    "“{key}” is not a pose category; choose from {known}",
)
_BAD_TOTAL: Final = Text(
    "jumlah foto harus 1 sampai {most}, bukan {total}",
    "the photos must add up to between 1 and {most}, not {total}",
)


class When(StrEnum):
    """When a batch may begin."""

    NOW = "now"
    """At once."""
    OFF_PEAK = "off_peak"
    """From 21:00 WIB on, outside the busy hours: at full speed for everybody."""


class GenerationIn(In):
    """A batch: whom and what to picture, and how many photos in which poses."""

    brand_kit_id: BrandKitId
    """The brand whose colours and tone the photos get."""
    avatar_ids: Annotated[list[AvatarId], Field(min_length=1, max_length=4)]
    """Who is in every photo: one to four avatars, each with a valid consent."""
    product_id: ProductId
    """What is in every photo; it must have a cut-out."""
    distribution: Annotated[
        dict[str, Annotated[int, Field(ge=0, le=MAX_POSES)]],
        Field(
            min_length=1,
            max_length=len(_KEYS),
            examples=[{"fashion-standing": 50, "fashion-walking": 30, "fashion-sitting": 20}],
            json_schema_extra={"propertyNames": {"type": "string", "enum": [*_KEYS]}},
        ),
    ]
    """How many photos of each pose category, or of one subcategory as `<category>-<subcategory>`;
    together 1 to 1,000."""
    project_id: ProjectId | None = None
    """The project that the batch is filed under; null for none."""
    seed: Annotated[int | None, Field(ge=0, lt=2**32)] = None
    """The same seed with the same request gives the same photos; null for a random one."""
    when: Annotated[When, Field(strict=False)] = When.NOW
    """When it may begin."""

    @field_validator("avatar_ids")
    @classmethod
    def _distinct(cls, ids: list[str]) -> list[str]:
        return list(dict.fromkeys(ids))

    @field_validator("distribution")
    @classmethod
    def _known(cls, distribution: dict[str, int]) -> dict[str, int]:
        for key in distribution:
            if key not in _KEYS:
                raise wrong(_UNKNOWN_KEY.filled(key=key[:60], known=", ".join(_KEYS)))
        total = sum(distribution.values())
        if not 1 <= total <= MAX_POSES:
            raise wrong(_BAD_TOTAL.filled(most=MAX_POSES, total=total))
        return {key: poses for key, poses in distribution.items() if poses}


class Generation(Out):
    """A batch and how far it is."""

    id: GenerationId
    """The batch's id."""
    status: Status
    """How far it is."""
    done: Count
    """Photos that succeeded; only they are charged."""
    failed: Count
    """Photos that failed for good."""
    cancelled: Count
    """Photos that were given back without having been tried."""
    total: Annotated[int, Field(json_schema_extra={"minimum": 1, "maximum": MAX_POSES})]
    """Photos that were ordered."""
    progress: Percent
    """Photos that have ended, in whole per cent of `total`."""
    eta_seconds: Count | None
    """Seconds until it is done, an estimate in steps of five; null when it has ended, and in
    lists."""
    queue_position: Annotated[int, Field(json_schema_extra={"minimum": 0, "maximum": 200})] | None
    """Batches ahead of it, counted up to 200; null once its first photos are on their way, and in
    lists."""
    reason: Reason | None
    """Why it is not faster, or why it ended as it did; null when there is nothing to say."""
    brand_kit_id: BrandKitId
    """The brand kit that it was made for."""
    product_id: ProductId
    """The product in the photos."""
    project_id: ProjectId | None
    """The project that it is filed under; null for none."""
    retry_of: GenerationId | None
    """The batch whose failed photos it tries again; null for a first try."""
    retried_by: GenerationId | None
    """The batch that tries its failed photos again; null while none does."""
    cost_idr: float
    """What it has cost us so far in rupiah, with fractions: GPU seconds at their price, and what
    outside providers took."""
    created_at: Moment
    """When it was ordered."""
    starts_at: Moment
    """When it may begin."""
    finished_at: Moment | None
    """When its last photo ended; null while it runs."""
    cleanup_on: Day | None
    """The day (WIB) on which photos that nobody used are deleted; null while none is planned."""
    cleaned: Count
    """How many photos were deleted unused."""
    cleaned_at: Moment | None
    """When they were deleted; null while none was."""


class GenerationPage(Page[Generation]):
    """Batches, the newest first."""


class Pose(Out):
    """One photo of a batch, or the reason why there is none."""

    id: PoseId
    """The photo's id."""
    generation_id: GenerationId
    """The batch that it belongs to."""
    slot: Annotated[int, Field(json_schema_extra={"minimum": 0, "maximum": MAX_POSES - 1})]
    """Its place in the batch, from 0."""
    outcome: Outcome
    """How it ended."""
    template_id: PoseTemplateId
    """The pose template that it follows."""
    seed: Annotated[int, Field(json_schema_extra={"minimum": 0, "maximum": 2**32 - 1})]
    """The seed that it was made with."""
    attempt: Count
    """Which try it is, from 1; 0 when it was never tried."""
    url: Url | None
    """A signed link to the photo, good for about an hour; null when it shows nothing."""
    thumbnail_url: Url | None
    """A signed link to a small copy (WebP), good for about an hour; null when it shows nothing."""
    quality_score: float | None
    """How good the photo is by our measure, 0 to 1; null when it was not measured."""
    reason: str | None
    """A code for why it shows nothing, `cleaned_up` when it was deleted unused; else null."""
    gpu_seconds: float
    """Seconds of GPU time that it took."""
    cost_idr: float
    """What it cost us in rupiah, with fractions."""
    provider: str | None
    """Who rendered it; null when nobody did."""
    model: str | None
    """The model that rendered it; null when none did."""
    rating: Annotated[int, Field(json_schema_extra={"minimum": 1, "maximum": 5})] | None
    """The merchant's stars, 1 to 5; null while unrated."""
    favourite: bool
    """Whether the merchant marked it as a favourite."""
    rejected: bool
    """Whether the merchant turned it down."""
    kept: bool
    """Whether something was made of it: it will not be cleaned up."""
    created_at: Moment
    """When it was finished."""


class GenerationQuery(PageQuery):
    """Which batches."""

    status: Status | None = None
    """Only batches in this state."""
    brand_kit_id: Id | None = None
    """Only batches of this brand kit."""
    project_id: Id | None = None
    """Only batches of this project."""


class PosePage(Page[Pose]):
    """Photos that have ended, by slot."""


class PosePatch(Patch):
    """What the merchant thinks of a photo."""

    clearable = frozenset({"rating"})

    rating: Annotated[int | None, Field(ge=1, le=5)] = None
    """Stars, 1 to 5; null takes them back."""
    favourite: bool | None = None
    """Whether it is a favourite."""
    rejected: bool | None = None
    """Whether it is turned down."""


class ManifestPose(Out):
    """What decides one photo."""

    slot: Count
    """Its place in the batch, from 0."""
    template_id: PoseTemplateId
    """The pose template."""
    seed: Count
    """The seed of the last try."""
    attempt: Count
    """Which try it is, from 1."""
    prompt: str
    """The prompt of this photo."""
    outcome: Outcome | None
    """How it ended; null while it runs."""
    sha256: Annotated[str, Field(json_schema_extra={"pattern": "^[0-9a-f]{64}$"})] | None
    """SHA-256 of the image file in hexadecimal; null without one."""
    provider: str | None
    """Who rendered it; null when nobody did."""
    model: str | None
    """The model that rendered it; null when none did."""


class Manifest(Out):
    """Everything that decides a batch's photos: the same manifest gives the same images."""

    generation_id: GenerationId
    """The batch."""
    lumiku_version: str
    """The version of our software."""
    model_id: str
    """The model and its version."""
    pose_library: int
    """The version of the pose library."""
    seed: Count
    """The batch's seed, from which each photo's is made."""
    width: Count
    """Pixels."""
    height: Count
    """Pixels."""
    palette: list[CleanColour]
    """The brand's colours in the prompt."""
    prompt: str
    """What all photos' prompts begin with."""
    negative_prompt: str
    """What no photo should show."""
    distribution: dict[str, int]
    """Photos of each pose category; `retry` in a batch that tries failed photos again."""
    subjects: list[dict[str, Any]]
    """The avatars as they were when the batch was ordered."""
    product: dict[str, Any]
    """The product as it was when the batch was ordered."""
    poses: list[ManifestPose]
    """Every photo, by slot."""
