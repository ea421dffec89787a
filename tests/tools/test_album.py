"""The demo's pictures: all there, the same every time, and what the journey expects of them."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tools.drawing import NAMES, album, make_all
from tools.drawing.album import PRODUCTS
from tools.drawing.fields import floats
from tools.drawing.flatlay import curve
from tools.drawing.lathe import Lathe, profile
from tools.drawing.solids import Camera


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return make_all(tmp_path_factory.mktemp("album") / "deep" / "folder")


class TestAlbum:
    def test_the_names_that_the_journey_uses(self, made: dict[str, Path]) -> None:
        assert (
            set(made)
            == set(NAMES)
            == {
                *("avatar-aura.jpg", "avatar-joy.jpg", "logo-aura.png", "logo-joy.png"),
                *("serum.jpg", "moisturizer.jpg", "cleanser.jpg", "toner.jpg", "mask.jpg"),
                *("tshirt.jpg", "pants.jpg", "shoes.jpg"),
            }
        )
        folder = made["serum.jpg"].parent
        assert {path.name for path in folder.iterdir()} == set(NAMES), "nothing half-written"

    def test_photos_are_photos(self, made: dict[str, Path]) -> None:
        for name, path in made.items():
            with Image.open(path) as image:
                pixels = np.asarray(image.convert("RGB"), dtype=float)
            if name.startswith("logo"):
                continue
            assert pixels.shape == (1024, 1024, 3), name
            assert path.stat().st_size < 400_000, name
            assert 70 < pixels.mean() < 235, name
            assert pixels.std() > 12, name
            grain = pixels[:, 1:] - pixels[:, :-1]
            assert 0.8 < np.median(np.abs(grain)) < 8, f"{name} has the grain of a photo"

    def test_logos_are_see_through(self, made: dict[str, Path]) -> None:
        for name in ("logo-aura.png", "logo-joy.png"):
            with Image.open(made[name]) as image:
                assert image.mode == "RGBA"
                alpha = np.asarray(image)[..., 3]
            assert alpha[0, 0] == 0
            assert 0.05 < (alpha > 128).mean() < 0.6

    def test_faces_lie_in_the_upper_half_and_in_the_middle(self, made: dict[str, Path]) -> None:
        for name in ("avatar-aura.jpg", "avatar-joy.jpg"):
            with Image.open(made[name]) as image:
                hsv = np.asarray(image.convert("HSV"), dtype=int)
            box = hsv[300:560, 420:600]
            skin = (box[..., 0] < 26) & (box[..., 1] > 40) & (box[..., 2] > 90)
            assert skin.mean() > 0.6, name

    def test_the_same_code_gives_the_same_bytes(
        self, made: dict[str, Path], tmp_path: Path
    ) -> None:
        scene, exposure = PRODUCTS["mask.jpg"]
        again = scene().photo(NAMES.index("mask.jpg"), exposure)
        again.save(tmp_path / "mask.jpg", "JPEG", quality=91, subsampling="4:4:4")
        assert (tmp_path / "mask.jpg").read_bytes() == made["mask.jpg"].read_bytes()

    def test_an_old_picture_is_replaced_whole(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(album, "NAMES", ("logo-joy.png",))
        (tmp_path / "logo-joy.png").write_bytes(b"half a file")
        with Image.open(album.make_all(tmp_path)["logo-joy.png"]) as image:
            assert image.size == (800, 800)


class TestSolids:
    def test_a_lathe_knows_its_distance(self) -> None:
        can = Lathe(profile([(0, 0), (2, 0), (2, 5), (0, 5)], rounding=0), bevel=0.01)
        points = np.array([[3, 2.5, 0], [0, 2.5, 1], [0, 6, 0], [0, 0, 4]], dtype=np.float32)
        assert can.distance(points) == pytest.approx([1, -1, 1, 2], abs=0.06)

    def test_rays_meet_its_wall_and_the_normals_point_out(self) -> None:
        can = Lathe(profile([(0, 0), (2, 0), (2, 5), (0, 5)], rounding=0), bevel=0.01)
        origin = np.array([0, 2.5, 30], dtype=np.float32)
        rays = np.array([[0, 0, -1], [0, 1, 0], [0.2, 0, -0.98]], dtype=np.float32)
        hits = can.march(origin, rays)
        assert hits.index.tolist() == [0]
        assert hits.points[0] == pytest.approx([0, 2.5, 2], abs=0.05)
        assert hits.normals[0] == pytest.approx([0, 0, 1], abs=0.05)

    def test_camera_sees_what_it_projects(self) -> None:
        camera = Camera()
        columns, rows = floats([100, 512, 900]), floats([300, 512, 700])
        rays = camera.rays(columns, rows)
        back = camera.project(camera.origin + rays * np.float32(60))
        assert back[0] == pytest.approx(columns, abs=0.05)
        assert back[1] == pytest.approx(rows, abs=0.05)

    def test_a_curve_runs_through_its_knots(self) -> None:
        knots = [(0.1, 0.2), (0.5, 0.9), (0.8, 0.3)]
        line = curve(knots, closed=False)
        for knot in knots:
            assert np.abs(line - knot).sum(axis=1).min() < 1e-5
