"""What draws the demo's pictures: it draws the shipped ones, and its geometry is right."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from local.demo import pictures
from tools.drawing import NAMES, album, make_all
from tools.drawing.album import PRODUCTS, encode
from tools.drawing.fields import floats
from tools.drawing.flatlay import curve
from tools.drawing.lathe import Lathe, profile
from tools.drawing.solids import Camera

# Other processors round differently; a pixel of a photo then differs by a level or two.
NEAR = 1.0


def difference(one: Path, other: Path) -> float:
    """The mean difference of two pictures' pixels, in levels of 255."""
    with Image.open(one) as first, Image.open(other) as second:
        assert (first.mode, first.size) == (second.mode, second.size)
        a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    return float(np.abs(a - b).mean())


class TestAlbum:
    def test_it_knows_the_names_that_the_demo_uses(self) -> None:
        assert set(NAMES) == set(pictures.NAMES)

    @pytest.mark.proof("drawn album", only=True)  # half a minute: it draws all twelve
    def test_it_draws_the_shipped_pictures(self, tmp_path: Path) -> None:
        made = make_all(tmp_path / "deep" / "folder")
        assert {path.name for path in made["serum.jpg"].parent.iterdir()} == set(NAMES), (
            "nothing half-written"
        )
        differences = {
            name: difference(path, pictures.FOLDER / name) for name, path in made.items()
        }
        assert {name: d for name, d in differences.items() if d > NEAR} == {}

    @pytest.mark.proof("drawn album", only=True)
    def test_the_same_code_gives_the_same_bytes(self, tmp_path: Path) -> None:
        scene, exposure = PRODUCTS["mask.jpg"]
        paths = [tmp_path / "one.jpg", tmp_path / "two.jpg"]
        for path in paths:
            encode(scene().photo(NAMES.index("mask.jpg"), exposure), path)
        assert paths[0].read_bytes() == paths[1].read_bytes()
        assert difference(paths[0], pictures.FOLDER / "mask.jpg") <= NEAR

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
