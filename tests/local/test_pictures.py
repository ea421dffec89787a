"""The shipped pictures of the demo: all there, small, and what the journey expects of them."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from local.demo import pictures as subject
from local.demo.pictures import FOLDER, NAMES, built_in
from local.stack.problems import StackProblem


def photos() -> list[str]:
    return [name for name in NAMES if name.endswith(".jpg")]


class TestShipped:
    def test_they_are_a_dozen_files_below_two_megabytes(self) -> None:
        made = built_in()
        assert len(made) == len(NAMES) == 12
        kept = {path.name for path in FOLDER.iterdir() if path.suffix in (".jpg", ".png")}
        assert kept == set(NAMES), "nothing is shipped that nobody uses"
        assert sum(path.stat().st_size for path in made.values()) < 2_000_000

    @pytest.mark.parametrize("name", photos())
    def test_photos_are_photos(self, name: str) -> None:
        with Image.open(FOLDER / name) as image:
            pixels = np.asarray(image.convert("RGB"), dtype=float)
        assert pixels.shape == (1024, 1024, 3)
        assert 70 < pixels.mean() < 235
        assert pixels.std() > 12
        grain = pixels[:, 1:] - pixels[:, :-1]
        assert 0.8 < np.median(np.abs(grain)) < 8, "it has the grain of a photo"

    def test_logos_are_see_through(self) -> None:
        for name in ("logo-aura.png", "logo-joy.png"):
            with Image.open(FOLDER / name) as image:
                assert image.mode == "RGBA"
                assert image.size == (800, 800)
                alpha = np.asarray(image)[..., 3]
            assert alpha[0, 0] == 0
            assert 0.05 < (alpha > 128).mean() < 0.6

    def test_faces_lie_in_the_upper_half_and_in_the_middle(self) -> None:
        for name in ("avatar-aura.jpg", "avatar-joy.jpg"):
            with Image.open(FOLDER / name) as image:
                hsv = np.asarray(image.convert("HSV"), dtype=int)
            box = hsv[300:560, 420:600]
            skin = (box[..., 0] < 26) & (box[..., 1] > 40) & (box[..., 2] > 90)
            assert skin.mean() > 0.6, name

    def test_an_incomplete_checkout_is_told(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(subject, "FOLDER", tmp_path)
        with pytest.raises(StackProblem, match=r"logo-aura\.png.*python -m tools\.drawing"):
            built_in()
