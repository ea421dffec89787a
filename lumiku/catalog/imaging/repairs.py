"""Repairs of a raw cut: shadows peeled off, parts of the ground's own colour given back."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from lumiku.catalog.imaging.pieces import crossing, disc, filled, main_pieces, plausible

__all__ = ["with_pale_parts", "without_shadow"]

Floats = NDArray[np.float32]
Mask = NDArray[np.uint8]  # 0 or 255

_REACH: Final = 0.06  # how far around the ground's colour is taken, as a part of the longer side
_ALIKE: Final = 14.0  # CIELAB distance under which a part has the ground's colour
_PIECES: Final = 12  # how many candidates are looked at


def without_shadow(small: NDArray[np.uint8], mask: Mask) -> Mask:
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
    return main_pieces(np.where(np.isin(labels, touching[touching > 0]), 0, mask).astype(np.uint8))


def with_pale_parts(small: NDArray[np.uint8], steps: Floats, way: Floats, mask: Mask) -> Mask:
    """Give back parts that have the ground's colour but stand behind a contour of their own.

    A white cap on white paper is lost to GrabCut. It is a smooth area beside the mask that the
    border reaches only across a sharp edge (`way` is the root of contours.barrier, `steps` its
    edges), and with it the whole looks no less whole. A shadow has soft edges and stays out.
    """
    if not mask.any():
        return mask
    noise = float(np.median(steps))
    behind = way > max(0.6, 0.1 * float(np.median(way[mask > 0])))
    likeness = _unlike_ground(small, (mask == 0) & ~behind) < _ALIKE
    calm = behind & likeness & (mask == 0) & (steps < max(6 * noise, 1.2))
    opened = cv2.morphologyEx(calm.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(opened)
    sharp = cv2.dilate(steps, np.ones((5, 5), np.uint8)) > 5 * noise + 0.5
    near = cv2.dilate(mask, np.ones((9, 9), np.uint8)) > 0
    least, whole = 0.93 * plausible(steps, mask), mask
    areas, across = stats[:, cv2.CC_STAT_AREA], crossing(np.asarray(stats), mask.shape)
    for label in np.argsort(-areas[1:])[:_PIECES] + 1:
        if areas[label] < 0.015 * float((mask > 0).sum()):
            break
        part = np.asarray(cv2.dilate((labels == label).astype(np.uint8), disc(2)), np.uint8)
        if across[label] or not _stands_alone(part, near, sharp):
            continue
        joined = cv2.morphologyEx(
            np.where(part > 0, 255, whole).astype(np.uint8), cv2.MORPH_CLOSE, disc(2)
        )
        if plausible(steps, joined.astype(np.uint8)) >= least:
            whole = filled(joined.astype(np.uint8))
    return whole


def _unlike_ground(small: NDArray[np.uint8], ground: NDArray[np.bool_]) -> Floats:
    """CIELAB distance of each px from the mean colour of the ground around it."""
    lab = cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB)
    side = 2 * round(_REACH * max(ground.shape)) + 1
    weight = ground.astype(np.float32)
    share = cv2.blur(weight, (side, side))[:, :, None]
    mean = cv2.blur(lab * weight[:, :, None], (side, side)) / (share + 1e-4)
    return np.asarray(np.linalg.norm(lab - mean, axis=2), dtype=np.float32)


def _stands_alone(part: Mask, near: NDArray[np.bool_], sharp: NDArray[np.bool_]) -> bool:
    """Whether a part touches the mask on one side only and is sharply edged on the others."""
    rim = (cv2.dilate(part, np.ones((3, 3), np.uint8)) > 0) & (part == 0)
    free = rim & ~near
    if free.sum() < 8:
        return False
    return 0.05 <= float((rim & near).sum() / rim.sum()) < 0.4 and float(sharp[free].mean()) >= 0.7
