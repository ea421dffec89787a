"""Fashion, walking: in the street and on the runway.

Gait: opposite arm and leg swing together, the pelvis turns a few degrees towards the leading leg
and the chest against it (Winter 2009, chapter on kinematics; Perry & Burnfield, Gait analysis).
"""

from dataclasses import replace
from random import Random

from lumiku.vocabulary import Difficulty, Gender
from pose_seed.body import ADULT_MAN, ADULT_WOMAN, Build
from pose_seed.camera import Crop
from pose_seed.posture import LEFT_SIDE, RIGHT_SIDE, Posture, Side, Step, Turn
from pose_seed.shot import Shot, arms, gaze, pick, view

__all__ = ["casual", "runway", "stride"]

_FREE = {
    ("swing-back", "swing-front"): 6.0,
    ("pocket", "swing-front"): 1.5,
    ("strap", "swing-front"): 2.0,
    ("hair", "swing-front"): 1.5,
    ("hair", "swing-back"): 1.0,
    ("collar", "swing-front"): 1.0,
    ("glasses", "swing-front"): 1.0,
    ("wave", "swing-front"): 1.0,
    ("out-low", "out-low"): 1.0,
    ("carry", "swing-front"): 3.0,
    ("swing-back", "carry"): 3.0,
    ("bag", "swing-front"): 2.5,
    ("bag", "strap"): 1.0,
    ("show", "swing-front"): 2.0,
    ("show-side", "swing-front"): 2.0,
    ("show-side", "carry"): 0.6,
    ("hold-both", "hold-both"): 1.5,
}
_RUNWAY = {
    ("swing-back", "swing-front"): 7.0,
    ("hang", "swing-front"): 2.0,
    ("hip", "swing-front"): 3.0,
    ("hip", "hang"): 2.0,
    ("pocket", "pocket"): 1.5,
    ("pocket", "swing-front"): 2.0,
    ("carry", "swing-front"): 3.0,
    ("carry", "hip"): 2.0,
    ("swing-back", "carry"): 2.0,
    ("bag", "swing-front"): 2.5,
    ("bag", "hip"): 1.5,
    ("show-side", "swing-front"): 1.0,
    ("skirt", "swing-front"): 1.0,
}


def stride(rng: Random, build: Build, lead: Side, length: float, track: float) -> Posture:
    """One moment of a step.

    `length` is the distance of the ankles and `track` the half-width between them, in body heights
    (a runway's feet cross the middle line: a negative track).
    """
    moment = pick(rng, {"contact": 3, "push": 3, "pass": 1.6})
    if moment == "pass":
        front = Step(
            max(track, 0.02),
            rng.uniform(0.02, 0.09),
            lift=rng.uniform(0.05, 0.10),
            knee_out=rng.uniform(-2, 6),
            toe_down=rng.uniform(0, 15),
            carries=False,
        )
        rear = Step(track, rng.uniform(-0.06, 0.0), knee_out=rng.uniform(2, 8), straight=0.995)
        push = 0.0
    else:
        push = 0.56 if moment == "push" else 0.48
        front = Step(
            track,
            length * push,
            lift=0.0 if moment == "push" else rng.uniform(0.0, 0.012),
            knee_out=rng.uniform(2, 9),
            toe_down=0 if moment == "push" else -12,
            straight=rng.uniform(0.985, 0.996),
        )
        rear = Step(
            track,
            -length * (1 - push),
            lift=rng.uniform(0.035, 0.075) if moment == "push" else rng.uniform(0.01, 0.04),
            knee_out=rng.uniform(0, 6),
            toe_down=rng.uniform(30, 48),
            carries=False,
        )
    yaw = -lead * length * rng.uniform(10, 24)
    return Posture(
        build=build,
        pelvis=Turn(yaw, rng.uniform(0, 4), lead * rng.uniform(0.5, 3.5)),
        shift=(0.0, (push - 0.5) * length * 0.8),
        chest=Turn(-yaw * rng.uniform(1.3, 2.2), rng.uniform(-3, 3), -lead * rng.uniform(0, 3)),
        right_leg=front if lead == RIGHT_SIDE else rear,
        left_leg=front if lead == LEFT_SIDE else rear,
    )


