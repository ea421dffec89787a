"""How one sits or kneels on the floor."""

from dataclasses import replace
from random import Random

from lumiku.vocabulary import Gender
from pose_seed.body import Build
from pose_seed.posture import LEFT_SIDE, RIGHT_SIDE, Leg, Posture, Side, Step, Swing, Turn
from pose_seed.recipes.seats import Pairs, Seat, one_way_or_other, upper_body
from pose_seed.shot import pick

__all__ = ["cross_legged", "floor_seat"]

_FLOOR_PAIRS: Pairs = {
    ("lap", "lap"): 1.5,
    ("knee", "knee"): 1.0,
    ("lap", "floor-side"): 2.5,
    ("floor-side", "floor-side"): 1.0,
    ("hair", "floor-side"): 2.5,
    ("chin", "lap"): 1.0,
    ("hair", "lap"): 1.5,
    ("cheek", "floor-side"): 1.0,
    ("show", "floor-side"): 3.0,
    ("show", "lap"): 2.5,
    ("show-side", "floor-side"): 2.5,
    ("show-side", "lap"): 2.0,
    ("show-face", "lap"): 1.5,
    ("show-palm", "lap"): 1.5,
    ("hold-both", "hold-both"): 3.0,
}
_BACK_PAIRS: Pairs = {
    ("floor-back", "floor-back"): 3.0,
    ("floor-back", "hair"): 2.0,
    ("floor-back", "lap"): 1.5,
    ("floor-back", "show"): 2.5,
    ("floor-back", "show-side"): 2.5,
    ("floor-back", "show-palm"): 1.0,
}
_HUG_PAIRS: Pairs = {
    ("shin", "shin"): 3.0,
    ("shin", "cheek"): 1.5,
    ("shin", "hair"): 1.5,
    ("shin", "floor-side"): 1.5,
    ("shin", "show-side"): 2.5,
    ("shin", "show-face"): 2.0,
}


def cross_legged(rng: Random, build: Build, *, knees_out: float = 52) -> Seat:
    """Ankles crossed before the body: the one seat that also reads from the front.

    `knees_out` is the least angle of the knees to the sides, in degrees.
    """
    pelvis, chest = upper_body(rng, lean=rng.uniform(0, 12))
    near = Step(
        rng.uniform(-0.05, -0.01),
        rng.uniform(0.15, 0.19),
        knee_out=rng.uniform(knees_out, knees_out + 14),
        knee_up=rng.uniform(0.35, 0.55),
        carries=False,
        toe_down=20,
    )
    far = replace(near, z=near.z + rng.uniform(0.03, 0.06), x=near.x - 0.01)
    legs = one_way_or_other((near, far), rng.random() < 0.5)
    posture = Posture(build, pelvis, (0, 0), 0.085, chest, right_leg=legs[0], left_leg=legs[1])
    text = ("bersila", "cross-legged")
    return Seat(posture, "cross-legged", text, (0.0, 52.0), _FLOOR_PAIRS)


def _hugging(rng: Random, build: Build) -> Seat:
    pelvis, chest = upper_body(rng, lean=rng.uniform(10, 24))
    near = Step(rng.uniform(0.03, 0.06), rng.uniform(0.24, 0.29), knee_up=1.5, carries=False)
    far = replace(near, z=near.z + rng.uniform(-0.03, 0.03))
    posture = Posture(build, pelvis, (0, 0), 0.085, chest, right_leg=near, left_leg=far)
    return Seat(posture, "knees-up", ("memeluk lutut", "knees drawn up"), (28.0, 92.0), _HUG_PAIRS)


def _leaning_back(rng: Random, build: Build) -> Seat:
    pelvis = Turn(rng.uniform(-5, 5), rng.uniform(-26, -12), 0)
    chest = Turn(rng.uniform(-14, 14), rng.uniform(-4, 8), rng.uniform(-4, 4))
    near: Leg = Step(
        rng.uniform(0.03, 0.06), build.leg * rng.uniform(0.9, 0.97), knee_up=1.6, carries=False
    )
    far = replace(near, z=build.leg * rng.uniform(0.55, 0.9)) if isinstance(near, Step) else near
    legs = one_way_or_other((near, far), rng.random() < 0.5)
    posture = Posture(build, pelvis, (0, 0), 0.085, chest, right_leg=legs[0], left_leg=legs[1])
    text = ("kaki terjulur, bersandar ke belakang", "legs out, leaning back")
    return Seat(posture, "leaning-back", text, (42.0, 100.0), _BACK_PAIRS)


