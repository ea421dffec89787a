"""Fashion, action: jumping and spinning."""

from dataclasses import replace
from random import Random

from lumiku.vocabulary import Difficulty, Gender
from pose_seed.body import ADULT_MAN, ADULT_WOMAN, Build
from pose_seed.camera import Crop
from pose_seed.posture import LEFT_SIDE, RIGHT_SIDE, Leg, Posture, Side, Step, Swing, Turn
from pose_seed.shot import Shot, Text, arms, gaze, pick, view

__all__ = ["HIGH_ARMS", "airborne", "jumping", "spinning"]

_JUMP = {
    ("up", "up"): 4.0,
    ("out", "out"): 3.0,
    ("up", "out"): 3.0,
    ("fist-up", "out-low"): 2.0,
    ("fist-up", "fist-up"): 1.5,
    ("out-low", "out-low"): 2.0,
    ("up", "hip"): 1.0,
    ("run-front", "run-back"): 2.0,
    ("show-up", "out-low"): 2.5,
    ("show-up", "out"): 2.0,
    ("show-side", "out-low"): 2.0,
    ("show-side", "up"): 1.5,
    ("carry", "up"): 1.5,
    ("hold-both", "hold-both"): 1.0,
}
# A straight or a rolled-up body only reads as jumping when its arms fly.
HIGH_ARMS = frozenset({"jump-straight", "jump-tuck"})
_HIGH = {pair: weight for pair, weight in _JUMP.items() if {"up", "show-up", "fist-up"} & set(pair)}
_SPIN = {
    ("out", "out"): 3.0,
    ("out-low", "out-low"): 3.0,
    ("out", "up"): 2.0,
    ("skirt", "skirt"): 2.0,
    ("skirt", "out"): 2.5,
    ("skirt", "up"): 1.5,
    ("hair", "out"): 2.0,
    ("hair", "skirt"): 1.5,
    ("up", "up"): 1.0,
    ("out-low", "hip"): 1.5,
    ("carry", "out"): 2.0,
    ("carry", "out-low"): 2.0,
    ("show-up", "out"): 2.0,
    ("show-side", "out"): 2.5,
    ("show-side", "skirt"): 1.5,
}


def airborne(rng: Random, build: Build) -> tuple[Posture, str, Text, tuple[float, float]]:
    """(posture, tag, words, angles off the front from which it reads)."""
    kind = pick(
        rng,
        {"star": 3, "tuck": 1.2, "leap": 3, "knee": 3, "split": 2.5, "straight": 1.5, "kick": 2},
    )
    pelvis = Turn(rng.uniform(-10, 10), rng.uniform(-4, 8), rng.uniform(-5, 5))
    chest = Turn(rng.uniform(-14, 14), rng.uniform(-12, 4), rng.uniform(-8, 8))
    views, text = (0.0, 55.0), ("kaki terbuka lebar", "legs spread")
    a: Leg
    b: Leg
    if kind == "star":
        a = Swing(rng.uniform(-4, 12), rng.uniform(22, 38), rng.uniform(2, 30), 12, 40)
        b = Swing(rng.uniform(-4, 12), rng.uniform(22, 38), rng.uniform(2, 30), 12, 40)
    elif kind == "tuck":
        # Knees high: with the thighs straight down a tuck reads as kneeling.
        a = Swing(rng.uniform(62, 92), rng.uniform(4, 14), rng.uniform(92, 126), 4, 40)
        b = Swing(rng.uniform(58, 88), rng.uniform(4, 14), rng.uniform(92, 126), 4, 40)
        views, text = (42.0, 92.0), ("kedua lutut ditarik", "both knees drawn up")
    elif kind == "leap":
        a = Swing(rng.uniform(44, 76), rng.uniform(2, 12), rng.uniform(78, 118), 4, 40)
        b = Swing(rng.uniform(-28, -12), rng.uniform(2, 10), rng.uniform(62, 112), 4, 45)
        views, text = (36.0, 94.0), ("melayang dengan kaki ditekuk", "leaping with bent legs")
    elif kind == "knee":
        a = Swing(rng.uniform(58, 92), rng.uniform(0, 10), rng.uniform(72, 112), 4, 35)
        b = Swing(rng.uniform(-16, 0), rng.uniform(0, 8), rng.uniform(8, 46), 4, 45)
        views, text = (32.0, 92.0), ("satu lutut diangkat", "one knee up")
    elif kind == "split":
        a = Swing(rng.uniform(52, 80), rng.uniform(0, 12), rng.uniform(4, 24), 6, 40)
        b = Swing(rng.uniform(-30, -18), rng.uniform(2, 10), rng.uniform(6, 40), 6, 45)
        views, text = (48.0, 96.0), ("melayang seperti split", "in a leap")
    elif kind == "straight":
        a = Swing(rng.uniform(-6, 6), rng.uniform(2, 10), rng.uniform(4, 18), 4, 45)
        b = Swing(rng.uniform(-10, 6), rng.uniform(2, 10), rng.uniform(48, 96), 4, 45)
        views, text = (0.0, 70.0), ("tubuh lurus ke atas", "body straight up")
    else:
        a = Swing(rng.uniform(8, 30), rng.uniform(26, 46), rng.uniform(4, 26), 14, 35)
        b = Swing(rng.uniform(0, 24), rng.uniform(4, 16), rng.uniform(62, 108), 14, 40)
        views, text = (0.0, 42.0), ("satu kaki menendang ke samping", "one leg kicked out")
    if rng.random() < 0.5:
        a, b = b, a
    posture = Posture(build, pelvis, (0.0, 0.0), 0.72, chest, right_leg=a, left_leg=b)
    return posture, f"jump-{kind}", text, views


