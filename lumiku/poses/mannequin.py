"""The mannequin that shows a pose to people: a dressed figure of tapered limbs, back to front."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import Final

from lumiku.poses.outlines import Outline, Spot, capsule, mix, oval, smooth, unit
from lumiku.poses.proportions import flat, stature
from lumiku.poses.schemas import PoseTemplate
from lumiku.poses.skeleton import FINGERS, IN_SIGHT, Joint, Point
from lumiku.vocabulary import AgeRange, PosePlacement

__all__ = ["ACCENT", "Part", "parts"]

ACCENT: Final = "#C71585"
_SKIN: Final = "#DDBFA3"
_SKIN_FAR: Final = "#C5A588"
_HAIR: Final = "#4B3F3A"
_TOP: Final = "#8DA6AC"
_TOP_FAR: Final = "#7A949B"
_TROUSERS: Final = "#5F7683"
_TROUSERS_FAR: Final = "#526874"
_SHOE: Final = "#3E464C"
_SEAT: Final = "#DCD3C8"
_FLOOR: Final = "#E9E3DB"
_INK: Final = "#4A423C"
_WHITE: Final = "#FFFFFF"
_CHILD_HEAD: Final = 1.25

# Radii in body heights.
_UPPER_ARM: Final = (0.028, 0.023)
_SLEEVE: Final = 0.55  # of the upper arm
_FOREARM: Final = (0.022, 0.016)
_PALM: Final = (0.017, 0.012)
_THIGH: Final = (0.052, 0.036)
_SHANK: Final = (0.035, 0.022)
_FOOT: Final = (0.021, 0.015)
_NECK: Final = 0.025
# Half-width and half-height of head, hair and face.
_SKULL: Final = (0.046, 0.062)
_HAIR_SIZE: Final = (0.050, 0.050)
_FACE: Final = (0.040, 0.047)
# Down the trunk, 0 = shoulders, 1 = hips: share of the half-width there, half-depth of the body.
_TRUNK: Final = (
    (-0.05, 0.42, 0.020),
    (0.03, 0.90, 0.034),
    (0.28, 0.80, 0.054),
    (0.60, 0.84, 0.045),
    (0.92, 1.08, 0.058),
    (1.05, 1.02, 0.057),
)


@dataclass(frozen=True)
class Part:
    """Outlines of one colour, filled as one; with `ink` they get a thin line around them all.

    Positions in frame heights.
    """

    outlines: tuple[Outline, ...]
    fill: str
    ink: str | None = _INK


@dataclass(frozen=True)
class _Person:
    points: Sequence[Point]
    at: Sequence[Spot]
    size: float  # body height in frame heights
    head: float  # the head against an adult's

    def has(self, *joints: Joint) -> bool:
        return all(self.points[joint][2] > 0 for joint in joints)

    def near(self, *joints: Joint) -> bool:
        return all(self.points[joint][2] >= IN_SIGHT for joint in joints)

    @property
    def floor(self) -> float:
        """Where the lower foot stands; only for a body whose feet are in the frame."""
        return max(self.at[Joint.RIGHT_ANKLE][1], self.at[Joint.LEFT_ANKLE][1]) + 0.035 * self.size


_ARMS: Final = (
    (Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST),
    (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW, Joint.LEFT_WRIST),
)
_LEGS: Final = (
    (Joint.RIGHT_HIP, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE),
    (Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE),
)


def _radii(pair: Spot, size: float) -> Spot:
    return (pair[0] * size, pair[1] * size)


def _arm(
    person: _Person, chain: tuple[Joint, Joint, Joint], hand: Sequence[Point] | None, aspect: float
) -> list[Part]:
    shoulder, elbow, wrist = chain
    if not person.has(shoulder, elbow):
        return []
    at, size = person.at, person.size
    far = not (person.near(elbow) or person.near(wrist))
    skin, top = (_SKIN_FAR, _TOP_FAR) if far else (_SKIN, _TOP)
    bare = [capsule(at[shoulder], at[elbow], _radii(_UPPER_ARM, size))]
    if person.has(wrist):
        bare.append(capsule(at[elbow], at[wrist], _radii(_FOREARM, size)))
        if hand is None:
            tip = mix(at[wrist], at[elbow], -0.3)
            bare.append(capsule(at[wrist], tip, _radii(_PALM, size)))
    # A little wider than the arm it covers, so that no skin shows beside it.
    sleeve = capsule(
        at[shoulder],
        mix(at[shoulder], at[elbow], _SLEEVE),
        (_UPPER_ARM[0] * size * 1.06, _UPPER_ARM[1] * size * 1.2),
    )
    fingers = _hand(hand, aspect, size) if hand is not None else []
    return [Part(tuple(bare), skin), Part((sleeve,), top), *fingers]


def _leg(person: _Person, chain: tuple[Joint, Joint, Joint]) -> list[Part]:
    hip, knee, ankle = chain
    at, size = person.at, person.size
    if not person.has(hip):
        return []
    if not person.has(knee):
        # Cut off by the frame: the thigh runs on out of it.
        below = (at[hip][0], at[hip][1] + 0.4 * size)
        return [Part((capsule(at[hip], below, _radii(_THIGH, size)),), _TROUSERS)]
    found: list[Part] = []
    cloth = [capsule(at[hip], at[knee], _radii(_THIGH, size))]
    if person.has(ankle):
        found.append(Part((capsule(at[ankle], _toe(person, ankle), _radii(_FOOT, size)),), _SHOE))
        cloth.append(capsule(at[knee], at[ankle], _radii(_SHANK, size)))
    colour = _TROUSERS if person.near(knee) else _TROUSERS_FAR
    return [*found, Part(tuple(cloth), colour)]


def _toe(person: _Person, ankle: Joint) -> Spot:
    """Feet follow the face, a little: COCO-18 has no toes."""
    facing = 0.0
    if person.has(Joint.NOSE, Joint.NECK):
        facing = person.at[Joint.NOSE][0] - person.at[Joint.NECK][0]
    x, y = person.at[ankle]
    return (x + max(-0.055, min(0.055, facing * 1.1)), y + 0.034 * person.size)


def _trunk(person: _Person) -> list[Part]:
    """Shoulders to hips, with a waist; from the side it is as deep as a body is."""
    at, size = person.at, person.size
    if person.has(Joint.RIGHT_SHOULDER, Joint.LEFT_SHOULDER):
        right, left = at[Joint.RIGHT_SHOULDER], at[Joint.LEFT_SHOULDER]
    elif person.has(Joint.NECK):  # a face alone: shoulders where most people have them
        x, y = at[Joint.NECK]
        right, left = ((x + side * size, y + 0.02 * size) for side in (-0.1, 0.1))
    else:
        return []
    top = mix(right, left, 0.5)
    if person.has(Joint.RIGHT_HIP, Joint.LEFT_HIP):
        low_right, low_left = at[Joint.RIGHT_HIP], at[Joint.LEFT_HIP]
    else:
        fall = 0.29 * size
        low_right, low_left = (
            (top[0] + (side[0] - top[0]) * 0.6, top[1] + fall) for side in (right, left)
        )
    bottom = mix(low_right, low_left, 0.5)
    down = unit(top, bottom)
    across = (-down[1], down[0])
    one, other = [], []
    for t, share, depth in _TRUNK:
        middle = mix(top, bottom, t)
        between = min(1.0, max(0.0, t))
        half = mix(
            ((left[0] - right[0]) / 2, (left[1] - right[1]) / 2),
            ((low_left[0] - low_right[0]) / 2, (low_left[1] - low_right[1]) / 2),
            between,
        )
        # Which side is the left one does not matter to an outline, only how wide it is.
        wide = share * (half[0] * across[0] + half[1] * across[1])
        lift = share * (half[0] * down[0] + half[1] * down[1])
        lift = lift if wide >= 0 else -lift
        reach = hypot(wide, depth * size)
        x, y = across[0] * reach + down[0] * lift, across[1] * reach + down[1] * lift
        one.append((middle[0] + x, middle[1] + y))
        other.append((middle[0] - x, middle[1] - y))
    return [Part(((*smooth(one), *reversed(smooth(other))),), _TOP)]


def _skull(person: _Person) -> Spot | None:
    """The middle of the head, from the ears when they are seen."""
    at = person.at
    if person.has(Joint.RIGHT_EAR, Joint.LEFT_EAR):
        return mix(at[Joint.RIGHT_EAR], at[Joint.LEFT_EAR], 0.5)
    for ear in (Joint.RIGHT_EAR, Joint.LEFT_EAR):
        if person.has(ear, Joint.NOSE):
            return mix(at[ear], at[Joint.NOSE], 0.28)
        if person.has(ear):
            return at[ear]
    return at[Joint.NOSE] if person.has(Joint.NOSE) else None


@dataclass(frozen=True)
class _Axes:
    """A head's own axes: aside is to the picture's right of `up`; lengths in body heights."""

    middle: Spot
    up: Spot
    size: float

    def at(self, aside: float, above: float) -> Spot:
        (x, y), up = self.middle, self.up
        return (
            x + (up[0] * above - up[1] * aside) * self.size,
            y + (up[1] * above + up[0] * aside) * self.size,
        )

    def oval(self, middle: Spot, wide: float, high: float) -> Outline:
        return oval(middle, self.up, (wide * self.size, high * self.size))

    def turn(self, nose: Spot) -> float:
        """How far the nose is off the middle: 0 from the front, 1 and -1 a profile."""
        x, y = nose[0] - self.middle[0], nose[1] - self.middle[1]
        return max(-1.0, min(1.0, (y * self.up[0] - x * self.up[1]) / (0.045 * self.size)))


def _head(person: _Person) -> list[Part]:
    """A head with hair, and a face on the side that the nose is on."""
    middle = _skull(person)
    if middle is None:
        return []
    at, size = person.at, person.size * person.head
    neck = at[Joint.NECK] if person.has(Joint.NECK) else (middle[0], middle[1] + 0.1 * size)
    head = _Axes(middle, unit(neck, middle), size)
    turn = head.turn(at[Joint.NOSE]) if person.has(Joint.NOSE) else 0.0
    longer = 0.010 * abs(turn)  # a head is longer than wide
    throat = capsule(neck, middle, (_NECK * person.size * 1.1, _NECK * person.size))
    found = [
        Part((throat,), _SKIN),
        Part((head.oval(head.at(0, 0.008), _SKULL[0] + longer, _SKULL[1]),), _SKIN),
    ]
    if not person.has(Joint.NOSE):
        behind = head.oval(head.at(0, 0.01), _HAIR_SIZE[0], _SKULL[1])
        return [*found, Part((behind,), _HAIR)]
    hair = head.oval(head.at(-turn * 0.008, 0.023), _HAIR_SIZE[0] + longer, _HAIR_SIZE[1])
    return [*found, Part((hair,), _HAIR), *_face(person, head, turn)]


def _face(person: _Person, head: _Axes, turn: float) -> list[Part]:
    nose = mix(person.at[Joint.NOSE], head.at(turn * 0.03, -0.01), 0.3)
    skin = (
        head.oval(head.at(turn * 0.016, -0.005), _FACE[0] + 0.004 * abs(turn), _FACE[1]),
        head.oval(nose, 0.009, 0.009),
    )
    # Drawn in a little: in a profile COCO's eyes lie on the outline.
    eyes = tuple(
        head.oval(mix(person.at[eye], head.at(0, 0.005), 0.25), 0.0055, 0.0055)
        for eye in (Joint.RIGHT_EYE, Joint.LEFT_EYE)
        if person.has(eye)
    )
    return [Part(skin, _SKIN, None), *([Part(eyes, _INK, None)] if eyes else [])]


def _hand(points: Sequence[Point], aspect: float, size: float) -> list[Part]:
    at = flat(points, aspect)
    radii = (0.0085 * size, 0.0075 * size)
    bones = [capsule(at[a], at[b], radii) for finger in FINGERS for a, b in pairwise(finger[1:])]
    palm = [capsule(at[0], at[root], radii) for root in (1, 5, 9, 13, 17)]
    return [Part((tuple(at[i] for i in (0, 5, 9, 13, 17)), *palm, *bones), _SKIN)]


_HELD_AT: Final[dict[PosePlacement, tuple[Joint, ...]]] = {
    PosePlacement.HAND_RIGHT: (Joint.RIGHT_WRIST,),
    PosePlacement.HAND_LEFT: (Joint.LEFT_WRIST,),
    PosePlacement.BOTH_HANDS: (Joint.RIGHT_WRIST, Joint.LEFT_WRIST),
    PosePlacement.WORN: (),
}


def _marks(template: PoseTemplate, person: _Person) -> list[Part]:
    """Where the product goes."""
    radius = 0.016 * person.size
    return [
        Part((oval(person.at[wrist], (0.0, -1.0), (radius, radius)),), ACCENT, _WHITE)
        for wrist in _HELD_AT[template.placement]
        if person.has(wrist)
    ]


def _ground(template: PoseTemplate, person: _Person) -> list[Part]:
    """What the body stands or sits on."""
    feet = (Joint.RIGHT_ANKLE, Joint.LEFT_ANKLE)
    if template.frame != "full" or not person.has(*feet):
        return []
    at, size = person.at, person.size
    floor = person.floor
    seen = [at[joint][0] for joint in Joint if person.has(joint)]
    left, right = min(seen), max(seen)
    # A jump shows by the gap between the feet and their shadow.
    drop = 0.08 * size if "airborne" in template.tags else 0.0
    shade = oval(
        ((left + right) / 2, floor + drop), (0.0, -1.0), ((right - left) * 0.62, 0.022 * size)
    )
    found = [Part((shade,), _FLOOR, None)]
    if template.needs_seat and person.has(Joint.RIGHT_HIP, Joint.LEFT_HIP):
        hips = mix(at[Joint.RIGHT_HIP], at[Joint.LEFT_HIP], 0.5)
        top, half = hips[1] + 0.045 * size, 0.105 * size
        block = (
            (hips[0] - half, top),
            (hips[0] + half, top),
            (hips[0] + half * 0.86, floor),
            (hips[0] - half * 0.86, floor),
        )
        found.append(Part((block,), _SEAT))
    return found


def _figure(template: PoseTemplate, number: int) -> list[Part]:
    points = template.people[number]
    person = _Person(
        points,
        flat(points, template.aspect),
        stature(points, template.aspect) or 0.5,
        _CHILD_HEAD if AgeRange.KIDS in template.ages else 1.0,
    )
    hands = template.hands[number] if number < len(template.hands) else {}
    back = [chain for chain in _ARMS if not person.near(chain[2]) and not person.near(chain[1])]
    # Legs that are partly hidden are drawn first.
    legs = sorted(_LEGS, key=lambda chain: points[chain[1]][2] + points[chain[2]][2])
    found = _ground(template, person)
    for chain in back:
        found += _arm(person, chain, None, template.aspect)
    for leg in legs:
        found += _leg(person, leg)
    found += [*_trunk(person), *_head(person)]
    for chain in _ARMS:
        if chain not in back:
            side = "right" if chain[0] is Joint.RIGHT_SHOULDER else "left"
            found += _arm(person, chain, hands.get(side), template.aspect)
    return found + (_marks(template, person) if number == 0 else [])


def parts(template: PoseTemplate) -> Iterable[Part]:
    """The mannequins of a pose, to be painted in this order."""
    order = sorted(
        range(len(template.people)),
        key=lambda n: max((p[1] for p in template.people[n] if p[2] > 0), default=0.0),
    )
    return [part for number in order for part in _figure(template, number)]
