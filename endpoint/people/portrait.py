"""What the preview takes from an avatar's photo: the head cut out, skin and hair colours."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from endpoint.canvas.light import Colour
from endpoint.pictures import Floats, Pixels

__all__ = ["Face", "Portrait", "find_face", "portrait"]

SEARCH_SIDE: Final = 160  # pixels of the longest side while searching
CUT_FACE: Final = 88  # width of the face while the head is cut out
PATCH_FACE: Final = 300  # width of the face in the stored patch, at most
CERTAIN: Final = 2.0  # score from which a find is a face (a coffee cup reaches 1.7)
SOME_SKIN: Final[Colour] = (222.0, 184.0, 158.0)
SOME_HAIR: Final[Colour] = (52.0, 40.0, 34.0)


@dataclass(frozen=True)
class Face:
    """A face in a photo, in its pixels: the middle between the eyes, and the face's width."""

    x: float
    y: float
    width: float
    certainty: float

    @property
    def chin(self) -> float:
        return self.y + 0.86 * self.width


@dataclass(frozen=True)
class Portrait:
    """A head that can be laid on a figure. `eyes` is the patch's pixel between the eyes."""

    patch: Pixels | None  # RGBA; None when no face was found
    eyes: tuple[float, float]
    width: float  # of the face, in pixels of the patch
    skin: Colour
    hair: Colour
    covered: bool  # a scarf hides hair and neck
    long_hair: bool


def portrait(photo: Pixels) -> Portrait:
    """Cut the most likely head out of a photo (RGB)."""
    face = find_face(photo)
    if face.certainty < CERTAIN:
        return Portrait(None, (0.0, 0.0), 1.0, SOME_SKIN, SOME_HAIR, False, False)
    scale = min(1.0, PATCH_FACE / face.width)
    w = face.width * scale
    region = _region(photo, face)
    patch_size = (
        round(region.shape[1] * w / _unit(region)),
        round(region.shape[0] * w / _unit(region)),
    )
    colours = np.asarray(cv2.resize(region, patch_size, interpolation=cv2.INTER_AREA), np.uint8)
    skin = _skin_colour(colours, w)
    covered = _covered(colours, w, skin)
    cut = _cut(region, CUT_FACE, covered)
    alpha = cv2.resize(cut, patch_size, interpolation=cv2.INTER_CUBIC)
    patch = np.dstack([colours, np.clip(alpha * 255, 0, 255).astype(np.uint8)])
    hair = _scarf_colour(colours, w) if covered else _hair_colour(patch, w, skin)
    return Portrait(
        patch=patch,
        eyes=(LEFT * w, UP * w),
        width=w,
        skin=skin,
        hair=hair,
        covered=covered,
        long_hair=_long_hair(patch, w, hair),
    )


SCARF: Final = (0.0, 1.02, 0.3, 0.1)  # dx, dy, width, height: right under the chin


AROUND: Final = ((0.0, -0.80, 0.3, 0.08), (-0.62, 0.1, 0.1, 0.2), (0.62, 0.1, 0.1, 0.2))


def _scarf_colour(rgb: Pixels, w: float) -> Colour:
    """The cloth where light falls on it."""
    return max((_mean_at(rgb, w, box) for box in AROUND), key=sum)


def _covered(rgb: Pixels, w: float, skin: Colour) -> bool:
    """Whether one cloth lies above the forehead, beside the face and under the chin."""
    under = _mean_at(rgb, w, SCARF)
    alike = [_apart(_mean_at(rgb, w, box), under) < 62 for box in AROUND]
    return sum(alike) >= 2 and _apart(under, skin) > 40


# The region around a face, in face widths from the middle between the eyes.
LEFT: Final = 1.15
UP: Final = 1.30
DOWN: Final = 1.45


def _unit(region: Pixels) -> float:
    """Pixels of a region per face width."""
    return float(region.shape[1]) / (2 * LEFT)


