"""Where the parts of a figure's body lie; lengths are in body heights of the figure."""

from dataclasses import dataclass

import numpy as np

from endpoint.people import figure as joints
from endpoint.people.figure import Figure
from endpoint.pictures import Floats

__all__ = [
    "LEFT_ARM",
    "LEFT_LEG",
    "RIGHT_ARM",
    "RIGHT_LEG",
    "Anatomy",
    "Limb",
    "Line",
    "Profile",
    "unit",
]

Line = list[tuple[float, float, float]]  # (x, y, radius) in pixels
Limb = tuple[int, int, int]
Profile = tuple[tuple[float, float], ...]  # (share of the limb 0..2, radius in body heights)
TROUSER: Profile = (
    (-0.06, 0.040),
    (0.08, 0.047),
    (0.3, 0.053),
    (0.85, 0.044),
    (1.05, 0.041),
    (1.4, 0.038),
    (1.75, 0.035),
    (1.96, 0.034),
)
SHORT: Profile = ((-0.06, 0.040), (0.08, 0.048), (0.3, 0.058), (0.6, 0.059), (0.88, 0.057))
ARM: Profile = (
    (0.0, 0.0225),
    (0.3, 0.0265),
    (0.8, 0.0225),
    (1.0, 0.0215),
    (1.28, 0.0225),
    (1.7, 0.016),
    (2.0, 0.0130),
)
BARE: Profile = (
    (0.0, 0.044),
    (0.35, 0.047),
    (0.8, 0.034),
    (1.0, 0.031),
    (1.32, 0.032),
    (1.65, 0.023),
    (1.93, 0.0165),
    (2.0, 0.017),
)
RIGHT_ARM: Limb = (joints.R_SHOULDER, joints.R_ELBOW, joints.R_WRIST)
LEFT_ARM: Limb = (joints.L_SHOULDER, joints.L_ELBOW, joints.L_WRIST)
RIGHT_LEG: Limb = (joints.R_HIP, joints.R_KNEE, joints.R_ANKLE)
LEFT_LEG: Limb = (joints.L_HIP, joints.L_KNEE, joints.L_ANKLE)


@dataclass(frozen=True)
class Anatomy:
    """A figure's proportions: how thick its limbs and how narrow its waist are."""

    figure: Figure
    slim: float  # 1 = an adult woman's limbs
    waist: float  # share of the chest's width

    @property
    def size(self) -> float:
        return self.figure.height

    def hidden(self, limb: Limb) -> bool:
        """Whether a limb lies behind the trunk: its outer joints were marked as occluded."""
        outer = [float(self.figure.seen[joint]) for joint in limb[1:]]
        known = [confidence for confidence in outer if confidence > 0]
        return bool(known) and sum(known) / len(known) < 0.75

    def limb(self, limb: Limb, radii: Profile, until: float = 1.0) -> Line:
        """(x, y, radius) in pixels at shares 0 (first joint), 1 (second), 2 (third)."""
        a, b, c = (self.figure.points[joint] for joint in limb)
        found = []
        for share, radius in radii:
            at = min(share, 2 * until)
            point = a + (b - a) * at if at <= 1 else b + (c - b) * (at - 1)
            found.append((float(point[0]), float(point[1]), radius * self.size * self.slim))
        return found

    def foot(self, limb: Limb) -> tuple[tuple[float, float], tuple[float, float]]:
        """Toe and heel in pixels, from the shank's direction and where the body faces."""
        knee, ankle = self.figure.points[limb[1]], self.figure.points[limb[2]]
        shank = ankle - knee
        length = max(float(np.hypot(*shank)), 1e-6)
        down = shank / length
        turn = self.figure.turn
        ahead = np.array([-down[1], down[0]]) * -np.sin(turn)
        outward = 1 if limb is LEFT_LEG else -1
        outward *= -1 if self.figure.back else 1
        h = self.size
        front = abs(float(np.cos(turn)))
        toe = ankle + ahead * 0.085 * h + down * (0.020 + 0.022 * front) * h
        toe[0] += outward * 0.012 * h * front
        heel = ankle - ahead * 0.018 * h + down * 0.016 * h
        return (float(toe[0]), float(toe[1])), (float(heel[0]), float(heel[1]))

    def trunk_line(self) -> tuple[Floats, Floats]:
        """The trunk's left and right edge in the picture, from the collar to below the hips."""
        f, h = self.figure, self.size
        neck = f.points[joints.NECK]
        hips = (f.points[joints.R_HIP] + f.points[joints.L_HIP]) / 2
        spine = hips - neck
        length = max(float(np.hypot(*spine)), 1e-6)
        spine = spine / length
        upper = _across(f.points[joints.R_SHOULDER], f.points[joints.L_SHOULDER], spine)
        lower = _across(f.points[joints.R_HIP], f.points[joints.L_HIP], spine)
        chest = max(float(np.hypot(*upper)) / 2, 0.062 * h)
        hip = max(float(np.hypot(*lower)) / 2 + 0.038 * h * self.slim, 0.068 * h)
        profile = (
            (-0.050 * h, 0.030 * h),
            (-0.036 * h, 0.046 * h),
            (-0.024 * h, max(0.74 * chest, 0.058 * h)),
            (-0.011 * h, 1.0 * chest),
            (0.012 * h, 1.13 * chest),
            (0.055 * h, 1.07 * chest),
            (0.34 * length, 0.97 * chest),
            (0.64 * length, self.waist * chest),
            (0.86 * length, 0.94 * hip),
            (1.02 * length, hip),
            (length + 0.05 * h, 0.97 * hip),
        )
        left, right = [], []
        for down, half in profile:
            share = float(np.clip(down / length, 0, 1))
            lean = unit(unit(upper) * (1 - share) + unit(lower) * share)
            middle = neck + spine * down
            left.append(middle - lean * half)
            right.append(middle + lean * half)
        return np.array(left, np.float32), np.array(right, np.float32)

    def trouser_line(self, limb: Limb) -> Line:
        """A trouser leg as (x, y, half width), from the hip to the ankle."""
        return self.limb(limb, TROUSER)


def _across(right: Floats, left: Floats, spine: Floats) -> Floats:
    """From the picture's left to its right between two joints; never along the spine."""
    gap = left - right if left[0] >= right[0] else right - left
    normal = np.array([-spine[1], spine[0]], np.float32)
    if normal[0] < 0:
        normal = -normal
    if float(gap @ normal) < 0.35 * float(np.hypot(*gap)):
        return np.asarray(normal * max(float(gap @ normal), 1.0), np.float32)
    return np.asarray(gap, np.float32)


def unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.hypot(*vector)), 1e-6), np.float32)
