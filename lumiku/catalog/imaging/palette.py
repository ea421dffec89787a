"""The few colours that a picture is made of."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

__all__ = ["dominant_colour", "palette"]

_SIDE: Final = 128  # px; more pixels change no colour that an eye would name
_CANDIDATES: Final = 12
_NEAR: Final = 26.0  # RGB distance under which two colours read as one
_MIN_SHARE: Final = 0.01

_Share = tuple[float, NDArray[np.float64]]  # part of the picture, mean colour


def palette(image: Image.Image, count: int = 5) -> list[str]:
    """Up to `count` colours as `#RRGGBB`, the largest share first.

    Median cut (Heckbert 1982) over the pixels at least half opaque, then near twins merged.
    Empty when nothing is opaque.
    """
    pixels = _opaque_pixels(image)
    if not len(pixels):
        return []
    strip = Image.fromarray(pixels[None, :, :])
    cut = strip.quantize(_CANDIDATES, method=Image.Quantize.MEDIANCUT)
    index = np.asarray(cut)[0]
    shares: list[_Share] = []
    for colour in np.unique(index):
        members = pixels[index == colour].astype(np.float64)
        shares.append((len(members) / len(pixels), members.mean(axis=0)))
    merged = _merge(shares)
    kept = [c for share, c in merged if share >= _MIN_SHARE] or [merged[0][1]]
    return [_hex(colour) for colour in kept[:count]]


def dominant_colour(colours: Sequence[str]) -> str:
    """The colour to show for a picture: its largest one, unless that is a near grey and a
    vivid one is also there.

    `colours` is what `palette` returned; `#808080` when it is empty.
    """
    if not colours:
        return "#808080"
    for colour in colours[:3]:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        if max(red, green, blue) - min(red, green, blue) >= 40:
            return colour
    return colours[0]


def _opaque_pixels(image: Image.Image) -> NDArray[np.uint8]:
    small = image.copy()
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    pixels = np.asarray(small.convert("RGBA")).reshape(-1, 4)
    return np.ascontiguousarray(pixels[pixels[:, 3] >= 128][:, :3])


def _merge(shares: list[_Share]) -> list[_Share]:
    merged: list[_Share] = []
    for share, colour in sorted(shares, key=lambda pair: -pair[0]):
        for i, (other_share, other) in enumerate(merged):
            if np.linalg.norm(colour - other) < _NEAR:
                total = share + other_share
                merged[i] = (total, (colour * share + other * other_share) / total)
                break
        else:
            merged.append((share, colour))
    return sorted(merged, key=lambda pair: -pair[0])


def _hex(colour: NDArray[np.float64]) -> str:
    red, green, blue = (round(float(c)) for c in colour)
    return f"#{red:02X}{green:02X}{blue:02X}"
