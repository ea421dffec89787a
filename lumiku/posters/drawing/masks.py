"""Masks: anti-aliased outlines, gradients and blurred shadows as 8-bit pictures."""

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from lumiku.posters.document.schemas import Linear, Mask, Palette

__all__ = [
    "blurred",
    "dimmed",
    "gradient",
    "outline_mask",
    "path_points",
    "path_stroke",
    "ring",
    "rotated",
]

SAMPLES: Final = 4  # supersampling each way
_MOST_SAMPLES: Final = 9_000_000  # px of a supersampled tile
_CURVE_STEPS: Final = 18
_SHADOW_STEP: Final = 4  # shadows are blurred at a quarter of their size

_TOKEN: Final = re.compile(r"[MLCQZ]|-?\d*\.?\d+(?:[eE][+-]?\d+)?")
_ARITY: Final = {"M": 1, "L": 1, "Q": 2, "C": 3}

Points = list[tuple[float, float]]


@lru_cache(maxsize=512)
def path_points(path: str) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The rings of a path, its curves flattened. Raises ValueError on malformed data."""
    tokens = _TOKEN.findall(path)
    rings: list[Points] = []
    index = 0
    while index < len(tokens):
        command = tokens[index]
        if command == "Z":
            index += 1
            continue
        if command not in _ARITY:
            raise ValueError(f"path command expected at token {index}")
        count = _ARITY[command] * 2
        try:
            numbers = [float(token) for token in tokens[index + 1 : index + 1 + count]]
        except ValueError:
            raise ValueError(f"{command} needs {count} numbers") from None
        if len(numbers) != count or (command != "M" and not rings):
            raise ValueError(f"{command} needs {count} numbers and a start")
        index += 1 + count
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        if command == "M":
            rings.append(points)
        elif command == "L":
            rings[-1] += points
        else:
            rings[-1] += _curve([rings[-1][-1], *points])
    return tuple(tuple(ring) for ring in rings if len(ring) > 1)


def _curve(control: Sequence[tuple[float, float]]) -> Points:
    """Points of a Bézier curve of any degree after its start (de Casteljau)."""
    points = []
    for step in range(1, _CURVE_STEPS + 1):
        share, level = step / _CURVE_STEPS, list(control)
        while len(level) > 1:
            level = [
                (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
                for (x0, y0), (x1, y1) in pairwise(level)
            ]
        points.append(level[0])
    return points


def _samples(width: int, height: int) -> int:
    samples = SAMPLES
    while samples > 1 and width * height * samples * samples > _MOST_SAMPLES:
        samples //= 2
    return samples


def outline_mask(
    width: int, height: int, mask: Mask | None = None, *, ellipse: bool = False
) -> Image.Image | None:
    """The inside of an outline as `L`, or None for a plain rectangle."""
    kind = "ellipse" if ellipse else (mask.kind if mask else "rect")
    if kind == "path" and mask:
        return _path_mask(width, height, mask.path, mask.view)
    if kind == "ellipse":
        return _ellipse_mask(width, height)
    radius = min(mask.radius if mask else 0, width / 2, height / 2)
    return _rounded_mask(width, height, round(radius, 1)) if radius >= 0.5 else None


@lru_cache(maxsize=64)
def _ellipse_mask(width: int, height: int) -> Image.Image:
    samples = _samples(width, height)
    tile = Image.new("L", (width * samples, height * samples))
    ImageDraw.Draw(tile).ellipse((0, 0, tile.width - 1, tile.height - 1), fill=255)
    return tile.reduce(samples) if samples > 1 else tile


@lru_cache(maxsize=128)
def _rounded_mask(width: int, height: int, radius: float) -> Image.Image:
    """Only the corners need supersampling."""
    tile = Image.new("L", (width, height), 255)
    reach = min(math.ceil(radius), width, height)
    big = Image.new("L", (2 * reach * SAMPLES, 2 * reach * SAMPLES))
    side = 2 * radius * SAMPLES
    ImageDraw.Draw(big).ellipse((0, 0, side - 1, side - 1), fill=255)
    corner = big.crop((0, 0, reach * SAMPLES, reach * SAMPLES)).reduce(SAMPLES)
    flipped = corner.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    tile.paste(corner, (0, 0))
    tile.paste(flipped, (width - reach, 0))
    tile.paste(corner.transpose(Image.Transpose.FLIP_TOP_BOTTOM), (0, height - reach))
    tile.paste(flipped.transpose(Image.Transpose.FLIP_TOP_BOTTOM), (width - reach, height - reach))
    return tile


@lru_cache(maxsize=96)
def _path_mask(width: int, height: int, path: str, view: tuple[float, float]) -> Image.Image:
    """Even-odd: rings over each other cut holes."""
    samples = _samples(width, height)
    sx, sy = width * samples / view[0], height * samples / view[1]
    tile = Image.new("L", (width * samples, height * samples))
    draw = ImageDraw.Draw(tile)
    covered: list[tuple[float, float, float, float]] = []
    for ring in path_points(path):
        points = [(x * sx, y * sy) for x, y in ring]
        box = _bounds(points)
        if any(_touch(box, other) for other in covered):
            other = Image.new("L", tile.size)
            ImageDraw.Draw(other).polygon(points, fill=255)
            tile = ImageChops.difference(tile, other)
            draw = ImageDraw.Draw(tile)
        else:
            draw.polygon(points, fill=255)
        covered.append(box)
    return tile.reduce(samples) if samples > 1 else tile


def _bounds(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across), min(down), max(across), max(down)


def _touch(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return (
        one[0] < other[2] - 1
        and other[0] < one[2] - 1
        and one[1] < other[3] - 1
        and other[1] < one[3] - 1
    )


def path_stroke(
    size: tuple[int, int], path: str, view: tuple[float, float], stroke: float, dash: float = 0
) -> tuple[Image.Image, int]:
    """The stroke along a path and by how many px the picture reaches beyond the box."""
    width, height = size
    pad = math.ceil(stroke / 2) + 1
    samples = _samples(width + 2 * pad, height + 2 * pad)
    tile = Image.new("L", ((width + 2 * pad) * samples, (height + 2 * pad) * samples))
    draw = ImageDraw.Draw(tile)
    sx, sy = width / view[0], height / view[1]
    closed = "Z" in path
    for ring in path_points(path):
        points = [((x * sx + pad) * samples, (y * sy + pad) * samples) for x, y in ring]
        if closed:
            points = [*points, points[0], points[1]]
        for run in _dashes(points, dash * samples) if dash else [points]:
            draw.line(run, fill=255, width=max(round(stroke * samples), 1), joint="curve")
    return (tile.reduce(samples) if samples > 1 else tile), pad


def _dashes(points: Points, length: float) -> list[Points]:
    """Every second stretch of a polyline, all of a length."""
    runs: list[Points] = []
    run: Points = [points[0]]
    inked, left = True, length
    for start, end in pairwise(points):
        (x0, y0), (x1, y1) = start, end
        span = math.hypot(x1 - x0, y1 - y0)
        done = 0.0
        while span - done > left:
            done += left
            at = (x0 + (x1 - x0) * done / span, y0 + (y1 - y0) * done / span)
            if inked:
                runs.append([*run, at])
            run, inked, left = [at], not inked, length
        left -= span - done
        run.append(end)
    return [*runs, run] if inked and len(run) > 1 else runs


def ring(outer: Image.Image, inner: Image.Image | None, at: tuple[int, int]) -> Image.Image:
    """An outline's mask without the mask lying `at` inside it; None means a full rectangle."""
    hole = Image.new("L", outer.size)
    if inner is None:
        hole.paste(255, (at[0], at[1], outer.width - at[0], outer.height - at[1]))
    else:
        hole.paste(inner, at)
    return ImageChops.subtract(outer, hole)


