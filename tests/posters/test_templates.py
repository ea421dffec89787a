"""Every template in every format, with good content and with bad."""

from collections.abc import Callable

import pytest

from lumiku.accounts.policy import TemplateSet
from lumiku.errors import InvalidInput, NotFound
from lumiku.posters.advice.preflight import preflight
from lumiku.posters.document.colour import contrast
from lumiku.posters.document.content import Content, Item
from lumiku.posters.document.formats import FORMATS, ExportKey
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import (
    LogoLayer,
    Photo,
    PhotoLayer,
    PosterDoc,
    ShapeLayer,
    TextLayer,
)
from lumiku.posters.editing import Brand, lay_out
from lumiku.posters.layout.ink import ink_box
from lumiku.posters.layout.photos import logo_facts, shown_at
from lumiku.posters.templates import TEMPLATES, Family, templates_of
from lumiku.posters.templates.samples import with_samples
from tests.posters.conftest import mark

ALLOWED = {"text_on_main_photo", "before_after", "photo_too_small"}
SOME = (ExportKey.IG_POST, ExportKey.TIKTOK, ExportKey.FB_COVER, ExportKey.IG_SQUARE)


def words_of(doc: PosterDoc) -> str:
    return " ".join(
        " ".join(layer.lines) for layer in doc.layers if isinstance(layer, TextLayer)
    ).replace("\u00a0", " ")


class TestLibrary:
    def test_enough_templates_in_enough_families(self) -> None:
        assert len(TEMPLATES) >= 24
        assert {design.family for design in TEMPLATES.values()} == set(Family)
        seasons = {design.season for design in TEMPLATES.values()}
        assert {"ramadan", "lebaran", "harbolnas"} <= seasons

    def test_a_plan_gets_its_own_and_everything_below(self) -> None:
        basic, standard, everything = (
            {design.key for design in templates_of(owned)}
            for owned in (TemplateSet.BASIC, TemplateSet.STANDARD, TemplateSet.ALL)
        )
        assert basic < standard < everything == set(TEMPLATES)
        assert len(basic) >= 8

    def test_names_are_said_in_both_languages(self) -> None:
        assert all(design.name.id and design.name.en for design in TEMPLATES.values())


