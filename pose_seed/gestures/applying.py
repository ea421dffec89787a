"""Hands that put a product on skin."""

from typing import Final

from pose_seed.gestures.gesture import TO_FACE, Gesture, reach

__all__ = ["APPLYING"]

APPLYING: Final[dict[str, Gesture]] = {
    "apply-cheek": Gesture(
        reach("head", (0.036, -0.026, 0.062), (-0.5, 0.65, -0.4), (0.6, -1.0, 0.1), palm=TO_FACE),
        "ujung jari {side} mengoles pipi",
        "{side} fingertips smoothing the cheek",
        "apply-cheek",
        acts=True,
    ),
    "apply-forehead": Gesture(
        reach("head", (0.018, 0.044, 0.064), (-0.55, 0.6, -0.45), (0.9, -0.6, 0.15), palm=TO_FACE),
        "ujung jari {side} mengoles dahi",
        "{side} fingertips on the forehead",
        "apply-forehead",
        acts=True,
    ),
    "apply-nose": Gesture(
        reach(
            "head",
            (0.010, -0.010, 0.080),
            (-0.55, 0.5, -0.6),
            (0.7, -0.9, 0.15),
            palm=TO_FACE,
            hand="point",
        ),
        "telunjuk {side} di hidung",
        "{side} forefinger at the nose",
        "apply-nose",
        acts=True,
    ),
    "apply-eye": Gesture(
        reach(
            "head",
            (0.030, -0.004, 0.064),
            (-0.5, 0.6, -0.5),
            (0.8, -0.8, 0.1),
            palm=TO_FACE,
            hand="point",
        ),
        "jari {side} menepuk bawah mata",
        "{side} finger patting under the eye",
        "apply-eye",
        acts=True,
    ),
    "apply-chin": Gesture(
        reach("head", (0.016, -0.058, 0.064), (-0.45, 0.7, -0.45), (0.5, -1.0, 0.1), palm=TO_FACE),
        "ujung jari {side} mengoles dagu",
        "{side} fingertips on the chin",
        "apply-chin",
        acts=True,
    ),
    "apply-neck": Gesture(
        reach(
            "chest",
            (0.02, 0.035, 0.052),
            (-0.6, 0.55, -0.45),
            (0.5, -1.0, 0.1),
            palm=TO_FACE,
            hand="flat",
        ),
        "tangan {side} mengoles leher",
        "{side} hand smoothing the neck",
        "apply-neck",
        acts=True,
    ),
    "apply-dropper": Gesture(
        reach(
            "head",
            (0.055, 0.005, 0.088),
            (-0.45, 0.45, -0.3),
            (0.9, -0.6, 0.1),
            palm=(-0.7, -0.5, -0.4),
            hand="pinch",
        ),
        "tangan {side} meneteskan serum ke pipi",
        "{side} hand dropping serum on the cheek",
        "dropper",
        holds=True,
        acts=True,
    ),
    "apply-palm": Gesture(
        reach(
            "head",
            (0.046, -0.012, 0.040),
            (-0.25, 0.9, -0.25),
            (0.6, -1.0, 0.05),
            palm=(-0.9, 0.0, -0.4),
            hand="flat",
            length=0.6,
        ),
        "telapak {side} menangkup pipi",
        "{side} palm cupping the cheek",
        "palm-on-cheek",
        acts=True,
    ),
    "apply-arm": Gesture(
        reach(
            "chest",
            (-0.125, -0.105, 0.055),
            (-0.9, -0.15, -0.2),
            (0.55, -1.0, 0.1),
            palm=(0.0, -0.2, -1.0),
            hand="flat",
            length=0.5,
        ),
        "tangan {side} mengoles lengan",
        "{side} hand smoothing the other arm",
        "apply-arm",
        acts=True,
    ),
}
