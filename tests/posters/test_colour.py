"""Colours: known values, and inks that can always be read."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumiku.posters.document import colour
from lumiku.posters.document.palette import MOODS, SEASONS, palette, palettes, seasonal
from lumiku.posters.document.schemas import Palette
from lumiku.posters.layout.context import SURFACES

hexes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


class TestOklch:
    @pytest.mark.parametrize(
        ("given", "light", "chroma", "hue"),
        [  # from the reference implementation at bottosson.github.io
            ("#ffffff", 1.0, 0.0, None),
            ("#ff0000", 0.628, 0.2577, 29.23),
            ("#00ff00", 0.8664, 0.2948, 142.5),
            ("#0000ff", 0.452, 0.3132, 264.05),
        ],
    )
    def test_known_values(self, given: str, light: float, chroma: float, hue: float | None) -> None:
        measured = colour.oklch(given)
        assert measured.light == pytest.approx(light, abs=1e-3)
        assert measured.chroma == pytest.approx(chroma, abs=1e-3)
        if hue is not None:
            assert measured.hue == pytest.approx(hue, abs=0.1)

    @given(hexes)
    def test_there_and_back(self, given: str) -> None:
        back = colour.from_oklch(*colour.oklch(given))
        assert all(
            abs(a - b) <= 1 for a, b in zip(colour.rgb(given), colour.rgb(back), strict=True)
        )

    def test_chroma_gives_way_before_lightness(self) -> None:
        impossible = colour.from_oklch(0.9, 0.37, 264)
        assert colour.oklch(impossible).light == pytest.approx(0.9, abs=0.01)

    @given(hexes, hexes)
    def test_harmonising_turns_no_further_than_asked(self, one: str, other: str) -> None:
        before, after = colour.oklch(one), colour.oklch(colour.harmonise(one, other, 15))
        if after.chroma > 0.03 and after.light > 0.2:  # darker ones are rounded by whole degrees
            # Eight bits move a colour by less than 0.004 in OKLab: the greyer, the more degrees.
            rounding = math.degrees(0.004 / after.chroma)
            assert colour.hue_distance(before.hue, after.hue) <= 15 + rounding


class TestContrast:
    @pytest.mark.parametrize(
        ("one", "other", "ratio"),
        [
            ("#000000", "#ffffff", 21.0),
            ("#777777", "#ffffff", 4.48),
            ("#FFB6C1", "#FFF0F5", 1.50),  # the sample brand's own colours fail
            ("#FFD700", "#ffffff", 1.40),
        ],
    )
    def test_known_ratios(self, one: str, other: str, ratio: float) -> None:
        assert colour.contrast(one, other) == pytest.approx(ratio, abs=0.01)

    @given(hexes, hexes)
    def test_readable_always_reaches_the_ratio(self, ink: str, ground: str) -> None:
        assert colour.contrast(colour.readable(ink, ground), ground) >= colour.AA

    def test_readable_leaves_a_good_colour_alone(self) -> None:
        assert colour.readable("#C71585", "#ffffff") == "#C71585"

    def test_mix_is_what_a_canvas_paints(self) -> None:
        assert colour.mix("#ffffff", "#000000", 0.25) == "#bfbfbf"


def every_ink_is_readable(dressed: Palette) -> bool:
    return all(
        colour.contrast(dressed.hex(ink), dressed.hex(surface)) >= colour.AA
        for surface, inks in SURFACES.items()
        if surface != "photo"
        for ink in inks
    )


class TestPalette:
    @given(st.lists(hexes, max_size=5), st.sampled_from(MOODS))
    def test_every_ink_reads_on_its_surface(self, colours: list[str], mood: str) -> None:
        assert every_ink_is_readable(palette(mood, colours))

    @given(st.lists(hexes, max_size=3), st.sampled_from(SEASONS))
    def test_seasons_too(self, colours: list[str], season: str) -> None:
        assert every_ink_is_readable(seasonal(season, colours))

    @pytest.mark.parametrize("colours", [[], ["red", "#12", ""], ["#ffffff"], ["#000000"]])
    def test_a_kit_without_usable_colours_still_dresses(self, colours: list[str]) -> None:
        assert [entry.name for entry in palettes(colours)] == ["light", "tint", "bold", "deep"]

    def test_two_hues_allow_a_duo(self) -> None:
        names = [entry.name for entry in palettes(["#FFD700", "#FF6B6B", "#4ECDC4"])]
        assert names == list(MOODS)

    def test_yellow_text_does_not_turn_to_mud(self) -> None:
        """Darkened yellow is olive: another of the brand's colours speaks instead."""
        dressed = palette("light", ["#FFD700", "#FF6B6B", "#4ECDC4"])
        assert not 75 < colour.oklch(dressed.bg_accent).hue < 115

    def test_unknown_role_falls_back_to_text(self) -> None:
        dressed = palette("light", ["#C71585"])
        assert dressed.hex("nonsense") == dressed.fg
        assert dressed.hex("model_config") == dressed.fg
        assert dressed.hex("#123456") == "#123456"
