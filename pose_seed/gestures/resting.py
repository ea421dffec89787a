"""Arms that hang, rest on the body or lie behind it."""

from typing import Final

from pose_seed.gestures.gesture import TO_BODY, Gesture, hang, reach

__all__ = ["RESTING"]

RESTING: Final[dict[str, Gesture]] = {
    "hang": Gesture(
        hang((-8, 12), (5, 14), (6, 28), (0, 35)),
        "lengan {side} rileks",
        "{side} arm relaxed",
    ),
    "hip": Gesture(
        reach("pelvis", (0.088, 0.085, 0.03), (-0.55, -0.25, 0.6), (1.0, 0.0, -0.45), palm=TO_BODY),
        "tangan {side} di pinggang",
        "{side} hand on the hip",
        "hand-on-hip",
    ),
    "pocket": Gesture(
        reach(
            "pelvis",
            (0.088, -0.045, 0.045),
            (-0.28, -0.9, 0.3),
            (0.75, 0.0, -0.75),
            palm=TO_BODY,
            hand="flat",
        ),
        "tangan {side} di saku",
        "{side} hand in the pocket",
        "hand-in-pocket",
        hint="{side} hand in pocket",
    ),
    "behind": Gesture(
        reach(
            "pelvis",
            (0.0, 0.07, -0.095),
            (-1.0, -0.15, -0.1),
            (0.7, 0.0, -0.7),
            palm=(0.0, 0.0, -1.0),
            hand="relaxed",
        ),
        "lengan {side} di belakang punggung",
        "{side} arm behind the back",
        "arm-behind",
        hint="{side} arm behind the back",
    ),
    "clasp": Gesture(
        reach(
            "pelvis",
            (-0.005, 0.02, 0.095),
            (-0.72, -0.55, 0.1),
            (0.9, 0.0, -0.35),
            palm=(0.0, -0.2, -1.0),
            hand="relaxed",
        ),
        "tangan {side} di depan tubuh",
        "{side} hand in front of the body",
        "hands-clasped",
    ),
    "crossed-under": Gesture(
        reach(
            "chest",
            (-0.062, -0.135, 0.085),
            (-0.85, 0.3, -0.25),
            (0.6, -1.0, -0.2),
            palm=(0.0, 0.0, -1.0),
            hand="relaxed",
            length=0.0,
        ),
        "lengan {side} terlipat",
        "{side} arm folded",
        "arms-crossed",
    ),
    "crossed-over": Gesture(
        reach(
            "chest",
            (-0.050, -0.112, 0.110),
            (-0.85, -0.25, -0.25),
            (0.6, -1.0, -0.2),
            palm=(0.0, 0.0, -1.0),
            hand="flat",
            length=0.0,
        ),
        "lengan {side} terlipat di atasnya",
        "{side} arm folded over",
        "arms-crossed",
    ),
    "elbow-hold": Gesture(
        reach(
            "chest",
            (-0.062, -0.175, 0.075),
            (-0.9, -0.1, -0.3),
            (0.6, -1.0, -0.3),
            hand="hold",
            length=0.0,
        ),
        "tangan {side} memegang siku",
        "{side} hand on the other elbow",
        "arm-across",
    ),
}
