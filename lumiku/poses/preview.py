"""A small mannequin of a pose for browsing: plain shapes, given as SVG or painted with Pillow."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING, Final

from lumiku.poses.proportions import stature
from lumiku.poses.schemas import PoseTemplate
from lumiku.poses.skeleton import FINGERS, Joint, Point
from lumiku.vocabulary import AgeRange, PosePlacement

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Stroke", "paint", "strokes", "svg"]

Spot = tuple[float, float]

PAPER: Final = "#F6F3EF"
_FLESH: Final = "#CDBFB2"
_FAR: Final = "#B3A598"
_CLOTH: Final = "#8FA3A8"
_CLOTH_FAR: Final = "#7A8E93"
_INK: Final = "#5C524A"
_ACCENT: Final = "#C71585"
_LINE: Final = 0.006  # of body height: the outline around every shape
_CLEAR: Final = 0.7  # confidence from which a joint lies in front


@dataclass(frozen=True)
class Stroke:
    """A line with round ends, or an outline filled with its own colour.

    Positions and width in frame heights.
    """

    points: tuple[Spot, ...]
    width: float
    colour: str
    filled: bool = False


@dataclass(frozen=True)
class _Person:
    points: Sequence[Point]
    at: tuple[Spot, ...]
    size: float  # body height in frame heights
    head: float

    def has(self, *joints: Joint) -> bool:
        return all(self.points[joint][2] > 0 for joint in joints)

    def near(self, *joints: Joint) -> bool:
        return all(self.points[joint][2] >= _CLEAR for joint in joints)


def _mix(a: Spot, b: Spot, t: float) -> Spot:
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)


def _unit(a: Spot, b: Spot) -> Spot:
    length = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    return ((b[0] - a[0]) / length, (b[1] - a[1]) / length)


def _outlined(points: Sequence[Spot], width: float, colour: str, size: float) -> list[Stroke]:
    return [
        Stroke(tuple(points), width + 2 * _LINE * size, _INK),
        Stroke(tuple(points), width, colour),
    ]


_ARMS: Final = (
    (Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST),
    (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW, Joint.LEFT_WRIST),
)
_LEGS: Final = (
    (Joint.RIGHT_HIP, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE),
    (Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE),
)


def _arm(person: _Person, chain: tuple[Joint, Joint, Joint], hand: bool) -> list[Stroke]:
    shoulder, elbow, wrist = chain
    if not person.has(shoulder):
        return []
    at, size = person.at, person.size
    colour = _FLESH if person.near(elbow) or person.near(wrist) else _FAR
    if not person.has(elbow):
        return []
    found = _outlined((at[shoulder], at[elbow]), 0.050 * size, colour, size)
    if person.has(wrist):
        tip = _mix(at[wrist], at[elbow], -0.25)
        found += _outlined((at[elbow], at[wrist]), 0.040 * size, colour, size)
        if not hand:
            found += _outlined((at[wrist], tip), 0.034 * size, colour, size)
        found.append(Stroke((at[shoulder], at[elbow], at[wrist]), 0.036 * size, colour))
    return found


def _leg(person: _Person, chain: tuple[Joint, Joint, Joint]) -> list[Stroke]:
    hip, knee, ankle = chain
    at, size = person.at, person.size
    if not person.has(hip):
        return []
    if not person.has(knee):
        # Cut off by the frame: the thigh runs on out of it.
        return _outlined(
            (at[hip], (at[hip][0], at[hip][1] + 0.4 * size)), 0.084 * size, _CLOTH, size
        )
    colour = _CLOTH if person.near(knee) else _CLOTH_FAR
    found: list[Stroke] = []
    if person.has(ankle):
        facing = 0.0
        if person.has(Joint.NOSE, Joint.NECK):
            facing = at[Joint.NOSE][0] - at[Joint.NECK][0]
        toe = (at[ankle][0] + max(-0.05, min(0.05, facing)) * 1.1, at[ankle][1] + 0.035 * size)
        found += _outlined((at[ankle], toe), 0.042 * size, _FLESH, size)
        found += _outlined((at[knee], at[ankle]), 0.056 * size, colour, size)
    found += _outlined((at[hip], at[knee]), 0.080 * size, colour, size)
    if person.has(ankle):
        found.append(Stroke((at[knee], at[ankle]), 0.056 * size, colour))
    return found


def _trunk(person: _Person) -> list[Stroke]:
    at, size = person.at, person.size
    if not person.has(Joint.RIGHT_SHOULDER, Joint.LEFT_SHOULDER):
        return []
    right, left = at[Joint.RIGHT_SHOULDER], at[Joint.LEFT_SHOULDER]
    if person.has(Joint.RIGHT_HIP, Joint.LEFT_HIP):
        low_right, low_left = at[Joint.RIGHT_HIP], at[Joint.LEFT_HIP]
    else:
        middle = _mix(right, left, 0.5)
        fall = 0.42 * size
        low_right = (middle[0] + (right[0] - middle[0]) * 0.7, middle[1] + fall)
        low_left = (middle[0] + (left[0] - middle[0]) * 0.7, middle[1] + fall)
    outline = (right, left, low_left, low_right)
    return [
        Stroke(outline, 0.068 * size + 2 * _LINE * size, _INK, filled=True),
        Stroke(outline, 0.068 * size, _CLOTH, filled=True),
    ]


def _head_middle(person: _Person) -> Spot | None:
    at = person.at
    if person.has(Joint.RIGHT_EAR, Joint.LEFT_EAR):
        return _mix(at[Joint.RIGHT_EAR], at[Joint.LEFT_EAR], 0.5)
    for ear in (Joint.RIGHT_EAR, Joint.LEFT_EAR):
        if person.has(ear, Joint.NOSE):
            return _mix(at[ear], at[Joint.NOSE], 0.28)
        if person.has(ear):
            return at[ear]
    return at[Joint.NOSE] if person.has(Joint.NOSE) else None


def _head(person: _Person) -> list[Stroke]:
    middle = _head_middle(person)
    if middle is None:
        return []
    at, size = person.at, person.size * person.head
    neck = at[Joint.NECK] if person.has(Joint.NECK) else (middle[0], middle[1] + 0.1 * size)
    up = _unit(neck, middle)
    crown = (middle[0] + up[0] * 0.026 * size, middle[1] + up[1] * 0.026 * size)
    jaw = (middle[0] - up[0] * 0.014 * size, middle[1] - up[1] * 0.014 * size)
    found = _outlined((neck, middle), 0.052 * person.size, _FLESH, person.size)
    found += _outlined((crown, jaw), 0.098 * size, _FLESH, person.size)
    for joint, width in ((Joint.NOSE, 0.012), (Joint.RIGHT_EYE, 0.011), (Joint.LEFT_EYE, 0.011)):
        if person.has(joint):
            found.append(Stroke((at[joint], at[joint]), width * size, _INK))
    return found


def _hand(points: Sequence[Point], aspect: float, size: float) -> list[Stroke]:
    at = [(x * aspect, y) for x, y, _ in points]
    palm = tuple(at[index] for index in (0, 5, 9, 13, 17))
    found = [
        Stroke(palm, 0.018 * size + 2 * _LINE * size, _INK, filled=True),
        *(
            Stroke(tuple(at[i] for i in finger[1:]), 0.015 * size + 1.4 * _LINE * size, _INK)
            for finger in FINGERS
        ),
        Stroke(palm, 0.018 * size, _FLESH, filled=True),
    ]
    found += [Stroke(tuple(at[i] for i in finger[1:]), 0.015 * size, _FLESH) for finger in FINGERS]
    return found


def _marks(template: PoseTemplate, person: _Person) -> list[Stroke]:
    """Where the product goes."""
    wrists = {
        PosePlacement.HAND_RIGHT: (Joint.RIGHT_WRIST,),
        PosePlacement.HAND_LEFT: (Joint.LEFT_WRIST,),
        PosePlacement.BOTH_HANDS: (Joint.RIGHT_WRIST, Joint.LEFT_WRIST),
        PosePlacement.WORN: (),
    }[template.placement]
    return [
        Stroke((person.at[wrist], person.at[wrist]), 0.022 * person.size, _ACCENT)
        for wrist in wrists
        if person.has(wrist)
    ]


def _figure(template: PoseTemplate, number: int) -> list[Stroke]:
    points = template.people[number]
    person = _Person(
        points,
        tuple((x * template.aspect, y) for x, y, _ in points),
        stature(points, template.aspect) or 0.5,
        1.25 if AgeRange.KIDS in template.ages else 1.0,
    )
    hands = template.hands[number] if number < len(template.hands) else {}
    back = [chain for chain in _ARMS if not person.near(chain[2]) and not person.near(chain[1])]
    front = [chain for chain in _ARMS if chain not in back]
    # Legs that are partly hidden are drawn first.
    legs = sorted(_LEGS, key=lambda chain: points[chain[1]][2] + points[chain[2]][2])
    found: list[Stroke] = []
    for chain in back:
        found += _arm(person, chain, hand=False)
    for leg in legs:
        found += _leg(person, leg)
    found += [*_trunk(person), *_head(person)]
    for chain in front:
        name = "right" if chain[0] is Joint.RIGHT_SHOULDER else "left"
        found += _arm(person, chain, hand=name in hands)
        if name in hands:
            found += _hand(hands[name], template.aspect, person.size)
    return found + (_marks(template, person) if number == 0 else [])


def strokes(template: PoseTemplate) -> list[Stroke]:
    """The mannequins of a pose, back to front."""
    order = sorted(
        range(len(template.people)),
        key=lambda n: max((p[1] for p in template.people[n] if p[2] > 0), default=0.0),
    )
    return [stroke for number in order for stroke in _figure(template, number)]


def svg(template: PoseTemplate) -> str:
    """The preview as an SVG of about 5 kB; its size is the viewer's choice."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {template.aspect * 1000:.0f} 1000" '
        f'role="img"><rect width="100%" height="100%" fill="{PAPER}"/>'
        '<g fill="none" stroke-linecap="round" stroke-linejoin="round">'
    ]
    for stroke in strokes(template):
        path = " ".join(f"{x * 1000:.0f},{y * 1000:.0f}" for x, y in stroke.points)
        shape = "polygon" if stroke.filled else "polyline"
        fill = f' fill="{stroke.colour}"' if stroke.filled else ""
        parts.append(
            f'<{shape} points="{path}" stroke="{stroke.colour}" '
            f'stroke-width="{stroke.width * 1000:.0f}"{fill}/>'
        )
    return "".join([*parts, "</g></svg>"])


def paint(template: PoseTemplate, height: int = 320, *, smooth: int = 2) -> "Image":
    """The preview as a Pillow picture, drawn at `smooth` times its size and reduced."""
    from PIL import Image, ImageDraw

    scale = height * smooth
    size = (round(template.aspect * scale), scale)
    picture = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(picture)
    for stroke in strokes(template):
        points = [(x * scale, y * scale) for x, y in stroke.points]
        width = max(1, round(stroke.width * scale))
        if stroke.filled:
            pen.polygon(points, fill=stroke.colour)
            points = [*points, points[0]]
        pen.line(points, fill=stroke.colour, width=width, joint="curve")
        for x, y in points:
            r = width / 2
            pen.ellipse((x - r, y - r, x + r, y + r), fill=stroke.colour)
    return picture.resize((size[0] // smooth, height), Image.Resampling.LANCZOS)