def _shot(
    rng: Random,
    azimuth: float,
    posture: Posture,
    *,
    lead: Side,
    pairs: dict[tuple[str, str], float],
    camera: float,
) -> Shot:
    # The pairs name the arm of the leading leg's side first: it swings back.
    named = pairs if lead == RIGHT_SIDE else {(b, a): weight for (a, b), weight in pairs.items()}
    both = arms(rng, named, flip=False)
    head, look_tag, look_text = gaze(
        rng, azimuth, posture.pelvis.yaw + posture.chest.yaw, camera=camera, roll=3
    )
    view_tag, view_text = view(azimuth)
    return Shot(
        postures=(replace(posture, head=head, right_arm=both.right, left_arm=both.left),),
        azimuth=azimuth,
        crop=Crop("full", 3.0, rng.uniform(0.05, 0.09), rng.uniform(0.04, 0.06)),
        elevation=rng.uniform(-3, 6),
        distance=rng.uniform(3.4, 4.8),
        texts=(("Berjalan", "Walking"), *both.texts, view_text, look_text),
        placement=both.placement,
        acting=both.acting,
        tags=("walking", *both.tags, view_tag, look_tag),
        hints=both.hints,
        difficulty=Difficulty.MEDIUM,
    )


def casual(rng: Random) -> Shot:
    """A relaxed stride in the street, from any front angle."""
    build = pick(rng, {ADULT_WOMAN: 1, ADULT_MAN: 1})
    lead: Side = rng.choice((RIGHT_SIDE, LEFT_SIDE))
    posture = stride(rng, build, lead, rng.uniform(0.26, 0.42), rng.uniform(0.015, 0.045))
    azimuth = pick(
        rng,
        {
            rng.gauss(0, 10): 2,
            rng.uniform(20, 65) * rng.choice((-1, 1)): 4,
            rng.uniform(65, 100) * rng.choice((-1, 1)): 3,
            rng.uniform(130, 180) * rng.choice((-1, 1)): 1,
        },
    )
    return _shot(rng, azimuth, posture, lead=lead, pairs=_FREE, camera=0.5)


def runway(rng: Random) -> Shot:
    """Feet on one line, hips leading, eyes straight ahead."""
    build = pick(rng, {ADULT_WOMAN: 7, ADULT_MAN: 3})
    lead: Side = rng.choice((RIGHT_SIDE, LEFT_SIDE))
    track = rng.uniform(-0.02, 0.008) if build is ADULT_WOMAN else rng.uniform(0.005, 0.025)
    posture = stride(rng, build, lead, rng.uniform(0.30, 0.44), track)
    sway = lead * rng.uniform(2.5, 6.0) * (1 if build is ADULT_WOMAN else 0.4)
    posture = replace(
        posture,
        pelvis=replace(posture.pelvis, roll=-sway, pitch=rng.uniform(-2, 1)),
        chest=replace(posture.chest, roll=sway * rng.uniform(0.9, 1.4), pitch=rng.uniform(-6, 0)),
    )
    azimuth = pick(
        rng,
        {
            rng.gauss(0, 9): 5,
            rng.uniform(20, 60) * rng.choice((-1, 1)): 4,
            180 + rng.gauss(0, 12): 0.8,
        },
    )
    shot = _shot(rng, azimuth, posture, lead=lead, pairs=_RUNWAY, camera=0.75)
    return replace(
        shot,
        texts=(("Berjalan di peragaan", "Walking the runway"), *shot.texts[1:]),
        tags=("runway", *shot.tags),
        difficulty=Difficulty.MEDIUM,
        gender=Gender.FEMALE if build is ADULT_WOMAN else Gender.MALE,
    )
