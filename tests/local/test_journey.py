"""The parts of the journey that need no stack."""

from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

from local.demo.journey import Wishes, _own, run_demo
from local.demo.merchant import AURA, BATCH, JOY, shares
from local.demo.sheet import contact_sheet
from local.stack.home import Home, free_port
from local.stack.problems import StackProblem
from lumiku.vocabulary import (
    AgeRange,
    BrandCategory,
    Ethnicity,
    Gender,
    Placement,
    ProductCategory,
    ProductType,
    Style,
    distribution_keys,
)


class TestShares:
    def test_a_hundred_is_divided_as_in_the_journey(self) -> None:
        assert shares(100) == BATCH

    @pytest.mark.parametrize("poses", [*range(1, 40), 999, 1000])
    def test_the_parts_add_up_and_none_is_empty(self, poses: int) -> None:
        parts = shares(poses)
        assert sum(parts.values()) == poses
        assert all(parts.values())
        assert parts.keys() <= distribution_keys().keys()


class TestMerchant:
    def test_every_word_is_one_that_the_api_knows(self) -> None:
        for brand in (AURA, JOY):
            BrandCategory(brand.category)
            model = brand.model
            Gender(model.gender)
            AgeRange(model.age_range)
            Style(model.style)
            Ethnicity(model.ethnicity)
            for goods in brand.goods:
                ProductCategory(goods.category)
                ProductType(goods.product_type)
                Placement(goods.placement)

    def test_the_child_has_a_guardians_release(self) -> None:
        assert JOY.model.age_range == AgeRange.KIDS
        assert JOY.model.release["guardian"]


class TestOwnProducts:
    def test_they_take_the_first_places_and_their_files_names(self) -> None:
        wishes = Wishes(products=(Path("kopi_susu.png"),))
        goods = _own(AURA, wishes).goods
        assert [entry.name for entry in goods][:2] == ["Kopi susu", "Moisturizer jar"]
        assert len(goods) == len(AURA.goods)

    def test_more_than_there_are_places_for_is_told(self, tmp_path: Path) -> None:
        wishes = Wishes(products=(Path("a.png"),) * 6, out=tmp_path)
        with pytest.raises(StackProblem, match="at most 5"):
            run_demo(Home.at(free_port(), tmp_path), wishes, Console(quiet=True))


class TestContactSheet:
    @pytest.mark.parametrize(
        ("count", "size"), [(1, (172, 212)), (12, (670, 624)), (100, (1666, 2066))]
    )
    def test_it_has_a_cell_for_each_picture(
        self, tmp_path: Path, count: int, size: tuple[int, int]
    ) -> None:
        paths = []
        for number in range(count):
            paths.append(tmp_path / f"{number}.jpg")
            Image.new("RGB", (160, 200), (200, 10, 60)).save(paths[-1])
        contact_sheet(paths, tmp_path / "sheet.jpg")
        with Image.open(tmp_path / "sheet.jpg") as sheet:
            assert sheet.size == size
            red, green, _ = sheet.convert("RGB").getpixel((80, 100))  # type: ignore[misc]
            assert red > 180
            assert green < 40
