"""What a recipe says about a body: turns of pelvis, chest and head, and where limbs go."""

from dataclasses import dataclass, field
from typing import Final, Literal

from pose_seed.body import ADULT_WOMAN, Build
from pose_seed.vectors import Vec

__all__ = [
    "LEFT_SIDE",
    "RIGHT_SIDE",
    "Anchor",
    "Arm",
    "Hang",
    "Leg",
    "Posture",
    "Reach",
    "Side",
    "Step",
    "Swing",
    "Turn",
]

Side = Literal[-1, 1]
RIGHT_SIDE: Final[Side] = -1
LEFT_SIDE: Final[Side] = 1
Anchor = Literal["head", "chest", "pelvis", "world"]


@dataclass(frozen=True)
class Turn:
    """Degrees against the parent: yaw to the own left, pitch forward, roll to the own left."""

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0


@dataclass(frozen=True)
class Hang:
    """An arm by joint angles in degrees, in the chest's frame.

    `turn` is the direction in which the elbow bends the forearm: 0 forward, 90 towards the middle.
    """

    flexion: float = 0.0  # upper arm forward
    abduction: float = 8.0  # upper arm outward
    elbow: float = 12.0
    turn: float = 15.0
    hand: str = "relaxed"


@dataclass(frozen=True)
class Reach:
    """An arm by where its fingers touch.

    `x` of every vector points outward to the arm's own side, so one description serves both arms.
    The wrist ends `length` of a hand before the touch point against `approach`.
    """

    anchor: Anchor
    point: Vec  # body heights from the anchor's origin
    approach: Vec  # from the wrist to the touch point
    pole: Vec  # where the elbow points, in the chest's frame
    palm: Vec = (0.0, 0.0, -1.0)  # out of the palm, in the anchor's frame
    hand: str = "touch"
    length: float = 0.74


Arm = Hang | Reach


@dataclass(frozen=True)
class Step:
    """A leg by where its ankle stands; `x` outward from the middle line, `y` over the floor."""

    x: float = 0.07
    z: float = 0.0
    lift: float = 0.0  # of the ankle over its standing height
    knee_out: float = 6.0  # degrees of outward rotation of knee and foot
    knee_up: float = 0.0  # how far the knee's pole leans up: 1 when sitting
    toe_down: float = 0.0  # degrees of plantar flexion
    straight: float = 0.992  # share of the leg's length used when it carries the body
    carries: bool = True


@dataclass(frozen=True)
class Swing:
    """A leg by joint angles in degrees, in the pelvis' frame."""

    flexion: float = 0.0
    abduction: float = 3.0
    knee: float = 5.0
    rotation: float = 0.0  # outward; turns the direction in which the knee bends
    toe_down: float = 20.0


Leg = Step | Swing


@dataclass(frozen=True)
class Posture:
    """One body. The pelvis' height is found from the carrying legs unless it is given."""

    build: Build = ADULT_WOMAN
    pelvis: Turn = field(default_factory=Turn)
    shift: tuple[float, float] = (0.0, 0.0)  # of the pelvis over the floor, x to the left and z
    height: float | None = None  # of the hip centre
    chest: Turn = field(default_factory=Turn)
    head: Turn = field(default_factory=Turn)
    right_leg: Leg = field(default_factory=Step)
    left_leg: Leg = field(default_factory=Step)
    right_arm: Arm = field(default_factory=Hang)
    left_arm: Arm = field(default_factory=Hang)
    shrug: float = 0.0  # degrees that both shoulders rise
