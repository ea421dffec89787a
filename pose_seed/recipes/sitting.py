"""Fashion, sitting: on a chair or stool and on the floor."""

from dataclasses import dataclass, replace
from random import Random

from lumiku.vocabulary import Difficulty, Gender
from pose_seed.body import ADULT_MAN, ADULT_WOMAN, Build
from pose_seed.camera import Crop
from pose_seed.posture import LEFT_SIDE, RIGHT_SIDE, Leg, Posture, Side, Step, Swing, Turn
from pose_seed.shot import Shot, Text, arms, gaze, pick, view

__all__ = ["Seat", "chair", "floor", "floor_seat", "seated"]

Pairs = dict[tuple[str, str], float]


@dataclass(frozen=True)
class Seat:
    """A seated lower body, the angles from which it reads, and the arms that fit it."""

    posture: Posture
    tag: str
    text: Text
    views: tuple[float, float]  # degrees off the front, either side
    pairs: Pairs
    gender: Gender = Gender.UNISEX
    only: int = 0  # +1 or -1: which side it may be seen from; 0 both


_CHAIR_PAIRS: Pairs = {
    ("lap", "lap"): 3.0,
    ("lap", "knee"): 2.0,
    ("knee", "knee"): 1.5,
    ("seat", "lap"): 2.0,
    ("seat", "seat"): 1.5,
    ("seat", "knee"): 1.5,
    ("hair", "lap"): 2.0,
    ("hair", "seat"): 1.0,
    ("chin", "lap"): 2.0,
    ("cheek", "lap"): 1.0,
    ("crossed-under", "crossed-over"): 1.0,
    ("collar", "lap"): 1.0,
    ("hip", "lap"): 1.0,
    ("show", "lap"): 3.0,
    ("show", "seat"): 2.0,
    ("show-side", "lap"): 2.5,
    ("show-side", "knee"): 2.0,
    ("show-face", "lap"): 1.5,
    ("show-palm", "lap"): 1.5,
    ("hold-both", "hold-both"): 3.0,
}
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


def _mirror(legs: tuple[Leg, Leg], swap: bool) -> tuple[Leg, Leg]:
    return (legs[1], legs[0]) if swap else legs


def _upper(rng: Random, *, lean: float = 0.0, side: float = 0.0) -> tuple[Turn, Turn]:
    """(pelvis, chest): the pelvis rolls back when sitting and the spine makes up for it."""
    back = rng.uniform(-12, -2) + lean * 0.5
    pelvis = Turn(rng.uniform(-6, 6), back, side * 0.4)
    chest = Turn(rng.uniform(-16, 16), -back * 0.9 + lean * 0.5 + rng.uniform(-4, 6), -side)
    return pelvis, chest


def seated(rng: Random, build: Build) -> Seat:
    """On a chair, a bench or a high stool."""
    low = build.ankle + build.shank + 0.012
    ahead = build.thigh
    kind = pick(
        rng,
        {
            "parallel": 3,
            "ankles": 2,
            "crossed": 4,
            "open": 2,
            "stretched": 2,
            "stool": 3,
            "lean": 2,
        },
    )
    swap = rng.random() < 0.5
    pelvis, chest = _upper(rng, lean=rng.uniform(14, 30) if kind == "lean" else 0.0)
    near = Step(
        rng.uniform(0.045, 0.075),
        ahead * rng.uniform(0.85, 1.1),
        knee_out=rng.uniform(-4, 8),
        knee_up=1.4,
        carries=False,
    )
    far: Leg = replace(near, z=near.z + rng.uniform(-0.03, 0.03))
    height, text = low, ("kaki sejajar", "feet side by side")
    gender, tag, views, pairs = Gender.UNISEX, f"seated-{kind}", (24.0, 78.0), _CHAIR_PAIRS
    if kind == "ankles":
        near = replace(near, x=-0.015, z=ahead * rng.uniform(0.95, 1.25), knee_out=8)
        far = replace(near, z=near.z - 0.05, x=-0.02)
        text = ("pergelangan kaki menyilang", "ankles crossed")
    elif kind == "crossed":
        far = Swing(
            rng.uniform(92, 102), rng.uniform(-16, -9), rng.uniform(66, 88), rng.uniform(-4, 8), 30
        )
        near = replace(near, x=rng.uniform(0.02, 0.06), z=ahead * rng.uniform(0.9, 1.12))
        text = ("satu kaki bersilang di atas lutut", "one leg crossed over the other")
    elif kind == "open":
        near = replace(near, x=rng.uniform(0.13, 0.18), knee_out=rng.uniform(20, 34))
        far = replace(near, z=near.z + rng.uniform(-0.04, 0.04))
        text, views, gender = ("kaki terbuka", "knees apart"), (0.0, 60.0), Gender.MALE
    elif kind == "stretched":
        far = replace(near, z=build.leg * rng.uniform(0.86, 0.93), toe_down=5, knee_out=4)
        text = ("satu kaki terjulur", "one leg stretched out")
    elif kind == "stool":
        height = low + rng.uniform(0.09, 0.16)
        near = replace(near, z=rng.uniform(0.10, 0.18), lift=rng.uniform(0.10, 0.16), toe_down=8)
        far = replace(
            near, z=near.z + rng.uniform(0.0, 0.05), lift=near.lift - rng.uniform(0, 0.05)
        )
        if rng.random() < 0.3:
            far = replace(near, z=rng.uniform(0.22, 0.30), lift=0.0, toe_down=0)
        text = ("di bangku tinggi", "on a high stool")
    elif kind == "lean":
        near = replace(near, x=rng.uniform(0.09, 0.13), knee_out=rng.uniform(8, 22))
        far = replace(near, z=near.z + rng.uniform(-0.04, 0.06))
        text = ("badan condong ke depan", "leaning forward")
        pairs = {
            ("knee", "knee"): 3.0,
            ("chin", "knee"): 2.0,
            ("hold-both", "hold-both"): 2.0,
            ("show", "knee"): 3.0,
            ("show-side", "knee"): 2.0,
            ("cheek", "knee"): 1.0,
        }
    legs = _mirror((near, far), swap)
    posture = Posture(build, pelvis, (0.0, 0.0), height, chest, right_leg=legs[0], left_leg=legs[1])
    return Seat(posture, tag, text, views, pairs, gender)