def _one_knee_up(rng: Random, build: Build) -> Seat:
    pelvis, chest = upper_body(rng, lean=rng.uniform(2, 14))
    up = Step(rng.uniform(0.05, 0.09), rng.uniform(0.22, 0.28), knee_up=1.5, carries=False)
    tucked = Step(
        rng.uniform(-0.07, -0.02),
        rng.uniform(0.14, 0.2),
        knee_out=rng.uniform(50, 66),
        knee_up=0.3,
        carries=False,
        toe_down=20,
    )
    legs = one_way_or_other((up, tucked), rng.random() < 0.5)
    posture = Posture(build, pelvis, (0, 0), 0.085, chest, right_leg=legs[0], left_leg=legs[1])
    pairs = {**_FLOOR_PAIRS, ("knee", "floor-side"): 3.0, ("knee", "hair"): 1.5}
    text = ("satu lutut tegak", "one knee up")
    return Seat(posture, "one-knee-up", text, (0.0, 60.0), pairs)


def _side_sit(rng: Random, build: Build) -> Seat:
    """Knees to one side, feet to the other; the spine bends back over the hips."""
    to: Side = rng.choice((RIGHT_SIDE, LEFT_SIDE))  # where the knees point
    inner = Step(
        rng.uniform(-0.06, -0.01),
        rng.uniform(0.14, 0.19),
        knee_out=rng.uniform(48, 62),
        knee_up=0.25,
        carries=False,
        toe_down=30,
    )
    outer = Step(
        rng.uniform(0.13, 0.20),
        rng.uniform(0.02, 0.10),
        knee_out=rng.uniform(-52, -36),
        knee_up=0.25,
        carries=False,
        toe_down=40,
    )
    pelvis = Turn(to * rng.uniform(4, 14), rng.uniform(-8, 2), to * rng.uniform(2, 7))
    chest = Turn(-to * rng.uniform(0, 16), rng.uniform(0, 8), -to * rng.uniform(4, 12))
    legs = (inner, outer) if to == RIGHT_SIDE else (outer, inner)
    posture = Posture(build, pelvis, (0, 0), 0.095, chest, right_leg=legs[0], left_leg=legs[1])
    text = ("duduk menyamping", "legs folded to one side")
    return Seat(posture, "side-sit", text, (0.0, 45.0), _FLOOR_PAIRS, Gender.FEMALE)


def _kneeling(rng: Random, build: Build) -> Seat:
    pelvis, chest = upper_body(rng, lean=rng.uniform(-4, 10))
    near = Step(
        rng.uniform(0.045, 0.08),
        rng.uniform(-0.075, -0.045),
        lift=0.006,
        knee_out=rng.uniform(4, 18),
        knee_up=-0.55,
        carries=False,
        toe_down=70,
    )
    posture = Posture(build, pelvis, (0, 0), 0.148, chest, right_leg=near, left_leg=near)
    text = ("duduk bersimpuh", "kneeling")
    return Seat(posture, "kneeling", text, (26.0, 96.0), {**_FLOOR_PAIRS, ("knee", "knee"): 2.0})


def _half_kneel(rng: Random, build: Build) -> Seat:
    height = build.thigh + build.ankle
    up = Step(
        rng.uniform(0.06, 0.09), build.thigh * rng.uniform(0.9, 1.05), knee_up=1.3, carries=False
    )
    down = Swing(rng.uniform(-10, 2), rng.uniform(2, 8), rng.uniform(84, 96), 0, 40)
    pelvis = Turn(rng.uniform(-6, 6), rng.uniform(-4, 4), 0)
    chest = Turn(rng.uniform(-12, 12), rng.uniform(-2, 12), rng.uniform(-3, 3))
    legs = one_way_or_other((up, down), rng.random() < 0.5)
    posture = Posture(build, pelvis, (0, 0), height, chest, right_leg=legs[0], left_leg=legs[1])
    pairs = {
        ("knee", "hip"): 3.0,
        ("knee", "knee"): 1.0,
        ("hip", "hair"): 1.0,
        ("chin", "knee"): 2.0,
        ("show", "knee"): 3.0,
        ("show-side", "hip"): 2.0,
        ("hold-both", "hold-both"): 2.0,
    }
    text = ("berlutut satu kaki", "on one knee")
    return Seat(posture, "half-kneeling", text, (30.0, 84.0), pairs)


def floor_seat(rng: Random, build: Build) -> Seat:
    """On the floor, in one of seven ways."""
    make = pick(
        rng,
        {
            cross_legged: 4,
            _hugging: 4,
            _leaning_back: 1.5,
            _one_knee_up: 3,
            _side_sit: 2.5,
            _kneeling: 2,
            _half_kneel: 1.3,
        },
    )
    return make(rng, build)
