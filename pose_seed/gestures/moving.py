"""Arms of walking, running, waving and turning."""

from typing import Final

from pose_seed.gestures.gesture import TO_BODY, Gesture, hang, reach

__all__ = ["MOVING"]

MOVING: Final[dict[str, Gesture]] = {
    "swing-front": Gesture(
        hang((14, 34), (4, 10), (12, 42), (10, 40)),
        "lengan {side} mengayun ke depan",
        "{side} arm swinging forward",
    ),
    "swing-back": Gesture(
        hang((-34, -12), (5, 12), (5, 24), (0, 25)),
        "lengan {side} mengayun ke belakang",
        "{side} arm swinging back",
    ),
    "run-front": Gesture(
        hang((18, 48), (6, 16), (78, 104), (15, 40), "fist"),
        "siku {side} di depan",
        "{side} elbow forward",
    ),
    "run-back": Gesture(
        hang((-56, -34), (8, 18), (78, 104), (5, 30), "fist"),
        "siku {side} di belakang",
        "{side} elbow back",
    ),
    "out": Gesture(
        hang((-10, 22), (62, 98), (2, 30), (-90, 0), "spread"),
        "lengan {side} terentang",
        "{side} arm stretched out",
        "arm-out",
    ),
    "out-low": Gesture(
        hang((-12, 20), (30, 58), (4, 34), (-60, 20), "spread"),
        "lengan {side} terbuka",
        "{side} arm open",
        "arm-out",
    ),
    "up": Gesture(
        hang((0, 25), (128, 166), (2, 40), (-90, 90), "spread"),
        "lengan {side} terangkat",
        "{side} arm raised",
        "arm-up",
    ),
    "wave": Gesture(
        hang((5, 30), (62, 84), (72, 118), (-100, -75), "spread"),
        "tangan {side} melambai",
        "{side} hand waving",
        "waving",
    ),
    "fist-up": Gesture(
        hang((10, 40), (88, 120), (60, 100), (-100, -70), "fist"),
        "kepalan {side} terangkat",
        "{side} fist raised",
        "cheering",
    ),
    "skirt": Gesture(
        reach(
            "pelvis",
            (0.19, -0.055, 0.03),
            (0.35, -0.85, 0.1),
            (0.8, 0.0, -0.7),
            palm=TO_BODY,
            hand="pinch",
            spread=0.025,
        ),
        "tangan {side} memegang tepi baju",
        "{side} hand holding the hem",
        "hand-on-hem",
    ),
}
