"""What arms do: every gesture a recipe may ask for, described once for both sides.

`x` points outward to the arm's own side. Origins: the chest's is the point between the shoulders,
the pelvis' the point between the hip joints, the head's the point between the ears.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from pose_seed.posture import Anchor, Arm, Hang, Reach
from pose_seed.vectors import Vec

__all__ = ["GESTURES", "Gesture"]


@dataclass(frozen=True)
class Gesture:
    """One arm's part in a pose; the sentences take {side} (kanan/kiri, right/left)."""

    make: Callable[[Random], Arm]
    text_id: str
    text_en: str
    tag: str = ""
    holds: bool = False  # the hand has room for a product
    hint: str = ""  # for the prompt; takes {side}
    acts: bool = False  # its 21 points belong into the template


def _near(rng: Random, point: Vec, spread: float) -> Vec:
    return (
        point[0] + rng.uniform(-spread, spread),
        point[1] + rng.uniform(-spread, spread),
        point[2] + rng.uniform(-spread, spread) * 0.6,
    )


def _reach(
    anchor: Anchor,
    point: Vec,
    approach: Vec,
    pole: Vec,
    *,
    palm: Vec = (0.0, 0.0, -1.0),
    hand: str = "touch",
    length: float = 0.74,
    spread: float = 0.012,
) -> Callable[[Random], Arm]:
    def make(rng: Random) -> Arm:
        return Reach(
            anchor,
            _near(rng, point, spread),
            _near(rng, approach, 0.10),
            _near(rng, pole, 0.22),
            palm,
            hand,
            length,
        )

    return make


def _hang(
    flexion: tuple[float, float],
    abduction: tuple[float, float],
    elbow: tuple[float, float],
    turn: tuple[float, float],
    hand: str = "relaxed",
) -> Callable[[Random], Arm]:
    def make(rng: Random) -> Arm:
        return Hang(
            rng.uniform(*flexion),
            rng.uniform(*abduction),
            rng.uniform(*elbow),
            rng.uniform(*turn),
            hand,
        )

    return make


_TO_FACE: Final[Vec] = (-0.6, 0.1, -0.8)
_TO_CAMERA: Final[Vec] = (-0.4, 0.0, 0.9)
_TO_BODY: Final[Vec] = (-1.0, 0.0, -0.3)

