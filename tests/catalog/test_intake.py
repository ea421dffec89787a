"""From a raw object to a picture that may be used."""

import io
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote_plus

import pytest
from PIL import Image, ImageDraw

from functions.upload_intake.handler import handler
from local.fakes.cloud import Cloud
from lumiku.catalog.service import intake
from lumiku.catalog.store.tables import UploadItem
from lumiku.cloud import aws, blobs, keys
from lumiku.rendering.contract import CutoutRequest, CutoutResponse
from lumiku.rendering.renderer import Throttled
from lumiku.settings import settings
from tests.api.world import Merchant


def picture(kind: str = "JPEG", size: tuple[int, int] = (400, 500)) -> bytes:
    """A red bottle on a light ground, with a GPS position in its EXIF."""
    image = Image.new("RGB", size, "#F2F0EC")
    ImageDraw.Draw(image).rounded_rectangle((130, 120, 270, 430), 30, fill="#B02030")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825)[2] = (6.0, 12.0, 0.0)
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def arrive(merchant: Merchant, upload_id: str, data: bytes) -> dict[str, Any]:
    """Puts the raw object as the browser's form would, and returns S3's notification."""
    key = keys.raw_upload(merchant.user_id, upload_id)
    aws.client("s3").put_object(Bucket="raw", Key=key, Body=data)
    return {"Records": [{"s3": {"bucket": {"name": "raw"}, "object": {"key": quote_plus(key)}}}]}


def raw_keys(cloud: Cloud) -> list[str]:
    return [key for key in cloud.objects if key.startswith("raw/")]


