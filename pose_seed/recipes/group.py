"""Children together: standing, hand in hand, seated, jumping."""

from dataclasses import dataclass, replace
from random import Random
from typing import Final

from lumiku.vocabulary import Difficulty, PosePlacement
from pose_seed.body import OLDER_CHILD, Build
from pose_seed.camera import Crop
from pose_seed.posture import Posture, Reach
from pose_seed.recipes.action import airborne
from pose_seed.recipes.floor import cross_legged
from pose_seed.recipes.kids import child, on_feet
from pose_seed.shot import KIDS, Arms, Place, Shot, Text, arms, gaze, pick

__all__ = ["group"]

_TOGETHER = {
    ("hang", "hang"): 2.0,
    ("hip", "hang"): 2.0,
    ("hip", "hip"): 1.0,
    ("wave", "hang"): 2.0,
    ("up", "hang"): 1.5,
    ("fist-up", "hang"): 1.5,
    ("clasp", "clasp"): 1.0,
    ("cheek", "hang"): 1.0,
    ("hold-both", "hold-both"): 3.0,
    ("show", "hang"): 2.0,
    ("show-side", "hang"): 2.0,
    ("show-up", "hang"): 1.5,
}
_TOGETHER_SEATED = {
    ("lap", "lap"): 2.0,
    ("knee", "knee"): 2.0,
    ("cheek", "lap"): 1.0,
    ("wave", "lap"): 1.0,
    ("hold-both", "hold-both"): 3.0,
    ("show", "lap"): 2.0,
    ("show-side", "lap"): 1.5,
}


_JUMPING = {("up", "up"): 3.0, ("fist-up", "fist-up"): 2.0, ("show-up", "up"): 2.0}


@dataclass(frozen=True)
class _Mood:
    """What a group does, and how far its children are apart in body heights."""

    spacing: float
    text: Text
    pairs: dict[tuple[str, str], float]
    aim: float = 0.48
    footroom: float = 0.07


_MOODS: Final[dict[str, _Mood]] = {
    "standing": _Mood(0.40, ("berdiri bersama", "standing together"), _TOGETHER),
    "hands": _Mood(0.39, ("bergandengan tangan", "standing hand in hand"), {("hang", "hang"): 1.0}),
    "seated": _Mood(
        0.52,
        ("duduk bersama di lantai", "sitting together on the floor"),
        _TOGETHER_SEATED,
        aim=0.28,
    ),
    "jump": _Mood(0.60, ("melompat bersama", "jumping together"), _JUMPING, 0.7, 0.13),
}


def _hold_hands(rng: Random, postures: list[Posture], places: list[Place]) -> list[Posture]:
    """Neighbours' hands meet half way; figures stand in order from the picture's left."""
    joined = list(postures)
    height = rng.uniform(0.45, 0.52)
    for number in range(len(postures) - 1):
        a, b = places[number], places[number + 1]
        gap = (b.offset[0] - a.offset[0]) / 2
        for index, place in ((number, a), (number + 1, b)):
            reach = Reach(
                "world",
                (gap / place.size, height / place.size, 0.05),
                (0.4, -0.9, 0.0),
                (0.6, -0.3, -0.7),
                (0.0, 0.0, -1.0),
                "hold",
                0.2,
            )
            joined[index] = (
                replace(joined[index], left_arm=reach)
                if index == number
                else replace(joined[index], right_arm=reach)
            )
    return joined


def _lower_body(rng: Random, mood: str, build: Build) -> Posture:
    """Legs that fit the mood and leave the neighbours their room."""
    if mood == "seated":
        return cross_legged(rng, build, knees_out=64).posture
    make, fitting = (
        (airborne, {"jump-star", "jump-straight"})
        if mood == "jump"
        else (on_feet, {"contrapposto", "legs-crossed", "step-back", "upright"})
    )
    posture, tag, _, _ = make(rng, build)
    while tag not in fitting:
        posture, tag, _, _ = make(rng, build)
    return posture


def _member(rng: Random, mood: str, along: float, azimuth: float) -> tuple[Posture, Place, Arms]:
    """One child, turned a little towards the middle."""
    build = child(rng)
    turn = -along * rng.uniform(0, {"hands": 0, "seated": 14}.get(mood, 34))
    posture = _lower_body(rng, mood, build)
    both = arms(rng, _MOODS[mood].pairs)
    chest_yaw = turn + posture.pelvis.yaw + posture.chest.yaw
    head, _, _ = gaze(rng, azimuth, chest_yaw, camera=0.8, roll=7)
    posture = replace(posture, head=head, right_arm=both.right, left_arm=both.left)
    lift = rng.uniform(0, 0.05) if mood == "jump" else 0.0
    size = 1.0 if build is OLDER_CHILD else rng.uniform(0.82, 0.95)
    return posture, Place(turn, (along, lift, rng.uniform(-0.06, 0.06)), size), both


def group(rng: Random) -> Shot:
    """Two or three children side by side; the product is with the one on the picture's left."""
    mood = pick(rng, {"standing": 4, "hands": 2.5, "seated": 5, "jump": 1.5})
    # Three who sit or jump spread so wide that a portrait frame shows them small.
    count = pick(rng, {2: 2, 3: 3}) if mood in ("standing", "hands") else 2
    plan = _MOODS[mood]
    spacing = plan.spacing * rng.uniform(0.95, 1.2)
    # Knees that point at the camera cannot be read: who sits is seen from straight before.
    azimuth = rng.uniform(-4, 4) if mood == "seated" else rng.uniform(-14, 14)
    members = [
        _member(rng, mood, (number - (count - 1) / 2) * spacing, azimuth) for number in range(count)
    ]
    postures = [posture for posture, _, _ in members]
    places = [place for _, place, _ in members]
    if mood == "hands":
        postures = _hold_hands(rng, postures, places)
    first = members[0][2]
    holds = first.placement != PosePlacement.WORN
    many = ("Dua anak", "Two children") if count == 2 else ("Tiga anak", "Three children")
    texts: tuple[Text, ...] = ((f"{many[0]} {plan.text[0]}", f"{many[1]} {plan.text[1]}"),)
    if holds:
        texts += (("satu anak memegang produk", "one child holding the product"),)
    return Shot(
        postures=tuple(postures),
        places=tuple(places),
        azimuth=azimuth,
        crop=Crop("full", 3.0, 0.08, plan.footroom, sideroom=0.04),
        elevation=rng.uniform(-1, 5),
        distance=rng.uniform(3.6, 4.8),
        aim=plan.aim,
        texts=texts,
        placement=first.placement,
        acting=first.acting,
        tags=("group", f"{count}-people", mood),
        hints=(f"{count} children", plan.text[1]),
        difficulty=Difficulty.COMPLEX,
        ages=KIDS,
    )
