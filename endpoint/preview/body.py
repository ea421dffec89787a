"""A dressed figure, limb by limb; lengths are in body heights of the figure."""

from dataclasses import dataclass

import numpy as np

from endpoint.pictures import Floats
from endpoint.preview import figure as joints
from endpoint.preview.figure import Figure
from endpoint.preview.paint import (
    CLOTH,
    SKIN,
    Canvas,
    Colour,
    Outline,
    closed,
    disc,
    smooth,
    stroke,
)
from endpoint.preview.wardrobe import Outfit, lightness, mix

__all__ = ["Body", "Limb"]

Limb = tuple[int, int, int]
RIGHT_ARM: Limb = (joints.R_SHOULDER, joints.R_ELBOW, joints.R_WRIST)
LEFT_ARM: Limb = (joints.L_SHOULDER, joints.L_ELBOW, joints.L_WRIST)
RIGHT_LEG: Limb = (joints.R_HIP, joints.R_KNEE, joints.R_ANKLE)
LEFT_LEG: Limb = (joints.L_HIP, joints.L_KNEE, joints.L_ANKLE)


@dataclass(frozen=True)
class Body:
    """What it takes to draw one figure's parts."""

    canvas: Canvas
    figure: Figure
    outfit: Outfit
    skin: Colour
    slim: float  # 1 = an adult woman's limbs
    waist: float  # share of the chest's width
    seed: int

    @property
    def size(self) -> float:
        return self.figure.height

    def hidden(self, limb: Limb) -> bool:
        """Whether a limb lies behind the trunk: its outer joints were marked as occluded."""
        outer = [float(self.figure.seen[joint]) for joint in limb[1:]]
        known = [confidence for confidence in outer if confidence > 0]
        return bool(known) and sum(known) / len(known) < 0.75

    def _limb(
        self, limb: Limb, radii: tuple[tuple[float, float], ...], until: float = 1.0
    ) -> list[tuple[float, float, float]]:
        """(x, y, radius) in pixels at shares 0 (first joint), 1 (second), 2 (third)."""
        a, b, c = (self.figure.points[joint] for joint in limb)
        found = []
        for share, radius in radii:
            at = min(share, 2 * until)
            point = a + (b - a) * at if at <= 1 else b + (c - b) * (at - 1)
            found.append((float(point[0]), float(point[1]), radius * self.size * self.slim))
        return found

    def legs(self, order: tuple[Limb, ...]) -> None:
        """Both legs with what covers them, the far one first."""
        bare = self.outfit.below in ("shorts", "skirt", "long skirt")
        for number, limb in enumerate(order):
            self.shoe(limb)
            if bare:
                self._bare_leg(limb)
            else:
                self._trouser(limb, self.seed + number)
        if self.outfit.below == "shorts":
            for number, limb in enumerate(order):
                self._short(limb, self.seed + number)

    def _bare_leg(self, limb: Limb) -> None:
        profile = (
            (0.0, 0.052),
            (0.35, 0.049),
            (0.8, 0.034),
            (1.0, 0.031),
            (1.32, 0.032),
            (1.65, 0.023),
            (1.93, 0.0165),
            (2.0, 0.017),
        )
        outline = self.canvas.shape(stroke(self._limb(limb, profile)))
        self.canvas.shade(outline, self.skin, 0.03 * self.size, SKIN)

    def trouser_line(self, limb: Limb) -> list[tuple[float, float, float]]:
        tight = 0.86 if self.outfit.below == "leggings" else 1.0
        profile = (
            (-0.12, 0.060),
            (0.3, 0.056),
            (0.85, 0.043),
            (1.05, 0.040),
            (1.4, 0.037),
            (1.75, 0.033),
            (1.93, 0.0315),
        )
        return self._limb(limb, tuple((at, radius * tight) for at, radius in profile))

    def _trouser(self, limb: Limb, seed: int) -> None:
        outline = self.canvas.shape(stroke(self.trouser_line(limb)))
        colour = self.outfit.below_colour
        self.canvas.shade(outline, colour, 0.036 * self.size, CLOTH, seed=seed)

    def _short(self, limb: Limb, seed: int) -> None:
        profile = ((-0.12, 0.06), (0.3, 0.06), (0.6, 0.056), (0.82, 0.053))
        outline = self.canvas.shape(stroke(self._limb(limb, profile)))
        colour = self.outfit.below_colour
        self.canvas.shade(outline, colour, 0.04 * self.size, CLOTH, seed=seed)

    def shoe(self, limb: Limb) -> None:
        """A plain shoe; seen from the front it is short, from the side it is long."""
        toe, heel = self.foot(limb)
        h = self.size
        ankle = self.figure.at(limb[2])
        sole = [
            (*heel, 0.019 * h),
            ((heel[0] + toe[0]) / 2, (heel[1] + toe[1]) / 2, 0.021 * h),
            (*toe, 0.017 * h),
        ]
        upper = [(*ankle, 0.021 * h), ((ankle[0] + toe[0]) / 2, (ankle[1] + toe[1]) / 2, 0.022 * h)]
        outline = self.canvas.shape([*stroke(sole), *stroke(upper)])
        self.canvas.shade(outline, self.outfit.shoes, 0.019 * h, CLOTH)

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
        """The trunk's left and right edge in the picture, top to bottom."""
        f, h = self.figure, self.size
        neck = f.points[joints.NECK]
        hips = (f.points[joints.R_HIP] + f.points[joints.L_HIP]) / 2
        spine = hips - neck
        spine = spine / max(float(np.hypot(*spine)), 1e-6)
        upper = _across(f.points[joints.R_SHOULDER], f.points[joints.L_SHOULDER], spine)
        lower = _across(f.points[joints.R_HIP], f.points[joints.L_HIP], spine)
        chest = max(float(np.hypot(*upper)) / 2 + 0.004 * h, 0.066 * h)
        hip = max(float(np.hypot(*lower)) / 2 + 0.036 * h * self.slim, 0.070 * h)
        lean_u, lean_l = _unit(upper), _unit(lower)
        length = float(np.hypot(*(hips - neck)))
        profile = (
            (-0.035 * h, 0.034 * h),
            (-0.018 * h, 0.044 * h),
            (-0.004 * h, 0.62 * chest),
            (0.018 * h, 0.93 * chest),
            (0.10 * length + 0.02 * h, 1.0 * chest),
            (0.34 * length, 0.95 * chest),
            (0.62 * length, self.waist * chest),
            (0.86 * length, 0.93 * hip),
            (1.02 * length, hip),
            (length + 0.045 * h, 0.96 * hip),
        )
        left, right = [], []
        for down, half in profile:
            share = float(np.clip(down / max(length, 1), 0, 1))
            lean = _unit(lean_u * (1 - share) + lean_l * share)
            middle = neck + spine * down
            left.append(middle - lean * half)
            right.append(middle + lean * half)
        return np.array(left, np.float32), np.array(right, np.float32)

    def trunk_outline(self) -> Outline | None:
        left, right = self.trunk_line()
        ring = np.concatenate([smooth(left, 6), smooth(right, 6)[::-1]])
        return self.canvas.shape([ring])

    def trunk(self) -> None:
        """The upper garment's body and, for bare hips, what continues it."""
        if self.outfit.below in ("trousers", "shorts", "leggings"):
            self._pelvis()
        outline = self.trunk_outline()
        self.canvas.shade(outline, self.outfit.top, 0.085 * self.size, CLOTH, seed=self.seed)

    def _pelvis(self) -> None:
        left, right = self.trunk_line()
        ring = np.concatenate([left[6:], right[6:][::-1]])
        colour = self.outfit.below_colour
        outline = self.canvas.shape([closed(ring, 4)])
        self.canvas.shade(outline, colour, 0.05 * self.size, CLOTH, seed=self.seed)

    def skirt(self) -> None:
        """Cloth from the waist over both legs."""
        import cv2

        reach = 1.86 if self.outfit.below == "long skirt" else 1.5
        if self.outfit.below == "leggings":
            reach = 0.82
        left, right = self.trunk_line()
        h = self.size
        circles = [disc(float(x), float(y), 0.012 * h) for x, y in (left[6], right[6])]
        circles += [disc(float(x), float(y), 0.008 * h) for x, y in (left[8], right[8])]
        for limb in (RIGHT_LEG, LEFT_LEG):
            hem = self._limb(limb, ((0.5, 0.068), (1.0, 0.064), (reach, 0.070)))
            circles += [disc(x, y, r) for x, y, r in hem if True]
        hull = cv2.convexHull(np.concatenate(circles))[:, 0, :]
        outline = self.canvas.shape([np.asarray(hull, np.float32)])
        colour = self.outfit.below_colour
        self.canvas.shade(outline, colour, 0.07 * h, CLOTH, seed=self.seed + 7)

    def arm_line(self, limb: Limb, thicker: float = 1.0) -> list[tuple[float, float, float]]:
        profile = (
            (0.0, 0.0285),
            (0.3, 0.0275),
            (0.8, 0.0225),
            (1.0, 0.0215),
            (1.28, 0.0225),
            (1.7, 0.016),
            (2.0, 0.0130),
        )
        return self._limb(limb, tuple((at, radius * thicker) for at, radius in profile))

    def arm(self, limb: Limb) -> None:
        """The bare arm, then its sleeve."""
        outline = self.canvas.shape(stroke(self.arm_line(limb)))
        self.canvas.shade(outline, self.skin, 0.022 * self.size, SKIN)
        self.sleeve(limb, self.outfit.top)

    def sleeve_outline(self, limb: Limb) -> Outline | None:
        until = self.outfit.sleeve
        wide = 0.004 + 0.006 * (until < 0.6)
        profile = [
            (at, radius + wide + 0.003 * at)
            for at, radius in (
                (0.0, 0.0285),
                (0.4, 0.0275),
                (1.0, 0.0225),
                (1.4, 0.021),
                (2.0, 0.0145),
            )
        ]
        cut = [(at, radius) for at, radius in profile if at < 2 * until]
        low, high = cut[-1], profile[min(len(cut), len(profile) - 1)]
        if high[0] > low[0]:
            share = (2 * until - low[0]) / (high[0] - low[0])
            cut.append((2 * until, low[1] + (high[1] - low[1]) * share))
        return self.canvas.shape(stroke(self._limb(limb, tuple(cut))))

    def sleeve(self, limb: Limb, colour: Colour) -> None:
        outline = self.sleeve_outline(limb)
        self.canvas.shade(
            outline, colour, 0.026 * self.size, CLOTH, seed=self.seed + limb[0], contact=0.3
        )

    def neck(self) -> None:
        """From the collar to under the jaw, with a round neckline in front."""
        f, h = self.figure, self.size
        neck = f.points[joints.NECK]
        head = np.array([f.head.x, f.head.y + 0.035 * f.head.size], np.float32)
        bend = neck * 0.72 + head * 0.28
        thick = 0.029 if self.slim <= 1 else 0.033
        line = [
            (float(neck[0]), float(neck[1] + 0.004 * h), thick * 1.25 * h),
            (float(bend[0]), float(bend[1]), thick * h),
            (float(head[0]), float(head[1]), thick * 1.02 * h),
        ]
        if not f.back:
            self._neckline(neck)
        self.canvas.shade(self.canvas.shape(stroke(line)), self.skin, 0.03 * h, SKIN, contact=0.0)
        if f.back:
            collar = [
                (float(neck[0] - 0.032 * h), float(neck[1] - 0.012 * h), 0.012 * h),
                (float(neck[0]), float(neck[1] - 0.004 * h), 0.013 * h),
                (float(neck[0] + 0.032 * h), float(neck[1] - 0.012 * h), 0.012 * h),
            ]
            self.canvas.shade(self.canvas.shape(stroke(collar)), self.outfit.top, 0.012 * h, CLOTH)

    def _neckline(self, neck: Floats) -> None:
        h = self.size
        lean = 0.028 * h * float(np.sin(self.figure.turn))
        wide = max(abs(float(np.cos(self.figure.turn))), 0.6)
        x, y = float(neck[0]) + lean, float(neck[1])
        rim = self.canvas.shape([disc(x, y + 0.002 * h, 0.053 * h * wide, 0.045 * h)])
        edge = mix(self.outfit.top, (255.0, 255.0, 255.0), 0.18)
        if lightness(self.outfit.top) > 0.8:
            edge = mix(self.outfit.top, (120.0, 110.0, 105.0), 0.16)
        if rim is not None:
            self.canvas.shade(rim, edge, 0.010 * h, CLOTH, contact=0.0)
        skin = self.canvas.shape([disc(x, y - 0.003 * h, 0.047 * h * wide, 0.041 * h)])
        self.canvas.shade(skin, self.skin, 0.05 * h, SKIN, contact=0.0)


def _across(right: Floats, left: Floats, spine: Floats) -> Floats:
    """From the picture's left to its right between two joints; never along the spine."""
    gap = left - right if left[0] >= right[0] else right - left
    normal = np.array([-spine[1], spine[0]], np.float32)
    if normal[0] < 0:
        normal = -normal
    if float(gap @ normal) < 0.35 * float(np.hypot(*gap)):
        return np.asarray(normal * max(float(gap @ normal), 1.0), np.float32)
    return np.asarray(gap, np.float32)


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.hypot(*vector)), 1e-6), np.float32)
