"""What the painter puts on the canvas, pixel by pixel where it matters."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from pydantic import ValidationError

from lumiku.errors import NotFound, RejectedImage
from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import FORMATS, ExportKey
from lumiku.posters.document.palette import palette
from lumiku.posters.document.schemas import (
    Crop,
    Layer,
    Linear,
    LogoLayer,
    Mask,
    Photo,
    PhotoLayer,
    PosterDoc,
    Shadow,
    ShapeLayer,
    Solid,
    Stroke,
    TextLayer,
)
from lumiku.posters.drawing.compose import compose
from lumiku.posters.drawing.masks import blurred, outline_mask, path_points
from lumiku.posters.drawing.pictures import PictureCache
from lumiku.posters.editing import Brand, lay_out
from lumiku.posters.layout.typefaces import face
from tests.posters.conftest import encoded

RED = Solid(colour="#ff0000")


def sheet(*layers: Layer, background: str = "#ffffff") -> PosterDoc:
    return PosterDoc(
        format=ExportKey.WA_CATALOG,
        width=400,
        height=400,
        palette=palette("light", ["#C71585"]),
        background=Solid(colour=background),
        layers=list(layers),
    )


def shape(**look: object) -> ShapeLayer:
    return ShapeLayer.model_validate(
        {"id": "s", "x": 100, "y": 100, "w": 200, "h": 100, "fill": RED, **look}
    )


def words(**look: object) -> TextLayer:
    return TextLayer.model_validate(
        {
            "id": "t",
            "x": 50,
            "y": 100,
            "w": 300,
            "h": 80,
            "text": "HHH",
            "lines": ["HHH"],
            "font": "Inter",
            "weight": 700,
            "size": 60,
            "leading": 1.2,
            "colour": "#000000",
            **look,
        }
    )


def red(image: Image.Image) -> np.ndarray:
    """Where a picture is red rather than white, 0 to 1."""
    return 1 - np.asarray(image, dtype=float)[:, :, 1] / 255


class TestShapes:
    def test_a_rectangle_has_crisp_edges(self) -> None:
        painted = red(compose(sheet(shape()), {}))
        assert painted[100:200, 100:300].min() == 1
        assert painted.sum() == pytest.approx(200 * 100)

    def test_rounded_corners_and_ellipses_have_the_right_area(self) -> None:
        rounded = red(compose(sheet(shape(radius=30)), {})).sum()
        assert rounded == pytest.approx(200 * 100 - (4 - np.pi) * 900, rel=0.002)
        ellipse = red(compose(sheet(shape(shape="ellipse")), {})).sum()
        assert ellipse == pytest.approx(np.pi * 100 * 50, rel=0.005)

    def test_edges_are_smooth(self) -> None:
        painted = red(compose(sheet(shape(shape="ellipse")), {}))
        assert ((painted > 0.1) & (painted < 0.9)).sum() > 100

    def test_rings_cut_holes(self) -> None:
        ringed = "M0,0 L100,0 L100,100 L0,100 Z M25,25 L75,25 L75,75 L25,75 Z"
        painted = red(compose(sheet(shape(shape="path", path=ringed)), {}))
        assert painted.sum() == pytest.approx(200 * 100 * 0.75, rel=0.01)
        assert painted[150, 200] == 0

    def test_opacity_and_gradients(self) -> None:
        faint = red(compose(sheet(shape(opacity=0.25)), {}))
        assert faint[150, 200] == pytest.approx(0.25, abs=0.01)
        fade = Linear(angle=0, stops=[(0, "#ff0000", 0), (1, "#ff0000", 1)])
        ramp = red(compose(sheet(shape(fill=fade)), {}))[150]
        assert ramp[110] < 0.1
        assert ramp[200] == pytest.approx(0.5, abs=0.02)
        assert ramp[295] > 0.95

    @pytest.mark.parametrize(
        ("angle", "full"), [(0, (150, 290)), (180, (150, 110)), (90, (195, 200)), (270, (105, 200))]
    )
    def test_gradients_know_their_direction(self, angle: int, full: tuple[int, int]) -> None:
        fade = {"kind": "linear", "angle": angle, "stops": [(0, "#ff0000", 0), (1, "#ff0000", 1)]}
        assert red(compose(sheet(shape(fill=fade)), {}))[full] > 0.9

    def test_a_stroke_straddles_the_outline(self) -> None:
        stroke = Stroke(colour="#ff0000", width=10)
        painted = red(compose(sheet(shape(fill=None, stroke=stroke)), {}))
        assert painted[150, 96:104].min() == 1
        assert painted[150, 107:293].max() == 0

    def test_dashes_have_gaps(self) -> None:
        line = shape(
            h=4,
            shape="path",
            path="M0,2 L200,2",
            view=(200, 4),
            fill=None,
            stroke=Stroke(colour="#ff0000", width=4, dash=10),
        )
        inked = red(compose(sheet(line), {}))[102, 100:300] > 0.5
        assert 0.4 < inked.mean() < 0.6

    def test_turning_keeps_area_and_centre(self) -> None:
        painted = red(compose(sheet(shape(rotation=30)), {}))
        down, across = np.mgrid[0:400, 0:400]
        assert painted.sum() == pytest.approx(200 * 100, rel=0.01)
        assert (painted * across).sum() / painted.sum() == pytest.approx(199.5, abs=0.6)
        assert (painted * down).sum() / painted.sum() == pytest.approx(149.5, abs=0.6)

    def test_shadows_are_soft_and_centred(self) -> None:
        dark = Shadow(blur=40, opacity=1, colour="#ff0000")
        layer = shape(fill=None, shadow=dark)
        painted = red(compose(sheet(layer), {}))
        assert painted[150, 200] > 0.85
        assert painted[150, 100] == pytest.approx(0.5, abs=0.06)
        assert painted[150, 60] < 0.05
        assert np.abs(painted - painted[:, ::-1]).max() < 0.06

    def test_what_hangs_over_the_edge_is_clipped(self) -> None:
        painted = red(compose(sheet(shape(x=-150, y=350, shape="ellipse")), {}))
        assert painted.sum() > 0
        assert painted[:300].sum() == 0

    @pytest.mark.parametrize("path", ["L1,2", "M1", "M0,0 C1,2 3,4", "1 2 3"])
    def test_malformed_paths_say_so(self, path: str) -> None:
        with pytest.raises(ValueError, match=r"number|command|start"):
            path_points(path)


class TestMasks:
    def test_a_plain_rectangle_needs_none(self) -> None:
        assert outline_mask(40, 40, Mask()) is None

    def test_huge_masks_are_sampled_less(self) -> None:
        mask = outline_mask(3000, 3000, Mask(kind="ellipse"))
        assert mask is not None
        assert mask.size == (3000, 3000)

    def test_a_blur_keeps_the_light(self) -> None:
        soft = blurred(Image.new("L", (80, 80), 255), 20)
        assert np.asarray(soft, dtype=float).sum() / 255 == pytest.approx(6400, rel=0.03)


class TestWords:
    @pytest.mark.parametrize("family", ["Inter", "Playfair Display", "Baloo 2", "Oswald"])
    def test_capitals_stand_on_the_formulas_baseline(self, family: str) -> None:
        """y + size*leading/2 + (ascent-descent)/2*size, as the console draws it."""
        layer = words(font=family, lines=["H"], text="H")
        inked = 1 - np.asarray(compose(sheet(layer), {}).convert("L"), dtype=float) / 255
        rows = np.flatnonzero(inked.max(axis=1) > 0.5)
        set_in = face(family, 700)
        baseline = 100 + 60 * 1.2 / 2 + (set_in.ascent - set_in.descent) / 2 * 60
        assert rows.max() + 1 == pytest.approx(baseline, abs=1)
        assert rows.min() == pytest.approx(baseline - set_in.cap * 60, abs=1)

    @pytest.mark.parametrize(("align", "edge"), [("left", 50), ("right", 350)])
    def test_lines_are_aligned(self, align: str, edge: int) -> None:
        columns = self.columns(words(align=align))
        near = columns.min() if align == "left" else columns.max()
        assert abs(near - edge) < 8

    def test_tracking_spreads_by_exactly_that_much(self) -> None:
        plain, tracked = self.columns(words()), self.columns(words(tracking=0.2))
        assert np.ptp(tracked) - np.ptp(plain) == pytest.approx(2 * 0.2 * 60, abs=1.5)

    def test_several_lines_step_by_the_leading(self) -> None:
        layer = words(lines=["H", "H"], leading=1.5)
        inked = 1 - np.asarray(compose(sheet(layer), {}).convert("L"), dtype=float) / 255
        rows = np.flatnonzero(inked.max(axis=1) > 0.5)
        gap = np.flatnonzero(np.diff(rows) > 1)
        assert rows[gap[0] + 1] - rows[0] == pytest.approx(90, abs=1)

    def test_a_struck_price_has_a_line_through_it(self) -> None:
        plain = np.asarray(compose(sheet(words(lines=["l l"])), {}).convert("L"))
        broke = np.asarray(compose(sheet(words(lines=["l l"], strike=True)), {}).convert("L"))
        assert (broke < 128).sum() > (plain < 128).sum() + 60

    def test_turned_text_may_start_outside_the_canvas(self) -> None:
        """A long title up the margin: unturned it would begin left of the canvas."""
        layer = words(x=-120, y=170, w=300, h=60, rotation=-90, align="center")
        inked = np.asarray(compose(sheet(layer), {}).convert("L")) < 128
        upright = np.asarray(compose(sheet(words(align="center")), {}).convert("L")) < 128
        assert inked.sum() == pytest.approx(upright.sum(), rel=0.03)

    def test_arabic_runs_from_right_to_left_and_its_letters_join(self) -> None:
        """An alef and four beh: the tall letter is the first, so it stands at the right."""
        layer = words(font="Noto Naskh Arabic", text="\u0627\u0628\u0628\u0628\u0628")
        layer = layer.model_copy(update={"lines": [layer.text]})
        inked = np.asarray(compose(sheet(layer), {}).convert("L")) < 128
        columns = np.flatnonzero(inked.any(axis=0))
        tallest = int(inked[:, columns[0] : columns[-1] + 1].sum(axis=0).argmax()) + columns[0]
        assert tallest > columns[-1] - 0.2 * np.ptp(columns)
        gaps = np.flatnonzero(np.diff(columns) > 1)
        assert len(gaps) == 1  # alef joins nothing after it; the four beh are one stroke

    def test_faint_text(self) -> None:
        inked = np.asarray(compose(sheet(words(opacity=0.5)), {}).convert("L"))
        assert 120 < inked.min() < 135

    def test_a_font_that_is_not_ours_is_replaced(self) -> None:
        assert self.columns(words(font="Comic Sans")).size > 0

    @staticmethod
    def columns(layer: TextLayer) -> np.ndarray:
        inked = np.asarray(compose(sheet(layer), {}).convert("L")) < 128
        return np.flatnonzero(inked.any(axis=0))


class TestPictures:
    def test_a_crop_fills_its_frame(self, assets: dict[str, bytes]) -> None:
        layer = PhotoLayer(id="p", x=0, y=0, w=400, h=400, source="pose", crop=Crop(w=1, h=0.8))
        pixels = np.asarray(compose(sheet(layer), assets), dtype=float)
        assert pixels.std() > 10
        assert pixels[0, 0] == pytest.approx([150, 140, 170], abs=8)

    def test_a_frame_of_another_shape_does_not_stretch(self, assets: dict[str, bytes]) -> None:
        """The head of the scene is a circle of equal width and height; it has to stay one."""
        room = PictureCache(assets)
        print_ = np.asarray(room.print("pose", Crop(), 400, 300).convert("HSV"))[:, :, 1]
        assert print_.shape == (300, 400)
        assert room.print("pose", Crop(), 400, 300) is room.print("pose", Crop(), 400, 300)

    def test_beyond_the_picture_its_edges_go_on(self) -> None:
        image = Image.new("RGB", (100, 100), "#204060")
        image.paste("#c01020", (0, 0, 100, 40))
        layer = PhotoLayer(
            id="p", x=0, y=0, w=400, h=200, source="p", crop=Crop(x=-0.5, y=0, w=2, h=1)
        )
        painted = np.asarray(compose(sheet(layer), {"p": encoded(image, "PNG")}))
        for across in (2, 200, 397):
            assert tuple(painted[20, across]) == (0xC0, 0x10, 0x20)
            assert tuple(painted[190, across]) == (0x20, 0x40, 0x60)

    def test_a_crop_beside_the_picture_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="beside"):
            Crop(x=-0.9, w=0.5)

    def test_masks_cut_photos(self, assets: dict[str, bytes]) -> None:
        layer = PhotoLayer(
            id="p", x=100, y=100, w=200, h=200, source="pose", mask=Mask(kind="ellipse")
        )
        painted = np.asarray(compose(sheet(layer), assets))
        assert (painted[102, 102] == 255).all()
        assert not (painted[200, 200] == 255).all()

    def test_a_cutout_casts_its_own_shadow(self, assets: dict[str, bytes]) -> None:
        layer = PhotoLayer(
            id="p",
            x=100,
            y=50,
            w=150,
            h=300,
            source="cutout",
            shadow=Shadow(dx=60, blur=10, opacity=0.5, colour="#000000"),
        )
        painted = np.asarray(compose(sheet(layer), assets))
        assert painted[200, 270, 0] < 200
        assert (painted[52, 102] == 255).all()

    def test_a_deleted_pose_is_not_found(self, assets: dict[str, bytes]) -> None:
        layer = PhotoLayer(id="p", x=0, y=0, w=100, h=100, source="gone")
        with pytest.raises(NotFound):
            compose(sheet(layer), assets)

    @pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff\xe0" + b"\x00" * 40])
    def test_a_broken_picture_is_refused(self, data: bytes) -> None:
        layer = PhotoLayer(id="p", x=0, y=0, w=100, h=100, source="bad")
        with pytest.raises(RejectedImage):
            compose(sheet(layer), {"bad": data})

    def test_a_missing_logo_is_left_out(self) -> None:
        layer = LogoLayer(id="l", x=10, y=10, w=50, h=50, source="gone", plate="#000000")
        assert np.asarray(compose(sheet(layer), {})).min() == 255

    def test_a_logo_keeps_its_shape_on_its_plate(self, assets: dict[str, bytes]) -> None:
        layer = LogoLayer(
            id="l", x=100, y=100, w=200, h=200, source="logo", plate="#000000", pad=20
        )
        painted = np.asarray(compose(sheet(layer), assets))
        assert (painted[110, 200] == 0).all()
        pink = (painted[:, :, 0] > 150) & (painted[:, :, 1] < 80)
        rows, columns = np.flatnonzero(pink.any(axis=1)), np.flatnonzero(pink.any(axis=0))
        assert np.ptp(columns) / np.ptp(rows) == pytest.approx(340 / 180, rel=0.06)


class TestSharing:
    def test_shared_and_fresh_darkrooms_draw_the_same(
        self, brand: Brand, content: Content, photos: list[Photo], assets: dict[str, bytes]
    ) -> None:
        room = PictureCache(assets)
        for to in (ExportKey.IG_POST, ExportKey.FB_COVER, ExportKey.IG_POST):
            doc = lay_out("new-windows", brand, content, photos, to)
            assert compose(doc, room).tobytes() == compose(doc, assets).tobytes()

    def test_memory_for_prints_is_bounded(self, assets: dict[str, bytes]) -> None:
        room = PictureCache(assets, keep=0.5)
        for width in range(300, 360, 10):
            room.print("pose", Crop(), width, width)
        kept = sum(entry.width * entry.height for entry in room._prints.values())
        assert kept <= 500_000


class TestWatermark:
    @pytest.mark.parametrize("to", FORMATS)
    def test_stands_in_the_safe_area(
        self,
        to: ExportKey,
        brand: Brand,
        content: Content,
        facts: Callable[[str], Photo],
        assets: dict[str, bytes],
    ) -> None:
        doc = lay_out("hero-plain", brand, content, [facts("pose")], to)
        room = PictureCache(assets)
        plain, marked = (
            np.asarray(compose(doc, room, watermark=wanted), dtype=int) for wanted in (False, True)
        )
        changed = np.argwhere(np.abs(plain - marked).max(axis=2) > 8)
        assert len(changed) > 400
        (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
        safe = FORMATS[to].safe
        assert left >= safe.left
        assert top >= safe.top
        assert right < doc.width - safe.right
        assert bottom < doc.height - safe.bottom
