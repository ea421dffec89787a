"""The cut-out operation: a salient-object model's mask becomes a product on a clear ground."""

from dataclasses import dataclass

import cv2
import numpy as np

from endpoint.onnx import OnnxModel
from endpoint.pictures import Floats, Pixels
from lumiku.catalog.imaging.doubts import doubt_of_mask

__all__ = ["Cut", "cut_out"]


@dataclass(frozen=True)
class Cut:
    """RGBA, the share of the frame that is product, and why the cut may be wrong."""

    pixels: Pixels
    coverage: float
    doubt: str  # a code that the catalog's cut-outs know too; empty when sure


def cut_out(model: OnnxModel, rgb: Pixels) -> Cut:
    """Cut the most prominent object out of a picture (BiRefNet, IS-Net and their like)."""
    found = model.run(rgb)[0]
    mask: Floats = found.reshape(found.shape[-2:]).astype(np.float32)
    if model.spec.sigmoid:
        mask = np.asarray(1 / (1 + np.exp(-mask)), np.float32)
    size = (rgb.shape[1], rgb.shape[0])
    smooth = cv2.resize(mask, size, interpolation=cv2.INTER_CUBIC)
    alpha: Floats = np.clip(smooth, 0, 1).astype(np.float32)
    coverage = float(alpha.mean())
    clean = _decontaminated(rgb, alpha)
    pixels = np.dstack([clean, np.round(alpha * 255).astype(np.uint8)])
    return Cut(pixels, coverage, _doubt(alpha, coverage))


def _decontaminated(rgb: Pixels, alpha: Floats) -> Pixels:
    """Soft edges take the colour of the product's inside, not of what lay behind it."""
    inside = (alpha > 0.95).astype(np.float32)
    sigma = max(2.0, max(rgb.shape) / 200)
    spread = cv2.GaussianBlur(rgb * inside[..., None], (0, 0), sigma)
    amount = cv2.GaussianBlur(inside, (0, 0), sigma)[..., None]
    edge = (alpha < 0.95)[..., None] & (amount > 0.02)
    return np.asarray(np.where(edge, spread / np.maximum(amount, 0.02), rgb), np.uint8)


def _doubt(alpha: Floats, coverage: float) -> str:
    solid = (alpha > 0.5).astype(np.uint8)
    border = np.concatenate([solid[0], solid[-1], solid[:, 0], solid[:, -1]])
    _, _, facts, _ = cv2.connectedComponentsWithStats(solid)
    areas = facts[1:, cv2.CC_STAT_AREA]
    main_piece = float(areas.max()) / float(areas.sum()) if len(areas) else 1.0
    seen = doubt_of_mask(coverage, cropped=float(border.mean()), main_piece=main_piece)
    if seen is not None:
        return seen
    unsure = float(((alpha > 0.15) & (alpha < 0.85)).sum()) / max(float(solid.sum()), 1.0)
    return "soft_edge" if unsure > 0.25 else ""
