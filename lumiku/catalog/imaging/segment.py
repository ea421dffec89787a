"""Which pixels belong to the product: two independent guesses, then GrabCut on what they share."""

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from lumiku.catalog.imaging.contours import barrier, edges

__all__ = ["Segmentation", "by_contours", "by_rectangle", "segment", "shrunk"]

Floats = NDArray[np.float32]
Mask = NDArray[np.uint8]  # 0 or 255

_SIDE: Final = 320  # px of the longest side while segmenting: finer grain only misleads
_MARGIN: Final = (0.12, 0.08)  # of width and height, that a product photo leaves free
PL = 0.3
PF = 1.04
NK = 0.5
TH = 0.4
SH = (0.9, 0.8, 0.7, 0.6)
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
    voted = _main_pieces(np.maximum(contours, rectangle))
    cut = _main_pieces(shared)
    if _overlap(contours, rectangle) < 0.6 or _overlap(cut, voted) < 0.5:
        cut = max((cut, contours, rectangle), key=lambda m: _plausible(steps, m))
    cut = _without_shadow(small, cut)
    height, width = image.shape[:2]
    full = cv2.resize(_smooth(cut), (width, height), interpolation=cv2.INTER_CUBIC)
    rim = np.concatenate([cut[2], cut[-3], cut[:, 2], cut[:, -3]])
    return Segmentation(
        mask=np.where(full >= 128, 255, 0).astype(np.uint8),
        main_piece=_main_share(shared),
        agreement=_overlap(contours, rectangle),
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
    behind = _main_pieces(np.where(way > 0.4 * level, 255, 0).astype(np.uint8))
    return _main_pieces(_grab(small, behind.astype(np.float32) / np.float32(255), reach=7))


def by_rectangle(small: NDArray[np.uint8]) -> Mask:
    """Guess 2: colours of the middle against colours of the margin."""
    height, width = small.shape[:2]
    x, y = round(_MARGIN[0] * width), round(_MARGIN[1] * height)
    inside = np.zeros((height, width), dtype=np.float32)
    inside[y : height - y, x : width - x] = 1
    return _main_pieces(_grab(small, inside, reach=7))


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


def _main_pieces(raw: Mask) -> Mask:
    """The pieces that matter, their holes filled.

    A piece counts by its area near the middle; one that runs from border to border (a table's
    edge, a joint between planks) counts little.
    """
    height, width = raw.shape
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        cv2.morphologyEx(raw, cv2.MORPH_OPEN, disc)
    )
    if count < 2:
        return np.zeros_like(raw)
    y, x = np.mgrid[-0.5 : 0.5 : height * 1j, -0.5 : 0.5 : width * 1j]
    middle = np.exp(-((x / 0.33) ** 2) - (y / 0.36) ** 2)
    weight = np.bincount(labels.ravel(), middle.ravel(), count)
    weight = np.where(_crossing(np.asarray(stats), raw.shape), 0.15 * weight, weight)
    weight[0] = 0
    mask = np.where((weight >= 0.2 * weight.max())[labels], 255, 0).astype(np.uint8)
    return _filled(mask)


def _without_shadow(small: NDArray[np.uint8], mask: Mask) -> Mask:
    """Peel off the rim that has the ground's hue but is darker: a shadow that sticks to it.

    Only for products whose hue is clearly not the ground's: a grey one would lose its shady side.
    """
    lab = cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB)
    outside = (mask == 0).astype(np.float32)
    side = 2 * round(0.05 * max(mask.shape)) + 1
    share = cv2.blur(outside, (side, side))
    ground = cv2.blur(lab * outside[:, :, None], (side, side)) / (share + 1e-4)[:, :, None]
    hue = np.hypot(lab[..., 1] - ground[..., 1], lab[..., 2] - ground[..., 2])
    dark = (hue < 4) & (lab[..., 0] < ground[..., 0] - 2) & (share > 0.02) & (mask > 0)
    if not mask.any() or float(np.percentile(hue[mask > 0], 30)) < 10:
        return mask
    left = np.where(dark, 0, mask).astype(np.uint8)
    # Only what hangs together with the ground is shadow.
    _, labels = cv2.connectedComponents(255 - left)
    touching = np.unique(labels[mask == 0])
    return _main_pieces(np.where(np.isin(labels, touching[touching > 0]), 0, mask).astype(np.uint8))


def _crossing(stats: NDArray[Any], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which components touch two or more sides of the picture."""
    left, top, wide, tall = (stats[:, i] for i in range(4))
    sides = (left == 0).astype(int) + (left + wide == shape[1])
    crossing: NDArray[np.bool_] = sides + (top == 0) + (top + tall == shape[0]) >= 2
    return crossing


def _filled(mask: Mask) -> Mask:
    """Holes under 3 % of the mask closed."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(255 - mask)
    small = stats[:, cv2.CC_STAT_AREA] < 0.03 * float((mask > 0).sum())
    small[0] = False
    if count > 1:
        mask[small[labels] & (mask == 0)] = 255
    return mask


def _smooth(mask: Mask) -> Floats:
    """The mask with its staircase rounded, 0..255, ready to be enlarged."""
    return np.asarray(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 1.0), dtype=np.float32)


def _overlap(first: Mask, second: Mask) -> float:
    """Intersection over union; 0 when both are empty."""
    union = float(((first > 0) | (second > 0)).sum())
    return float(((first > 0) & (second > 0)).sum()) / union if union else 0.0


def _plausible(steps: Floats, mask: Mask) -> float:
    """How much a mask looks like one whole thing: edges all along its outline, few bays, size."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return 0.0
    line = np.concatenate(contours)[:, 0]
    noise = float(np.median(steps))
    support = float(
        (
            cv2.dilate(steps, np.ones((3, 3), np.uint8))[line[:, 1], line[:, 0]] > 4 * noise + 0.5
        ).mean()
    )
    area = float((mask > 0).sum())
    hull = cv2.contourArea(cv2.convexHull(np.concatenate(contours)))
    return support**2 * min(1.0, area / max(hull, 1.0)) * float((area / mask.size) ** 0.25)


def _main_share(raw: Mask) -> float:
    _, _, stats, _ = cv2.connectedComponentsWithStats(raw)
    areas = stats[1:, cv2.CC_STAT_AREA]
    return float(areas.max() / areas.sum()) if len(areas) else 0.0


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
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    opened = cv2.morphologyEx(other, cv2.MORPH_OPEN, disc)
    _, _, stats, _ = cv2.connectedComponentsWithStats(opened)
    areas = np.where(_crossing(np.asarray(stats), mask.shape), 0, stats[:, cv2.CC_STAT_AREA])[1:]
    return float(areas.sum()) / float((mask > 0).sum())