def _region(photo: Pixels, face: Face) -> Pixels:
    """The photo around the face; beyond its border the border repeats."""
    w = face.width
    side = (round(2 * LEFT * w), round((UP + DOWN) * w))
    moved = np.array([[1, 0, LEFT * w - face.x], [0, 1, UP * w - face.y]], np.float32)
    out = cv2.warpAffine(
        photo, moved, side, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(out, np.uint8)


def _resized(rgb: Pixels, scale: float) -> Pixels:
    smaller = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(smaller, np.uint8)


def skin_likelihood(rgb: Pixels) -> Floats:
    """0..1 per pixel, from chroma alone, so that it holds for every depth of skin."""
    ycc = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb).astype(np.float32)
    y, cr, cb = ycc[..., 0], ycc[..., 1], ycc[..., 2]
    red = (cr - 151.0) / 11.0
    blue = (cb - 108.0) / 12.0
    lit = np.clip((y - 30.0) / 30.0, 0, 1)
    return np.asarray(np.exp(-0.5 * (red * red + blue * blue)) * lit, np.float32)


def find_face(photo: Pixels) -> Face:
    """The best upright frontal face by box features over skin and luma; always an answer.

    The features are those of Viola and Jones (2001) chosen by hand: eyes darker than cheeks and
    bridge, skin inside, less of it beside and above, both halves alike. A second pass replaces
    the general idea of skin by the one found, which tells hair and fringe from the face.
    """
    scale = SEARCH_SIDE / max(photo.shape[:2])
    small = _resized(photo, scale)
    luma = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    sides = np.geomspace(12, min(luma.shape) * 0.7, 22)
    first = _best(luma, skin_likelihood(small), sides)
    _, x, y, size = first
    own = _own_skin(small, x, y + 0.3 * size, size)
    near = np.geomspace(max(10.0, size * 0.55), size * 1.15, 10)
    refined = _best(luma, own, near, around=(x, y + 0.15 * size, 0.55 * size))
    certainty, x, y, size = refined
    return Face((x + 0.5) / scale, (y + 0.5) / scale, size / scale, certainty)


def _best(
    luma: Floats,
    skin: Floats,
    sides: npt.NDArray[np.float64],
    around: tuple[float, float, float] | None = None,
) -> tuple[float, float, float, float]:
    """(score, x, y, width) of the best face; `around` (x, y, reach) keeps the search local."""
    best = (-1e9, luma.shape[1] * 0.5, luma.shape[0] * 0.4, float(sides[-1]) * 0.5)
    for size in sides:
        score = _scores(luma, skin, float(size))
        if around is not None:
            y, x = np.mgrid[0 : score.shape[0], 0 : score.shape[1]]
            score[np.hypot(x - around[0], y - around[1]) > around[2]] = -1e9
        y, x = np.unravel_index(int(score.argmax()), score.shape)
        if score[y, x] > best[0]:
            best = (float(score[y, x]), float(x), float(y), float(size))
    return best


def _own_skin(small: Pixels, x: float, y: float, w: float) -> Floats:
    """How alike each pixel is to the middle of the face found first, in LAB."""
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    reach = max(1, round(0.16 * w))
    cy, cx = int(np.clip(y, 0, lab.shape[0] - 1)), int(np.clip(x, 0, lab.shape[1] - 1))
    seed = lab[max(cy - reach, 0) : cy + reach + 1, max(cx - reach, 0) : cx + reach + 1]
    middle = np.median(seed.reshape(-1, 3), axis=0)
    apart = (lab - middle) / np.array([22.0, 9.0, 11.0], np.float32)
    return np.asarray(np.exp(-0.5 * (apart**2).sum(axis=-1)), np.float32)


