"""Masks as pieces: which of them matter, how whole they look, how alike two masks are."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["crossing", "disc", "filled", "main_pieces", "main_share", "overlap", "plausible"]

Floats = NDArray[np.float32]
Mask = NDArray[np.uint8]  # 0 or 255


def disc(radius: int) -> Mask:
    """A round structuring element."""
    side = 2 * radius + 1
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)).astype(np.uint8)


def main_pieces(raw: Mask) -> Mask:
    """The pieces that matter, their holes filled.

    A piece counts by its area near the middle; one that runs from border to border (a table's
    edge, a joint between planks) counts little.
    """
    height, width = raw.shape
    opened = cv2.morphologyEx(raw, cv2.MORPH_OPEN, disc(2))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(opened)
    if count < 2:
        return np.zeros_like(raw)
    y, x = np.mgrid[-0.5 : 0.5 : height * 1j, -0.5 : 0.5 : width * 1j]
    middle = np.exp(-((x / 0.33) ** 2) - (y / 0.36) ** 2)
    weight = np.bincount(labels.ravel(), middle.ravel(), count)
    weight = np.where(crossing(np.asarray(stats), raw.shape), 0.15 * weight, weight)
    weight[0] = 0
    mask = np.where((weight >= 0.2 * weight.max())[labels], 255, 0).astype(np.uint8)
    return filled(mask)


def crossing(stats: NDArray[Any], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which components touch two or more sides of the picture."""
    left, top, wide, tall = (stats[:, i] for i in range(4))
    sides = (left == 0).astype(int) + (left + wide == shape[1])
    crossing: NDArray[np.bool_] = sides + (top == 0) + (top + tall == shape[0]) >= 2
    return crossing


def filled(mask: Mask) -> Mask:
    """Holes under 3 % of the mask closed."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(255 - mask)
    small = stats[:, cv2.CC_STAT_AREA] < 0.03 * float((mask > 0).sum())
    small[0] = False
    if count > 1:
        mask[small[labels] & (mask == 0)] = 255
    return mask


def overlap(first: Mask, second: Mask) -> float:
    """Intersection over union; 0 when both are empty."""
    union = float(((first > 0) | (second > 0)).sum())
    return float(((first > 0) & (second > 0)).sum()) / union if union else 0.0


def plausible(steps: Floats, mask: Mask) -> float:
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


def main_share(raw: Mask) -> float:
    _, _, stats, _ = cv2.connectedComponentsWithStats(raw)
    areas = stats[1:, cv2.CC_STAT_AREA]
    return float(areas.max() / areas.sum()) if len(areas) else 0.0
