"""The font library and the setting of text."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumiku.posters.document.content import rupiah
from lumiku.posters.layout import typefaces
from lumiku.posters.layout.typeset import (
    ELLIPSIS,
    Setting,
    break_lines,
    ellipsise,
    largest,
    line_width,
)

LATIN = [family for family, entry in typefaces.LIBRARY.items() if entry.kind != "arabic"]
PLAYFAIR = Setting("Playfair Display", 700)
WORDS = st.lists(st.text(string.ascii_letters, min_size=1, max_size=12), min_size=1, max_size=30)


class TestLibrary:
    def test_holds_what_the_plan_names_and_more(self) -> None:
        assert {"Inter", "Playfair Display", "Fredoka", "Nunito"} <= set(LATIN)
        assert len(LATIN) >= 10

    @pytest.mark.parametrize("family", typefaces.LIBRARY)
    def test_every_family_has_its_open_licence(self, family: str) -> None:
        assert "SIL Open Font License" in typefaces.LIBRARY[family].licence.read_text()

    @pytest.mark.parametrize("family", typefaces.LIBRARY)
    def test_every_weight_loads(self, family: str) -> None:
        entry = typefaces.LIBRARY[family]
        widths = {
            typefaces.face(family, weight).width("م" if entry.kind == "arabic" else "Mm")
            for weight in (100, 400, 650, 1000)
        }
        assert all(width > 0 for width in widths)
        assert len(widths) > 1 or len(entry.weights) == 1

    @pytest.mark.parametrize("family", LATIN)
    def test_indonesian_and_prices_can_be_written(self, family: str) -> None:
        text = string.ascii_letters + string.digits + " .,:;!?%&@#()/+-–—“”‘’…×°é" + rupiah(99_000)
        assert typefaces.unsupported(family, text) == ""

    @pytest.mark.parametrize("family", LATIN)
    def test_emoji_and_other_scripts_are_known_to_be_missing(self, family: str) -> None:
        assert typefaces.unsupported(family, "a😀سه日a😀") == "😀سه日"

    def test_arabic_words_have_a_font(self) -> None:
        assert typefaces.unsupported(typefaces.ARABIC, "رمضان كريم") == ""

    @pytest.mark.parametrize("family", ["Playfair Display", "Cormorant Garamond", "Fraunces"])
    def test_prices_are_set_in_lining_figures(self, family: str) -> None:
        """Old-style 3, 5 and 9 hang below the line; lining ones stand on it like capitals."""
        font = typefaces.face(family, 700).font(200)
        for digit in string.digits:
            _, top, _, bottom = font.getbbox(digit, anchor="ls", features=typefaces.FEATURES)
            assert bottom < 0.05 * 200, digit
            assert -top > 0.55 * 200, digit

    def test_unknown_families_fall_back(self) -> None:
        from lumiku.posters.document.schemas import FontPair

        pair = FontPair(display="Comic Sans", body="Inter")
        assert typefaces.family_of("display", pair) in typefaces.LIBRARY
        assert typefaces.family_of("body", pair) == "Inter"
        assert typefaces.family_of("Papyrus", pair) in typefaces.LIBRARY

    def test_metrics_do_not_depend_on_the_size(self) -> None:
        """No hinting: what is measured at 1000 px holds at 22 px, as in a browser."""
        text = "Kulit lembap, cerah alami"
        face = typefaces.face("Inter", 600)
        small = face.font(22).getlength(text, features=typefaces.FEATURES)
        assert small == pytest.approx(face.width(text) * 22, rel=0.005)

    def test_facts_for_the_console(self) -> None:
        inter = next(entry for entry in typefaces.facts() if entry["family"] == "Inter")
        assert inter["ascent"] == pytest.approx(0.969, abs=0.002)
        assert inter["files"] == ["inter.woff2"]


class TestBreaking:
    @given(WORDS, st.floats(14, 120), st.integers(120, 900))
    def test_lines_hold_every_word_in_order_and_stay_inside(
        self, words: list[str], size: float, width: int
    ) -> None:
        lines = break_lines(PLAYFAIR, " ".join(words), size, width, 40)
        if lines is None:
            return
        assert " ".join(lines).split() == words
        assert all(line_width(PLAYFAIR, line, size) <= width + 0.01 for line in lines)

    def test_lines_are_balanced(self) -> None:
        lines = break_lines(PLAYFAIR, "Bebas bergerak dan ceria seharian ya", 60, 860, 3)
        assert lines is not None
        widths = [line_width(PLAYFAIR, line, 60) for line in lines]
        assert min(widths) > 0.7 * max(widths)

    def test_a_price_is_never_split(self) -> None:
        lines = break_lines(PLAYFAIR, f"Hanya {rupiah(99_000)} saja", 60, 330, 5)
        assert lines is not None
        assert any(rupiah(99_000) in line for line in lines)

    def test_too_narrow_for_a_word_or_too_many_lines(self) -> None:
        assert break_lines(PLAYFAIR, "Kelembapan", 100, 200, 5) is None
        assert break_lines(PLAYFAIR, "satu dua tiga empat", 100, 300, 2) is None

    def test_written_line_breaks_are_kept(self) -> None:
        assert break_lines(PLAYFAIR, "satu\ndua", 20, 900, 3) == ("satu", "dua")


class TestEllipsis:
    @given(WORDS, st.integers(1, 4))
    def test_fits_whatever_comes(self, words: list[str], most: int) -> None:
        lines = ellipsise(PLAYFAIR, " ".join(words), 40, 300, most)
        assert 1 <= len(lines) <= most
        assert all(line_width(PLAYFAIR, line, 40) <= 300.01 for line in lines)

    def test_a_whole_text_has_none(self) -> None:
        assert ellipsise(PLAYFAIR, "pendek", 40, 600, 2) == ("pendek",)

    def test_a_word_wider_than_the_line_is_broken(self) -> None:
        lines = ellipsise(PLAYFAIR, "x" * 400, 60, 500, 3)
        assert len(lines) == 3
        assert lines[-1].endswith(ELLIPSIS)


def test_largest_finds_the_edge() -> None:
    assert largest(lambda value: value <= 0.73, 0.5, 1.0, steps=12) == pytest.approx(0.73, abs=1e-3)
    assert largest(lambda value: True, 0.5, 1.0) == 1.0
    assert largest(lambda value: False, 0.5, 1.0) is None
