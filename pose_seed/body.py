"""The proportions of the people we pose, in parts of body height H.

Segment lengths: D. A. Winter, Biomechanics and Motor Control of Human Movement (4th ed., 2009),
table 4.1, after R. Contini, Body segment parameters, part II (Artificial Limbs 16, 1972). Winter's
shoulder and hip half-widths are skin breadths; joint centres lie further in, as the landmarks of
ANSUR II (Gordon et al., NATICK/TR-15/007, 2014) show. The child of about six follows R. G. Snyder
et al., Anthropometry of infants, children and youths to age 18 (UM-HSRI-77-17, 1977). Head
landmarks (tragion, pupil, pronasale) are ANSUR II means over both sexes.
"""

from dataclasses import dataclass
from typing import Final

__all__ = ["ADULT_MAN", "ADULT_WOMAN", "BUILDS", "CHILD", "OLDER_CHILD", "Build"]


@dataclass(frozen=True)
class Build:
    """One kind of body; every length is a fraction of body height."""

    name: str
    shoulder_height: float = 0.818  # the line between the shoulders: COCO's neck
    hip_height: float = 0.530
    thigh: float = 0.245
    shank: float = 0.246
    upper_arm: float = 0.180
    forearm: float = 0.146
    hand: float = 0.108
    foot: float = 0.11  # ankle to toes along the sole
    shoulder_half: float = 0.110
    hip_half: float = 0.064
    neck: float = 0.077  # shoulder line to the pivot of the head
    head: float = 1.0  # size of the head against an adult's
    torso_radius: float = 0.060

    @property
    def ankle(self) -> float:
        """Height of the ankle over the floor."""
        return self.hip_height - self.thigh - self.shank

    @property
    def leg(self) -> float:
        return self.thigh + self.shank

    @property
    def arm(self) -> float:
        return self.upper_arm + self.forearm

    @property
    def torso(self) -> float:
        return self.shoulder_height - self.hip_height


ADULT_WOMAN: Final = Build("woman", shoulder_half=0.108)
ADULT_MAN: Final = Build("man", shoulder_half=0.115, hip_half=0.062)
CHILD: Final = Build(
    "child",
    shoulder_height=0.785,
    hip_height=0.485,
    thigh=0.222,
    shank=0.222,
    upper_arm=0.168,
    forearm=0.138,
    hand=0.102,
    foot=0.105,
    shoulder_half=0.105,
    hip_half=0.060,
    neck=0.062,
    head=1.35,
    torso_radius=0.062,
)
# About ten years: half way between the two.
OLDER_CHILD: Final = Build(
    "older child",
    shoulder_height=0.803,
    hip_height=0.508,
    thigh=0.234,
    shank=0.234,
    upper_arm=0.174,
    forearm=0.142,
    hand=0.105,
    foot=0.108,
    shoulder_half=0.106,
    hip_half=0.061,
    neck=0.068,
    head=1.17,
    torso_radius=0.060,
)
BUILDS: Final = (ADULT_WOMAN, ADULT_MAN, CHILD, OLDER_CHILD)
