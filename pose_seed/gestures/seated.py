"""Hands of somebody who sits."""

from typing import Final

from pose_seed.gestures.gesture import Gesture, reach

__all__ = ["SEATED"]

SEATED: Final[dict[str, Gesture]] = {
    "lap": Gesture(
        reach(
            "pelvis",
            (0.045, 0.07, 0.15),
            (-0.55, -0.2, 0.75),
            (0.8, -0.2, -0.5),
            palm=(0, -1, 0),
            hand="relaxed",
            length=0.0,
            spread=0.02,
        ),
        "tangan {side} di pangkuan",
        "{side} hand in the lap",
        "hands-in-lap",
    ),
    "knee": Gesture(
        reach(
            "pelvis",
            (0.070, 0.060, 0.195),
            (-0.1, -0.35, 0.9),
            (0.8, -0.2, -0.4),
            palm=(0, -1, -0.2),
            hand="relaxed",
            length=0.0,
            spread=0.018,
        ),
        "tangan {side} di lutut",
        "{side} hand on the knee",
        "hand-on-knee",
    ),
    "seat": Gesture(
        reach(
            "pelvis",
            (0.155, -0.005, -0.045),
            (0.15, -0.8, 0.3),
            (0.3, 0.0, -1.0),
            palm=(0, -1, 0),
            hand="flat",
            length=0.0,
            spread=0.02,
        ),
        "tangan {side} bertumpu di dudukan",
        "{side} hand resting on the seat",
        "hand-on-seat",
    ),
    "floor-side": Gesture(
        reach(
            "world",
            (0.215, 0.035, -0.02),
            (0.3, -0.5, -0.1),
            (0.4, 0.0, -1.0),
            palm=(0, -1, 0),
            hand="flat",
            length=0.0,
            spread=0.02,
        ),
        "tangan {side} bertumpu di lantai",
        "{side} hand on the floor",
        "hand-on-floor",
    ),
    "floor-back": Gesture(
        reach(
            "world",
            (0.155, 0.035, -0.17),
            (0.2, -0.3, -0.8),
            (0.5, 0.2, -0.7),
            palm=(0, -1, 0),
            hand="flat",
            length=0.0,
            spread=0.022,
        ),
        "tangan {side} bertumpu di belakang",
        "{side} hand on the floor behind",
        "leaning-back",
    ),
    "shin": Gesture(
        reach(
            "world",
            (-0.01, 0.20, 0.285),
            (-0.8, -0.2, 0.2),
            (0.9, -0.2, -0.2),
            palm=(-0.3, 0, -1),
            hand="relaxed",
            length=0.0,
            spread=0.012,
        ),
        "lengan {side} memeluk lutut",
        "{side} arm around the knees",
        "hugging-knees",
    ),
}
