"""Cut-outs: exact coverage on made-up photos, clean edges, honest doubts."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from lumiku.catalog.imaging.contours import barrier, edges
from lumiku.catalog.imaging.cutout import CUTOUT_SIDE, Cutter, LocalCutter
from lumiku.catalog.imaging.doubts import DOUBTS
from lumiku.catalog.imaging.matte import clean_colours, refine_alpha
from lumiku.catalog.imaging.segment import segment, shrunk
from tools.drawing.trials import BACKGROUNDS, trial


def overlap(cut: Image.Image, truth: np.ndarray) -> float:
    mask, alpha = np.asarray(cut)[..., 3] >= 128, truth >= 0.5
    return float((mask & alpha).sum() / (mask | alpha).sum())


def on_ground(ground: str, ink: str = "#C03060", side: int = 400) -> tuple[Image.Image, np.ndarray]:
    """A disc on a plain noisy ground, and its coverage."""
    image = Image.new("RGB", (side, side), ground)
    box = (side * 0.3, side * 0.3, side * 0.7, side * 0.7)
    ImageDraw.Draw(image).ellipse(box, fill=ink)
    truth = Image.new("L", image.size)
    ImageDraw.Draw(truth).ellipse(box, fill=255)
    noise = np.random.default_rng(5).normal(0, 2, (side, side, 3))
    pixels = (np.asarray(image) + noise).clip(0, 255).astype(np.uint8)
    return Image.fromarray(pixels), np.asarray(truth) / 255


class TestQuality:
    @pytest.mark.proof("cut-outs", only=True)
    def test_mean_overlap_on_easy_and_hard_grounds(self) -> None:
        """A sample of bench/cutout.py's photos."""
        found = {}
        for product, background in zip(("jar", "toner") * 3, BACKGROUNDS, strict=True):
            case = trial(product, background, seed=1)
            assert case.photo.size == (1024, 1024)
            result = LocalCutter().cut(case.photo)
            found[product, background] = overlap(result.image, case.alpha)
            assert result.coverage == pytest.approx(case.alpha.mean(), rel=0.35)
        assert np.mean(list(found.values())) >= 0.89, found
        assert min(found.values()) >= 0.6, found

    def test_white_on_white_is_found_by_its_contour(self) -> None:
        image, truth = on_ground("#F4F4F4", "#FFFFFF")
        framed = ImageDraw.Draw(image)
        framed.ellipse((119, 119, 281, 281), outline="#DDDDDD", width=2)
        assert overlap(LocalCutter().cut(image).image, truth) > 0.93

    def test_the_same_photo_gives_the_same_cut(self) -> None:
        image, _ = on_ground("#88AA88")
        first, second = (LocalCutter().cut(image).image.tobytes() for _ in range(2))
        assert first == second


class TestEdges:
    def test_no_colour_of_the_old_ground_is_left(self) -> None:
        """A red disc cut from pure green, laid on white, must not glow green."""
        image, _ = on_ground("#00FF00", "#C03060", side=1200)
        cut = np.asarray(LocalCutter().cut(image.reduce(3)).image).astype(int)
        rim = (cut[..., 3] > 20) & (cut[..., 3] < 235)
        assert rim.sum() > 200, "the edge is soft"
        green, red = cut[rim][:, 1], cut[rim][:, 0]
        assert (green < red).all(), "no rim pixel is greener than red"
        assert np.percentile(green, 95) < 90  # the disc's own green is 48

    def test_alpha_is_soft_only_near_the_outline(self) -> None:
        image, fine = on_ground("#2244AA", side=1200)
        truth = fine.reshape(400, 3, 400, 3).mean(axis=(1, 3))
        mask = ((truth > 0.5) * 255).astype(np.uint8)
        alpha = refine_alpha(np.asarray(image.reduce(3)), mask, radius=5)
        assert alpha[200, 200] == 1
        assert alpha[10, 10] == 0
        soft = (alpha > 0) & (alpha < 1)
        assert 0 < soft.mean() < 0.08
        assert np.abs(alpha - truth).mean() < 0.01

    def test_solid_pixels_keep_their_colour(self) -> None:
        image, truth = on_ground("#2244AA")
        pixels = np.asarray(image)
        colours = clean_colours(pixels, truth.astype(np.float32))
        assert np.array_equal(colours[truth == 1], pixels[truth == 1])