GESTURES: Final[dict[str, Gesture]] = {
    # Resting
    "hang": Gesture(
        _hang((-8, 12), (5, 14), (6, 28), (0, 35)),
        "lengan {side} rileks",
        "{side} arm relaxed",
    ),
    "hip": Gesture(
        _reach(
            "pelvis", (0.088, 0.085, 0.03), (-0.55, -0.25, 0.6), (1.0, 0.0, -0.45), palm=_TO_BODY
        ),
        "tangan {side} di pinggang",
        "{side} hand on the hip",
        "hand-on-hip",
    ),
    "pocket": Gesture(
        _reach(
            "pelvis",
            (0.088, -0.045, 0.045),
            (-0.28, -0.9, 0.3),
            (0.75, 0.0, -0.75),
            palm=_TO_BODY,
            hand="flat",
        ),
        "tangan {side} di saku",
        "{side} hand in the pocket",
        "hand-in-pocket",
        hint="{side} hand in pocket",
    ),
    "behind": Gesture(
        _reach(
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
        _reach(
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
        _reach(
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
        _reach(
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
        _reach(
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
    # At the head and chest
    "hair": Gesture(
        _reach(
            "head", (0.050, 0.05, -0.01), (-0.45, 0.7, -0.35), (0.95, 0.35, -0.05), palm=_TO_FACE
        ),
        "tangan {side} menyentuh rambut",
        "{side} hand in the hair",
        "hand-in-hair",
    ),
    "chin": Gesture(
        _reach(
            "head", (0.012, -0.062, 0.068), (-0.3, 0.8, -0.45), (0.4, -1.0, 0.15), palm=_TO_FACE
        ),
        "tangan {side} di dagu",
        "{side} hand at the chin",
        "hand-at-chin",
        acts=True,
    ),
    "cheek": Gesture(
        _reach("head", (0.042, -0.022, 0.055), (-0.5, 0.7, -0.35), (0.6, -1.0, 0.1), palm=_TO_FACE),
        "tangan {side} di pipi",
        "{side} hand on the cheek",
        "hand-on-cheek",
        acts=True,
    ),
    "collar": Gesture(
        _reach(
            "chest", (0.03, -0.02, 0.072), (-0.55, 0.65, -0.35), (0.5, -1.0, 0.0), palm=_TO_FACE
        ),
        "tangan {side} di kerah",
        "{side} hand at the collar",
        "hand-at-collar",
    ),
    "strap": Gesture(
        _reach(
            "chest",
            (0.080, 0.01, 0.055),
            (-0.1, 0.65, -0.5),
            (0.45, -1.0, 0.05),
            palm=_TO_BODY,
            hand="grip",
        ),
        "tangan {side} memegang tali di bahu",
        "{side} hand on a shoulder strap",
        "hand-on-strap",
    ),
    "glasses": Gesture(
        _reach(
            "head",
            (0.045, 0.012, 0.06),
            (-0.5, 0.6, -0.5),
            (0.8, -0.8, 0.1),
            palm=_TO_FACE,
            hand="pinch",
        ),
        "tangan {side} menyentuh pelipis",
        "{side} hand at the temple",
        "hand-at-temple",
    ),
    "chest": Gesture(
        _reach(
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
        _reach(
            "head",
            (0.052, 0.0, 0.012),
            (-0.35, 0.75, -0.45),
            (0.85, -0.6, 0.1),
            palm=_TO_FACE,
            hand="pinch",
        ),
        "tangan {side} menyentuh telinga",
        "{side} hand at the ear",
        "hand-at-ear",
    ),
    # Holding
    "carry": Gesture(
        _hang((-4, 14), (6, 16), (6, 30), (0, 30), "grip"),
        "tangan {side} menjinjing produk",
        "{side} hand carrying the product low",
        "carrying",
        holds=True,
    ),
    "bag": Gesture(
        _hang((-6, 12), (8, 20), (72, 98), (0, 30), "grip"),
        "produk di lengan {side} yang menekuk",
        "product at the bent {side} arm",
        "forearm-carry",
        holds=True,
    ),
    "show": Gesture(
        _reach(
            "chest",
            (0.06, -0.07, 0.20),
            (-0.3, 0.75, 0.3),
            (0.5, -1.0, -0.15),
            palm=_TO_CAMERA,
            hand="hold",
            spread=0.03,
        ),
        "tangan {side} memegang produk di depan dada",
        "{side} hand holding the product before the chest",
        "holding",
        holds=True,
        acts=True,
    ),
    "show-side": Gesture(
        _reach(
            "chest",
            (0.17, 0.01, 0.12),
            (0.05, 0.9, 0.15),
            (0.6, -1.0, -0.1),
            palm=_TO_CAMERA,
            hand="hold",
            spread=0.025,
        ),
        "tangan {side} mengangkat produk setinggi bahu",
        "{side} hand raising the product to shoulder height",
        "holding",
        holds=True,
        acts=True,
    ),
    "show-face": Gesture(
        _reach(
            "head",
            (0.105, -0.03, 0.05),
            (-0.1, 0.95, 0.1),
            (0.7, -1.0, 0.0),
            palm=_TO_CAMERA,
            hand="hold",
            spread=0.015,
        ),
        "tangan {side} memegang produk di samping wajah",
        "{side} hand holding the product beside the face",
        "product-near-face",
        holds=True,
        acts=True,
    ),
    "show-cheek": Gesture(
        _reach(
            "head",
            (0.070, -0.045, 0.055),
            (-0.3, 0.9, 0.0),
            (0.6, -1.0, 0.05),
            palm=_TO_CAMERA,
            hand="hold",
        ),
        "tangan {side} menempelkan produk ke pipi",
        "{side} hand touching the product to the cheek",
        "product-near-face",
        holds=True,
        acts=True,
    ),
    "show-palm": Gesture(
        _reach(
            "chest",
            (0.15, -0.03, 0.19),
            (0.15, 0.35, 0.85),
            (0.5, -1.0, -0.2),
            palm=(0.0, 1.0, -0.2),
            hand="flat",
            spread=0.025,
        ),
        "produk di telapak tangan {side} yang terbuka",
        "product on the open {side} palm",
        "open-palm",
        holds=True,
        acts=True,
    ),
    "show-out": Gesture(
        _reach(
            "chest",
            (0.08, -0.02, 0.32),
            (-0.1, 0.5, 0.85),
            (0.6, -0.9, -0.1),
            palm=_TO_CAMERA,
            hand="hold",
            spread=0.03,
        ),
        "tangan {side} menyodorkan produk",
        "{side} hand offering the product",
        "offering",
        holds=True,
        acts=True,
    ),
    "show-up": Gesture(
        _reach(
            "chest",
            (0.14, 0.30, 0.07),
            (-0.05, 0.95, 0.1),
            (0.8, 0.3, 0.3),
            palm=_TO_CAMERA,
            hand="hold",
            spread=0.03,
        ),
        "tangan {side} mengangkat produk tinggi",
        "{side} hand holding the product up high",
        "holding-high",
        holds=True,
        acts=True,
    ),
    "hold-both": Gesture(
        _reach(
            "chest",
            (0.02, -0.13, 0.17),
            (-0.6, 0.45, 0.45),
            (0.7, -1.0, -0.25),
            palm=(-1.0, 0.1, 0.0),
            hand="hold",
            spread=0.006,
        ),
        "produk dipegang kedua tangan",
        "product held in both hands",
        "both-hands",
        holds=True,
        acts=True,
    ),
    "hold-both-high": Gesture(
        _reach(
            "head",
            (0.03, -0.115, 0.115),
            (-0.5, 0.75, 0.1),
            (0.7, -1.0, 0.0),
            palm=(-1.0, 0.1, 0.0),
            hand="hold",
            spread=0.006,
        ),
        "produk dipegang kedua tangan dekat wajah",
        "product held near the face in both hands",
        "both-hands",
        holds=True,
        acts=True,
    ),
    # Moving
    "swing-front": Gesture(
        _hang((14, 34), (4, 10), (12, 42), (10, 40)),
        "lengan {side} mengayun ke depan",
        "{side} arm swinging forward",
    ),
    "swing-back": Gesture(
        _hang((-34, -12), (5, 12), (5, 24), (0, 25)),
        "lengan {side} mengayun ke belakang",
        "{side} arm swinging back",
    ),
    "run-front": Gesture(
        _hang((18, 48), (6, 16), (78, 104), (15, 40), "fist"),
        "siku {side} di depan",
        "{side} elbow forward",
    ),
    "run-back": Gesture(
        _hang((-56, -34), (8, 18), (78, 104), (5, 30), "fist"),
        "siku {side} di belakang",
        "{side} elbow back",
    ),
    "out": Gesture(
        _hang((-10, 22), (62, 98), (2, 30), (-90, 0), "spread"),
        "lengan {side} terentang",
        "{side} arm stretched out",
        "arm-out",
    ),
    "out-low": Gesture(
        _hang((-12, 20), (30, 58), (4, 34), (-60, 20), "spread"),
        "lengan {side} terbuka",
        "{side} arm open",
        "arm-out",
    ),
    "up": Gesture(
        _hang((0, 25), (128, 166), (2, 40), (-90, 90), "spread"),
        "lengan {side} terangkat",
        "{side} arm raised",
        "arm-up",
    ),
    "wave": Gesture(
        _hang((5, 30), (62, 84), (72, 118), (-100, -75), "spread"),
        "tangan {side} melambai",
        "{side} hand waving",
        "waving",
    ),
    "fist-up": Gesture(
        _hang((10, 40), (88, 120), (60, 100), (-100, -70), "fist"),
        "kepalan {side} terangkat",
        "{side} fist raised",
        "cheering",
    ),
    "skirt": Gesture(
        _reach(
            "pelvis",
            (0.19, -0.055, 0.03),
            (0.35, -0.85, 0.1),
            (0.8, 0.0, -0.7),
            palm=_TO_BODY,
            hand="pinch",
            spread=0.025,
        ),
        "tangan {side} memegang tepi baju",
        "{side} hand holding the hem",
        "hand-on-hem",
    ),
    # Applying
    "apply-cheek": Gesture(
        _reach("head", (0.036, -0.026, 0.062), (-0.5, 0.65, -0.4), (0.6, -1.0, 0.1), palm=_TO_FACE),
        "ujung jari {side} mengoles pipi",
        "{side} fingertips smoothing the cheek",
        "apply-cheek",
        acts=True,
    ),
    "apply-forehead": Gesture(
        _reach(
            "head", (0.018, 0.044, 0.064), (-0.55, 0.6, -0.45), (0.9, -0.6, 0.15), palm=_TO_FACE
        ),
        "ujung jari {side} mengoles dahi",
        "{side} fingertips on the forehead",
        "apply-forehead",
        acts=True,
    ),
    "apply-nose": Gesture(
        _reach(
            "head",
            (0.010, -0.010, 0.080),
            (-0.55, 0.5, -0.6),
            (0.7, -0.9, 0.15),
            palm=_TO_FACE,
            hand="point",
        ),
        "telunjuk {side} di hidung",
        "{side} forefinger at the nose",
        "apply-nose",
        acts=True,
    ),
    "apply-eye": Gesture(
        _reach(
            "head",
            (0.030, -0.004, 0.064),
            (-0.5, 0.6, -0.5),
            (0.8, -0.8, 0.1),
            palm=_TO_FACE,
            hand="point",
        ),
        "jari {side} menepuk bawah mata",
        "{side} finger patting under the eye",
        "apply-eye",
        acts=True,
    ),
    "apply-chin": Gesture(
        _reach(
            "head", (0.016, -0.058, 0.064), (-0.45, 0.7, -0.45), (0.5, -1.0, 0.1), palm=_TO_FACE
        ),
        "ujung jari {side} mengoles dagu",
        "{side} fingertips on the chin",
        "apply-chin",
        acts=True,
    ),
    "apply-neck": Gesture(
        _reach(
            "chest",
            (0.02, 0.035, 0.052),
            (-0.6, 0.55, -0.45),
            (0.5, -1.0, 0.1),
            palm=_TO_FACE,
            hand="flat",
        ),
        "tangan {side} mengoles leher",
        "{side} hand smoothing the neck",
        "apply-neck",
        acts=True,
    ),
    "apply-dropper": Gesture(
        _reach(
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
        _reach(
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
        _reach(
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
    # Sitting
    "lap": Gesture(
        _reach(
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
        _reach(
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
        _reach(
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
        _reach(
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
        _reach(
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
        _reach(
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
