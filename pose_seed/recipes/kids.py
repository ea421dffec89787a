"""Children of about six and ten: playing, sitting, running."""

from dataclasses import replace
from random import Random

from lumiku.vocabulary import Difficulty
from pose_seed.body import CHILD, OLDER_CHILD, Build
from pose_seed.camera import Crop
from pose_seed.posture import LEFT_SIDE, RIGHT_SIDE, Leg, Posture, Side, Step, Swing, Turn
from pose_seed.recipes.action import HIGH_ARMS, airborne
from pose_seed.recipes.floor import floor_seat
from pose_seed.recipes.seats import seated
from pose_seed.recipes.stance import contrapposto, even, wide
from pose_seed.shot import KIDS, Shot, Text, arms, gaze, pick, view

__all__ = ["child", "on_feet", "playing", "running", "sitting"]

_PLAY = {
    ("up", "up"): 3.0,
    ("out", "out"): 3.0,
    ("up", "out-low"): 2.0,
    ("wave", "hang"): 2.0,
    ("wave", "hip"): 2.0,
    ("fist-up", "fist-up"): 1.5,
    ("fist-up", "hip"): 1.5,
    ("hip", "hip"): 2.0,
    ("cheek", "cheek"): 1.5,
    ("cheek", "hang"): 1.0,
    ("out-low", "out-low"): 2.0,
    ("hair", "hip"): 1.0,
    ("clasp", "clasp"): 1.0,
    ("behind", "behind"): 0.6,
    ("strap", "strap"): 1.5,
    ("hold-both", "hold-both"): 4.0,
    ("show-up", "hip"): 2.0,
    ("show-up", "out-low"): 2.0,
    ("show-up", "show-up"): 2.0,
    ("show-out", "hang"): 1.5,
    ("show-side", "hip"): 2.0,
    ("show-side", "wave"): 1.5,
    ("show", "hang"): 1.5,
    ("carry", "wave"): 1.5,
}
_PLAY_HIGH = {
    pair: weight for pair, weight in _PLAY.items() if {"up", "show-up", "fist-up"} & set(pair)
}
_CALM = {
    ("lap", "lap"): 2.0,
    ("knee", "knee"): 2.0,
    ("lap", "wave"): 1.5,
    ("cheek", "cheek"): 1.0,
    ("cheek", "lap"): 1.0,
    ("chin", "lap"): 1.0,
    ("hold-both", "hold-both"): 4.0,
    ("show", "lap"): 2.0,
    ("show-side", "lap"): 2.0,
    ("show-up", "lap"): 1.0,
    ("show-face", "lap"): 1.0,
}


def child(rng: Random) -> Build:
    """About six or about ten."""
    return pick(rng, {CHILD: 3, OLDER_CHILD: 2})


def _crouch(rng: Random, build: Build) -> tuple[Posture, str, Text, tuple[float, float]]:
    """A squat with the heels down, as only children do it."""
    near = Step(
        rng.uniform(0.09, 0.13),
        rng.uniform(0.03, 0.08),
        knee_out=rng.uniform(22, 40),
        knee_up=0.6,
        carries=False,
    )
    far = replace(near, z=near.z + rng.uniform(-0.04, 0.04))
    posture = Posture(
        build,
        Turn(rng.uniform(-6, 6), rng.uniform(6, 20), 0),
        (0.0, -0.08),
        rng.uniform(0.17, 0.22),
        Turn(rng.uniform(-12, 12), rng.uniform(6, 18), rng.uniform(-4, 4)),
        right_leg=near,
        left_leg=far,
    )
    return posture, "squatting", ("jongkok", "squatting"), (24.0, 80.0)


