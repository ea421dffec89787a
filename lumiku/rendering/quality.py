"""The gates a picture must pass, each 0 to 1, from pixels alone: no weights needed."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from pydantic import FiniteFloat, TypeAdapter, ValidationError

from lumiku.rendering.contract import Quality
from lumiku.rendering.pictures import Floats, Pixels

__all__ = ["GATES", "Gates", "Picture", "ProductEvidence", "judge", "read_gates"]

Gray = npt.NDArray[np.uint8]
_CHANGES: Final = TypeAdapter(dict[str, tuple[FiniteFloat, FiniteFloat]])


@dataclass(frozen=True)
class ProductEvidence:
    """Where the product's own pixels went, for the fidelity gate.

    `expected` is the cut-out's RGB as warped into the box (y0, x0, y1, x1), before any light falls
    on it; `visible` says in 0..1 how opaque and uncovered each pixel is; `whole` is the sum of the
    product's opacity in pixels, also of what lies outside the frame.
    """

    box: tuple[int, int, int, int]
    expected: Pixels
    visible: Floats
    whole: float


@dataclass(frozen=True)
class Picture:
    """A finished picture (RGB) and what its quality can be judged by."""

    pixels: Pixels
    face: tuple[int, int, int, int] | None  # y0, x0, y1, x1 where a face should be seen
    products: tuple[ProductEvidence, ...]  # a pair of shoes is two

    @property
    def product_box(self) -> tuple[float, float, float, float] | None:
        """x, y, w, h around all of the product, as fractions of the picture."""
        if not self.products:
            return None
        high, wide = self.pixels.shape[:2]
        top, left = (min(product.box[at] for product in self.products) for at in (0, 1))
        bottom, right = (max(product.box[at] for product in self.products) for at in (2, 3))
        box = (left / wide, top / high, (right - left) / wide, (bottom - top) / high)
        x, y, w, h = (round(min(max(share, 0.0), 1.0), 3) for share in box)
        return x, y, w, h


@dataclass(frozen=True)
class Gates:
    """Where each gate is 0 and where it is 1; between them it is linear."""

    sharpness: tuple[float, float] = (4.0, 60.0)  # variance of the Laplacian of the best tile
    clipped: tuple[float, float] = (0.45, 0.10)  # share of pixels at either end of the scale
    contrast: tuple[float, float] = (4.0, 18.0)  # standard deviation of luma
    product_delta: tuple[float, float] = (24.0, 4.0)  # CIE76 difference of the product's pixels
    product_structure: tuple[float, float] = (0.35, 0.80)  # SSIM of the product's pixels
    product_visible: tuple[float, float] = (0.10, 0.35)  # share of the product not covered
    face_sharpness: tuple[float, float] = (1.0, 12.0)
    pose: tuple[float, float] = (0.50, 0.85)  # OKS between the pose asked for and detected
    likeness: tuple[float, float] = (0.05, 0.35)  # cosine of the face and the avatar's


GATES: Final = Gates()


def read_gates(text: str) -> Gates:
    """Gates from a JSON object of those that differ, such as `{"pose": [0.4, 0.8]}`.

    Raises RuntimeError for an unknown gate, or one whose ends are not two different numbers.
    """
    try:
        given = _CHANGES.validate_json(text or "{}")
    except ValidationError as error:
        raise RuntimeError(f"gates: {error.errors(include_input=False)[0]['msg']}") from None
    unknown = given.keys() - {field.name for field in fields(Gates)}
    if unknown:
        raise RuntimeError(f"gates: there is none called {', '.join(sorted(unknown))}")
    if flat := sorted(name for name, (worst, best) in given.items() if worst == best):
        raise RuntimeError(f"gates: {', '.join(flat)} begins where it ends")
    return replace(GATES, **given)


def judge(
    picture: Picture, gates: Gates = GATES, measured: Mapping[str, float] | None = None
) -> Quality:
    """The score is the product of the gates that apply to this picture.

    `measured` are figures of optional judges: `pose` (OKS) and `likeness` (cosine).
    """
    luma = np.asarray(cv2.cvtColor(picture.pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    found = {
        "sharpness": _ramp(_best_tile(luma), gates.sharpness),
        "exposure": _exposure(luma, gates),
    }
    if picture.products:
        found |= _product(picture.pixels, picture.products, gates)
    if picture.face is not None:
        found["face"] = _face(luma, picture.face, gates)
    for name, value in (measured or {}).items():
        found[name] = _ramp(value, getattr(gates, name))
    score = float(np.prod(list(found.values())))
    return Quality(
        score=round(score, 4), gates={name: round(gate, 4) for name, gate in found.items()}
    )


def _ramp(value: float, ends: tuple[float, float]) -> float:
    worst, best = ends
    return float(np.clip((value - worst) / (best - worst), 0.0, 1.0))


def _best_tile(luma: Gray, tiles: int = 4) -> float:
    """Variance of the Laplacian of the sharpest tile: a soft backdrop is no fault."""
    edges = cv2.Laplacian(luma, cv2.CV_32F)
    height, width = luma.shape[0] // tiles, luma.shape[1] // tiles
    return max(
        float(edges[y * height : (y + 1) * height, x * width : (x + 1) * width].var())
        for y in range(tiles)
        for x in range(tiles)
    )


def _exposure(luma: Gray, gates: Gates) -> float:
    counts = np.bincount(luma.reshape(-1), minlength=256)
    clipped = (counts[:3].sum() + counts[253:].sum()) / luma.size
    return _ramp(float(clipped), gates.clipped) * _ramp(float(luma.std()), gates.contrast)


def _product(
    pixels: Pixels, products: tuple[ProductEvidence, ...], gates: Gates
) -> dict[str, float]:
    """Whether the product's own pixels are still there, and enough of them can be seen."""
    whole = max(sum(each.whole for each in products), 1.0)
    share = min(1.0, sum(float(each.visible.sum()) for each in products) / whole)
    deltas: list[Floats] = []
    structures: list[float] = []
    for each in products:
        y0, x0, y1, x1 = each.box
        shown, solid = pixels[y0:y1, x0:x1], each.visible > 0.98
        if solid.any():
            apart = _lab(shown)[solid] - _lab(each.expected)[solid]
            deltas.append(np.sqrt((apart**2).sum(axis=1)))
            structures.append(_ssim(shown, each.expected, solid))
    delta = float(np.concatenate(deltas).mean()) if deltas else gates.product_delta[0]
    alike = min(structures, default=0.0)
    return {
        "product": _ramp(delta, gates.product_delta),
        "product_structure": _ramp(alike, gates.product_structure),
        "product_visible": _ramp(share, gates.product_visible),
    }


