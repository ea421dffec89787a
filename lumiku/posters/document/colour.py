"""Colour arithmetic: sRGB, OKLCH and WCAG contrast.

OKLab by Björn Ottosson (2020), https://bottosson.github.io/posts/oklab/; relative luminance and
contrast ratio as WCAG 2.2 defines them.
"""

import math
import re
from collections.abc import Iterable
from typing import Final, NamedTuple

__all__ = [
    "AA",
    "AA_LARGE",
    "Oklch",
    "best_ink",
    "contrast",
    "from_oklch",
    "grey",
    "harmonise",
    "hue_distance",
    "is_hex",
    "luminance",
    "mix",
    "oklch",
    "readable",
    "rgb",
]

AA: Final = 4.5  # body text
AA_LARGE: Final = 3.0  # text from 24 px (or 18.7 px bold) at the size it is seen

_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}\Z")


class Oklch(NamedTuple):
    """Lightness 0 to 1, chroma 0 to about 0.37, hue in degrees."""

    light: float
    chroma: float
    hue: float


def is_hex(text: str) -> bool:
    return _HEX.match(text) is not None


def rgb(colour: str) -> tuple[int, int, int]:
    """`#rrggbb` as three bytes."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(byte: float) -> float:
    value = byte / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(byte) for byte in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def grey(level: float) -> str:
    """The grey of a relative luminance."""
    return "#" + f"{round(_gamma(level) * 255):02x}" * 3


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def oklch(colour: str) -> Oklch:
    red, green, blue = (_linear(byte) for byte in rgb(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Oklch(light, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def _channels(light: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def from_oklch(light: float, chroma: float, hue: float) -> str:
    """The nearest sRGB colour of that lightness and hue; chroma is lowered until it exists."""
    light = min(max(light, 0.0), 1.0)
    low, high = 0.0, chroma
    for _ in range(14):
        if all(-1e-4 <= value <= 1.0001 for value in _channels(light, high, hue)):
            break
        middle = (low + high) / 2
        inside = all(-1e-4 <= value <= 1.0001 for value in _channels(light, middle, hue))
        low, high = (middle, high) if inside else (low, middle)
    values = (_gamma(min(max(value, 0.0), 1.0)) for value in _channels(light, high, hue))
    return "#" + "".join(f"{round(value * 255):02x}" for value in values)


def hue_distance(one: float, other: float) -> float:
    """Degrees between two hues, 0 to 180."""
    return abs((one - other + 180) % 360 - 180)


def harmonise(colour: str, towards: str, at_most: float = 15) -> str:
    """The colour with its hue moved towards another's, by half the way or `at_most` degrees."""
    this, that = oklch(colour), oklch(towards)
    if this.chroma < 0.02 or that.chroma < 0.02:
        return colour
    turn = (that.hue - this.hue + 180) % 360 - 180
    step = math.copysign(min(abs(turn) / 2, at_most), turn)
    return from_oklch(this.light, this.chroma, (this.hue + step) % 360)


def mix(one: str, other: str, share: float) -> str:
    """`share` of the other colour painted over the first, in sRGB like every canvas does."""
    pairs = zip(rgb(one), rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def readable(colour: str, on: str, ratio: float = AA) -> str:
    """The colour itself, or the nearest lightness of its hue that reaches the ratio on `on`.

    Falls back to black or white when the hue cannot reach it.
    """
    if contrast(colour, on) >= ratio:
        return colour
    this = oklch(colour)
    darker = luminance(on) > 0.18
    for step in range(1, 60):
        light = this.light + (-step if darker else step) * 0.0167
        if not 0 < light < 1:
            break
        candidate = from_oklch(light, this.chroma, this.hue)
        if contrast(candidate, on) >= ratio:
            return candidate
    return best_ink(on, ("#000000", "#ffffff"))


def best_ink(on: str, inks: Iterable[str]) -> str:
    """The ink with the highest contrast on a surface."""
    return max(inks, key=lambda ink: contrast(ink, on))
