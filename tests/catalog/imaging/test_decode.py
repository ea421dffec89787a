"""Decoding: what merchants send is taken, what strangers try is refused in words."""

import random
import resource
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from lumiku.catalog.imaging.decode import LONGEST_SIDE, MAX_BYTES, decode, has_alpha
from lumiku.catalog.imaging.formats import sniff
from lumiku.errors import RejectedImage

Encode = Callable[..., bytes]


def reason(data: bytes, declared: str | None = None) -> str:
    with pytest.raises(RejectedImage) as caught:
        decode(data, declared)
    facts = caught.value.facts
    for language in ("id", "en"):
        sentence = caught.value.detail(language)
        assert "{" not in sentence
        assert len(sentence) > 30
    assert caught.value.because.id != caught.value.because.en
    return str(facts["reason"])


class TestAccepted:
    @pytest.mark.parametrize(
        ("kind", "declared"),
        [
            ("JPEG", "image/jpeg"),
            ("JPEG", "image/jpg"),
            ("PNG", "image/png"),
            ("WEBP", "image/webp"),
        ],
    )
    def test_usual_formats(
        self, photo: Image.Image, encoded: Encode, kind: str, declared: str
    ) -> None:
        image = decode(encoded(photo, kind), declared)
        assert image.mode == "RGB"
        assert image.size == photo.size
        assert np.abs(np.asarray(image, dtype=int) - np.asarray(photo, dtype=int)).mean() < 4

    def test_heic(self, photo: Image.Image, heic: bytes) -> None:
        assert sniff(heic) == "HEIF"
        image = decode(heic, "image/heic")
        assert image.size == photo.size
        assert np.abs(np.asarray(image, dtype=int) - np.asarray(photo, dtype=int)).mean() < 6

    def test_phone_jpeg_with_a_second_frame(self, photo: Image.Image, encoded: Encode) -> None:
        data = encoded(photo, "MPO", save_all=True, append_images=[photo])
        assert decode(data, "image/jpeg").size == photo.size

    def test_cmyk_jpeg(self, encoded: Encode) -> None:
        data = encoded(Image.new("CMYK", (100, 80), (0, 255, 255, 0)), "JPEG")
        red, green, blue = decode(data, "image/jpeg").getpixel((50, 40))  # type: ignore[misc]
        assert red > 180
        assert green < 70
        assert blue < 70

    def test_sixteen_bits_are_scaled_not_clipped(self, encoded: Encode) -> None:
        ramp = np.linspace(0, 65535, 256 * 100).reshape(100, 256).astype(np.uint16)
        image = decode(encoded(Image.fromarray(ramp), "PNG"), "image/png")
        assert 120 < np.asarray(image).mean() < 135

    def test_palette_with_transparency(self, encoded: Encode) -> None:
        image = Image.new("P", (90, 90), 1)
        image.putpalette([255, 0, 0, 0, 0, 255])
        image.paste(0, (0, 0, 45, 90))
        decoded = decode(encoded(image, "PNG", transparency=0), "image/png")
        assert decoded.mode == "RGBA"
        assert decoded.getpixel((10, 10))[3] == 0  # type: ignore[index]
        assert decoded.getpixel((80, 10)) == (0, 0, 255, 255)

    def test_grey_with_alpha(self, encoded: Encode) -> None:
        image = Image.new("LA", (90, 90), (200, 128))
        assert decode(encoded(image, "PNG"), "image/png").mode == "RGBA"

    def test_alpha_that_hides_nothing_is_dropped(self, encoded: Encode) -> None:
        image = Image.new("RGBA", (90, 90), (10, 200, 30, 255))
        assert decode(encoded(image, "PNG"), "image/png").mode == "RGB"
        assert not has_alpha(image)

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_large_ones_are_reduced(self, encoded: Encode, kind: str) -> None:
        image = decode(encoded(Image.new("RGB", (3000, 1500), "#884422"), kind, quality=30))
        assert image.size == (LONGEST_SIDE, LONGEST_SIDE // 2)


class TestMetadata:
    def exif(self, orientation: int) -> Image.Exif:
        exif = Image.Exif()
        exif[0x0112] = orientation
        exif[0x010F] = "Kamera Bu Sari"
        exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 12.0, 30.0), 3: "E", 4: (106.0, 49.0, 0.0)})
        return exif

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_orientation_is_applied_and_everything_else_dropped(
        self, photo: Image.Image, encoded: Encode, kind: str
    ) -> None:
        data = encoded(photo, kind, exif=self.exif(6))
        assert b"Bu Sari" in data
        image = decode(data)
        assert image.size == (photo.height, photo.width)
        # 6 = turn clockwise: the left edge (no red) becomes the top.
        pixels = np.asarray(image, dtype=int)
        assert pixels[:10, :, 0].mean() < 30
        assert pixels[-10:, :, 0].mean() > 200
        assert image.info == {}
        assert not image.getexif()

    @pytest.mark.parametrize("orientation", [1, 2, 3, 4, 5, 6, 7, 8, 0, 9, 77])
    def test_every_orientation_matches_pillow(
        self, photo: Image.Image, encoded: Encode, orientation: int
    ) -> None:
        from PIL import ImageOps

        data = encoded(photo, "PNG", exif=self.exif(orientation))
        turned = photo.copy()
        turned.getexif()[0x0112] = orientation
        expected = np.asarray(ImageOps.exif_transpose(turned))
        assert np.array_equal(np.asarray(decode(data)), expected)

    def test_huge_and_broken_exif(self, photo: Image.Image, encoded: Encode) -> None:
        junk = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff" + b"\xa5" * 64_000
        assert decode(encoded(photo, "JPEG", exif=junk)).size == photo.size

    def test_wide_gamut_becomes_srgb(self, encoded: Encode, adobe_rgb: bytes) -> None:
        flat = Image.new("RGB", (100, 100), (120, 200, 120))
        plain = decode(encoded(flat, "PNG"))
        wide = decode(encoded(flat, "PNG", icc_profile=adobe_rgb))
        assert plain.getpixel((5, 5)) == (120, 200, 120)
        # Adobe RGB's green is more saturated: in sRGB the red falls.
        assert wide.getpixel((5, 5))[0] < 90  # type: ignore[index]

    def test_unreadable_profile_is_ignored(self, photo: Image.Image, encoded: Encode) -> None:
        image = decode(encoded(photo, "PNG", icc_profile=b"not a profile" * 40))
        assert np.array_equal(np.asarray(image), np.asarray(photo))


