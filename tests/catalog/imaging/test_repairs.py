"""Repairs of a cut: white caps on white paper, shadows that stick to the product."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from lumiku.catalog.imaging.contours import barrier, edges
from lumiku.catalog.imaging.pieces import filled, main_pieces, overlap, plausible
from lumiku.catalog.imaging.repairs import with_pale_parts, without_shadow
from lumiku.catalog.imaging.segment import shrunk

SIDE = 320


def pixels_of(image: Image.Image, seed: int = 1) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 0.6, (SIDE, SIDE, 3))
    return shrunk((np.asarray(image, dtype=float) + noise).clip(0, 255).astype(np.uint8))


def mask_of(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    mask = Image.new("L", (SIDE, SIDE))
    for box in boxes:
        ImageDraw.Draw(mask).rectangle(box, fill=255)
    return np.asarray(mask)


BODY, CAP = (120, 120, 200, 260), (135, 80, 185, 119)


class TestPaleParts:
    def scene(self, cap: str, soft: bool = False) -> np.ndarray:
        image = Image.new("RGB", (SIDE, SIDE), "#EDEDED")
        ImageDraw.Draw(image).rectangle(CAP, fill=cap)
        if soft:
            image = image.filter(ImageFilter.GaussianBlur(14))
        ImageDraw.Draw(image).rectangle(BODY, fill="#C04070")
        return pixels_of(image)

    def repaired(self, small: np.ndarray) -> np.ndarray:
        steps = edges(small)
        return with_pale_parts(small, steps, np.sqrt(barrier(steps)), mask_of(BODY))

    def test_a_white_cap_comes_back(self) -> None:
        found = self.repaired(self.scene("#FFFFFF"))
        assert overlap(found, mask_of(BODY, CAP)) > 0.95

    def test_a_soft_shade_of_the_same_shape_does_not(self) -> None:
        found = self.repaired(self.scene("#D0D0D0", soft=True))
        assert overlap(found, mask_of(BODY)) > 0.97

    def test_a_thing_of_another_colour_is_not_taken_in(self) -> None:
        found = self.repaired(self.scene("#2050C0"))
        assert overlap(found, mask_of(BODY)) > 0.97

    def test_nothing_is_made_of_nothing(self) -> None:
        small = self.scene("#FFFFFF")
        steps = edges(small)
        empty = np.zeros((SIDE, SIDE), dtype=np.uint8)
        assert not with_pale_parts(small, steps, np.sqrt(barrier(steps)), empty).any()


class TestShadow:
    SHADE = (201, 150, 225, 260)

    def scene(self, product: str) -> np.ndarray:
        image = Image.new("RGB", (SIDE, SIDE), "#E2D6D8")
        ImageDraw.Draw(image).rectangle(self.SHADE, fill="#A99FA1")
        ImageDraw.Draw(image).rectangle(BODY, fill=product)
        return pixels_of(image)

    def test_a_shadow_at_a_coloured_product_is_peeled_off(self) -> None:
        found = without_shadow(self.scene("#2F9E96"), mask_of(BODY, self.SHADE))
        assert overlap(mask_of(BODY, self.SHADE), mask_of(BODY)) < 0.82
        assert overlap(found, mask_of(BODY)) > 0.93

    def test_the_shady_side_of_a_grey_product_stays(self) -> None:
        both = mask_of(BODY, self.SHADE)
        assert np.array_equal(without_shadow(self.scene("#CFC6C8"), both), both)


class TestPieces:
    def test_a_plank_from_side_to_side_loses_to_the_thing_in_the_middle(self) -> None:
        kept = main_pieces(mask_of((0, 20, 319, 60), (130, 130, 190, 190)))
        assert overlap(kept, mask_of((130, 130, 190, 190))) > 0.9

    def test_two_shoes_are_both_kept(self) -> None:
        pair = ((70, 130, 140, 190), (180, 130, 250, 190))
        assert overlap(main_pieces(mask_of(*pair)), mask_of(*pair)) > 0.97

    def test_small_holes_close_and_large_ones_stay(self) -> None:
        ring = mask_of((80, 80, 240, 240)).copy()
        ring[100:110, 100:110] = 0
        ring[140:200, 140:200] = 0
        found = filled(ring)
        assert found[105, 105] == 255
        assert found[170, 170] == 0

    def test_a_whole_outline_beats_half_of_it(self) -> None:
        image = Image.new("RGB", (SIDE, SIDE), "#EDEDED")
        ImageDraw.Draw(image).rectangle(BODY, fill="#C04070")
        steps = edges(pixels_of(image))
        whole, half = (
            plausible(steps, mask_of(BODY)),
            plausible(steps, mask_of((120, 120, 200, 190))),
        )
        assert whole > 1.2 * half
        assert plausible(steps, mask_of((0, 0, 0, 0))) < half

    @pytest.mark.parametrize("empty", [np.zeros((40, 40), dtype=np.uint8)])
    def test_empty_masks(self, empty: np.ndarray) -> None:
        assert not main_pieces(empty).any()
        assert overlap(empty, empty) == 0
        assert plausible(np.ones((40, 40), dtype=np.float32), empty) == 0
