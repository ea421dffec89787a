"""A product without its background, and an honest doubt when the cut may be wrong."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from PIL import Image

from lumiku.catalog.imaging.decode import has_alpha

if TYPE_CHECKING:
    from lumiku.catalog.imaging.segment import Segmentation

__all__ = ["CUTOUT_SIDE", "DOUBTS", "CutoutResult", "Cutter", "LocalCutter"]

CUTOUT_SIDE: Final = 1024  # px, longest side of a cut-out

# Doubt code -> what a merchant reads (Indonesian, English).
DOUBTS: Final[dict[str, tuple[str, str]]] = {
    "not_found": (
        "Produk tidak ditemukan di foto ini. Coba foto dengan latar polos.",
        "No product was found in this photo. Try one with a plain background.",
    ),
    "too_small": (
        "Produk tampak sangat kecil di foto. Coba foto dari lebih dekat.",
        "The product looks very small in the photo. Try a closer shot.",
    ),
    "too_large": (
        "Produk memenuhi atau keluar dari foto. Sisakan ruang di sekelilingnya.",
        "The product fills or leaves the photo. Leave some room around it.",
    ),
    "fragmented": (
        "Hasil potongan terpecah-pecah. Periksa hasilnya atau pakai latar polos.",
        "The cut-out is in pieces. Check it, or use a plain background.",
    ),
    "cluttered": (
        "Latar fotonya ramai. Periksa hasilnya atau pakai latar polos.",
        "The background is busy. Check the cut-out, or use a plain background.",
    ),
    "soft_edge": (
        "Warna produk mirip latarnya. Periksa tepinya atau pakai latar berwarna lain.",
        "The product's colour is close to the background's. Check its edges, or use another one.",
    ),
}


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
    return CutoutResult(image, coverage, "too_small" if coverage < 0.02 else None)


def _doubt(coverage: float, found: "Segmentation") -> str | None:
    if coverage < 0.002:
        return "not_found"
    if coverage < 0.02:
        return "too_small"
    if coverage > 0.85 or found.cropped > 0.2:
        return "too_large"
    if found.main_piece < 0.9:
        return "fragmented"
    if found.clutter > 0.4 or found.agreement < 0.82:
        return "cluttered"
    return "soft_edge" if found.edge < 2.5 else None
