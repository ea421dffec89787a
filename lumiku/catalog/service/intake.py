"""Intake: a raw upload becomes a clean picture that may be used, or is rejected with its reason.

Only the function that looks at uploads imports this: it needs the imaging libraries.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from lumiku import ids
from lumiku.catalog.imaging.cutout import CutoutResult, Cutter, LocalCutter
from lumiku.catalog.imaging.decode import decode
from lumiku.catalog.imaging.doubts import DOUBTS
from lumiku.catalog.imaging.encode import jpeg, png
from lumiku.catalog.imaging.intake import Intake, process
from lumiku.catalog.schemas import MAX_UPLOAD, UploadStatus
from lumiku.catalog.store.tables import UploadItem
from lumiku.cloud import blobs, keys
from lumiku.cloud.table import find, refused
from lumiku.cloud.telemetry import logger
from lumiku.errors import RejectedImage
from lumiku.rendering.contract import CutoutRequest
from lumiku.rendering.renderer import RenderError
from lumiku.rendering.sagemaker import SageMakerRenderer
from lumiku.settings import settings
from lumiku.texts import Text
from lumiku.vocabulary import UploadKind

__all__ = ["EndpointCutter", "take_in"]

_ENDPOINT_SECONDS: Final = 30.0
_TOO_LARGE: Final = Text(
    "berkasnya lebih besar dari {limit} MB. Kirim foto yang lebih kecil",
    "the file is larger than {limit} MB. Send a smaller photo",
)
_UNSURE: Final = Text(
    "Periksa hasil potongan ini sebelum dipakai.",
    "Check this cut-out before you use it.",
)
_EXTENSIONS: Final = {"image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True)
class EndpointCutter:
    """Cut-outs by the GPU endpoint, and by this process when the endpoint cannot."""

    user_id: str
    upload_id: str

    def cut(self, image: Image.Image) -> CutoutResult:
        source_key = self._source(image)
        output_key = keys.cutout(self.user_id, self.upload_id)
        request = CutoutRequest(
            request_id=ids.new("cut"),
            bucket=settings().need("media_bucket"),
            prefix=keys.user_prefix(self.user_id),
            source_key=source_key,
            output_key=output_key,
            deadline=time.time() + _ENDPOINT_SECONDS,
        )
        try:
            answer = SageMakerRenderer().cutout(request)
        except RenderError as error:
            logger().warning(
                "the endpoint cut nothing out",
                extra={"action": "cutout_fallback", "reason": error.detail},
            )
            return LocalCutter().cut(image)
        made = blobs.read(output_key)
        if made is None:
            return LocalCutter().cut(image)
        image = decode(made, "image/png").convert("RGBA")
        return CutoutResult(image, answer.coverage, answer.doubt or None)

    def _source(self, image: Image.Image) -> str:
        """Puts the picture where its clean copy will be anyway."""
        if image.mode == "RGBA":
            key = keys.clean_image(self.user_id, self.upload_id, "png")
            blobs.put(key, png(image), "image/png")
        else:
            key = keys.clean_image(self.user_id, self.upload_id, "jpg")
            blobs.put(key, jpeg(image), "image/jpeg")
        return key


def cutter_for(user_id: str, upload_id: str) -> Cutter:
    if settings().cutout_backend == "endpoint":
        return EndpointCutter(user_id, upload_id)
    return LocalCutter()


def take_in(key: str) -> str:
    """Looks at one raw object; the same key again does nothing more. Returns what became of it.

    The raw object is deleted only after the row says ready or rejected, so an interrupted run
    is done again from the start.
    """
    named = keys.upload_of_raw(key)
    if named is None:
        return "foreign"
    user_id, upload_id = named
    item = find(UploadItem, keys.user(user_id), keys.upload(upload_id))
    if item is None or item.status != UploadStatus.WAITING:
        blobs.delete(key, raw=True)
        return "unknown" if item is None else str(item.status)
    data = blobs.read_raw(key, MAX_UPLOAD + 1)
    if data is None:
        return "missing"
    try:
        ready = _accepted(data, item, cutter_for(user_id, upload_id))
    except RejectedImage as rejection:
        status = _mark(item, UploadStatus.REJECTED, [UploadItem.reason.set(_reason(rejection))])
    else:
        _store(user_id, upload_id, ready)
        status = _mark(item, UploadStatus.READY, _findings(user_id, upload_id, ready))
    blobs.delete(key, raw=True)
    return status


def _accepted(data: bytes, item: UploadItem, cutter: Cutter) -> Intake:
    if len(data) > MAX_UPLOAD:
        raise RejectedImage("too_large", _TOO_LARGE.filled(limit=MAX_UPLOAD // 2**20))
    return process(data, UploadKind(item.upload_kind), item.content_type, cutter)


def _store(user_id: str, upload_id: str, ready: Intake) -> None:
    """Writes the pictures under keys that a repetition writes again."""
    extension = _EXTENSIONS[ready.content_type]
    blobs.put(keys.clean_image(user_id, upload_id, extension), ready.clean, ready.content_type)
    blobs.put(keys.thumbnail(user_id, upload_id), ready.thumb, "image/webp")
    if ready.cutout is not None:
        blobs.put(keys.cutout(user_id, upload_id), ready.cutout, "image/png")


def _findings(user_id: str, upload_id: str, ready: Intake) -> list[Action]:
    extension = _EXTENSIONS[ready.content_type]
    found: Mapping[str, Any] = {
        "image_key": keys.clean_image(user_id, upload_id, extension),
        "thumbnail_key": keys.thumbnail(user_id, upload_id),
        "cutout_key": keys.cutout(user_id, upload_id) if ready.cutout is not None else None,
        "width": ready.width,
        "height": ready.height,
        "colors": ready.colours,
        "coverage": ready.coverage,
        "doubt": _doubt(ready.doubt),
    }
    attributes = UploadItem.get_attributes()
    actions = [attributes[name].set(value) for name, value in found.items() if value is not None]
    return [*actions, UploadItem.expires_at.remove()]


def _doubt(code: str | None) -> dict[str, str] | None:
    if code is None:
        return None
    return DOUBTS.get(code, _UNSURE).stored(code)


def _reason(rejection: RejectedImage) -> dict[str, str]:
    return rejection.because.stored(str(rejection.facts["reason"]))


def _mark(item: UploadItem, status: UploadStatus, actions: list[Action]) -> str:
    """Settles an upload once; who comes second leaves the first word standing."""
    row = UploadItem(pk=item.pk, sk=item.sk)
    try:
        row.update(
            actions=[UploadItem.status.set(status.value), *actions],
            condition=UploadItem.status == UploadStatus.WAITING.value,
        )
    except UpdateError as error:
        if not refused(error):
            raise
        return "settled"
    return status.value
