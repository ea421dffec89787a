"""What goes in and out of the API for batches and their poses."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, field_validator

from lumiku.catalog.schemas import Patch
from lumiku.generations.rules import MAX_POSES, Outcome, Status
from lumiku.schemas import Day, Id, In, Moment, Out, Page, PageQuery, wrong
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
    "Reason",
    "ReasonCode",
    "When",
]

_KEYS = distribution_keys()


class When(StrEnum):
    NOW = "now"
    OFF_PEAK = "off_peak"  # from 21:00 WIB on: full speed for everybody


class GenerationIn(In):
    """A batch: whom and what to picture, and how many poses of which categories."""

    brand_kit_id: Id
    avatar_ids: Annotated[list[Id], Field(min_length=1, max_length=4)]
    product_id: Id
    distribution: Annotated[
        dict[str, Annotated[int, Field(ge=0, le=MAX_POSES)]],
        Field(
            min_length=1,
            max_length=len(_KEYS),
            examples=[{"fashion-standing": 50, "fashion-walking": 30, "fashion-sitting": 20}],
        ),
    ]
    project_id: Id | None = None
    seed: Annotated[int | None, Field(ge=0, lt=2**32)] = None
    when: Annotated[When, Field(strict=False)] = When.NOW

    @field_validator("avatar_ids")
    @classmethod
    def _distinct(cls, ids: list[str]) -> list[str]:
        return list(dict.fromkeys(ids))

    @field_validator("distribution")
    @classmethod
    def _known(cls, distribution: dict[str, int]) -> dict[str, int]:
        for key in distribution:
            if key not in _KEYS:
                raise wrong(
                    f"“{key[:60]}” bukan kategori pose; pilih dari {', '.join(_KEYS)}",
                    f"“{key[:60]}” is not a pose category; choose from {', '.join(_KEYS)}",
                )
        total = sum(distribution.values())
        if not 1 <= total <= MAX_POSES:
            raise wrong(
                f"jumlah pose harus 1 sampai {MAX_POSES}, bukan {total}",
                f"the poses must add up to 1 to {MAX_POSES}, not {total}",
            )
        return {key: poses for key, poses in distribution.items() if poses}


class ReasonCode(StrEnum):
    """Why a batch is not faster, or why it ended as it did."""

    QUEUED = "queued"
    PEAK_THROTTLED = "peak_throttled"
    THROTTLED_BY_TEAM = "throttled_by_team"
    OFF_PEAK_SCHEDULED = "off_peak_scheduled"
    RENDERER_DOWN = "renderer_down"
    SUSPENDED = "suspended"
    SOME_FAILED = "some_failed"
    RELEASE_REVOKED = "release_revoked"


class Reason(Out):
    code: ReasonCode
    detail: str


class Generation(Out):
    """A batch and how far it is. `done` counts successes; only they are charged."""

    id: str
    status: Status
    done: int
    failed: int
    cancelled: int
    total: int
    progress: Annotated[int, Field(ge=0, le=100)]
    eta_seconds: int | None
    queue_position: int | None  # batches ahead of it, while nothing of it was released
    reason: Reason | None
    brand_kit_id: str
    product_id: str
    project_id: str | None
    retry_of: str | None
    retried_by: str | None
    cost_idr: float  # measured: GPU seconds x price, and what hosted providers took
    created_at: Moment
    starts_at: Moment
    finished_at: Moment | None
    cleanup_on: Day | None  # when the pictures that nobody used by then are deleted
    cleaned: int  # pictures that were
    cleaned_at: Moment | None


class GenerationPage(Page[Generation]):
    pass


class Pose(Out):
    """One picture, or the reason why there is none."""

    id: str
    generation_id: str
    slot: int
    outcome: Outcome
    template_id: str
    seed: int
    attempt: int
    url: str | None
    thumbnail_url: str | None
    quality_score: float | None
    reason: str | None  # why it shows nothing; `cleaned_up` when its picture was deleted unused
    gpu_seconds: float
    cost_idr: float
    provider: str | None
    model: str | None
    rating: int | None
    favourite: bool
    rejected: bool
    kept: bool  # something was made of it: it will not be cleaned up
    created_at: Moment


class GenerationQuery(PageQuery):
    status: Status | None = None
    brand_kit_id: Id | None = None
    project_id: Id | None = None


class PosePage(Page[Pose]):
    pass


class PosePatch(Patch):
    clearable = frozenset({"rating"})

    rating: Annotated[int | None, Field(ge=1, le=5)] = None
    favourite: bool | None = None
    rejected: bool | None = None


class ManifestPose(Out):
    slot: int
    template_id: str
    seed: int
    attempt: int
    prompt: str
    outcome: Outcome | None  # null while it runs
    sha256: str | None
    provider: str | None
    model: str | None


class Manifest(Out):
    """Everything that decides a batch's pictures: the same manifest gives the same images."""

    generation_id: str
    lumiku_version: str
    model_id: str
    pose_library: int  # version
    seed: int
    width: int
    height: int
    palette: list[str]
    prompt: str
    negative_prompt: str
    distribution: dict[str, int]
    subjects: list[dict[str, Any]]
    product: dict[str, Any]
    poses: list[ManifestPose]
