"""Words, prices, variables, and what cannot be drawn."""

import pytest
from pydantic import ValidationError

from lumiku.errors import InvalidInput
from lumiku.posters.document.content import Content, Item, check_variables, fill, rupiah, values
from lumiku.posters.facts import check_letters


class TestMoney:
    @pytest.mark.parametrize(
        ("amount", "written"),
        [
            (0, "Rp\u00a00"),
            (900, "Rp\u00a0900"),
            (99_000, "Rp\u00a099.000"),
            (1_250_000, "Rp\u00a01.250.000"),
        ],
    )
    def test_rupiah(self, amount: int, written: str) -> None:
        assert rupiah(amount) == written

    @pytest.mark.parametrize(
        ("price", "before", "discount"),
        [
            (99_000, 129_000, 23),  # 23.26 is not 24
            (99_000, None, None),
            (99_000, 99_000, None),
            (129_000, 99_000, None),
            (99_900, 100_000, None),  # less than one per cent is none
            (0, 50_000, 100),
        ],
    )
    def test_a_discount_is_never_rounded_up(
        self, price: int, before: int | None, discount: int | None
    ) -> None:
        assert Content(price=price, price_before=before).discount == discount


class TestVariables:
    def test_are_replaced_one_level_deep(self) -> None:
        content = Content(
            headline="{product} dari {brand}",
            product="Serum",
            price=99_000,
            body="{headline} {cta}",
        )
        known = values(content, "Aura")
        assert known["headline"] == "Serum dari Aura"
        assert known["price"] == "Rp\u00a099.000"
        assert known["body"] == "{headline} {cta}"

    def test_braces_that_are_no_variable_stay(self) -> None:
        assert fill("{ } {1a} {x y} {brand}", {"brand": "Aura"}) == "{ } {1a} {x y} Aura"

    def test_control_characters_become_spaces(self) -> None:
        assert fill("a\x00b\tc\x7fd", {}) == "a b c d"

    def test_unknown_ones_are_pointed_at(self) -> None:
        with pytest.raises(InvalidInput) as raised:
            check_variables(Content(headline="{harga} {price}", body="{x}"))
        assert [error.pointer for error in raised.value.errors] == [
            "/content/headline",
            "/content/body",
        ]
        assert "{harga}" in raised.value.errors[0].text.id


class TestLimits:
    def test_a_headline_of_400_is_taken_and_of_401_is_not(self) -> None:
        assert len(Content(headline="x" * 400).headline) == 400
        with pytest.raises(ValidationError):
            Content(headline="x" * 401)

    def test_too_many_items(self) -> None:
        with pytest.raises(ValidationError):
            Content(items=[Item(name=str(number)) for number in range(25)])

    @pytest.mark.parametrize("price", [-1, 10**13, 1.5])
    def test_prices_are_whole_and_sane(self, price: float) -> None:
        with pytest.raises(ValidationError):
            Content(price=price)


class TestGlyphs:
    fonts = ("Playfair Display", "Inter")

    def test_plain_words_and_arabic_pass(self) -> None:
        check_letters(Content(headline="Selamat Idulfitri", body="عيد مبارك"), self.fonts)

    @pytest.mark.parametrize("text", ["Promo 🎉", "限定", "Слава", "promo ★"])
    def test_what_no_font_holds_is_refused_by_name(self, text: str) -> None:
        with pytest.raises(InvalidInput) as raised:
            check_letters(Content(headline=text, items=[Item(name="ok", note=text)]), self.fonts)
        pointers = [error.pointer for error in raised.value.errors]
        assert pointers == ["/content/headline", "/content/items/0/note"]

    def test_arabic_mixed_with_latin_is_refused(self) -> None:
        with pytest.raises(InvalidInput):
            check_letters(Content(headline="Ramadan رمضان"), self.fonts)
