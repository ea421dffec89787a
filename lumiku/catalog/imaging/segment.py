"""Which pixels belong to the product: two independent guesses, then GrabCut on what they share."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from lumiku.catalog.imaging.contours import barrier, edges
from lumiku.catalog.imaging.pieces import (
    crossing,
    disc,
    main_pieces,
    main_share,
    overlap,
    plausible,
)
from lumiku.catalog.imaging.repairs import with_pale_parts, without_shadow

__all__ = ["Segmentation", "by_contours", "by_rectangle", "segment", "shrunk"]

Floats = NDArray[np.float32]
Mask = NDArray[np.uint8]  # 0 or 255

_SIDE: Final = 320  # px of the longest side while segmenting: finer grain only misleads
_MARGIN: Final = (0.12, 0.08)  # of width and height, that a product photo leaves free
_SHADES: Final = (0.9, 0.8, 0.7, 0.6)  # how dark shadows get, as parts of the lit ground
_SEED: Final = 7  # of OpenCV's k-means inside GrabCut


@dataclass(frozen=True)
class Segmentation:
    """A 0/255 mask (h, w) of the given image's size and how sure it is.

    main_piece: share of the raw cut in its largest piece; agreement: IoU of the two guesses;
    clutter: area of other things that stand out, as a part of the mask's; edge: lower-quartile
    colour step (CIELAB) across the outline; cropped: share of the frame's border that it touches.
    """

    mask: Mask
    main_piece: float
    agreement: float
    clutter: float
    edge: float
    cropped: float


def segment(image: NDArray[np.uint8]) -> Segmentation:
    """Segment the main object of an RGB image (h, w, 3)."""
    small = shrunk(image)
    steps = edges(small)
    way = np.sqrt(barrier(steps))
    contours, rectangle = by_contours(small, way), by_rectangle(small)
    shared = _grab(small, (contours.astype(np.float32) + rectangle) / np.float32(510))
    voted = main_pieces(np.maximum(contours, rectangle))
    cut = main_pieces(shared)
    if overlap(contours, rectangle) < 0.6 or overlap(cut, voted) < 0.5:
        cut = max((cut, contours, rectangle), key=lambda m: plausible(steps, m))
    cut = without_shadow(small, with_pale_parts(small, steps, way, cut))
    height, width = image.shape[:2]
    full = cv2.resize(_smooth(cut), (width, height), interpolation=cv2.INTER_CUBIC)
    rim = np.concatenate([cut[2], cut[-3], cut[:, 2], cut[:, -3]])
    return Segmentation(
        mask=np.where(full >= 128, 255, 0).astype(np.uint8),
        main_piece=main_share(shared),
        agreement=overlap(contours, rectangle),
        clutter=_clutter(way, cut),
        edge=_edge(small, cut),
        cropped=float((rim > 0).mean()),
    )


def shrunk(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The image at segmentation size, grain smoothed away, edges kept."""
    height, width = image.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    return cv2.bilateralFilter(small, 5, 20, 3).astype(np.uint8)


def by_contours(small: NDArray[np.uint8], way: Floats) -> Mask:
    """Guess 1: what lies behind contours; `way` is the root of contours.barrier."""
    way = np.clip(way / max(1e-3, float(np.percentile(way, 99))) * 255, 0, 255).astype(np.uint8)
    level, _ = cv2.threshold(way, 0, 255, cv2.THRESH_OTSU)
    behind = main_pieces(np.where(way > 0.4 * level, 255, 0).astype(np.uint8))
    return main_pieces(_grab(small, behind.astype(np.float32) / np.float32(255), reach=7))


def by_rectangle(small: NDArray[np.uint8]) -> Mask:
    """Guess 2: colours of the middle against colours of the margin."""
    height, width = small.shape[:2]
    x, y = round(_MARGIN[0] * width), round(_MARGIN[1] * height)
    inside = np.zeros((height, width), dtype=np.float32)
    inside[y : height - y, x : width - x] = 1
    return main_pieces(_grab(small, inside, reach=7))