def _scores(luma: Floats, skin: Floats, w: float) -> Floats:
    """How much a face of width w with its eyes' middle at each pixel is there."""

    def at(image: Floats, dx: float, dy: float, bw: float, bh: float) -> Floats:
        kernel = (max(1, round(bw * w)), max(1, round(bh * w)))
        mean = cv2.blur(image, kernel, borderType=cv2.BORDER_REPLICATE)
        moved = np.array([[1, 0, -dx * w], [0, 1, -dy * w]], np.float32)
        return np.asarray(
            cv2.warpAffine(
                mean,
                moved,
                (image.shape[1], image.shape[0]),
                flags=cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            )
        )

    eyes = np.maximum(at(luma, -0.23, 0, 0.2, 0.1), at(luma, 0.23, 0, 0.2, 0.1))
    uneven = np.abs(at(luma, -0.23, 0, 0.2, 0.1) - at(luma, 0.23, 0, 0.2, 0.1))
    cheeks = np.minimum(at(luma, -0.24, 0.28, 0.2, 0.16), at(luma, 0.24, 0.28, 0.2, 0.16))
    bridge = at(luma, 0, 0.08, 0.12, 0.2)
    inside = at(skin, 0, 0.24, 0.6, 0.8)
    beside = np.maximum(at(skin, -0.7, 0.1, 0.2, 0.6), at(skin, 0.7, 0.1, 0.2, 0.6))
    above = at(skin, 0, -0.74, 0.6, 0.16)
    corners = np.maximum(at(skin, -0.55, 0.85, 0.18, 0.2), at(skin, 0.55, 0.85, 0.18, 0.2))
    mean = at(luma, 0, 0.2, 1, 1.2)
    spread = np.sqrt(np.maximum(at(luma * luma, 0, 0.2, 1, 1.2) - mean * mean, 36))
    dark = np.minimum(cheeks - eyes, bridge - eyes)
    return np.asarray(
        2.0 * inside
        - 0.9 * beside
        - 0.7 * above
        - 0.4 * corners
        + 0.9 * np.clip(dark / spread, -1, 1.5)
        - 0.3 * uneven / spread
        + 0.15 * np.log(w)
        + _place(luma.shape, w),
        np.float32,
    )


def _place(shape: tuple[int, ...], w: float) -> Floats:
    """A portrait's face is near the middle of the upper half and not cut by the frame."""
    height, width = shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    off = ((x / width - 0.5) / 0.35) ** 2 + ((y / height - 0.38) / 0.35) ** 2
    cut = (x < 0.5 * w) | (x > width - 0.5 * w) | (y < 0.4 * w) | (y > height - 0.8 * w)
    return np.asarray(-0.18 * off - 0.8 * cut, np.float32)


def _cut(region: Pixels, face_width: int, covered: bool) -> Floats:
    """Opacity of the head in the region, by GrabCut seeded with where a head must be.

    What lies beside and above the head is surely background; neck and clothes, which may well
    have the head's colours, are left open and then cut off by where a jaw ends.
    """
    small = _resized(region, face_width / _unit(region))
    height, width = small.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = x / face_width - LEFT, y / face_width - UP
    head = (u / 0.98) ** 2 + ((v - 0.02) / np.where(v < 0.02, 1.16, 1.1)) ** 2 < 1
    below = v > 0.55
    jaw = (u / 0.43) ** 2 + ((v - 0.16) / 0.62) ** 2 < 1
    seeds = np.full((height, width), cv2.GC_BGD, np.uint8)
    seeds[below] = cv2.GC_PR_BGD
    seeds[head] = cv2.GC_PR_FGD
    seeds[below & (np.abs(u) < 0.9)] = cv2.GC_PR_FGD
    seeds[jaw] = cv2.GC_FGD
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(1)
    cv2.grabCut(small, seeds, (0, 0, 1, 1), background, foreground, 5, cv2.GC_INIT_WITH_MASK)
    found = ((seeds == cv2.GC_FGD) | (seeds == cv2.GC_PR_FGD)).astype(np.uint8)
    if not covered:
        # Under the jaw the figure has a neck of its own.
        under = (v > 0.3) & ((u / 0.47) ** 2 + ((v - 0.16) / 0.70) ** 2 > 1)
        found[under & (np.abs(u) < 0.56)] = 0
        found[below & ~head] = 0
    found = _main_piece(found, (round(UP * face_width), round(LEFT * face_width)))
    skull = (u / 0.6) ** 2 + ((v + 0.02) / 0.78) ** 2 < 1
    if float(found[skull].mean()) < 0.6 or float(found[:2].mean()) > 0.5:
        # The cut failed: an oval is used instead.
        found = ((u / 0.5) ** 2 + ((v - 0.1) / 0.72) ** 2 < 1).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    found = np.asarray(cv2.morphologyEx(found, cv2.MORPH_OPEN, kernel), np.uint8)
    soft = cv2.GaussianBlur(found.astype(np.float32), (0, 0), 1.6)
    soft = np.clip((soft - 0.45) / 0.5, 0, 1)
    end = 1.05 if covered else 0.98
    fade = np.clip((end - v) / 0.24, 0, 1)  # loose hair and cloth end softly
    return np.asarray(soft * fade, np.float32)


