"""PosterDoc: its limits, its published schema, and moving it between formats and brands."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from lumiku.posters.advice.preflight import preflight
from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import FORMATS, ExportKey
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import (
    Photo,
    PhotoLayer,
    PosterDoc,
    ShapeLayer,
    Solid,
    TextLayer,
)
from lumiku.posters.editing import Brand, adapt, apply_brand, lay_out, rewrite
from lumiku.posters.layout.ink import ink_box

SCHEMA = Path(__file__).parents[2] / "docs" / "posters" / "posterdoc.schema.json"


@pytest.fixture
def doc(brand: Brand, content: Content, photos: list[Photo]) -> PosterDoc:
    return lay_out("hero-halves", brand, content, photos, ExportKey.IG_POST)


def text(doc: PosterDoc, name: str) -> TextLayer:
    return next(layer for layer in doc.layers if isinstance(layer, TextLayer) and layer.id == name)


def dot(number: int, **place: object) -> dict[str, object]:
    return {"type": "shape", "id": f"s{number}", "x": 0, "y": 0, "w": 9, "h": 9, **place}


class TestLimits:
    def with_layers(self, doc: PosterDoc, layers: list[dict[str, object]]) -> PosterDoc:
        return PosterDoc.model_validate({**doc.model_dump(), "layers": layers})

    def test_ten_thousand_layers_are_refused(self, doc: PosterDoc) -> None:
        with pytest.raises(ValidationError, match="at most 240"):
            self.with_layers(doc, [dot(number) for number in range(10_000)])

    def test_ids_are_unique(self, doc: PosterDoc) -> None:
        with pytest.raises(ValidationError, match="share an id"):
            self.with_layers(doc, [dot(1), dot(1)])

    @pytest.mark.parametrize(
        "wrong",
        [
            {"x": float("nan")},
            {"w": 0},
            {"w": 1e9},
            {"opacity": 2},
            {"fill": {"kind": "solid", "colour": "javascript:"}},
            {"fill": {"kind": "linear", "angle": 45, "stops": []}},
            {"path": "M0,0 <script>"},
            {"surprise": 1},
        ],
    )
    def test_values_out_of_bounds(self, doc: PosterDoc, wrong: dict[str, object]) -> None:
        with pytest.raises(ValidationError):
            self.with_layers(doc, [dot(1, **wrong)])

    def test_other_versions_and_formats(self, doc: PosterDoc) -> None:
        for wrong in ({"version": 2}, {"format": "myspace"}, {"width": 100_000}):
            with pytest.raises(ValidationError):
                PosterDoc.model_validate({**doc.model_dump(), **wrong})


def test_the_published_schema_is_the_models() -> None:
    """Rewrite it with `python docs/posters/make.py schema` when the model changes."""
    assert json.loads(SCHEMA.read_text()) == PosterDoc.model_json_schema()


class TestAdapting:
    @pytest.mark.parametrize("to", FORMATS)
    def test_a_template_is_laid_out_anew(
        self, to: ExportKey, doc: PosterDoc, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        assert adapt(doc, to) == lay_out("hero-halves", brand, content, photos, to)

    def test_there_and_back_is_where_it_began(self, doc: PosterDoc) -> None:
        assert adapt(adapt(doc, ExportKey.TIKTOK), ExportKey.IG_POST) == doc

    def test_what_was_placed_by_hand_comes_along(self, doc: PosterDoc) -> None:
        moved = text(doc, "headline").model_copy(
            update={"x": 60.0, "y": 90.0, "colour": "accent", "edited": True}
        )
        sticker = ShapeLayer(
            id="sticker", x=800, y=1100, w=200, h=200, fill=Solid(colour="pop"), edited=True
        )
        layers = [moved if layer.id == "headline" else layer for layer in doc.layers]
        hand_made = doc.model_copy(update={"layers": [*layers, sticker]})
        story = adapt(hand_made, ExportKey.IG_STORY)
        headline = text(story, "headline")
        assert headline.colour == "accent"
        assert headline.y < 0.35 * story.height
        assert "outside_safe_zone" not in {finding.code for finding in preflight(story)}
        kept = next(layer for layer in story.layers if layer.id == "sticker")
        assert kept.w == pytest.approx(kept.h)
        assert Rect(0, 0, 1080, 1540).holds(Rect(kept.x, kept.y, kept.w, kept.h))

    @pytest.mark.parametrize("to", [ExportKey.IG_STORY, ExportKey.FB_COVER, ExportKey.TIKTOK])
    def test_a_drawing_without_template_is_scaled(
        self, to: ExportKey, doc: PosterDoc, photos: list[Photo]
    ) -> None:
        words = text(doc, "headline")
        layers = [
            PhotoLayer(id="back", x=0, y=0, w=1080, h=1350, source=photos[0].id),
            words.model_copy(update={"x": 100.0, "y": 200.0}),
        ]
        drawn = doc.model_copy(update={"template": None, "layers": layers})
        moved = adapt(drawn, to)
        back, words_there = moved.layers
        assert (back.x, back.y, back.w, back.h) == (0, 0, moved.width, moved.height)
        assert isinstance(words_there, TextLayer)
        box = ink_box(words_there, moved.fonts)
        assert Rect(0, 0, moved.width, moved.height).holds(box)
        assert " ".join(words_there.lines) == " ".join(words.lines)


class TestBrand:
    def test_a_change_of_kit_changes_colours_fonts_and_mark(self, doc: PosterDoc) -> None:
        other = Brand("Kopi Tetangga", ("#6F4E37",), "Fraunces", "Inter", "beverage")
        dressed = apply_brand(doc, other)
        assert dressed.palette.name == doc.palette.name
        assert dressed.palette.panel != doc.palette.panel
        assert dressed.fonts.display == "Fraunces"
        assert dressed.logo is None
        assert any(
            "Kopi Tetangga" in layer.lines
            for layer in dressed.layers
            if isinstance(layer, TextLayer)
        )

    def test_and_back_again(self, doc: PosterDoc, brand: Brand) -> None:
        other = Brand("Kopi Tetangga", ("#6F4E37",), "Fraunces", "Inter", "beverage")
        assert apply_brand(apply_brand(doc, other), brand) == doc

    def test_a_mood_can_be_chosen(self, doc: PosterDoc, brand: Brand) -> None:
        assert apply_brand(doc, brand, "deep").palette.name == "deep"

    def test_a_season_keeps_its_colours_near_its_own(
        self, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        festive = lay_out("ramadan-night", brand, content, photos, ExportKey.IG_POST)
        assert apply_brand(festive, brand).palette == festive.palette
        assert festive.palette.name == "ramadan"


class TestRewriting:
    def test_fits_the_new_words(self, doc: PosterDoc, content: Content) -> None:
        longer = content.model_copy(update={"headline": "Kulit lembap sepanjang hari " * 3})
        before, after = text(doc, "headline"), text(rewrite(doc, longer), "headline")
        assert after.size < before.size
        assert not after.cut

    def test_keeps_photos_and_palette(self, doc: PosterDoc, content: Content) -> None:
        other = rewrite(doc, content.model_copy(update={"price": None}))
        assert other.photos == doc.photos
        assert other.palette == doc.palette
        assert not any(layer.id.startswith("price") for layer in other.layers)