def _grab(small: NDArray[np.uint8], belief: Floats, reach: int = 2) -> Mask:
    """GrabCut (Rother, Kolmogorov & Blake 2004) from a belief in 0..1.

    What is farther than `reach` px from any belief is background for good; a belief of two
    guesses at once (reach 2) makes their common core foreground for good.
    """
    side = 2 * reach + 1
    near = cv2.dilate(belief, np.ones((side, side), np.uint8))
    seeds = np.where(belief > 0.55, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    seeds[near <= 0] = cv2.GC_BGD
    if reach <= 2:
        core = cv2.erode((belief > 0.9).astype(np.uint8), np.ones((5, 5), np.uint8))
        seeds[core > 0] = cv2.GC_FGD
    seeds[:2], seeds[-2:], seeds[:, :2], seeds[:, -2:] = (cv2.GC_BGD,) * 4
    if not ((seeds == cv2.GC_FGD) | (seeds == cv2.GC_PR_FGD)).any():
        return np.zeros(belief.shape, dtype=np.uint8)
    rows = len(small)
    strip = _shaded_border(small)
    seeds = np.concatenate([seeds, np.full(strip.shape[:2], cv2.GC_BGD, dtype=np.uint8)])
    small = np.concatenate([small, strip])
    cv2.setRNGSeed(_SEED)
    back, front = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, seeds, (0, 0, 1, 1), back, front, 4, cv2.GC_INIT_WITH_MASK)
    seeds = seeds[:rows]
    return np.where((seeds == cv2.GC_FGD) | (seeds == cv2.GC_PR_FGD), 255, 0).astype(np.uint8)


def _shaded_border(small: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Rows of the border's own colours in deeper and deeper shade.

    Appended below the picture as known background they teach GrabCut what a shadow looks like.
    """
    band = 6
    rim = np.concatenate(
        [
            small[:band].reshape(-1, 3),
            small[-band:].reshape(-1, 3),
            small[:, :band].reshape(-1, 3),
            small[:, -band:].reshape(-1, 3),
        ]
    )
    width = small.shape[1]
    picks = rim[np.linspace(0, len(rim) - 1, width * 3).astype(int)].reshape(3, width, 3)
    shades = [picks * np.float32(share) for share in _SHADES]
    return np.concatenate(shades).astype(np.uint8)


def _smooth(mask: Mask) -> Floats:
    """The mask with its staircase rounded, 0..255, ready to be enlarged."""
    return np.asarray(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 1.0), dtype=np.float32)


def _edge(small: NDArray[np.uint8], mask: Mask) -> float:
    """Lower-quartile colour step across the outline; see Segmentation."""
    if not mask.any():
        return 0.0
    lab = cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB)
    within = (mask > 0).astype(np.float32)
    own, both = cv2.blur(lab * within[:, :, None], (7, 7)), cv2.blur(lab, (7, 7))
    share = cv2.blur(within, (7, 7))[:, :, None]
    jumps = np.linalg.norm(own / (share + 1e-4) - (both - own) / (1 - share + 1e-4), axis=2)
    rim = (cv2.dilate(mask, np.ones((3, 3), np.uint8)) > 0) & (mask == 0)
    return float(np.percentile(jumps[rim], 25)) if rim.any() else 0.0


def _clutter(way: Floats, mask: Mask) -> float:
    """Area of other things behind contours, as a part of the mask's; see Segmentation."""
    if not mask.any():
        return 1.0
    near = cv2.dilate(mask, np.ones((9, 9), np.uint8)) > 0
    other = ((way > 0.8 * float(np.median(way[mask > 0]))) & ~near).astype(np.uint8)
    opened = cv2.morphologyEx(other, cv2.MORPH_OPEN, disc(2))
    _, _, stats, _ = cv2.connectedComponentsWithStats(opened)
    areas = np.where(crossing(np.asarray(stats), mask.shape), 0, stats[:, cv2.CC_STAT_AREA])[1:]
    return float(areas.sum()) / float((mask > 0).sum())
