"""Hands at the head and the chest."""

from typing import Final

from pose_seed.gestures.gesture import TO_BODY, TO_FACE, Gesture, reach

__all__ = ["UPPER"]

UPPER: Final[dict[str, Gesture]] = {
    "hair": Gesture(
        reach("head", (0.050, 0.05, -0.01), (-0.45, 0.7, -0.35), (0.95, 0.35, -0.05), palm=TO_FACE),
        "tangan {side} menyentuh rambut",
        "{side} hand in the hair",
        "hand-in-hair",
    ),
    "chin": Gesture(
        reach("head", (0.012, -0.062, 0.068), (-0.3, 0.8, -0.45), (0.4, -1.0, 0.15), palm=TO_FACE),
        "tangan {side} di dagu",
        "{side} hand at the chin",
        "hand-at-chin",
        acts=True,
    ),
    "cheek": Gesture(
        reach("head", (0.042, -0.022, 0.055), (-0.5, 0.7, -0.35), (0.6, -1.0, 0.1), palm=TO_FACE),
        "tangan {side} di pipi",
        "{side} hand on the cheek",
        "hand-on-cheek",
        acts=True,
    ),
    "collar": Gesture(
        reach("chest", (0.03, -0.02, 0.072), (-0.55, 0.65, -0.35), (0.5, -1.0, 0.0), palm=TO_FACE),
        "tangan {side} di kerah",
        "{side} hand at the collar",
        "hand-at-collar",
    ),
    "strap": Gesture(
        reach(
            "chest",
            (0.080, 0.01, 0.055),
            (-0.1, 0.65, -0.5),
            (0.45, -1.0, 0.05),
            palm=TO_BODY,
            hand="grip",
        ),
        "tangan {side} memegang tali di bahu",
        "{side} hand on a shoulder strap",
        "hand-on-strap",
    ),
    "glasses": Gesture(
        reach(
            "head",
            (0.045, 0.012, 0.06),
            (-0.5, 0.6, -0.5),
            (0.8, -0.8, 0.1),
            palm=TO_FACE,
            hand="pinch",
        ),
        "tangan {side} menyentuh pelipis",
        "{side} hand at the temple",
        "hand-at-temple",
    ),
    "chest": Gesture(
        reach(
            "chest",
            (-0.02, -0.05, 0.075),
            (-0.85, 0.2, -0.3),
            (0.6, -1.0, 0.05),
            palm=(0, 0, -1),
            hand="flat",
        ),
        "tangan {side} di dada",
        "{side} hand on the chest",
        "hand-on-chest",
    ),
    "ear": Gesture(
        reach(
            "head",
            (0.052, 0.0, 0.012),
            (-0.35, 0.75, -0.45),
            (0.85, -0.6, 0.1),
            palm=TO_FACE,
            hand="pinch",
        ),
        "tangan {side} menyentuh telinga",
        "{side} hand at the ear",
        "hand-at-ear",
    ),
}