@pytest.mark.parametrize("key", TEMPLATES)
class TestEveryFormat:
    def test_is_clean_by_its_own_preflight(
        self, key: str, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        """Safe zones, sizes, contrast, nothing cut, nothing off the canvas: 15 formats."""
        remarks = [
            (to, finding.code, finding.layer)
            for to in FORMATS
            for finding in preflight(lay_out(key, brand, content, photos, to))
            if finding.code not in ALLOWED
        ]
        assert remarks == []

    def test_says_what_it_has_to_say(
        self, key: str, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        """Texts may leave a small format, the main one never does."""
        if key == "hero-plain":
            return
        main = "Teksturnya ringan" if key.startswith("voice") else "Kulit"
        for to in FORMATS:
            assert main in words_of(lay_out(key, brand, content, photos, to)), to

    def test_texts_do_not_lie_on_each_other(
        self, key: str, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        for to in FORMATS:
            doc = lay_out(key, brand, content, photos, to)
            boxes = [
                (layer.id, ink_box(layer, doc.fonts))
                for layer in doc.layers
                if isinstance(layer, TextLayer) and not layer.rotation and layer.id != "date"
            ]
            hits = [
                (to, one, other)
                for index, (one, here) in enumerate(boxes)
                for other, there in boxes[index + 1 :]
                if here.overlap(there) > 0.02 * min(here.w * here.h, there.w * there.h)
            ]
            assert hits == []

    @pytest.mark.parametrize("to", SOME)
    def test_stands_a_headline_of_400_characters(
        self, key: str, to: ExportKey, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        endless = content.model_copy(update={"headline": "kelembapan " * 36, "quote": "x" * 600})
        doc = lay_out(key, brand, endless, photos, to)
        codes = {finding.code for finding in preflight(doc)}
        assert "outside_canvas" not in codes
        assert "text_too_small" not in codes

    @pytest.mark.parametrize("to", SOME)
    def test_stands_empty_content_and_no_photo(self, key: str, to: ExportKey, brand: Brand) -> None:
        bare = Brand(name="")
        for dressed in (brand, bare):
            doc = lay_out(key, dressed, Content(), [], to)
            assert "outside_canvas" not in {finding.code for finding in preflight(doc)}

    def test_is_laid_out_the_same_twice(
        self, key: str, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        first = lay_out(key, brand, content, photos, ExportKey.IG_POST)
        assert first == lay_out(key, brand, content, photos, ExportKey.IG_POST)
        assert PosterDoc.model_validate_json(first.model_dump_json()) == first

    def test_adapts_by_moving_not_by_stretching(
        self, key: str, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        for to in SOME:
            doc = lay_out(key, brand, content, photos, to)
            known = {photo.id: photo for photo in photos}
            for layer in doc.layers:
                if isinstance(layer, PhotoLayer):
                    shown = known[layer.source].aspect * layer.crop.w / layer.crop.h
                    assert shown == pytest.approx(layer.w / layer.h, rel=0.02)


class TestPhotos:
    @pytest.mark.parametrize("key", TEMPLATES)
    def test_words_stay_off_the_face(
        self, key: str, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        """What is drawn above a photo hides no more than a corner of a head."""
        if TEMPLATES[key].photos != 1:
            return
        for to in FORMATS:
            doc = lay_out(key, brand, content, photos[:1], to)
            faces: list[Rect] = []
            for layer in doc.layers:
                if isinstance(layer, PhotoLayer):
                    frame = Rect(layer.x, layer.y, layer.w, layer.h)
                    faces += shown_at(photos[0], layer.crop, frame)
                elif isinstance(layer, TextLayer) and not layer.id.startswith("badge"):
                    box = ink_box(layer, doc.fonts)
                    hidden = sum(face.overlap(box) for face in faces)
                    assert hidden <= 0.2 * sum(face.w * face.h for face in faces), (to, layer.id)

    @pytest.mark.parametrize("key", ["hero-doorway", "hero-podium", "promo-giant", "hero-plain"])
    def test_a_cutout_stands_whole_on_a_ground(
        self, key: str, brand: Brand, content: Content, facts: Callable[[str], Photo]
    ) -> None:
        doc = lay_out(key, brand, content, [facts("cutout")], ExportKey.IG_POST)
        layer = next(layer for layer in doc.layers if isinstance(layer, PhotoLayer))
        assert (layer.crop.w, layer.crop.h) == (1, 1)
        assert layer.w / layer.h == pytest.approx(0.5)
        assert any(layer.id.startswith("photo-ground") for layer in doc.layers)

    def test_a_marketplace_photo_bears_nothing(
        self, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        doc = lay_out("hero-plain", brand, content, photos, ExportKey.TOKOPEDIA)
        assert preflight(doc) == []
        assert all(isinstance(layer, PhotoLayer) for layer in doc.layers)


class TestBrand:
    def test_a_font_that_is_not_ours_gives_way(self, content: Content) -> None:
        brand = Brand("Toko", display="Comic Sans", body="", category="kids")
        doc = lay_out("hero-halves", brand, content, [], ExportKey.IG_POST)
        assert (doc.fonts.display, doc.fonts.body) == ("Fredoka", "Nunito")

    def test_without_a_logo_the_name_stands_in(self, content: Content, photos: list[Photo]) -> None:
        doc = lay_out("hero-halves", Brand("Toko Sari"), content, photos, ExportKey.IG_POST)
        assert "Toko Sari" in words_of(doc)
        assert not any(isinstance(layer, LogoLayer) for layer in doc.layers)

    @pytest.mark.parametrize("ground", [None, "white"])
    def test_a_logo_that_is_white_on_white_is_seen_or_gives_way_to_the_name(
        self, ground: str | None, content: Content, photos: list[Photo]
    ) -> None:
        logo = logo_facts("l", mark("white", ground))
        brand = Brand("Toko Sari", ("#FFFFFF",), logo=logo)
        for to in (ExportKey.IG_POST, ExportKey.TIKTOK, ExportKey.IG_SQUARE):
            doc = lay_out("hero-doorway", brand, content, photos, to, mood="light")
            shown = [layer for layer in doc.layers if isinstance(layer, LogoLayer)]
            if ground is None:
                (layer,) = shown
                assert layer.plate is not None
                assert contrast(doc.palette.hex(layer.plate), "#ffffff") > 4.5
            else:
                assert shown == []
                assert "Toko Sari" in words_of(doc)

    def test_rush_of_colour_keeps_brand_fonts(
        self, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        doc = lay_out("harbolnas-rush", brand, content, photos, ExportKey.IG_POST)
        families = {layer.font for layer in doc.layers if isinstance(layer, TextLayer)}
        assert families == {"display", "body"}

    def test_unknown_template_and_variable(
        self, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        with pytest.raises(NotFound):
            lay_out("nope", brand, content, photos, ExportKey.IG_POST)
        wrong = content.model_copy(update={"headline": "{diskon}"})
        with pytest.raises(InvalidInput):
            lay_out("hero-halves", brand, wrong, photos, ExportKey.IG_POST)


class TestWords:
    def test_emoji_that_slipped_through_are_left_out(
        self, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        cheerful = content.model_copy(update={"headline": "Promo 🎉 akhir pekan"})
        doc = lay_out("hero-halves", brand, cheerful, photos, ExportKey.IG_POST)
        assert "🎉" not in words_of(doc)
        assert "unsupported_characters" not in {finding.code for finding in preflight(doc)}

    def test_arabic_is_set_in_arabic(
        self, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        greeting = content.model_copy(update={"headline": "عيد مبارك"})
        doc = lay_out("lebaran-salam", brand, greeting, photos, ExportKey.IG_POST)
        headline = next(
            layer
            for layer in doc.layers
            if isinstance(layer, TextLayer) and layer.text == "{headline}"
        )
        assert headline.font == "Noto Naskh Arabic"
        assert headline.tracking == 0  # or its letters would not join

    def test_the_double_date_comes_from_the_words(
        self, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        november = content.model_copy(update={"kicker": "Promo 11.11"})
        doc = lay_out("harbolnas-date", brand, november, photos, ExportKey.IG_POST)
        assert "11.11" in words_of(doc)

    def test_no_discount_no_badge(
        self, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        full_price = content.model_copy(update={"price_before": None})
        doc = lay_out("promo-burst", brand, full_price, photos, ExportKey.IG_POST)
        assert "HEMAT" not in words_of(doc)
        assert not any(layer.id == "badge" for layer in doc.layers if isinstance(layer, ShapeLayer))

    @pytest.mark.parametrize("count", [1, 2, 3, 5, 12, 24])
    def test_lists_of_any_length(
        self, count: int, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        items = [Item(name=f"Produk pilihan {n}", price=10_000 * (n + 1)) for n in range(count)]
        long = content.model_copy(update={"items": items})
        for key in ("list-menu", "list-cards", "list-photo", "shelf-grid", "shelf-feature"):
            for to in SOME:
                doc = lay_out(key, brand, long, photos, to)
                codes = {finding.code for finding in preflight(doc)} - ALLOWED
                assert not codes & {"outside_canvas", "outside_safe_zone"}, (key, to)
                assert "Produk pilihan 0" in words_of(doc)


class TestSamples:
    @pytest.mark.parametrize("key", TEMPLATES)
    def test_fill_what_a_template_needs_and_say_so(
        self, key: str, brand: Brand, photos: list[Photo]
    ) -> None:
        filled, samples = with_samples(Content(), TEMPLATES[key])
        doc = lay_out(key, brand, filled, photos, ExportKey.IG_POST, samples=samples)
        codes = {finding.code for finding in preflight(doc)}
        assert key == "hero-plain" or "sample_text" in codes
        assert not any(code.startswith("claim_") for code in codes)

    def test_leave_the_merchants_words_alone(self, content: Content) -> None:
        filled, samples = with_samples(content, TEMPLATES["voice-card"])
        assert filled == content
        assert samples == frozenset()
