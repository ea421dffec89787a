"""The parts of the journey that need no stack."""

from pathlib import Path

import pytest
from PIL import Image

from local.journey.merchant import AURA, BATCH, JOY, shares
from local.journey.sheet import contact_sheet
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


class TestContactSheet:
    @pytest.mark.parametrize(
        ("count", "size"), [(1, (172, 212)), (10, (1666, 212)), (11, (1666, 418))]
    )
    def test_it_has_a_cell_for_each_picture(
        self, tmp_path: Path, count: int, size: tuple[int, int]
    ) -> None:
        paths = []
        for number in range(count):
            paths.append(tmp_path / f"{number}.jpg")
            Image.new("RGB", (768, 960), (200, 10, 60)).save(paths[-1])
        contact_sheet(paths, tmp_path / "sheet.jpg")
        with Image.open(tmp_path / "sheet.jpg") as sheet:
            assert sheet.size == size
            red, green, _ = sheet.convert("RGB").getpixel((80, 100))  # type: ignore[misc]
            assert red > 180
            assert green < 40
