"""Colours of a picture, by share."""

import pytest
from PIL import Image

from lumiku.catalog.imaging.palette import dominant_colour, palette


def striped(*parts: tuple[str, int]) -> Image.Image:
    image = Image.new("RGBA", (sum(width for _, width in parts), 100), "#00000000")
    left = 0
    for colour, width in parts:
        image.paste(colour, (left, 0, left + width, 100))
        left += width
    return image


def near(first: str, second: str) -> bool:
    pairs = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return max(abs(a - b) for a, b in pairs) <= 4


class TestPalette:
    def test_largest_share_first(self) -> None:
        found = palette(striped(("#C71585", 60), ("#FFF0F5", 30), ("#204080", 10)))
        expected = ("#C71585", "#FFF0F5", "#204080")
        assert len(found) == 3
        assert all(near(a, b) for a, b in zip(found, expected, strict=True))

    def test_see_through_parts_do_not_count(self) -> None:
        assert palette(striped(("#FF000000", 90), ("#4ECDC4", 30))) == ["#4ECDC4"]

    def test_nothing_opaque(self) -> None:
        assert palette(Image.new("RGBA", (50, 50), "#FF000010")) == []

    def test_near_twins_are_one(self) -> None:
        assert len(palette(striped(("#808080", 50), ("#868686", 50)))) == 1

    def test_no_more_than_asked(self) -> None:
        many = striped(*((f"#{i * 30:02X}{255 - i * 30:02X}80", 20) for i in range(8)))
        assert len(palette(many, count=3)) == 3

    @pytest.mark.parametrize("mode", ["RGB", "L", "P", "CMYK"])
    def test_any_mode(self, mode: str) -> None:
        colours = palette(Image.new("RGB", (40, 40), "#FFFFFF").convert(mode))
        assert len(colours) == 1
        assert near(colours[0], "#FFFFFF")


class TestDominant:
    def test_vivid_before_grey(self) -> None:
        assert dominant_colour(["#F0EEEE", "#C71585", "#222222"]) == "#C71585"

    def test_grey_when_all_is_grey(self) -> None:
        assert dominant_colour(["#F0EEEE", "#222222"]) == "#F0EEEE"

    def test_empty(self) -> None:
        assert dominant_colour([]) == "#808080"
