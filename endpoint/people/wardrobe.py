"""What a figure wears, from the brand's palette, the person's traits and a seed."""

import colorsys
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from endpoint.canvas.light import Colour

__all__ = ["Below", "Outfit", "brand_colours", "lightness", "mix", "outfit"]

Below = Literal["trousers", "shorts", "skirt", "long skirt", "leggings"]
DEFAULT_PALETTE: Final = ("#E8C9B5", "#F6EEE6", "#6B7F8C")
NEUTRALS: Final[tuple[Colour, ...]] = (
    (62.0, 66.0, 78.0),
    (96.0, 84.0, 76.0),
    (196.0, 184.0, 168.0),
    (82.0, 92.0, 104.0),
)
WHITES: Final[tuple[Colour, ...]] = ((244.0, 240.0, 234.0), (236.0, 232.0, 228.0))


@dataclass(frozen=True)
class Outfit:
    """Cloth over a body. `sleeve` is the share of the arm that it covers."""

    top: Colour
    below: Below
    below_colour: Colour
    sleeve: float
    shoes: Colour
    one_piece: bool = False  # a dress: the skirt continues the top
    inner: Colour | None = None  # long sleeves under short ones, for who covers her arms
    loose: bool = False  # the top falls over the hips instead of being tucked in


def rgb(hexadecimal: str) -> Colour:
    red, green, blue = bytes.fromhex(hexadecimal[1:])
    return (float(red), float(green), float(blue))


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` of b in a."""
    r, g, u = ((1 - share) * p + share * q for p, q in zip(a, b, strict=True))
    return (r, g, u)


def lightness(colour: Colour) -> float:
    """Relative brightness, 0 to 1."""
    return (0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]) / 255


def vivid(colour: Colour) -> float:
    _, saturation, value = colorsys.rgb_to_hsv(*(channel / 255 for channel in colour))
    return saturation * value


def brand_colours(palette: tuple[str, ...]) -> tuple[Colour, ...]:
    return tuple(rgb(colour) for colour in (palette or DEFAULT_PALETTE))


def wearable(colour: Colour) -> Colour:
    """A brand colour as dyed cloth: never neon, never pure black or white."""
    hue, saturation, value = colorsys.rgb_to_hsv(*(channel / 255 for channel in colour))
    red, green, blue = colorsys.hsv_to_rgb(
        hue, min(saturation * 0.86, 0.78), float(np.clip(value * 0.96, 0.22, 0.93))
    )
    return (red * 255, green * 255, blue * 255)


def outfit(
    palette: tuple[str, ...], gender: str, age_range: str, covered: bool, seed: int
) -> Outfit:
    """Modest and plain, so that the product is what one looks at."""
    rng = np.random.default_rng([seed, 11])
    brand = sorted((wearable(colour) for colour in brand_colours(palette)), key=vivid, reverse=True)
    main = brand[int(rng.integers(min(2, len(brand))))]
    neutral = NEUTRALS[int(rng.integers(len(NEUTRALS)))]
    white = WHITES[int(rng.integers(len(WHITES)))]
    shoes = white if rng.random() < 0.5 else mix(neutral, (40.0, 36.0, 36.0), 0.4)
    if age_range == "kids":
        return _child(
            rng, brand=brand, white=white, neutral=neutral, gender=gender, covered=covered
        )
    if gender == "male":
        top = [main, white, mix(main, white, 0.5)][int(rng.integers(3))]
        return Outfit(top, "trousers", neutral, 0.42 if rng.random() < 0.5 else 0.94, shoes)
    style = int(rng.integers(3))
    if covered or style == 0:
        below: Below = "long skirt" if covered else "skirt"
        return Outfit(main, below, main, 0.94, shoes, one_piece=True)
    if style == 1:
        return Outfit(main, "trousers", mix(neutral, white, 0.25), 0.94, shoes)
    return Outfit(white, "skirt", main, 0.7, shoes)


def _child(
    rng: np.random.Generator,
    *,
    brand: list[Colour],
    white: Colour,
    neutral: Colour,
    gender: str,
    covered: bool,
) -> Outfit:
    top = brand[int(rng.integers(len(brand)))]
    other = brand[int(rng.integers(len(brand)))]
    if other == top:
        other = mix(neutral, (90.0, 120.0, 170.0), 0.5)
    sleeve = 0.94 if covered else 0.4
    if gender == "female" and rng.random() < 0.45:
        return Outfit(top, "leggings", mix(other, white, 0.3), sleeve, white, one_piece=True)
    below: Below = "trousers" if covered or rng.random() < 0.4 else "shorts"
    return Outfit(top, below, other, sleeve, white, loose=True)