def jumping(rng: Random) -> Shot:
    """In the air, with room under the feet so that it reads as a jump."""
    build = pick(rng, {ADULT_WOMAN: 1, ADULT_MAN: 1})
    posture, tag, text, views = airborne(rng, build)
    azimuth = rng.uniform(*views) * rng.choice((-1, 1))
    both = arms(rng, _HIGH if tag in HIGH_ARMS else _JUMP)
    head, look_tag, look_text = gaze(
        rng, azimuth, posture.pelvis.yaw + posture.chest.yaw, camera=0.7, roll=6
    )
    view_tag, view_text = view(azimuth)
    return Shot(
        postures=(replace(posture, head=head, right_arm=both.right, left_arm=both.left),),
        azimuth=azimuth,
        crop=Crop("full", 3.0, rng.uniform(0.06, 0.1), rng.uniform(0.11, 0.16)),
        elevation=rng.uniform(-6, 3),
        distance=rng.uniform(3.4, 4.6),
        aim=0.7,
        texts=(("Melompat", "Jumping"), text, *both.texts, view_text, look_text),
        placement=both.placement,
        acting=both.acting,
        tags=("jumping", "airborne", tag, *both.tags, view_tag, look_tag),
        hints=("jumping, both feet off the ground", *both.hints),
        difficulty=Difficulty.COMPLEX,
    )


def _pivot(rng: Random, build: Build) -> tuple[Posture, str, Text]:
    """On the ball of one foot, the chest winding ahead of the hips."""
    weight: Side = rng.choice((RIGHT_SIDE, LEFT_SIDE))
    heel = rng.uniform(0.0, 0.045)
    bearing = Step(
        rng.uniform(0.0, 0.035), 0.0, lift=heel, knee_out=rng.uniform(4, 16), toe_down=heel * 700
    )
    kind = pick(rng, {"back": 3, "side": 2, "cross": 3, "passe": 2})
    free: Leg
    if kind == "back":
        free = Swing(rng.uniform(-12, 8), rng.uniform(2, 14), rng.uniform(48, 98), 8, 45)
        text = ("satu kaki ditekuk ke belakang", "one leg bent behind")
    elif kind == "side":
        free = Swing(rng.uniform(2, 18), rng.uniform(22, 40), rng.uniform(4, 30), 10, 45)
        text = ("satu kaki terayun ke samping", "one leg swung aside")
    elif kind == "cross":
        free = Step(
            rng.uniform(-0.09, -0.03),
            rng.uniform(0.04, 0.13) * rng.choice((1, -1)),
            lift=rng.uniform(0.0, 0.03),
            knee_out=rng.uniform(0, 20),
            toe_down=25,
            carries=False,
        )
        text = ("kaki menyilang", "feet crossing")
    else:
        free = Swing(rng.uniform(32, 58), rng.uniform(22, 40), rng.uniform(84, 112), 22, 45)
        text = ("satu lutut terangkat ke samping", "one knee lifted aside")
    wind = rng.uniform(14, 34) * rng.choice((-1, 1))
    posture = Posture(
        build=build,
        pelvis=Turn(0.0, rng.uniform(-3, 5), -weight * rng.uniform(0, 5)),
        shift=(weight * rng.uniform(0.015, 0.03), 0.0),
        chest=Turn(wind, rng.uniform(-10, 4), weight * rng.uniform(0, 9)),
        right_leg=bearing if weight == RIGHT_SIDE else free,
        left_leg=bearing if weight == LEFT_SIDE else free,
    )
    return posture, f"spin-{kind}", text


def spinning(rng: Random) -> Shot:
    """A twirl caught from any side."""
    build = pick(rng, {ADULT_WOMAN: 4, ADULT_MAN: 1})
    posture, tag, text = _pivot(rng, build)
    azimuth = pick(
        rng,
        {
            rng.uniform(-40, 40): 4,
            rng.uniform(40, 110) * rng.choice((-1, 1)): 4,
            rng.uniform(120, 180) * rng.choice((-1, 1)): 1.5,
        },
    )
    both = arms(rng, _SPIN)
    head, look_tag, look_text = gaze(rng, azimuth, posture.chest.yaw, camera=0.6, roll=6)
    view_tag, view_text = view(azimuth)
    return Shot(
        postures=(replace(posture, head=head, right_arm=both.right, left_arm=both.left),),
        azimuth=azimuth,
        crop=Crop("full", 3.0, rng.uniform(0.06, 0.1), rng.uniform(0.05, 0.08)),
        elevation=rng.uniform(-3, 6),
        distance=rng.uniform(3.4, 4.6),
        texts=(("Berputar", "Spinning"), text, *both.texts, view_text, look_text),
        placement=both.placement,
        acting=both.acting,
        tags=("spinning", tag, *both.tags, view_tag, look_tag),
        hints=("twirling, clothes in motion", *both.hints),
        difficulty=Difficulty.COMPLEX,
        gender=Gender.FEMALE
        if build is ADULT_WOMAN and "hand-on-hem" in both.tags
        else Gender.UNISEX,
    )
