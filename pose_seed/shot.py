"""A shot: bodies, camera, crop and what an editor would write on the back of the print."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Final, TypeVar

from lumiku.vocabulary import AgeRange, Difficulty, Gender, PosePlacement
from pose_seed.camera import Crop
from pose_seed.gestures import GESTURES
from pose_seed.posture import LEFT_SIDE, RIGHT_SIDE, Arm, Posture, Side, Turn
from pose_seed.vectors import Vec

__all__ = [
    "GROWN",
    "KIDS",
    "Arms",
    "Place",
    "Recipe",
    "Shot",
    "Text",
    "arms",
    "gaze",
    "pick",
    "view",
]

Text = tuple[str, str]  # Indonesian, English
T = TypeVar("T")
GROWN: Final = (AgeRange.TEEN, AgeRange.YOUNG, AgeRange.ADULT, AgeRange.MATURE)
KIDS: Final = (AgeRange.KIDS,)
SIDE_WORDS: Final[dict[Side, Text]] = {RIGHT_SIDE: ("kanan", "right"), LEFT_SIDE: ("kiri", "left")}


@dataclass(frozen=True)
class Place:
    """Where a figure of a group stands, in its own body heights."""

    yaw: float = 0.0
    offset: Vec = (0.0, 0.0, 0.0)
    size: float = 1.0


@dataclass(frozen=True)
class Shot:
    """Everything that a recipe decides about one picture."""

    postures: tuple[Posture, ...]
    azimuth: float
    crop: Crop
    texts: tuple[Text, ...]
    elevation: float = 3.0
    distance: float = 3.8
    aim: float = 0.52  # height the camera looks at
    placement: PosePlacement = PosePlacement.WORN
    acting: tuple[Side, ...] = ()  # hands whose 21 points belong into the template
    tags: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    difficulty: Difficulty = Difficulty.SIMPLE
    gender: Gender = Gender.UNISEX
    ages: tuple[AgeRange, ...] = GROWN
    needs_seat: bool = False
    places: tuple[Place, ...] = field(default_factory=tuple)


Recipe = Callable[[Random], Shot]


def pick(rng: Random, weights: dict[T, float] | Iterable[T]) -> T:
    """One of some choices, by weight where weights are given."""
    if isinstance(weights, dict):
        choices: list[T] = list(weights)
        return rng.choices(choices, list(weights.values()))[0]
    return rng.choice(list(weights))


@dataclass(frozen=True)
class Arms:
    """Both arms of a pose and what follows from them."""

    right: Arm
    left: Arm
    placement: PosePlacement
    acting: tuple[Side, ...]
    tags: tuple[str, ...]
    hints: tuple[str, ...]
    texts: tuple[Text, ...]


def _texts(names: dict[Side, str]) -> tuple[Text, ...]:
    """One sentence part per arm; both arms doing the same are said once."""
    quiet = {"hang", "swing-front", "swing-back", "run-front", "run-back"}
    if names[RIGHT_SIDE] == names[LEFT_SIDE]:
        gesture = GESTURES[names[RIGHT_SIDE]]
        both_id = gesture.text_id.replace("tangan {side}", "kedua tangan")
        both_id = both_id.replace("lengan {side}", "kedua lengan").replace(" {side}", "")
        both_en = gesture.text_en.replace("{side} hand", "both hands")
        both_en = both_en.replace("{side} arm", "both arms").replace("{side} ", "both ")
        both_en = both_en.replace("on the hip", "on the hips").replace(
            "on the knee", "on the knees"
        )
        return ((both_id, both_en),)
    if {"crossed-under", "crossed-over"} == set(names.values()):
        return (("lengan terlipat di dada", "arms crossed"),)
    parts: list[Text] = []
    for side, name in names.items():
        if name in quiet:
            continue
        gesture = GESTURES[name]
        word_id, word_en = SIDE_WORDS[side]
        parts.append((gesture.text_id.format(side=word_id), gesture.text_en.format(side=word_en)))
    return tuple(parts)


def arms(rng: Random, pairs: dict[tuple[str, str], float], *, flip: bool = True) -> Arms:
    """A weighted pair of gestures, on either side, with its product placement."""
    first, second = pick(rng, pairs)
    names: dict[Side, str] = {RIGHT_SIDE: first, LEFT_SIDE: second}
    if flip and rng.random() < 0.5:
        names = {RIGHT_SIDE: second, LEFT_SIDE: first}
    made = {side: GESTURES[name].make(rng) for side, name in names.items()}
    holding = [side for side, name in names.items() if GESTURES[name].holds]
    placement = PosePlacement.WORN
    if len(holding) == 2:
        placement = PosePlacement.BOTH_HANDS
    elif holding:
        placement = (
            PosePlacement.HAND_RIGHT if holding[0] == RIGHT_SIDE else PosePlacement.HAND_LEFT
        )
    tags = {GESTURES[name].tag for name in names.values()} - {""}
    hints = [
        GESTURES[name].hint.format(side=SIDE_WORDS[side][1])
        for side, name in names.items()
        if GESTURES[name].hint
    ]
    return Arms(
        right=made[RIGHT_SIDE],
        left=made[LEFT_SIDE],
        placement=placement,
        acting=tuple(
            side for side, name in names.items() if GESTURES[name].acts or GESTURES[name].holds
        ),
        tags=tuple(sorted(tags)),
        hints=tuple(hints),
        texts=_texts(names),
    )


def view(azimuth: float) -> tuple[str, Text]:
    """The tag and the words for the side from which a body is seen."""
    turned = abs((azimuth + 180) % 360 - 180)
    if turned <= 18:
        return "front-view", ("dari depan", "from the front")
    if turned <= 60:
        return "three-quarter-view", ("menyerong", "at three-quarter view")
    if turned <= 120:
        return "side-view", ("dari samping", "from the side")
    if turned <= 155:
        return "back-three-quarter-view", (
            "menyerong dari belakang",
            "at a back three-quarter view",
        )
    return "back-view", ("dari belakang", "from behind")


def gaze(
    rng: Random, azimuth: float, chest_yaw: float, *, camera: float = 0.65, roll: float = 5.0
) -> tuple[Turn, str, Text]:
    """A head that looks into the camera, past it, or ahead, as the body allows."""
    towards = (azimuth - chest_yaw + 180) % 360 - 180
    tilt = rng.gauss(0, roll * 0.6)
    if abs(towards) <= 62 and rng.random() < camera:
        return (
            Turn(towards * rng.uniform(0.85, 1.0), rng.gauss(0, 3), tilt),
            "looking-at-camera",
            ("menatap kamera", "looking at the camera"),
        )
    if abs(towards) > 110 and rng.random() < camera * 0.8:
        side = 1 if towards > 0 else -1
        return (
            Turn(side * rng.uniform(38, 62), rng.gauss(2, 3), tilt),
            "over-shoulder",
            ("menoleh ke belakang", "looking over the shoulder"),
        )
    if rng.random() < 0.3:
        return (
            Turn(rng.uniform(-18, 18), rng.uniform(8, 22), tilt),
            "looking-down",
            ("menunduk", "looking down"),
        )
    return (
        Turn(rng.uniform(-30, 30), rng.uniform(-6, 5), tilt),
        "looking-away",
        ("memandang ke luar bingkai", "looking out of the frame"),
    )
