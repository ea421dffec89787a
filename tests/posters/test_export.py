"""Files: their bytes, their metadata, and the plan of an export."""

import csv
import io
import re

import numpy as np
import pytest
from PIL import Image

from lumiku.exports.encode import encode, export
from lumiku.exports.manifest import MANIFEST_COLUMNS, manifest, planned_files
from lumiku.exports.rules import slug
from lumiku.exports.sticker import SIDE, price_sticker
from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import FORMATS, ExportKey, FileType
from lumiku.posters.document.schemas import Photo, PosterDoc
from lumiku.posters.drawing.pictures import SRGB, PictureCache
from lumiku.posters.editing import Brand, lay_out


@pytest.fixture(scope="module")
def doc(brand: Brand, content: Content, photos: list[Photo]) -> PosterDoc:
    return lay_out("hero-halves", brand, content, photos, ExportKey.IG_POST)


def source_type(data: bytes) -> str:
    match = re.search(rb"digitalsourcetype/(\w+)", data)
    return match[1].decode() if match else ""


class TestFiles:
    def test_every_format_has_its_size_type_and_bytes(
        self, brand: Brand, content: Content, photos: list[Photo], assets: dict[str, bytes]
    ) -> None:
        room = PictureCache(assets)
        for to, target in FORMATS.items():
            made = export(lay_out("promo-burst", brand, content, photos, to), room)
            image = Image.open(io.BytesIO(made.data))
            assert image.format == "JPEG"
            assert image.size == (target.width, target.height) == (made.width, made.height)
            assert len(made.data) <= target.max_bytes
            assert made.fits
            assert image.info["icc_profile"] == SRGB

    @pytest.mark.parametrize("file_type", list(FileType))
    def test_metadata_survives_in_every_type(
        self,
        file_type: FileType,
        brand: Brand,
        content: Content,
        photos: list[Photo],
        assets: dict[str, bytes],
    ) -> None:
        doc = lay_out("hero-halves", brand, content, photos, ExportKey.X_POST)
        made = export(doc, assets, file_type=file_type)
        image = Image.open(io.BytesIO(made.data))
        xmp = image.getxmp() if file_type is not FileType.PNG else image.info["XML:com.adobe.xmp"]
        assert "compositeWithTrainedAlgorithmicMedia" in str(xmp)
        assert "Skincare Aura" in str(xmp)
        assert made.type is file_type

    def test_captured_photos_are_no_generated_media(
        self, doc: PosterDoc, assets: dict[str, bytes]
    ) -> None:
        captured = [photo.model_copy(update={"generated": False}) for photo in doc.photos]
        made = export(doc.model_copy(update={"photos": captured}), assets)
        assert source_type(made.data) == "compositeCapture"

    def test_a_brand_name_cannot_break_the_metadata(
        self, doc: PosterDoc, assets: dict[str, bytes]
    ) -> None:
        made = export(doc.model_copy(update={"brand": "<A> & 'B'"}), assets)
        assert "<A> & 'B'" in str(Image.open(io.BytesIO(made.data)).getxmp())

    def test_a_type_that_the_target_refuses(self, doc: PosterDoc, assets: dict[str, bytes]) -> None:
        with pytest.raises(ValueError, match="takes no png"):
            export(doc, assets, file_type=FileType.PNG)


class TestBytes:
    def noise(self, to: ExportKey) -> Image.Image:
        target = FORMATS[to]
        grain = np.random.default_rng(3).integers(0, 255, (target.height, target.width, 3))
        return Image.fromarray(grain.astype(np.uint8))

    def test_quality_gives_way_to_the_limit(self) -> None:
        cover = FORMATS[ExportKey.FB_COVER]
        made = encode(self.noise(ExportKey.FB_COVER), cover, FileType.JPEG)
        assert len(made.data) <= 100_000
        assert made.quality is not None
        assert made.quality < 86

    def test_a_png_that_cannot_fit_says_so(self) -> None:
        shopee = FORMATS[ExportKey.SHOPEE]
        assert not encode(self.noise(ExportKey.SHOPEE), shopee, FileType.PNG).fits
        assert shopee.png_may_be_too_large
        assert not FORMATS[ExportKey.WA_CATALOG].png_may_be_too_large

    def test_a_calm_picture_gets_the_best_quality(self) -> None:
        target = FORMATS[ExportKey.FB_COVER]
        calm = Image.new("RGB", (target.width, target.height), "#C71585")
        assert encode(calm, target, FileType.JPEG).quality == 86