def dimmed(mask: Image.Image, opacity: float) -> Image.Image:
    return mask if opacity >= 1 else mask.point([round(value * opacity) for value in range(256)])


def blurred(mask: Image.Image, blur: float, rotation: float = 0) -> Image.Image:
    """A mask's soft shadow, larger than it by the same number of px on each side.

    As on an HTML canvas a blur of n px is a Gaussian of standard deviation n / 2. The work is
    done at a quarter of the size, where the difference is not visible.
    """
    step = _SHADOW_STEP
    pad = math.ceil(blur * 1.3 / step) + 1  # in steps
    small = mask.reduce(step)
    tile = Image.new("L", (small.width + 2 * pad, small.height + 2 * pad))
    tile.paste(small, (pad, pad))
    if rotation:
        tile = tile.rotate(-rotation, Image.Resampling.BILINEAR, expand=True)
    soft = tile.filter(ImageFilter.GaussianBlur(blur / 2 / step))
    return soft.resize((soft.width * step, soft.height * step), Image.Resampling.BILINEAR)


def rotated(tile: Image.Image, degrees: float) -> Image.Image:
    """Turned clockwise about its centre, grown to hold the corners, edges smooth.

    Masks are smooth already, so that half the work is enough for them.
    """
    padded = Image.new(tile.mode, (tile.width + 4, tile.height + 4))
    padded.paste(tile, (2, 2))
    smooth = Image.Resampling.BILINEAR if tile.mode == "L" else Image.Resampling.BICUBIC
    return padded.rotate(-degrees, smooth, expand=True)


def gradient(
    width: int, height: int, fill: Linear, palette: Palette
) -> tuple[Image.Image | str, Image.Image]:
    """(colour, alpha) of a linear fill; the colour is a hex when all stops share one."""
    along = fill.angle in (0, 180)
    length = width if along else height
    where = (np.arange(length) + 0.5) / length
    if fill.angle in (180, 270):
        where = where[::-1]
    places = [stop[0] for stop in fill.stops]
    alpha = np.interp(where, places, [stop[2] for stop in fill.stops])
    mask = _ramp(alpha * 255, along, (width, height))
    colours = [palette.hex(stop[1]) for stop in fill.stops]
    if len(set(colours)) == 1:
        return colours[0], mask
    channels = [
        _ramp(
            np.interp(where, places, [int(entry[at : at + 2], 16) for entry in colours]),
            along,
            (width, height),
        )
        for at in (1, 3, 5)
    ]
    return Image.merge("RGB", channels), mask


def _ramp(values: np.ndarray, along: bool, size: tuple[int, int]) -> Image.Image:
    line = np.rint(values).astype(np.uint8)
    strip = Image.fromarray(line.reshape(1, -1) if along else line.reshape(-1, 1))
    return strip.resize(size, Image.Resampling.NEAREST)
