"""The gates: what each of them catches, and that they are configuration."""

import cv2
import numpy as np
import pytest

from lumiku.rendering.pictures import Pixels
from lumiku.rendering.quality import GATES, Picture, ProductEvidence, judge, read_gates

BOX = (40, 60, 120, 120)  # y0, x0, y1, x1


def scene() -> Pixels:
    rng = np.random.default_rng(2)
    return rng.integers(60, 200, (160, 200, 3), dtype=np.uint8)


def label() -> Pixels:
    """A product with letters on it."""
    made = np.full((80, 60, 3), (230, 224, 210), np.uint8)
    cv2.putText(made, "LMK", (4, 48), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (30, 30, 60), 2)
    return made


def shown(product: Pixels) -> Picture:
    """The scene with this in the product's place; evidence of the label as it should be."""
    pixels = scene()
    y0, x0, y1, x1 = BOX
    pixels[y0:y1, x0:x1] = product
    visible = np.ones((y1 - y0, x1 - x0), np.float32)
    return Picture(pixels, None, (ProductEvidence(BOX, label(), visible, float(visible.sum())),))


class TestProduct:
    def test_its_own_pixels_pass_every_gate(self) -> None:
        quality = judge(shown(label()))
        assert quality.gates["product"] == quality.gates["product_structure"] == 1.0
        assert quality.score == 1.0

    def test_another_colour_fails_by_colour(self) -> None:
        gates = judge(shown(np.roll(label(), 1, axis=2) // 2)).gates
        assert gates["product"] == 0

    def test_another_text_of_the_same_colours_fails_by_structure(self) -> None:
        mirrored = np.ascontiguousarray(label()[:, ::-1])
        gates = judge(shown(mirrored)).gates
        assert gates["product_structure"] < 0.5
        assert judge(shown(label())).score > 2 * judge(shown(mirrored)).score

    def test_a_smeared_label_fails_by_structure(self) -> None:
        gates = judge(shown(np.asarray(cv2.GaussianBlur(label(), (0, 0), 4), np.uint8))).gates
        assert gates["product_structure"] < 0.6

    def test_a_little_noise_is_no_fault(self) -> None:
        rng = np.random.default_rng(3)
        noisy = np.clip(label() + rng.normal(0, 2.0, label().shape), 0, 255).astype(np.uint8)
        assert judge(shown(noisy)).gates["product_structure"] > 0.9


class TestConfiguration:
    def test_only_what_is_given_differs(self) -> None:
        gates = read_gates('{"pose": [0.1, 0.2]}')
        assert gates.pose == (0.1, 0.2)
        assert gates.likeness == GATES.likeness
        assert read_gates("") == GATES

    def test_it_decides(self) -> None:
        measured = {"pose": 0.6}
        usual = judge(shown(label()), GATES, measured)
        strict = judge(shown(label()), read_gates('{"pose": [0.7, 0.9]}'), measured)
        assert usual.gates["pose"] > 0
        assert strict.score == 0

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("[]", "gates"),
            ("{", "gates"),
            ('{"beauty": [0, 1]}', "none called beauty"),
            ('{"pose": [1]}', "gates"),
            ('{"pose": [0.5, 0.5]}', "begins where it ends"),
            ('{"pose": [0, 1e999]}', "gates"),
        ],
    )
    def test_nonsense_is_a_clear_error(self, text: str, said: str) -> None:
        with pytest.raises(RuntimeError, match=said):
            read_gates(text)