class TestRefused:
    def test_nothing(self) -> None:
        assert reason(b"", "image/png") == "empty"

    def test_too_heavy(self) -> None:
        assert reason(b"\xff\xd8\xff" + bytes(MAX_BYTES), "image/jpeg") == "too_heavy"

    @pytest.mark.parametrize(
        "data",
        [
            b"<svg xmlns='http://www.w3.org/2000/svg' width='9'><script>alert(1)</script></svg>",
            b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
            b"  \n<!DOCTYPE html><html><body>hi</body></html>",
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n",
            b"%PDF-1.7\n1 0 obj",
            b"PK\x03\x04" + bytes(60),
            b"BM" + bytes(90),
            b"II*\x00" + bytes(90),
            b"\x00\x00\x00\x18ftypmp42" + bytes(80),
            b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00avifmif1" + bytes(80),
            b"hello, I am a photo",
            b"\x00" * 400,
        ],
        ids=[
            "svg",
            "xml",
            "html",
            "eps",
            "pdf",
            "zip",
            "bmp",
            "tiff",
            "mp4",
            "avif",
            "text",
            "zero",
        ],
    )
    @pytest.mark.parametrize("declared", ["image/jpeg", "image/png"])
    def test_no_picture_of_ours(self, data: bytes, declared: str) -> None:
        assert reason(data, declared) == "unsupported"

    @pytest.mark.parametrize("declared", ["image/png", "image/webp", "image/heic", "text/html", ""])
    def test_wrong_declared_type(self, photo: Image.Image, encoded: Encode, declared: str) -> None:
        assert reason(encoded(photo, "JPEG"), declared) == "type_mismatch"

    @pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
    def test_animation(self, photo: Image.Image, encoded: Encode, kind: str) -> None:
        frames = [photo.rotate(90 * i) for i in range(3)]
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=90)
        assert reason(data) == ("unsupported" if kind == "GIF" else "animated")

    def test_heif_sequence(self) -> None:
        assert reason(b"\x00\x00\x00\x18ftyphevc\x00\x00\x00\x00hevcmif1" + bytes(80)) == "animated"

    @pytest.mark.parametrize("size", [(1, 1), (63, 400), (400, 63)])
    def test_too_small(self, encoded: Encode, size: tuple[int, int]) -> None:
        assert reason(encoded(Image.new("RGB", size), "PNG")) == "too_small"

    def test_too_narrow(self, encoded: Encode) -> None:
        assert reason(encoded(Image.new("L", (2000, 100)), "PNG")) == "too_narrow"

    @pytest.mark.parametrize("size", [(5_001, 5_000), (13_304, 13_304), (60_000, 600)])
    def test_bomb(self, png_of: Callable[[int, int], bytes], size: tuple[int, int]) -> None:
        data = png_of(*size)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert reason(data, "image/png") == "too_many_pixels"
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert after - before < 30_000, "KiB of memory grew while refusing"
        assert len(data) < 60_000

    def test_webp_bomb_is_refused_from_its_header(self) -> None:
        canvas = (16_383 - 1).to_bytes(3, "little") * 2
        data = b"RIFF" + (4096).to_bytes(4, "little") + b"WEBPVP8X" + (10).to_bytes(4, "little")
        assert reason(data + bytes(4) + canvas + bytes(4000)) == "too_many_pixels"

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    @pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.9])
    def test_truncated(self, photo: Image.Image, encoded: Encode, kind: str, share: float) -> None:
        data = encoded(photo, kind)
        assert reason(data[: max(16, int(len(data) * share))]) == "damaged"

    @pytest.mark.parametrize("share", [0.3, 0.9])
    def test_truncated_heic(self, heic: bytes, share: float) -> None:
        assert reason(heic[: int(len(heic) * share)]) == "damaged"


class TestFuzz:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
    def test_damage_is_refused_or_survived_never_raised(
        self, photo: Image.Image, encoded: Encode, heic: bytes, kind: str
    ) -> None:
        whole = heic if kind == "HEIF" else encoded(photo, kind, exif=TestMetadata().exif(3))
        dice = random.Random(20251123)
        outcomes = set()
        for _ in range(150):
            data = bytearray(whole)
            for _ in range(dice.choice([1, 3, 12, 60])):
                # Headers are where parsers break.
                place = dice.randrange(min(len(data), dice.choice([40, 400, len(data)])))
                data[place] = dice.choice([0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)])
            if dice.random() < 0.2:
                del data[dice.randrange(len(data)) :]
            try:
                image = decode(bytes(data))
            except RejectedImage as refusal:
                outcomes.add(str(refusal.facts["reason"]))
            else:
                outcomes.add("decoded")
                assert max(image.size) <= LONGEST_SIDE
        assert {"damaged", "decoded"} <= outcomes or kind == "HEIF"