class TestDoubt:
    def test_plain_photo_raises_none(self) -> None:
        image, truth = on_ground("#DDE6EA")
        result = LocalCutter().cut(image)
        assert result.doubt is None
        assert result.coverage == pytest.approx(truth.mean(), abs=0.01)

    def test_empty_ground(self) -> None:
        noise = np.random.default_rng(1).normal(180, 2, (300, 300, 3)).clip(0, 255)
        result = LocalCutter().cut(Image.fromarray(noise.astype(np.uint8)))
        assert result.doubt is not None

    def test_tiny_product(self) -> None:
        image = Image.new("RGB", (600, 600), "#E8E8E8")
        ImageDraw.Draw(image).ellipse((285, 285, 325, 325), fill="#802020")
        assert LocalCutter().cut(image).doubt == "too_small"

    def test_product_that_leaves_the_frame(self) -> None:
        image = Image.new("RGB", (400, 400), "#E8E8E8")
        ImageDraw.Draw(image).rectangle((0, 60, 400, 400), fill="#204080")
        assert LocalCutter().cut(image).doubt is not None

    def test_clutter(self) -> None:
        image = Image.new("RGB", (400, 400), "#C8B090")
        draw = ImageDraw.Draw(image)
        draw.ellipse((150, 150, 250, 250), fill="#C03060")
        for x, y, ink in ((40, 60, "#2040C0"), (300, 40, "#209040"), (60, 300, "#101010")):
            draw.rectangle((x, y, x + 70, y + 70), fill=ink)
        assert LocalCutter().cut(image).doubt in {"cluttered", "fragmented"}

    def test_every_doubt_is_worded_twice(self) -> None:
        for code, text in DOUBTS.items():
            assert code == code.lower()
            assert text.id != text.en
            assert min(len(text.id), len(text.en)) > 30


class TestAlphaThatIsThere:
    def test_real_alpha_is_kept_to_the_bit(self) -> None:
        image = Image.new("RGBA", (200, 160), (0, 0, 0, 0))
        ImageDraw.Draw(image).ellipse((40, 30, 160, 130), fill=(200, 30, 60, 200))
        result = LocalCutter().cut(image)
        assert result.image.tobytes() == image.tobytes()
        assert result.doubt is None

    def test_large_pictures_come_out_bounded(self) -> None:
        image = on_ground("#DDE6EA")[0].resize((2048, 1500))
        assert max(LocalCutter().cut(image).image.size) == CUTOUT_SIDE

    def test_local_cutter_is_a_cutter(self) -> None:
        cutter: Cutter = LocalCutter()
        assert callable(cutter.cut)


class TestParts:
    def test_barrier_is_what_an_exhaustive_search_finds(self) -> None:
        """Against Bellman-Ford on a small random grid, border strip too quiet to matter."""
        steps = np.random.default_rng(3).uniform(0, 9, (24, 30)).astype(np.float32)
        steps[[0, 1, -1, -2]] = 0
        steps[:, [0, 1, -1, -2]] = 0
        exact = np.full(steps.shape, 1e6)
        exact[[0, -1]] = 0
        exact[:, [0, -1]] = 0
        for _ in range(80):
            padded = np.pad(exact, 1, constant_values=1e6)
            around = [
                padded[1 + dy : 25 + dy, 1 + dx : 31 + dx]
                for dy in (-1, 0, 1)
                for dx in (-1, 0, 1)
                if (dy, dx) != (0, 0)
            ]
            exact = np.minimum(exact, np.min(around, axis=0) + steps)
        found = barrier(steps)
        assert (found >= exact - 1e-3).all()
        assert np.abs(found - exact).mean() < 0.05 * exact.mean()

    def test_edges_ignore_smooth_light(self) -> None:
        ramp = np.tile(np.linspace(120, 200, 300), (300, 1))
        image = np.repeat(ramp[..., None], 3, axis=2).astype(np.uint8)
        image[100:200, 100:200] = (160, 60, 60)
        steps = edges(shrunk(image))
        assert np.median(steps) < 1
        assert steps[95:105, 150].max() > 10

    def test_odd_shapes_do_not_break_it(self) -> None:
        for size in ((64, 64), (640, 70), (70, 640)):
            noise = np.random.default_rng(2).integers(0, 255, (size[1], size[0], 3))
            found = segment(noise.astype(np.uint8))
            assert found.mask.shape == (size[1], size[0])
            assert set(np.unique(found.mask)) <= {0, 255}
