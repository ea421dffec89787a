"""Draws skeletons exactly as the pose-conditioned models saw them in training.

The style follows the published conventions of OpenPose's COCO rendering as used for ControlNet
(Zhang, Rao, Agrawala 2023): limbs are filled ellipses of half-width 4 at 0.6 of their colour,
joints full discs on top, on black. The SDXL model of xinsir (controlnet-openpose-sdxl-1.0) was
trained with both widened by the picture's size. The renderer is our own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan2, cos, degrees, hypot, radians, sin
from typing import TYPE_CHECKING, Any, Final

from lumiku.poses.skeleton import COLOURS, HAND_EDGES, LIMBS, Point

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

__all__ = ["LIMB_SHADE", "SD15", "SDXL", "STYLES", "Style", "draw"]

Hands = Mapping[str, Sequence[Point]]
Colour = tuple[int, int, int]

LIMB_SHADE: Final = 0.6
_HAND_POINT: Final[Colour] = (0, 0, 255)
_FACE_POINT: Final[Colour] = (255, 255, 255)
_WIDENING: Final = ((500, 1), (1000, 2), (2000, 3), (3000, 4), (4000, 5), (5000, 6))


@dataclass(frozen=True)
class Style:
    """How a model wants its skeletons; `widens` by the longest side, as the SDXL model's were."""

    name: str
    half_width: int = 4
    widens: bool = False

    def scale(self, width: int, height: int) -> int:
        """The factor on widths for a canvas: 1 to 7."""
        if not self.widens:
            return 1
        longest = max(width, height)
        return next((factor for below, factor in _WIDENING if longest < below), 7)


SD15: Final = Style("sd15")
SDXL: Final = Style("sdxl-xinsir", widens=True)
STYLES: Final[dict[str, Style]] = {style.name: style for style in (SD15, SDXL)}


def _shade(colour: Colour) -> Colour:
    return (
        int(colour[0] * LIMB_SHADE),
        int(colour[1] * LIMB_SHADE),
        int(colour[2] * LIMB_SHADE),
    )


@lru_cache(maxsize=1)
def _circle() -> tuple[Any, Any]:
    """Cosines and sines of the whole degrees."""
    import numpy as np

    angles = [radians(step) for step in range(360)]
    return np.array([cos(t) for t in angles]), np.array([sin(t) for t in angles])


def _ellipse(
    a: tuple[float, float], b: tuple[float, float], half_width: float
) -> list[tuple[int, int]]:
    """The outline of a limb: an ellipse whose long axis runs from joint to joint, a step a degree.

    Centre, half-length and angle are whole numbers, as in the pictures of the training set.
    """
    cx, cy = int((a[0] + b[0]) / 2), int((a[1] + b[1]) / 2)
    half_length = int(hypot(a[0] - b[0], a[1] - b[1]) / 2)
    turn = radians(int(degrees(atan2(a[1] - b[1], a[0] - b[0]))))
    import numpy as np

    along, across = cos(turn), sin(turn)
    cosines, sines = _circle()
    x, y = half_length * cosines, half_width * sines
    outline = np.rint([cx + x * along - y * across, cy + x * across + y * along]).T.astype(int)
    moves = np.any(outline[1:] != outline[:-1], axis=1)
    points: list[list[int]] = outline[np.concatenate([[True], moves])].tolist()
    return [(point[0], point[1]) for point in points]


def _disc(pen: "ImageDraw", x: float, y: float, radius: int, colour: Colour) -> None:
    cx, cy = int(x), int(y)
    pen.ellipse((cx - radius, cy - radius, cx + radius, cy + radius), fill=colour)


def _body(pen: "ImageDraw", points: Sequence[Point], size: tuple[int, int], half: int) -> None:
    at = [(x * size[0], y * size[1]) for x, y, _ in points]
    for number, (a, b) in enumerate(LIMBS):
        if points[a][2] > 0 and points[b][2] > 0:
            outline = _ellipse(at[a], at[b], half)
            if len(outline) > 2:
                pen.polygon(outline, fill=_shade(COLOURS[number]))
    for joint in range(18):
        if points[joint][2] > 0:
            _disc(pen, *at[joint], half, COLOURS[joint])


def _rainbow(share: float) -> Colour:
    """A full colour of the wheel, as hands' bones are coloured in turn."""
    from colorsys import hsv_to_rgb

    red, green, blue = hsv_to_rgb(share, 1.0, 1.0)
    return (int(red * 255), int(green * 255), int(blue * 255))


def _hand(pen: "ImageDraw", points: Sequence[Point], size: tuple[int, int], scale: int) -> None:
    at = [(int(x * size[0]), int(y * size[1])) for x, y, _ in points]
    for number, (a, b) in enumerate(HAND_EDGES):
        if points[a][2] > 0 and points[b][2] > 0:
            pen.line((*at[a], *at[b]), fill=_rainbow(number / len(HAND_EDGES)), width=2 * scale)
    for joint in range(21):
        if points[joint][2] > 0:
            _disc(pen, *at[joint], 4 * scale, _HAND_POINT)


def draw(
    people: Sequence[Sequence[Point]],
    width: int,
    height: int,
    *,
    style: Style = SD15,
    hands: Sequence[Hands] = (),
    faces: Sequence[Sequence[Point]] = (),
) -> "Image":
    """The control picture of one or several people on black.

    `people` are COCO-18 and `hands` (per person, left and right) 21 points, `faces` any number of
    points, all as fractions of the frame with a confidence; a confidence of 0 leaves a point out,
    every other is drawn the same, because the models know no half-seen joints.
    """
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (width, height))
    pen = ImageDraw.Draw(picture)
    scale = style.scale(width, height)
    size = (width, height)
    for points in people:
        _body(pen, points, size, style.half_width * scale)
    for pair in hands:
        for hand in pair.values():
            _hand(pen, hand, size, scale)
    for face in faces:
        for x, y, confidence in face:
            if confidence > 0:
                _disc(pen, x * width, y * height, 3 * scale, _FACE_POINT)
    return picture