def _ssim(shown: Pixels, expected: Pixels, solid: npt.NDArray[np.bool_]) -> float:
    """Structural similarity (Wang et al. 2004) where `solid`, weighed by how much there is to see.

    Luma in 0..255, Gaussian window of 1.5 pixels. The weights are the local variances: a plain cap
    and a plain bottle must not outvote the label between them.
    """
    wanted = cv2.cvtColor(expected, cv2.COLOR_RGB2GRAY).astype(np.float32)
    found = np.where(solid, cv2.cvtColor(shown, cv2.COLOR_RGB2GRAY), wanted).astype(np.float32)

    def mean(values: Floats) -> Floats:
        return np.asarray(cv2.GaussianBlur(values, (11, 11), 1.5), np.float32)

    a, b = mean(found), mean(wanted)
    spread_a, spread_b = mean(found**2) - a**2, mean(wanted**2) - b**2
    together = mean(found * wanted) - a * b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    weight = np.maximum(spread_a + spread_b, 0) + c2
    like = (2 * a * b + c1) * (2 * together + c2) / ((a**2 + b**2 + c1) * weight)
    return float(np.average(like[solid], weights=weight[solid]))


def _lab(pixels: Pixels) -> Floats:
    scaled = pixels.astype(np.float32) / 255.0
    return np.asarray(cv2.cvtColor(scaled, cv2.COLOR_RGB2LAB), dtype=np.float32)


def _face(luma: Gray, box: tuple[int, int, int, int], gates: Gates) -> float:
    """Whether something with features, not a blank, stands where the face should be."""
    y0, x0, y1, x1 = box
    crop = luma[max(y0, 0) : y1, max(x0, 0) : x1]
    if min(crop.shape) < 6:
        return 1.0  # too small in the frame for features to be seen
    small = cv2.resize(crop, (32, 32), interpolation=cv2.INTER_AREA)
    return _ramp(float(cv2.Laplacian(small, cv2.CV_32F).std()), gates.face_sharpness)
