"""The messages of the GPU endpoint's /invocations: shared by its clients and its server.

Pictures never travel in the body: the caller names keys under one `prefix` of one bucket, and the
server reads and writes them itself.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "AvatarRequest",
    "AvatarResponse",
    "CutoutRequest",
    "CutoutResponse",
    "GenerateItem",
    "GenerateRequest",
    "GenerateResponse",
    "ItemResult",
    "Keypoint",
    "Person",
    "ProductRef",
    "Quality",
    "ScoreRequest",
    "ScoreResponse",
    "Subject",
]

Key = Annotated[str, Field(min_length=1, max_length=512, pattern=r"^[A-Za-z0-9][A-Za-z0-9_./-]*$")]
Hex = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Unit = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Keypoint(Wire):
    """One COCO-18 joint: x and y as fractions of the frame, confidence 0 = absent."""

    x: Annotated[float, Field(ge=-1, le=2, allow_inf_nan=False)]
    y: Annotated[float, Field(ge=-1, le=2, allow_inf_nan=False)]
    confidence: Unit


Person = Annotated[list[Keypoint], Field(min_length=18, max_length=18)]


class Subject(Wire):
    """Who is pictured: the clean photo of one avatar and the traits the prompt names."""

    key: Key
    gender: str
    age_range: str


class ProductRef(Wire):
    """The product's cut-out (PNG with alpha) and how it is shown."""

    key: Key
    product_type: str
    placement: str


class GenerateItem(Wire):
    """One picture to make. `slot` is the caller's number for it and comes back in the result."""

    slot: Annotated[int, Field(ge=0, le=9999)]
    seed: Annotated[int, Field(ge=0, lt=2**32)]
    prompt: Annotated[str, Field(max_length=2000)]
    negative_prompt: Annotated[str, Field(max_length=2000)] = ""
    people: Annotated[list[Person], Field(min_length=1, max_length=4)]
    subjects: Annotated[list[Subject], Field(min_length=1, max_length=4)]
    product: ProductRef
    pose_placement: str  # PosePlacement of the pose: which hand, or worn
    frame: str  # full | three-quarter | half | bust | face
    needs_seat: bool = False
    output_key: Key  # JPEG
    thumbnail_key: Key  # WebP, longest side 320


class GenerateRequest(Wire):
    operation: Literal["generate"] = "generate"
    request_id: Annotated[str, Field(max_length=100)]
    model_id: Annotated[str, Field(max_length=100)]
    bucket: Annotated[str, Field(max_length=100)]
    prefix: Key  # every key of the request begins with it
    deadline: Annotated[float, Field(gt=0, allow_inf_nan=False)]  # epoch seconds
    width: Annotated[int, Field(ge=64, le=2048)] = 768
    height: Annotated[int, Field(ge=64, le=2048)] = 960
    steps: Annotated[int, Field(ge=1, le=100)] = 20
    guidance: Annotated[float, Field(ge=0, le=30)] = 7.0
    palette: Annotated[list[Hex], Field(max_length=8)] = []
    items: Annotated[list[GenerateItem], Field(min_length=1, max_length=16)]


class Quality(Wire):
    """Each gate 0 to 1; the score is their product."""

    score: Unit
    gates: dict[str, Unit] = {}


class ItemResult(Wire):
    slot: int
    status: Literal["ok", "failed"]
    reason: str = ""  # a short code when failed, such as `out_of_memory`
    retryable: bool = False
    width: int = 0
    height: int = 0
    size: int = 0  # bytes of the JPEG
    sha256: str = ""
    quality: Quality | None = None
    product_box: tuple[Unit, Unit, Unit, Unit] | None = None  # x, y, w, h as fractions
    gpu_seconds: float = 0.0
    price_idr: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None  # hosted providers


class GenerateResponse(Wire):
    model_id: str
    model_version: str
    items: list[ItemResult]


class CutoutRequest(Wire):
    operation: Literal["cutout"] = "cutout"
    request_id: Annotated[str, Field(max_length=100)]
    bucket: Annotated[str, Field(max_length=100)]
    prefix: Key
    source_key: Key
    output_key: Key
    deadline: Annotated[float, Field(gt=0, allow_inf_nan=False)]


class CutoutResponse(Wire):
    model_version: str
    coverage: Unit  # share of the frame that the product covers
    doubt: str = ""  # empty when sure, else the reason's code


class AvatarRequest(Wire):
    """A portrait of nobody, from words."""

    operation: Literal["avatar"] = "avatar"
    request_id: Annotated[str, Field(max_length=100)]
    model_id: Annotated[str, Field(max_length=100)]
    bucket: Annotated[str, Field(max_length=100)]
    prefix: Key
    prompt: Annotated[str, Field(min_length=1, max_length=2000)]
    negative_prompt: Annotated[str, Field(max_length=2000)] = ""
    gender: str
    age_range: str
    seed: Annotated[int, Field(ge=0, lt=2**32)]
    width: Annotated[int, Field(ge=64, le=2048)] = 1024
    height: Annotated[int, Field(ge=64, le=2048)] = 1024
    steps: Annotated[int, Field(ge=1, le=100)] = 25
    guidance: Annotated[float, Field(ge=0, le=30)] = 6.0
    output_key: Key  # JPEG
    thumbnail_key: Key  # WebP, longest side 320
    deadline: Annotated[float, Field(gt=0, allow_inf_nan=False)]


class AvatarResponse(Wire):
    model_id: str
    model_version: str
    result: ItemResult


class ScoreRequest(Wire):
    """Judge a stored picture against the pose that it should show."""

    operation: Literal["score"] = "score"
    request_id: Annotated[str, Field(max_length=100)]
    bucket: Annotated[str, Field(max_length=100)]
    prefix: Key
    picture_key: Key
    people: Annotated[list[Person], Field(max_length=4)] = []
    subject_key: Key | None = None  # whose face it should be
    deadline: Annotated[float, Field(gt=0, allow_inf_nan=False)]


class ScoreResponse(Wire):
    model_version: str
    quality: Quality