def _hop(rng: Random, build: Build) -> tuple[Posture, str, Text, tuple[float, float]]:
    """On one leg, the other bent behind or to the front."""
    weight: Side = rng.choice((RIGHT_SIDE, LEFT_SIDE))
    stand = Step(
        rng.uniform(0.01, 0.04), 0.0, lift=rng.uniform(0, 0.02), straight=rng.uniform(0.96, 0.99)
    )
    free: Leg = (
        Swing(rng.uniform(-8, 12), rng.uniform(4, 16), rng.uniform(60, 104), 6, 40)
        if rng.random() < 0.5
        else Swing(rng.uniform(52, 78), rng.uniform(4, 20), rng.uniform(70, 100), 8, 20)
    )
    lean = rng.uniform(3, 11)
    posture = Posture(
        build,
        Turn(rng.uniform(-8, 8), rng.uniform(0, 8), -weight * rng.uniform(1, 5)),
        (weight * 0.03, 0.0),
        None,
        Turn(rng.uniform(-12, 12), rng.uniform(-4, 8), weight * lean),
        right_leg=stand if weight == RIGHT_SIDE else free,
        left_leg=stand if weight == LEFT_SIDE else free,
    )
    return posture, "hopping", ("melompat satu kaki", "hopping on one leg"), (22.0, 80.0)


def on_feet(rng: Random, build: Build) -> tuple[Posture, str, Text, tuple[float, float]]:
    """Standing: (posture, tag, words, angles off the front from which it reads)."""
    stance = pick(rng, {wide: 3, contrapposto: 2, even: 2})(rng, build)
    return stance.posture, stance.tag, stance.text, (0.0, 60.0)


def _lunge(rng: Random, build: Build) -> tuple[Posture, str, Text, tuple[float, float]]:
    """A long step to the side or ahead: chasing, throwing, stretching for something."""
    aside: Side = rng.choice((RIGHT_SIDE, LEFT_SIDE))
    bent = Step(
        rng.uniform(0.17, 0.24), rng.uniform(0.0, 0.10), knee_out=rng.uniform(25, 45), straight=0.88
    )
    long = Step(rng.uniform(0.17, 0.24), rng.uniform(-0.08, 0.02), knee_out=rng.uniform(5, 20))
    posture = Posture(
        build,
        Turn(rng.uniform(-8, 8), rng.uniform(2, 10), aside * rng.uniform(2, 8)),
        (aside * rng.uniform(0.05, 0.09), 0.0),
        None,
        Turn(rng.uniform(-20, 20), rng.uniform(0, 12), aside * rng.uniform(-8, 10)),
        right_leg=bent if aside == RIGHT_SIDE else long,
        left_leg=bent if aside == LEFT_SIDE else long,
    )
    return posture, "lunging", ("melangkah lebar", "in a wide lunge"), (0.0, 45.0)


def _active(rng: Random, build: Build) -> tuple[Posture, str, Text, tuple[float, float]]:
    make = pick(rng, {on_feet: 4, _crouch: 2, _hop: 2.5, _lunge: 2, airborne: 2.5})
    return make(rng, build)


def playing(rng: Random) -> Shot:
    """Busy and cheerful."""
    posture, tag, text, views = _active(rng, child(rng))
    azimuth = rng.uniform(*views) * rng.choice((-1, 1))
    both = arms(rng, _PLAY_HIGH if tag in HIGH_ARMS else _PLAY)
    head, look_tag, look_text = gaze(
        rng, azimuth, posture.pelvis.yaw + posture.chest.yaw, camera=0.65, roll=8
    )
    view_tag, view_text = view(azimuth)
    high = tag.startswith("jump-")
    return Shot(
        postures=(replace(posture, head=head, right_arm=both.right, left_arm=both.left),),
        azimuth=azimuth,
        crop=Crop("full", 3.0, rng.uniform(0.07, 0.11), rng.uniform(0.10, 0.15) if high else 0.06),
        elevation=rng.uniform(-3, 6),
        distance=rng.uniform(3.2, 4.4),
        aim=0.65 if high else 0.5,
        texts=(("Anak bermain", "Child playing"), text, *both.texts, view_text, look_text),
        placement=both.placement,
        acting=both.acting,
        tags=("playing", "active", tag, *both.tags, view_tag, look_tag),
        hints=(*(("jumping, both feet off the ground",) if high else ()), *both.hints),
        difficulty=Difficulty.COMPLEX if high or tag == "squatting" else Difficulty.MEDIUM,
        ages=KIDS,
    )