def _main_piece(found: npt.NDArray[np.uint8], inside: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """The connected piece that holds a pixel, with its holes filled."""
    _, labels = cv2.connectedComponents(found)
    piece = (labels == labels[inside]).astype(np.uint8) if found[inside] else found
    edges, _ = cv2.findContours(piece, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros_like(piece)
    cv2.drawContours(filled, edges, -1, 1, cv2.FILLED)
    return np.asarray(filled, np.uint8)


def _window(rgb: npt.NDArray[np.uint8], w: float, box: tuple[float, float, float, float]) -> Pixels:
    """A box (dx, dy, width, height in face widths around the eyes' middle) of a patch."""
    dx, dy, bw, bh = box
    cx, cy = (LEFT + dx) * w, (UP + dy) * w
    x0, x1 = int(cx - bw * w / 2), int(cx + bw * w / 2) + 1
    y0, y1 = int(cy - bh * w / 2), int(cy + bh * w / 2) + 1
    return rgb[max(y0, 0) : y1, max(x0, 0) : x1]


def _mean_at(rgb: Pixels, w: float, box: tuple[float, float, float, float]) -> Colour:
    pixels = _window(rgb, w, box).reshape(-1, rgb.shape[2])[:, :3]
    r, g, b = np.median(pixels, axis=0)
    return (float(r), float(g), float(b))


def _skin_colour(rgb: Pixels, w: float) -> Colour:
    """The lit middle of the cheeks and forehead."""
    spots = [(-0.25, 0.28), (0.25, 0.28), (0.0, -0.2), (0.0, 0.36)]
    pixels = np.concatenate(
        [_window(rgb, w, (dx, dy, 0.2, 0.14)).reshape(-1, 3) for dx, dy in spots]
    )
    luma = pixels.mean(axis=1)
    kept = pixels[(luma >= np.percentile(luma, 35)) & (luma <= np.percentile(luma, 90))]
    r, g, b = kept.mean(axis=0)
    return (float(r), float(g), float(b))


def _hair_colour(patch: Pixels, w: float, skin: Colour) -> Colour:
    """The median of the head above and beside the face; dark brown when there is none."""
    height, width = patch.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = x / w - LEFT, y / w - UP
    ring = (v < -0.1) & ((u / 0.5) ** 2 + ((v - 0.1) / 0.62) ** 2 > 1) & (patch[..., 3] > 220)
    pixels = patch[ring][:, :3].astype(np.float32)
    if len(pixels):
        away = np.abs(pixels - np.array(skin, np.float32)).sum(axis=1)
        pixels = pixels[away > 60]
    if len(pixels) < 40:
        return SOME_HAIR
    r, g, b = np.median(pixels, axis=0)
    return (float(r), float(g), float(b))


def _long_hair(patch: Pixels, w: float, hair: Colour) -> bool:
    """Whether hair still hangs beside the jaw."""
    sides = [_window(patch, w, (dx, 0.72, 0.2, 0.2)).reshape(-1, 4) for dx in (-0.62, 0.62)]
    pixels = np.concatenate(sides).astype(np.float32)
    near = np.abs(pixels[:, :3] - np.array(hair, np.float32)).sum(axis=1) < 110
    return bool((near & (pixels[:, 3] > 128)).mean() > 0.25)


def _apart(a: Colour, b: Colour) -> float:
    return float(np.sqrt(sum((p - q) ** 2 for p, q in zip(a, b, strict=True))))