class TestPlan:
    posters = (("poster_1", "kulit-lembap"), ("poster_2", ""))

    def test_a_folder_per_format_and_neighbours_per_poster(self) -> None:
        files = planned_files(self.posters, [ExportKey.IG_POST, ExportKey.X_POST], {})
        assert [file.path for file in files] == [
            "ig_post/001-kulit-lembap.jpg",
            "x_post/001-kulit-lembap.jpg",
            "ig_post/002-poster.jpg",
            "x_post/002-poster.jpg",
        ]

    def test_a_type_other_than_jpeg(self) -> None:
        (file, _) = planned_files(
            self.posters, [ExportKey.X_POST], {ExportKey.X_POST: FileType.WEBP}
        )
        assert (file.path, file.type.media_type) == ("x_post/001-kulit-lembap.webp", "image/webp")

    def test_the_journey_of_the_plan(self) -> None:
        posters = [(f"poster_{number}", "serum-baru") for number in range(100)]
        formats = [ExportKey.IG_SQUARE, ExportKey.IG_STORY, ExportKey.FB_POST, ExportKey.WA_STATUS]
        files = planned_files(posters, formats, {})
        assert len({file.path for file in files}) == 400

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("../../etc/passwd", "etc-passwd"),
            ("Café é 50%", "cafe-e-50"),
            ("رمضان", ""),
            ("", ""),
            ("x" * 90, "x" * 48),
        ],
    )
    def test_names_are_safe(self, text: str, name: str) -> None:
        assert slug(text) == name

    def test_the_manifest_lists_every_file(self, doc: PosterDoc) -> None:
        content = Content(headline='=HYPERLINK("x")', product="{brand} A", price=9_000)
        sly = doc.model_copy(update={"content": content})
        files = [
            {
                "path": f"ig_post/00{n}.jpg",
                "poster_id": f"poster_{n}",
                "format": "ig_post",
                "width": 1080,
                "height": 1350,
                "bytes": 200_000,
                "quality": quality,
            }
            for n, quality in ((1, 86), (2, None))
        ]
        rows = list(csv.reader(io.StringIO(manifest(files, [doc, sly]))))
        assert rows[0][0].removeprefix("\ufeff") == MANIFEST_COLUMNS[0]
        assert [row[0] for row in rows[1:]] == [file["path"] for file in files]
        assert rows[1][4:9] == ["1080", "1350", "200000", "86", "Kulit lembap, cerah alami"]
        assert rows[2][7:] == ["", '\'=HYPERLINK("x")', "Skincare Aura A", "Rp\u00a09.000"]


class TestSticker:
    def test_is_what_whatsapp_takes(self, doc: PosterDoc) -> None:
        data = price_sticker(doc)
        image = Image.open(io.BytesIO(data))
        assert (image.format, image.size) == ("WEBP", (SIDE, SIDE))
        assert len(data) <= 100_000
        alpha = np.asarray(image.convert("RGBA"))[:, :, 3]
        assert alpha[:16].max() == alpha[-16:].max() == alpha[:, :16].max() == 0
        assert alpha[SIDE // 2, SIDE // 2] == 255

    def test_another_price_is_another_sticker(self, doc: PosterDoc) -> None:
        dearer = doc.content.model_copy(update={"price": 1_250_000, "price_before": None})
        other = doc.model_copy(update={"content": dearer})
        assert price_sticker(doc) != price_sticker(other)
        assert price_sticker(doc) == price_sticker(doc)