def sitting(rng: Random) -> Shot:
    """Calm: on the floor or on a small chair."""
    build = child(rng)
    on_chair = rng.random() < 0.35
    seat = (seated if on_chair else floor_seat)(rng, build)
    while seat.tag == "seated-stool":  # a child does not perch on one
        seat = seated(rng, build)
    posture = seat.posture
    azimuth = rng.uniform(*seat.views) * rng.choice((-1, 1))
    pairs = seat.pairs if seat.tag in {"knees-up", "leaning-back", "half-kneeling"} else _CALM
    both = arms(rng, pairs)
    head, look_tag, look_text = gaze(
        rng, azimuth, posture.pelvis.yaw + posture.chest.yaw, camera=0.65, roll=7
    )
    view_tag, view_text = view(azimuth)
    verb = (
        ("Anak duduk di kursi", "Child sitting on a chair")
        if on_chair
        else ("Anak di lantai", "Child on the floor")
    )
    return Shot(
        postures=(replace(posture, head=head, right_arm=both.right, left_arm=both.left),),
        azimuth=azimuth,
        crop=Crop("full", 3.0, rng.uniform(0.08, 0.13), rng.uniform(0.06, 0.09), sideroom=0.07),
        elevation=rng.uniform(1, 10),
        distance=rng.uniform(2.8, 3.8),
        aim=0.32,
        texts=(verb, seat.text, *both.texts, view_text, look_text),
        placement=both.placement,
        acting=both.acting,
        tags=("sitting", "calm", seat.tag, *both.tags, view_tag, look_tag),
        hints=(seat.hint, *both.hints),
        difficulty=Difficulty.MEDIUM,
        ages=KIDS,
        needs_seat=on_chair,
    )


_RUN = {
    ("run-back", "run-front"): 6.0,
    ("out", "out"): 2.0,
    ("out-low", "out-low"): 1.5,
    ("up", "up"): 1.0,
    ("up", "run-front"): 1.0,
    ("show-up", "run-front"): 2.5,
    ("run-back", "show"): 2.0,
    ("show-side", "run-front"): 2.0,
    ("run-back", "show-side"): 1.5,
    ("run-back", "carry"): 1.0,
    ("hold-both", "hold-both"): 1.5,
}


def _running_legs(rng: Random, lead: Side, build: Build) -> Posture:
    """Toe-off or flight: thigh up in front, heel high behind."""
    front = Swing(rng.uniform(38, 76), rng.uniform(0, 7), rng.uniform(48, 98), 0, 10)
    rear = Swing(rng.uniform(-28, -8), rng.uniform(0, 7), rng.uniform(18, 78), 0, 45)
    yaw = -lead * rng.uniform(4, 12)
    return Posture(
        build,
        Turn(yaw, rng.uniform(4, 12), lead * rng.uniform(0, 4)),
        (0.0, 0.0),
        0.56,
        Turn(-yaw * rng.uniform(1.4, 2.4), rng.uniform(0, 8), -lead * rng.uniform(0, 4)),
        right_leg=front if lead == RIGHT_SIDE else rear,
        left_leg=front if lead == LEFT_SIDE else rear,
    )


def running(rng: Random) -> Shot:
    """In full run, seen from the side or at an angle, so that the stride reads."""
    build = child(rng)
    lead: Side = rng.choice((RIGHT_SIDE, LEFT_SIDE))
    posture = _running_legs(rng, lead, build)
    azimuth = rng.uniform(26, 98) * rng.choice((-1, 1))
    named = _RUN if lead == RIGHT_SIDE else {(b, a): weight for (a, b), weight in _RUN.items()}
    both = arms(rng, named, flip=False)
    head, look_tag, look_text = gaze(
        rng, azimuth, posture.pelvis.yaw + posture.chest.yaw, camera=0.5, roll=5
    )
    head = replace(head, pitch=head.pitch - 8)
    view_tag, view_text = view(azimuth)
    return Shot(
        postures=(replace(posture, head=head, right_arm=both.right, left_arm=both.left),),
        azimuth=azimuth,
        crop=Crop("full", 3.0, rng.uniform(0.08, 0.12), rng.uniform(0.08, 0.12)),
        elevation=rng.uniform(-3, 5),
        distance=rng.uniform(3.2, 4.4),
        aim=0.55,
        texts=(("Anak berlari", "Child running"), *both.texts, view_text, look_text),
        placement=both.placement,
        acting=both.acting,
        tags=("running", "dynamic", *both.tags, view_tag, look_tag),
        hints=("running, in motion", *both.hints),
        difficulty=Difficulty.COMPLEX,
        ages=KIDS,
    )
