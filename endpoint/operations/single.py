"""The operations on one picture: cutout, avatar and score."""

from dataclasses import dataclass
from typing import Final

from endpoint.adapter import Task
from endpoint.errors import EndpointError, OperationUnavailable, UnknownModel
from endpoint.objects import Blob
from endpoint.onnx import OnnxModel
from endpoint.operations.context import OperationContext, check_scope
from endpoint.operations.cutout import cut_out
from endpoint.operations.generate import in_time, outcome
from endpoint.pictures import decode, encode_png
from lumiku.rendering.contract import (
    AvatarRequest,
    AvatarResponse,
    CutoutRequest,
    CutoutResponse,
    GenerateItem,
    Keypoint,
    Person,
    ProductRef,
    ScoreRequest,
    ScoreResponse,
    Subject,
)
from lumiku.rendering.quality import Picture, judge

__all__ = ["Avatar", "Cutout", "Score"]

# Head and shoulders from the front, as fractions of the frame: what an avatar's photo shows.
_BUST: Final[dict[int, tuple[float, float]]] = {
    0: (0.50, 0.44), 1: (0.50, 0.72), 2: (0.24, 0.74), 5: (0.76, 0.74),
    14: (0.45, 0.38), 15: (0.55, 0.38), 16: (0.39, 0.41), 17: (0.61, 0.41),
}  # fmt: skip
_NOBODY: Final = "nobody"  # stands for a photo or a product that there is none of


@dataclass(frozen=True)
class Cutout:
    shop: OperationContext
    model: OnnxModel | None

    async def __call__(self, request: CutoutRequest) -> CutoutResponse:
        """Raises OperationUnavailable without a model: callers have a slower way of their own."""
        model = self.model
        if model is None:
            raise OperationUnavailable("this container has no cut-out model")
        in_time(request.deadline)
        keys = [request.source_key, request.output_key]
        check_scope(request.bucket, request.prefix, keys, self.shop.only_bucket)

        def work(_: None) -> CutoutResponse:
            source = self.shop.sources.read(request.bucket, request.source_key)
            made = cut_out(model, decode(source.data))
            data = encode_png(made.pixels)
            self.shop.store.put(request.bucket, request.output_key, data, "image/png")
            return CutoutResponse(
                model_version=model.version, coverage=round(made.coverage, 4), doubt=made.doubt
            )

        return (await self.shop.each(work, [None]))[0]


@dataclass(frozen=True)
class Avatar:
    shop: OperationContext

    async def __call__(self, request: AvatarRequest) -> AvatarResponse:
        """A portrait from words, through the engine like any other picture."""
        if not self.shop.caps.portraits:
            raise OperationUnavailable("this model cannot draw a person from words")
        if request.model_id != self.shop.model_id:
            raise UnknownModel(f"this endpoint serves {self.shop.model_id}, not {request.model_id}")
        in_time(request.deadline)
        keys = [request.output_key, request.thumbnail_key]
        check_scope(request.bucket, request.prefix, keys, self.shop.only_bucket)
        job = self.shop.engine.submit(_portrait(request), request.deadline)
        return AvatarResponse(
            model_id=self.shop.model_id,
            model_version=self.shop.caps.version,
            result=await outcome(self.shop, request.bucket, job),
        )


def _portrait(request: AvatarRequest) -> Task:
    """A picture of one person from the front, with nobody's photo and no product."""
    absent = Keypoint(x=0, y=0, confidence=0)
    bust: Person = [
        Keypoint(x=_BUST[joint][0], y=_BUST[joint][1], confidence=1) if joint in _BUST else absent
        for joint in range(18)
    ]
    item = GenerateItem(
        slot=0,
        seed=request.seed,
        prompt=request.prompt,
        negative_prompt=request.negative_prompt,
        people=[bust],
        subjects=[Subject(key=_NOBODY, gender=request.gender, age_range=request.age_range)],
        product=ProductRef(key=_NOBODY, product_type="other", placement="displayed"),
        pose_placement="worn",
        frame="bust",
        output_key=request.output_key,
        thumbnail_key=request.thumbnail_key,
    )
    return Task(
        item=item,
        width=request.width,
        height=request.height,
        steps=request.steps,
        guidance=request.guidance,
        palette=(),
        subjects=(),
        product=None,
    )


@dataclass(frozen=True)
class Score:
    shop: OperationContext

    async def __call__(self, request: ScoreRequest) -> ScoreResponse:
        """Judge a picture that is stored already."""
        in_time(request.deadline)
        keys = [request.picture_key, *([request.subject_key] if request.subject_key else [])]
        check_scope(request.bucket, request.prefix, keys, self.shop.only_bucket)
        found = await self.shop.each(lambda key: self.shop.read(request.bucket, key), keys)
        blobs = [each for each in found if isinstance(each, Blob)]
        for each in found:
            if isinstance(each, EndpointError):
                raise each

        def work(_: None) -> ScoreResponse:
            pixels = decode(blobs[0].data)
            subject = blobs[1] if len(blobs) > 1 else None
            measured = self.shop.judges.measure(pixels, request.people, subject)
            quality = judge(Picture(pixels, None, ()), self.shop.gates, measured)
            return ScoreResponse(model_version=self.shop.caps.version, quality=quality)

        return (await self.shop.each(work, [None]))[0]
