"""What a gesture is: one arm's part in a pose, described once for both sides.

`x` points outward to the arm's own side. Origins: the chest's is the point between the shoulders,
the pelvis' the point between the hip joints, the head's the point between the ears.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from pose_seed.posture import Anchor, Arm, Hang, Reach
from pose_seed.vectors import Vec

__all__ = ["TO_BODY", "TO_CAMERA", "TO_FACE", "Gesture", "hang", "reach"]

# Which way a palm faces.
TO_FACE: Final[Vec] = (-0.6, 0.1, -0.8)
TO_CAMERA: Final[Vec] = (-0.4, 0.0, 0.9)
TO_BODY: Final[Vec] = (-1.0, 0.0, -0.3)


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


def reach(
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


def hang(
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
