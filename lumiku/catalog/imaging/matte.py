"""From a hard mask to a soft edge: guided-filter alpha and colours free of the old background."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["clean_colours", "refine_alpha"]

Floats = NDArray[np.float32]
_REGULAR: Final = 1e-4  # epsilon of the guided filter, colours in 0..1


def _mean(values: Floats, radius: int) -> Floats:
    side = 2 * radius + 1
    return np.asarray(cv2.blur(values, (side, side)), dtype=np.float32)


def _sized(values: Floats, size: tuple[int, int]) -> Floats:
    smaller = size[0] < values.shape[1]
    method = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(values, size, interpolation=method), dtype=np.float32)


def _guided(guide: Floats, target: Floats, radius: int, step: int) -> Floats:
    """Colour guided filter (He, Sun & Tang, TPAMI 2013), coefficients at 1/step of the size
    (He & Sun, Fast Guided Filter, 2015). guide (h, w, 3) and target (h, w) in 0..1.
    """
    height, width = target.shape
    small_size = (max(1, width // step), max(1, height // step))
    colours = _sized(guide, small_size)
    values = _sized(target, small_size)
    r = max(1, radius // step)
    mean_c, mean_v = _mean(colours, r), _mean(values, r)
    products = colours[:, :, :, None] * colours[:, :, None, :]
    shape = (*products.shape[:2], 9)
    second = np.concatenate(
        [_mean(products.reshape(shape)[:, :, i : i + 3], r) for i in (0, 3, 6)], axis=2
    ).reshape(products.shape)
    cov = second - mean_c[..., :, None] * mean_c[..., None, :] + _REGULAR * np.eye(3, dtype="f4")
    cross = _mean(colours * values[:, :, None], r) - mean_c * mean_v[:, :, None]
    slope = np.linalg.solve(cov, cross[..., None])[..., 0].astype(np.float32)
    offset = mean_v - (slope * mean_c).sum(axis=2)
    slope = _sized(_mean(slope, r), (width, height))
    offset = _sized(_mean(offset, r), (width, height))
    alpha: Floats = (slope * guide).sum(axis=2) + offset
    return alpha


def refine_alpha(image: NDArray[np.uint8], mask: NDArray[np.uint8], radius: int = 8) -> Floats:
    """Alpha in 0..1, shape (h, w), for an RGB image (h, w, 3) and a 0/255 mask of its size.

    Only a band of `radius` px around the mask's edge becomes soft; the rest stays 0 or 1.
    """
    hard = mask.astype(np.float32) / np.float32(255)
    soft = _guided(image.astype(np.float32) / np.float32(255), hard, radius, step=2)
    alpha: Floats = np.clip((soft - np.float32(0.28)) / np.float32(0.44), 0, 1)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    inside = cv2.erode(mask, disc, borderValue=255) > 0
    reach = cv2.dilate(mask, disc) > 0
    alpha[inside] = 1
    alpha[~reach] = 0
    return alpha


def clean_colours(image: NDArray[np.uint8], alpha: Floats) -> NDArray[np.uint8]:
    """The subject's own colours under a soft edge, as uint8 (h, w, 3).

    Blur fusion (Forte, Approximate Fast Foreground Colour Estimation, ICIP 2021): F and B are
    alpha-weighted local means, then corrected towards alpha F + (1 - alpha) B = image; less so
    where alpha is small, because there a wrong alpha would let the old background back in.
    """
    picture = image.astype(np.float32)
    weight = alpha[:, :, None]
    pure = alpha**3  # mixed pixels hardly tell the subject's colour
    front, back = picture, picture
    for radius in (24, 6):
        front_share = _mean(pure, radius)[:, :, None] + 1e-5
        back_share = _mean(1 - alpha, radius)[:, :, None] + 1e-5
        front_mean = _mean(front * pure[:, :, None], radius) / front_share
        back = _mean(back * (1 - weight), radius) / back_share
        front = front_mean + pure[:, :, None] * (
            picture - weight * front_mean - (1 - weight) * back
        )
        front = np.clip(front, 0, 255)
    solid = weight > 0.999
    colours: NDArray[np.uint8] = np.where(solid, picture, front).round().astype(np.uint8)
    return colours
