"""Which pixels belong to the product: a background told from the border, then GrabCut."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Segmentation", "segment"]

Floats = NDArray[np.float32]
Mask = NDArray[np.uint8]  # 0 or 255

_SIDE: Final = 512  # px of the longest side while segmenting
_BAND: Final = 0.04  # width of the border strip, as a part of the shorter side
_CLUSTERS: Final = 6


@dataclass(frozen=True)
class Segmentation:
    """A 0/255 mask (h, w) of the given image's size and how sure it is."""

    mask: Mask
    main_piece: float  # share of the mask in its largest piece, before the others were dropped
    clutter: float  # share of the ring around the mask that the border does not explain
    edge: float  # median colour step (LAB units) across the outline


def segment(image: NDArray[np.uint8]) -> Segmentation:
    """Segment the main object of an RGB image (h, w, 3)."""
    height, width = image.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB).astype(np.float32)
    distance = _strangeness(lab)
    raw = _grab(small, distance)
    mask, main_piece = _main_pieces(raw)
    clutter, edge = _ring(lab, distance, mask)
    full = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR)
    return Segmentation(np.where(full >= 128, 255, 0).astype(np.uint8), main_piece, clutter, edge)


def _border(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    band = max(2, round(_BAND * min(shape[:2])))
    strip = np.ones(shape[:2], dtype=bool)
    strip[band:-band, band:-band] = False
    return strip


def _strangeness(lab: Floats) -> Floats:
    """How far each pixel is from the background (LAB units over the background's own spread)."""
    border = _border(lab.shape)
    smooth = cv2.GaussianBlur(lab, (0, 0), 1.2).astype(np.float32)
    return np.minimum(_from_clusters(smooth, border), _from_surface(smooth, border))


def _from_clusters(lab: Floats, border: NDArray[np.bool_]) -> Floats:
    samples = lab[border]
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    cv2.setRNGSeed(7)
    _, labels, centres = cv2.kmeans(
        samples,
        min(_CLUSTERS, len(samples)),
        np.empty((0, 1), dtype=np.int32),
        criteria,
        1,
        cv2.KMEANS_PP_CENTERS,
    )
    best: Floats = np.full(lab.shape[:2], np.inf, dtype=np.float32)
    for i, centre in enumerate(centres):
        members = samples[labels.ravel() == i]
        if len(members) < 0.02 * len(samples):
            continue
        spread = np.maximum(members.std(axis=0), (3.0, 1.5, 1.5)).astype(np.float32)
        np.minimum(best, np.linalg.norm((lab - centre) / spread, axis=2), out=best)
    return best


def _from_surface(lab: Floats, border: NDArray[np.bool_]) -> Floats:
    """A backdrop with a light on it: a quadratic of x and y per channel, fitted robustly."""
    height, width = lab.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    rows, values = terms[border], lab[border]
    keep = np.ones(len(rows), dtype=bool)
    for _ in range(4):
        weights, *_ = np.linalg.lstsq(rows[keep], values[keep], rcond=None)
        error = np.linalg.norm(values - rows @ weights, axis=1)
        keep = error <= max(2.0, 2.5 * float(np.median(error)))
    spread = np.maximum((values - rows @ weights)[keep].std(axis=0), (2.0, 1.0, 1.0))
    distance = np.linalg.norm((lab - terms @ weights) / spread, axis=2)
    found: Floats = distance.astype(np.float32)
    return found


def _grab(small: NDArray[np.uint8], distance: Floats) -> Mask:
    """GrabCut (Rother, Kolmogorov & Blake 2004) started from the background's distance."""
    border = _border(small.shape)
    clipped = np.clip(distance, 0, 12)
    level, _ = cv2.threshold((clipped * 20).astype(np.uint8), 0, 255, cv2.THRESH_OTSU)
    limit = float(np.clip(level / 20, 2.5, 6.0))
    seeds = np.full(small.shape[:2], cv2.GC_PR_BGD, dtype=np.uint8)
    strange = (distance > limit).astype(np.uint8)
    seeds[cv2.morphologyEx(strange, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0] = cv2.GC_PR_FGD
    seeds[distance < 0.6 * limit] = cv2.GC_PR_BGD
    seeds[border] = cv2.GC_BGD
    if not (seeds == cv2.GC_PR_FGD).any():
        return np.zeros(small.shape[:2], dtype=np.uint8)
    cv2.setRNGSeed(7)
    back, front = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, seeds, (0, 0, 1, 1), back, front, 4, cv2.GC_INIT_WITH_MASK)
    return np.where((seeds == cv2.GC_FGD) | (seeds == cv2.GC_PR_FGD), 255, 0).astype(np.uint8)


def _main_pieces(raw: Mask) -> tuple[Mask, float]:
    """The largest piece and what is at least 8 % of it, holes under 1 % filled."""
    opened = cv2.morphologyEx(raw, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(opened)
    if count < 2:
        return np.zeros_like(raw), 0.0
    areas = stats[1:, cv2.CC_STAT_AREA]
    keep = 1 + np.flatnonzero(areas >= 0.08 * areas.max())
    mask = np.where(np.isin(labels, keep), 255, 0).astype(np.uint8)
    holes, hole_labels, hole_stats, _ = cv2.connectedComponentsWithStats(255 - mask)
    small = hole_stats[:, cv2.CC_STAT_AREA] < 0.01 * areas.max()
    if holes > 1 and small.any():
        mask[small[hole_labels] & (mask == 0)] = 255
    return mask, float(areas.max() / areas.sum())


def _ring(lab: Floats, distance: Floats, mask: Mask) -> tuple[float, float]:
    """(clutter, edge) from a ring of about 3 % of the frame around the outline."""
    if not mask.any():
        return 1.0, 0.0
    width = max(3, round(0.03 * max(mask.shape)))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * width + 1, 2 * width + 1))
    outside = (cv2.dilate(mask, disc) > 0) & (mask == 0)
    clutter = float((distance[outside] > 3).mean()) if outside.any() else 1.0
    near = np.ones((7, 7), np.uint8)
    outline = (cv2.dilate(mask, np.ones((3, 3), np.uint8)) > 0) & (mask == 0)
    within = (mask > 0).astype(np.float32)[:, :, None]
    blur = (7, 7)
    inner = cv2.blur(lab * within, blur) / (cv2.blur(within, blur)[:, :, None] + 1e-4)
    outer = cv2.blur(lab * (1 - within), blur) / (cv2.blur(1 - within, blur)[:, :, None] + 1e-4)
    steps = np.linalg.norm(inner - outer, axis=2)[outline & (cv2.erode(mask, near) == 0)]
    return clutter, float(np.median(steps)) if len(steps) else 0.0
