"""One upload -> clean copy, thumbnail, colours, cut-out."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from lumiku.catalog.imaging.cutout import CutoutResult
from lumiku.catalog.imaging.doubts import DOUBTS
from lumiku.catalog.imaging.encode import THUMB_SIDE
from lumiku.catalog.imaging.intake import process
from lumiku.errors import RejectedImage
from lumiku.vocabulary import UploadKind

Encode = Callable[..., bytes]
SECRETS = (
    b"Exif",
    b"GPS",
    b"http://ns.adobe.com/xap",
    b"ICC_PROFILE",
    b"iCCP",
    b"eXIf",
    b"Bu Sari",
)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.fixture
def product(encoded: Encode) -> bytes:
    image = Image.new("RGB", (900, 600), "#E4E0DA")
    ImageDraw.Draw(image).rounded_rectangle((350, 150, 550, 480), 30, fill="#C71585")
    exif = Image.Exif()
    exif[0x010F] = "Bu Sari"
    exif.get_ifd(0x8825)[1] = "S"
    return encoded(image, "JPEG", exif=exif, quality=92, comment=b"Bu Sari", icc_profile=b"x" * 300)


class TestProduct:
    def test_everything_the_catalog_keeps(self, product: bytes) -> None:
        found = process(product, UploadKind.PRODUCT, "image/jpeg")
        assert (found.content_type, found.width, found.height) == ("image/jpeg", 900, 600)
        assert opened(found.clean).size == (900, 600)
        thumb = opened(found.thumb)
        assert thumb.format == "WEBP"
        assert max(thumb.size) == THUMB_SIDE
        assert found.doubt is None
        assert found.coverage == pytest.approx(200 * 330 / 540_000, rel=0.05)

    def test_cutout_is_trimmed_to_the_product(self, product: bytes) -> None:
        found = process(product, UploadKind.PRODUCT, "image/jpeg")
        assert found.cutout is not None
        cut = opened(found.cutout)
        assert cut.mode == "RGBA"
        assert cut.width == pytest.approx(200, abs=20)
        assert cut.height == pytest.approx(330, abs=20)
        assert cut.getpixel((cut.width // 2, cut.height // 2))[3] == 255  # type: ignore[index]

    def test_colours_are_the_products_not_the_tables(self, product: bytes) -> None:
        colours = process(product, UploadKind.PRODUCT, "image/jpeg").colours
        red, green, blue = bytes.fromhex(colours[0][1:])
        assert red > 180
        assert green < 50
        assert 110 < blue < 155

    def test_nothing_of_the_file_but_its_pixels_survives(self, product: bytes) -> None:
        assert b"Bu Sari" in product
        found = process(product, UploadKind.PRODUCT, "image/jpeg")
        for data in (found.clean, found.thumb, found.cutout or b""):
            assert not any(secret in data for secret in SECRETS)

    def test_hidden_colour_under_transparency_is_dropped(self, encoded: Encode) -> None:
        pixels = np.zeros((200, 200, 4), dtype=np.uint8)
        pixels[..., :3] = (1, 250, 3)  # a secret painted where nobody sees it
        pixels[60:140, 60:140] = (200, 20, 60, 255)
        data = encoded(Image.fromarray(pixels), "PNG")
        found = process(data, UploadKind.PRODUCT, "image/png")
        assert found.content_type == "image/png"
        clean = np.asarray(opened(found.clean))
        assert (clean[clean[..., 3] == 0] == 0).all()
        assert found.coverage == pytest.approx(0.16, abs=0.01)

    def test_a_cutter_of_ones_own(self, product: bytes) -> None:
        class Nothing:
            def cut(self, image: Image.Image) -> CutoutResult:
                return CutoutResult(Image.new("RGBA", image.size, (0, 0, 0, 0)), 0.0, "not_found")

        found = process(product, UploadKind.PRODUCT, "image/jpeg", Nothing())
        assert found.cutout is None
        assert found.doubt == "not_found"
        assert found.doubt in DOUBTS
        assert found.colours, "colours of the whole photo then"


class TestOthers:
    def test_avatar_is_an_opaque_jpeg_without_cutout(self, encoded: Encode) -> None:
        image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
        image.paste((120, 80, 60, 255), (100, 100, 200, 300))
        found = process(encoded(image, "PNG"), UploadKind.AVATAR, "image/png")
        assert (found.content_type, found.cutout, found.coverage) == ("image/jpeg", None, None)
        assert min(opened(found.clean).convert("RGB").getpixel((5, 5))) > 250  # type: ignore[arg-type]

    def test_logo_keeps_its_transparency(self, encoded: Encode) -> None:
        image = Image.new("RGBA", (300, 120), (0, 0, 0, 0))
        ImageDraw.Draw(image).ellipse((90, 10, 210, 110), fill="#FF6B6B")
        found = process(encoded(image, "WEBP", lossless=True), UploadKind.LOGO, "image/webp")
        assert found.content_type == "image/png"
        assert opened(found.clean).mode == "RGBA"
        assert opened(found.thumb).mode == "RGBA"
        assert found.cutout is None
        assert found.colours == ["#FF6B6B"]

    def test_refusals_pass_through(self) -> None:
        with pytest.raises(RejectedImage):
            process(b"<svg/>", UploadKind.LOGO, "image/png")

    def test_large_photo_stays_bounded(self, encoded: Encode) -> None:
        data = encoded(Image.new("RGB", (4000, 3000), "#B08050"), "JPEG")
        found = process(data, UploadKind.AVATAR, "image/jpeg")
        assert (found.width, found.height) == (2048, 1536)
