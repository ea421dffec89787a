"""A dressed figure, part by part; lengths are in body heights of the figure."""

from dataclasses import dataclass

import cv2
import numpy as np

from endpoint.canvas.curves import disc, smooth, stroke, tube
from endpoint.canvas.light import CLOTH, SKIN, Colour
from endpoint.canvas.outline import Cut, Outline
from endpoint.canvas.paint import Canvas
from endpoint.people import figure as joints
from endpoint.people.anatomy import (
    ARM,
    BARE,
    LEFT_LEG,
    RIGHT_LEG,
    SHORT,
    TROUSER,
    Anatomy,
    Limb,
    Profile,
    unit,
)
from endpoint.people.wardrobe import Outfit, lightness, mix
from endpoint.pictures import Floats

__all__ = ["Body"]


@dataclass(frozen=True)
class Body(Anatomy):
    """What it takes to draw one figure's parts."""

    canvas: Canvas
    outfit: Outfit
    skin: Colour
    seed: int
    shod: bool = True  # False when the product is the shoes

    def legs(self, order: tuple[Limb, ...]) -> None:
        """Both legs with what covers them, the far one first; the near one brings the hips."""
        kind = self.outfit.below
        for number, limb in enumerate(order):
            last = limb is order[-1]
            if self.shod:
                self.shoe(limb)
            if kind in ("trousers", "leggings"):
                self._trouser(limb, TROUSER, self.seed + number, hips=last)
                continue
            self._bare_leg(limb)
            if kind == "shorts":
                self._trouser(limb, SHORT, self.seed + number, hips=last)

    def _bare_leg(self, limb: Limb) -> None:
        outline = self.canvas.shape(stroke(self.limb(limb, BARE)))
        self.canvas.shade(outline, self.skin, 0.03 * self.size, SKIN)

    def _trouser(self, limb: Limb, profile: Profile, seed: int, *, hips: bool) -> None:
        tight = 0.84 if self.outfit.below == "leggings" else 1.0
        line = [(x, y, r * tight) for x, y, r in self.limb(limb, profile)]
        colour, h = self.outfit.below_colour, self.size
        leg = self.canvas.shape(stroke(line))
        end = self.canvas.shape(tube(line, 0.006 * h))
        self.canvas.shade(leg, colour, 0.036 * h, CLOTH, seed=seed, hem=end)
        if hips:
            self._seat(colour)

    def _seat(self, colour: Colour) -> None:
        outline, keep = self.seat()
        self.canvas.shade(outline, colour, 0.05 * self.size, CLOTH, seed=self.seed, keep=keep)

    def seat(self) -> tuple[Outline | None, Floats | None]:
        """Trousers from the waist to between the legs, and how they run out over both of them."""
        left, right = self.trunk_line()
        low = (left[-1] + right[-1]) / 2
        ring = [smooth(left[7:11], 4), low[None], smooth(right[7:11][::-1], 4)]
        outline = self.canvas.shape([np.concatenate(ring)])
        if outline is None:
            return None, None
        waist, hips = (left[7] + right[7]) / 2, (left[9] + right[9]) / 2
        down = unit(hips - waist)
        y, x = outline.grid()
        along = ((x - hips[0]) * down[0] + (y - hips[1]) * down[1]) / self.size
        return outline, np.clip(0.35 - along / 0.06, 0, 1).astype(np.float32)

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

    def trunk_outline(self, until: int | None = None) -> Outline | None:
        left, right = self.trunk_line()
        left, right = smooth(left[:until], 6), smooth(right[:until], 6)
        return self.canvas.shape([np.concatenate([left, right[::-1]])])

    def trunk(self) -> None:
        """The upper garment's body: a dress with its skirt, a loose or a tucked-in top."""
        h, wear = self.size, self.outfit
        if wear.one_piece:
            left, right = self.trunk_line()
            ring = np.concatenate([smooth(left, 6), smooth(right, 6)[::-1]])
            outline = self.canvas.shape([ring, self._skirt_hull()])
            self.canvas.shade(
                outline, wear.top, 0.075 * h, CLOTH, seed=self.seed, hem=self._skirt_hem()
            )
            return
        hem = self.hip_hem() if wear.loose else None
        self.canvas.shade(self.trunk_outline(), wear.top, 0.08 * h, CLOTH, seed=self.seed, hem=hem)

    def hip_hem(self) -> Cut:
        """Where a loose top ends, a little below the hips."""
        left, right = self.trunk_line()
        a, b = left[-2], right[-2]
        middle, wide = (a + b) / 2, unit(b - a)
        down = (-float(wide[1]), float(wide[0]))
        half = float(np.hypot(*(b - a))) / 2
        return Cut(float(middle[0]), float(middle[1]), *down, half, 0.010 * self.size)

    def _skirt_reach(self) -> float:
        if self.outfit.below == "long skirt":
            return 1.84
        return 0.80 if self.outfit.below == "leggings" else 1.45

    def _skirt_hull(self) -> Floats:
        """Cloth spanned from the waist over both legs."""
        left, right = self.trunk_line()
        h = self.size
        circles = [disc(float(x), float(y), 0.006 * h) for x, y in (left[7], right[7])]
        circles += [disc(float(x), float(y), 0.008 * h) for x, y in (left[9], right[9])]
        reach = self._skirt_reach()
        shares = tuple((at, 0.066) for at in (0.5, 1.0) if at < reach)
        for limb in (RIGHT_LEG, LEFT_LEG):
            circles += [disc(x, y, r) for x, y, r in self.limb(limb, (*shares, (reach, 0.074)))]
        hull = cv2.convexHull(np.concatenate(circles))[:, 0, :]
        return np.asarray(hull, np.float32)

    def _skirt_hem(self) -> Cut | None:
        """A straight hem for legs that hang; a lap has none."""
        f, h = self.figure, self.size
        ends = [
            self.limb(limb, ((self._skirt_reach(), 0.07),))[0] for limb in (RIGHT_LEG, LEFT_LEG)
        ]
        hips = f.points[[joints.R_HIP, joints.L_HIP]].mean(axis=0)
        middle = np.array([(ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2])
        down = middle - hips
        if float(down[1]) < 0.62 * self._skirt_reach() * 0.245 * h:
            return None
        down = down / max(float(np.hypot(*down)), 1e-6)
        half = abs(ends[0][0] - ends[1][0]) / 2 + 0.08 * h
        lift = 0.045 * h
        x, y = middle - down * (lift - 0.03 * h)
        return Cut(float(x), float(y), float(down[0]), float(down[1]), half, 0.016 * h)

    def waistband(self) -> None:
        """A skirt over the hips of a tucked-in top."""
        if self.outfit.one_piece or self.outfit.below not in ("skirt", "long skirt"):
            return
        outline = self.canvas.shape([self._skirt_hull()])
        self.canvas.shade(
            outline,
            self.outfit.below_colour,
            0.07 * self.size,
            CLOTH,
            seed=self.seed + 7,
            hem=self._skirt_hem(),
        )

    def arm(self, limb: Limb) -> None:
        """The arm where it is bare, then its sleeve."""
        covered = 0.94 if self.outfit.inner is not None else self.outfit.sleeve
        start = max(0.0, 2 * covered - 0.35)
        shares = [start, *(share for share, _ in ARM if share > start)]
        widths = np.interp(shares, [at for at, _ in ARM], [radius for _, radius in ARM])
        line = self.limb(limb, tuple(zip(shares, map(float, widths), strict=True)))
        outline = self.canvas.shape(stroke(line))
        self.canvas.shade(outline, self.skin, 0.022 * self.size, SKIN)
        if self.outfit.inner is not None:
            self.sleeve(limb, self.outfit.inner, 0.94)
        self.sleeve(limb, self.outfit.top, self.outfit.sleeve)

    def sleeve(self, limb: Limb, colour: Colour, share: float) -> None:
        """Cloth over the arm; on the trunk it runs out, so that shoulder and chest are one."""
        short = share < 0.6
        wide = 0.010 if short else 0.005
        reach = 2 * share
        radii = (
            (0.0, 0.0215),
            (0.14, 0.0255),
            (0.4, 0.0270),
            (1.0, 0.0235),
            (1.4, 0.022),
            (2.0, 0.0155),
        )
        shares = [share for share, _ in radii if share < reach] + [reach]
        widths = np.interp(shares, [at for at, _ in radii], [radius for _, radius in radii])
        line = self.limb(
            limb,
            tuple(
                (s, float(w) + wide * min(1.0, s + 0.4))
                for s, w in zip(shares, widths, strict=True)
            ),
        )
        outline = self.canvas.shape(stroke(line))
        if outline is None:
            return
        self.canvas.shade(
            outline,
            colour,
            0.027 * self.size,
            CLOTH,
            seed=self.seed + limb[0],
            contact=0.3,
            hem=self.canvas.shape(tube(line, 0.004 * self.size)),
            keep=None if self.hidden(limb) else self._run_out(outline, limb),
        )

    def _run_out(self, outline: Outline, limb: Limb) -> Floats:
        """How much of a sleeve is kept: none at the shoulder where the trunk lies under it."""
        trunk = self.trunk_outline()
        (x0, y0), (x1, y1) = self.figure.at(limb[0]), self.figure.at(limb[1])
        length = max(float(np.hypot(x1 - x0, y1 - y0)), 1e-6)
        y, x = outline.grid()
        along = ((x - x0) * ((x1 - x0) / length) + (y - y0) * ((y1 - y0) / length)) / self.size
        ramp = np.clip((along + 0.015) / 0.075, 0, 1)
        under = np.zeros(outline.mask.shape, np.float32)
        if trunk is not None:
            trunk.copy_to(under, outline)
        return np.asarray(1 - (1 - ramp) * under, np.float32)

    def neck(self) -> None:
        """From the collar to under the jaw, with a round neckline in front."""
        f, h = self.figure, self.size
        neck = f.points[joints.NECK]
        head = np.array([f.head.x, f.head.y + 0.040 * f.head.size], np.float32)
        bend = neck * 0.62 + head * 0.38
        thick = (0.0285 if self.slim < 1.1 else 0.034) * h
        line = [
            (float(neck[0]), float(neck[1] - (0.032 if f.back else 0.008) * h), thick * 1.2),
            (float(bend[0]), float(bend[1]), thick),
            (float(head[0]), float(head[1]), thick * 1.02),
        ]
        if not f.back and abs(float(np.cos(f.turn))) > 0.45:
            self._neckline(neck)
        outline = self.canvas.shape(stroke(line))
        if outline is not None:
            rows, _ = outline.grid()
            keep = np.clip((line[0][1] + thick - rows) / (1.6 * thick), 0, 1)
            keep = np.asarray(np.broadcast_to(keep, outline.mask.shape), np.float32)
            self.canvas.shade(outline, self.skin, 0.03 * h, SKIN, contact=0.0, keep=keep)
        if f.back:
            x, y = float(neck[0]), float(neck[1])
            collar = [
                (x - 0.036 * h, y - 0.034 * h, 0.010 * h),
                (x, y - 0.024 * h, 0.012 * h),
                (x + 0.036 * h, y - 0.034 * h, 0.010 * h),
            ]
            band = self.canvas.shape(stroke(collar))
            self.canvas.shade(band, self.outfit.top, 0.012 * h, CLOTH, contact=0.2)

    def _neckline(self, neck: Floats) -> None:
        h, top = self.size, self.outfit.top
        turn = self.figure.turn
        x = float(neck[0]) + 0.022 * h * float(np.sin(turn))
        y = float(neck[1])
        wide = max(abs(float(np.cos(turn))), 0.5) * h
        edge = mix(top, (255.0, 255.0, 255.0), 0.2)
        if lightness(top) > 0.8:
            edge = mix(top, (120.0, 110.0, 105.0), 0.12)
        rim = self.canvas.shape([disc(x, y - 0.016 * h, 0.054 * wide, 0.041 * h)])
        self.canvas.shade(rim, edge, 0.008 * h, CLOTH, contact=0.0)
        skin = self.canvas.shape([disc(x, y - 0.021 * h, 0.048 * wide, 0.038 * h)])
        self.canvas.shade(skin, self.skin, 0.06 * h, SKIN, contact=0.0)