class TestReady:
    def test_product_gets_everything(self, cloud: Cloud, merchant: Merchant) -> None:
        upload_id = merchant.upload("product", "waiting")
        handler(arrive(merchant, upload_id, picture()), None)
        upload = merchant.get(f"/uploads/{upload_id}").body
        assert (upload["status"], upload["width"], upload["height"]) == ("ready", 400, 500)
        assert upload["reason"] is None
        assert upload["colors"][0].startswith("#")
        assert all(upload[f"{name}_url"] for name in ("image", "thumbnail", "cutout"))
        clean = blobs.read(keys.clean_image(merchant.user_id, upload_id, "jpg"))
        assert clean is not None
        assert b"taken at home" not in clean
        assert not Image.open(io.BytesIO(clean)).getexif()
        assert raw_keys(cloud) == []

    def test_no_longer_expires(self, merchant: Merchant) -> None:
        upload_id = merchant.upload("avatar", "waiting")
        handler(arrive(merchant, upload_id, picture()), None)
        item = UploadItem.get(keys.user(merchant.user_id), keys.upload(upload_id))
        assert item.expires_at is None

    def test_redelivery_changes_nothing(self, cloud: Cloud, merchant: Merchant) -> None:
        upload_id = merchant.upload("avatar", "waiting")
        event = arrive(merchant, upload_id, picture())
        handler(event, None)
        first = merchant.get(f"/uploads/{upload_id}").body["colors"]
        handler(event, None)
        handler(arrive(merchant, upload_id, b"another file under the same key"), None)
        upload = merchant.get(f"/uploads/{upload_id}").body
        assert (upload["status"], upload["colors"]) == ("ready", first)
        assert raw_keys(cloud) == []

    def test_interrupted_run_is_done_again(
        self, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        upload_id = merchant.upload("avatar", "waiting")
        event = arrive(merchant, upload_id, picture())
        with monkeypatch.context() as patched:
            patched.setattr(intake, "_mark", _killed)
            with pytest.raises(MemoryError):
                handler(event, None)
        assert merchant.get(f"/uploads/{upload_id}").body["status"] == "waiting"
        handler(event, None)
        assert merchant.get(f"/uploads/{upload_id}").body["status"] == "ready"


def _killed(*_: object) -> str:
    raise MemoryError


def truncated() -> bytes:
    return picture()[:2_000]


def animated() -> bytes:
    frames = [Image.new("RGB", (100, 100), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


class TestRejected:
    @pytest.mark.parametrize(
        "make",
        [truncated, animated, lambda: b"<svg/>", lambda: picture("PNG"), lambda: b"\xff\xd8"],
        ids=["truncated", "animated", "svg", "other type", "stub"],
    )
    def test_says_why_in_the_readers_language(
        self, cloud: Cloud, merchant: Merchant, make: Callable[[], bytes]
    ) -> None:
        upload_id = merchant.upload("product", "waiting")
        handler(arrive(merchant, upload_id, make()), None)
        english = merchant.get(f"/uploads/{upload_id}").body
        indonesian = Merchant(merchant.user_id, language="id").get(f"/uploads/{upload_id}").body
        assert english["status"] == "rejected"
        assert english["reason"]["code"] == indonesian["reason"]["code"]
        assert english["reason"]["detail"] != indonesian["reason"]["detail"]
        assert raw_keys(cloud) == []
        kit = merchant.kit()
        answer = merchant.post(
            "/products",
            {
                "brand_kit_id": kit["id"],
                "name": "A",
                "upload_id": upload_id,
                "category": "skincare",
                "product_type": "jar",
                "placement": "table",
            },
        )
        assert (answer.status, answer.body["code"]) == (422, "rejected_image")
        assert english["reason"]["detail"] in answer.body["detail"]

    def test_over_15_mb(self, merchant: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(intake, "MAX_UPLOAD", 1_000)
        upload_id = merchant.upload("avatar", "waiting")
        handler(arrive(merchant, upload_id, picture()), None)
        assert merchant.get(f"/uploads/{upload_id}").body["reason"]["code"] == "too_large"


class TestForeign:
    def test_unknown_upload_is_deleted(self, cloud: Cloud, merchant: Merchant) -> None:
        handler(arrive(merchant, "upl_01JD0000000000000000000000", picture()), None)
        assert raw_keys(cloud) == []

    @pytest.mark.parametrize("key", ["raw/a/b/c", "raw/x/upl_short/original", "else"])
    def test_other_keys_are_left_alone(self, world: None, key: str) -> None:
        assert intake.take_in(key) == "foreign"


class FakeEndpoint:
    """Stands for the renderer's cut-out operation: writes a picture, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[CutoutRequest] = []

    def cutout(self, request: CutoutRequest) -> CutoutResponse:
        self.asked.append(request)
        if self.error is not None:
            raise self.error
        out = io.BytesIO()
        Image.new("RGBA", (300, 300), (0, 160, 0, 255)).save(out, "PNG")
        blobs.put(request.output_key, out.getvalue(), "image/png")
        return CutoutResponse(model_version="1", coverage=0.4, doubt="strange")


@pytest.fixture
def on_the_endpoint(world: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LUMIKU_CUTOUT_BACKEND", "endpoint")
    settings.cache_clear()
    yield
    monkeypatch.delenv("LUMIKU_CUTOUT_BACKEND")
    settings.cache_clear()


@pytest.mark.usefixtures("on_the_endpoint")
class TestEndpoint:
    def _run(
        self, merchant: Merchant, monkeypatch: pytest.MonkeyPatch, endpoint: FakeEndpoint
    ) -> dict[str, Any]:
        monkeypatch.setattr(intake, "SageMakerRenderer", lambda: endpoint)
        upload_id = merchant.upload("product", "waiting")
        handler(arrive(merchant, upload_id, picture()), None)
        return dict(merchant.get(f"/uploads/{upload_id}").body)

    def test_its_cut_out_is_taken(
        self, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        endpoint = FakeEndpoint()
        upload = self._run(merchant, monkeypatch, endpoint)
        assert (upload["status"], upload["doubt"]["code"]) == ("ready", "strange")
        assert upload["colors"][0] == "#00A000"
        (asked,) = endpoint.asked
        assert asked.prefix == keys.user_prefix(merchant.user_id)
        assert asked.source_key == keys.clean_image(merchant.user_id, upload["id"], "jpg")

    def test_full_falls_back_to_our_own(
        self, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        upload = self._run(merchant, monkeypatch, FakeEndpoint(Throttled("full")))
        assert upload["status"] == "ready"
        assert upload["colors"][0] != "#00A000"
        assert upload["cutout_url"]
