"""How a body stands: where the weight rests and what hip, spine and free foot do about it."""

from dataclasses import dataclass, replace
from random import Random

from pose_seed.body import Build
from pose_seed.posture import LEFT_SIDE, RIGHT_SIDE, Posture, Side, Step, Turn
from pose_seed.shot import SIDE_WORDS, Text, pick

__all__ = ["Stance", "contrapposto", "even", "wide"]


@dataclass(frozen=True)
class Stance:
    """A posture whose arms and head are still at rest, and how to call it."""

    posture: Posture
    tag: str
    text: Text


def _with_legs(posture: Posture, weight: Side, bearing: Step, free: Step) -> Posture:
    if weight == RIGHT_SIDE:
        return replace(posture, right_leg=bearing, left_leg=free)
    return replace(posture, left_leg=bearing, right_leg=free)


def contrapposto(rng: Random, build: Build, *, least: float = 2.0, most: float = 7.0) -> Stance:
    """Weight on one leg: that hip rises 2 to 7 degrees and the spine bends back against it.

    The spine's counter-bend is 1.1 to 1.8 times the tilt of the pelvis; the head follows the hips.
    """
    weight: Side = rng.choice((RIGHT_SIDE, LEFT_SIDE))
    tilt = rng.uniform(least, most)
    roll = -tilt * weight
    free = pick(rng, {"front": 4, "side": 3, "cross": 2, "back": 1})
    step = {
        "front": Step(
            rng.uniform(0.05, 0.11), rng.uniform(0.07, 0.15), knee_out=rng.uniform(12, 30)
        ),
        "side": Step(rng.uniform(0.11, 0.17), rng.uniform(0, 0.07), knee_out=rng.uniform(14, 32)),
        "cross": Step(
            rng.uniform(-0.045, -0.01), rng.uniform(0.07, 0.12), knee_out=rng.uniform(6, 22)
        ),
        "back": Step(
            rng.uniform(0.05, 0.09),
            rng.uniform(-0.10, -0.05),
            lift=rng.uniform(0.03, 0.05),
            knee_out=rng.uniform(0, 12),
            toe_down=35,
        ),
    }[free]
    posture = Posture(
        build=build,
        pelvis=Turn(rng.uniform(-8, 8), rng.uniform(-2, 3), roll),
        shift=(weight * rng.uniform(0.028, 0.045), rng.uniform(-0.005, 0.01)),
        chest=Turn(rng.uniform(-12, 12), rng.uniform(-4, 3), -roll * rng.uniform(1.1, 1.8)),
    )
    bearing = Step(
        rng.uniform(0.030, 0.055),
        0.0,
        knee_out=rng.uniform(4, 14),
        straight=rng.uniform(0.988, 0.997),
    )
    posture = _with_legs(posture, weight, bearing, replace(step, carries=False))
    word_id, word_en = SIDE_WORDS[weight]
    tag = {"cross": "legs-crossed", "back": "step-back"}.get(free, "contrapposto")
    text = {
        "cross": ("kaki menyilang", "legs crossed"),
        "back": (f"bertumpu pada kaki {word_id}", f"weight on the {word_en} leg, one heel up"),
    }.get(free, (f"bertumpu pada kaki {word_id}", f"weight on the {word_en} leg"))
    return Stance(posture, tag, text)


def even(rng: Random, build: Build) -> Stance:
    """Both feet carry: calm, formal or shy."""
    gap = rng.uniform(0.045, 0.085)
    out = rng.uniform(4, 18)
    posture = Posture(
        build=build,
        pelvis=Turn(rng.uniform(-6, 6), rng.uniform(-1, 3), rng.uniform(-1.5, 1.5)),
        chest=Turn(rng.uniform(-10, 10), rng.uniform(-3, 3), rng.uniform(-2, 2)),
        right_leg=Step(gap, rng.uniform(-0.02, 0.02), knee_out=out),
        left_leg=Step(gap, rng.uniform(-0.02, 0.02), knee_out=out),
    )
    return Stance(posture, "upright", ("tegak", "upright"))


def wide(rng: Random, build: Build) -> Stance:
    """Feet apart: confident, sporty."""
    gap = rng.uniform(0.12, 0.19)
    lean = rng.uniform(-0.04, 0.04)
    posture = Posture(
        build=build,
        pelvis=Turn(rng.uniform(-10, 10), rng.uniform(-1, 4), lean * 60),
        shift=(lean, 0.0),
        chest=Turn(rng.uniform(-14, 14), rng.uniform(-3, 4), -lean * 80),
        right_leg=Step(gap, rng.uniform(-0.03, 0.05), knee_out=rng.uniform(10, 26)),
        left_leg=Step(gap, rng.uniform(-0.03, 0.05), knee_out=rng.uniform(10, 26)),
    )
    return Stance(posture, "wide-stance", ("kaki terbuka", "feet apart"))
