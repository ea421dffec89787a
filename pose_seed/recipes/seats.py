"""What sitting bodies share, and how one sits on a chair, a bench or a stool."""

from dataclasses import dataclass, replace
from random import Random

from lumiku.vocabulary import Gender
from pose_seed.body import Build
from pose_seed.posture import Leg, Posture, Step, Swing, Turn
from pose_seed.shot import Text, pick

__all__ = ["Pairs", "Seat", "one_way_or_other", "seated", "upper_body"]

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

    @property
    def hint(self) -> str:
        """What the prompt must say, because a skeleton shows no seat."""
        if self.tag.startswith("seated-"):
            return "sitting on a high stool" if self.tag == "seated-stool" else "sitting on a chair"
        return {
            "cross-legged": "sitting cross-legged on the floor",
            "kneeling": "kneeling on the floor",
            "half-kneeling": "on one knee",
        }.get(self.tag, "sitting on the floor")


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


def one_way_or_other(legs: tuple[Leg, Leg], swap: bool) -> tuple[Leg, Leg]:
    """(right, left): the legs as given, or swapped."""
    return (legs[1], legs[0]) if swap else legs


def upper_body(rng: Random, *, lean: float = 0.0, side: float = 0.0) -> tuple[Turn, Turn]:
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
    pelvis, chest = upper_body(rng, lean=rng.uniform(14, 30) if kind == "lean" else 0.0)
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
    legs = one_way_or_other((near, far), swap)
    posture = Posture(build, pelvis, (0.0, 0.0), height, chest, right_leg=legs[0], left_leg=legs[1])
    return Seat(posture, tag, text, views, pairs, gender)
