"""A product without its background, and a doubt when the cut may be wrong."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from PIL import Image

from lumiku.catalog.imaging.decode import has_alpha
from lumiku.catalog.imaging.doubts import doubt_of_mask

if TYPE_CHECKING:
    from lumiku.catalog.imaging.segment import Segmentation

__all__ = ["CUTOUT_SIDE", "CutoutResult", "Cutter", "LocalCutter"]

CUTOUT_SIDE: Final = 1024  # px, longest side of a cut-out


@dataclass(frozen=True)
class CutoutResult:
    """The product on a transparent ground.

    image: RGBA in the frame of the picture that was given, at most CUTOUT_SIDE px long;
    coverage: part of the frame that the product covers, 0..1;
    doubt: a key of DOUBTS, or None when the cut looks sound.
    """

    image: Image.Image
    coverage: float
    doubt: str | None


class Cutter(Protocol):
    """Whatever can cut a product out: this process, or the GPU endpoint."""

    def cut(self, image: Image.Image) -> CutoutResult: ...


class LocalCutter:
    """Cut-outs by colour on the CPU: at most 2 s at 1,024 px on one core."""

    def cut(self, image: Image.Image) -> CutoutResult:
        """Cut the main object out of an upright RGB or RGBA image; real alpha is kept as it is."""
        from lumiku.catalog.imaging.matte import clean_colours, refine_alpha
        from lumiku.catalog.imaging.segment import segment

        image = _fit(image)
        if has_alpha(image):
            return _keep_alpha(image)
        pixels = np.asarray(image.convert("RGB"))
        found = segment(pixels)
        alpha = refine_alpha(pixels, found.mask)
        colours = clean_colours(pixels, alpha)
        rgba = np.dstack([colours, (alpha * 255).round().astype(np.uint8)])
        coverage = float(alpha.mean())
        doubt = _doubt(coverage, found)
        return CutoutResult(Image.fromarray(rgba, "RGBA"), coverage, doubt)


def _fit(image: Image.Image) -> Image.Image:
    if max(image.size) <= CUTOUT_SIDE:
        return image
    small = image.copy()
    small.thumbnail((CUTOUT_SIDE, CUTOUT_SIDE), Image.Resampling.LANCZOS)
    return small


def _keep_alpha(image: Image.Image) -> CutoutResult:
    coverage = float(np.asarray(image.getchannel("A"), dtype=np.float32).mean() / 255)
    return CutoutResult(image, coverage, doubt_of_mask(coverage))


def _doubt(coverage: float, found: "Segmentation") -> str | None:
    seen = doubt_of_mask(coverage, cropped=found.cropped, main_piece=found.main_piece)
    if seen is not None:
        return seen
    if found.clutter > 0.4 or found.agreement < 0.82:
        return "cluttered"
    return "soft_edge" if found.edge < 2.5 else None