def _cross_legged(rng: Random, build: Build) -> Seat:
    pelvis, chest = _upper(rng, lean=rng.uniform(0, 12))
    near = Step(
        rng.uniform(-0.05, -0.01),
        rng.uniform(0.15, 0.19),
        knee_out=rng.uniform(52, 66),
        knee_up=rng.uniform(0.35, 0.55),
        carries=False,
        toe_down=20,
    )
    far = replace(near, z=near.z + rng.uniform(0.03, 0.06), x=near.x - 0.01)
    legs = _mirror((near, far), rng.random() < 0.5)
    posture = Posture(build, pelvis, (0, 0), 0.085, chest, right_leg=legs[0], left_leg=legs[1])
    text = ("bersila", "cross-legged")
    return Seat(posture, "cross-legged", text, (0.0, 52.0), _FLOOR_PAIRS)


def _hugging(rng: Random, build: Build) -> Seat:
    pelvis, chest = _upper(rng, lean=rng.uniform(10, 24))
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
    legs = _mirror((near, far), rng.random() < 0.5)
    posture = Posture(build, pelvis, (0, 0), 0.085, chest, right_leg=legs[0], left_leg=legs[1])
    text = ("kaki terjulur, bersandar ke belakang", "legs out, leaning back")
    return Seat(posture, "leaning-back", text, (42.0, 100.0), _BACK_PAIRS)


def _one_knee_up(rng: Random, build: Build) -> Seat:
    pelvis, chest = _upper(rng, lean=rng.uniform(2, 14))
    up = Step(rng.uniform(0.05, 0.09), rng.uniform(0.22, 0.28), knee_up=1.5, carries=False)
    tucked = Step(
        rng.uniform(-0.07, -0.02),
        rng.uniform(0.14, 0.2),
        knee_out=rng.uniform(50, 66),
        knee_up=0.3,
        carries=False,
        toe_down=20,
    )
    legs = _mirror((up, tucked), rng.random() < 0.5)
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
    pelvis, chest = _upper(rng, lean=rng.uniform(-4, 10))
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
    legs = _mirror((up, down), rng.random() < 0.5)
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
            _cross_legged: 3,
            _hugging: 2.5,
            _leaning_back: 2.5,
            _one_knee_up: 3,
            _side_sit: 2.5,
            _kneeling: 2,
            _half_kneel: 2,
        },
    )
    return make(rng, build)


def _shot(rng: Random, seat: Seat, verb: Text, aim: float, seat_needed: bool) -> Shot:
    azimuth = rng.uniform(*seat.views) * rng.choice((-1, 1))
    posture = seat.posture
    both = arms(rng, seat.pairs)
    head, look_tag, look_text = gaze(
        rng, azimuth, posture.pelvis.yaw + posture.chest.yaw, camera=0.6
    )
    view_tag, view_text = view(azimuth)
    return Shot(
        postures=(replace(posture, head=head, right_arm=both.right, left_arm=both.left),),
        azimuth=azimuth,
        crop=Crop("full", 3.0, rng.uniform(0.08, 0.13), rng.uniform(0.06, 0.09), sideroom=0.07),
        elevation=rng.uniform(2, 12),
        distance=rng.uniform(2.8, 4.0),
        aim=aim,
        texts=(verb, seat.text, *both.texts, view_text, look_text),
        placement=both.placement,
        acting=both.acting,
        tags=("sitting", seat.tag, *both.tags, view_tag, look_tag),
        hints=(
            *both.hints,
            *(("sitting on a chair",) if seat_needed else ("sitting on the floor",)),
        ),
        difficulty=Difficulty.COMPLEX
        if seat.tag in {"side-sit", "kneeling", "seated-crossed"}
        else Difficulty.MEDIUM,
        gender=seat.gender,
        needs_seat=seat_needed,
    )


def chair(rng: Random) -> Shot:
    """On something: the prompt must name a seat, or the model invents an odd squat."""
    build = pick(rng, {ADULT_WOMAN: 3, ADULT_MAN: 2})
    seat = seated(rng, build)
    verb = ("Duduk di kursi", "Sitting on a chair")
    if seat.tag == "seated-stool":
        verb = ("Duduk", "Sitting")
    return _shot(rng, seat, verb, 0.38, True)


def floor(rng: Random) -> Shot:
    """On the floor or a carpet."""
    build = pick(rng, {ADULT_WOMAN: 3, ADULT_MAN: 2})
    seat = floor_seat(rng, build)
    verb = ("Di lantai", "On the floor")
    return _shot(rng, seat, verb, 0.25, False)
