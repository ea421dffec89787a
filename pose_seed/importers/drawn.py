"""Reads drawn skeletons back into keypoints by the colours of their joints and limbs.

This makes data sets importable that hold only control pictures, such as
sayakpaul/poses-controlnet-dataset on Hugging Face. A joint is a disc in full colour, a limb a bar
at 0.6 of its colour; which joints belong to one person follows from the bars between them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from lumiku.poses.drawing import LIMB_SHADE
from lumiku.poses.skeleton import COLOURS, LIMBS, Point
from pose_seed.importers.found import Found, Unreadable

__all__ = ["decode", "read_drawn"]

Pixels = NDArray[np.uint8]
_NEAR: Final = 40  # greatest distance of a pixel from its colour in one channel: they lie 85 apart
_LEAST_DISC: Final = 0.30  # of the usual disc's area: less is an edge, not a joint
_BAR: Final = 0.25  # share of the way between two joints that must have the limb's colour
_LIT: Final = 60  # a brighter channel is drawn on
_SPECK: Final = 9  # pixels
_HAND_LIKE: Final = 12
_ABSENT: Final[Point] = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class _Disc:
    joint: int
    x: float
    y: float


def _labels(picture: Pixels) -> NDArray[np.int16]:
    """Which joint's colour every pixel has, -1 for none; it goes to its nearest colour."""
    labels = np.full(picture.shape[:2], -1, dtype=np.int16)
    ys, xs = np.nonzero(picture.max(axis=2) > _LIT)
    lit = picture[ys, xs].astype(np.int16)
    gaps = np.stack([np.abs(lit - np.array(colour)).max(axis=1) for colour in COLOURS])
    labels[ys, xs] = np.where(gaps.min(axis=0) <= _NEAR, gaps.argmin(axis=0), -1)
    return labels


@dataclass(frozen=True)
class _Blob:
    """A patch of one joint's colour: its box, its area and its centre of mass."""

    joint: int
    box: tuple[int, int, int, int]  # left, top, width, height
    area: int
    centre: tuple[float, float]

    def disc(self, across: float) -> _Disc:
        """The disc whose patch this is; its box places a half covered one where that is whole."""
        left, top, width, height = self.box
        x, y = self.centre
        whole = across * 0.85
        return _Disc(
            self.joint,
            left + (width - 1) / 2 if width >= whole else x,
            top + (height - 1) / 2 if height >= whole else y,
        )


def _blobs(labels: NDArray[np.int16]) -> list[_Blob]:
    found: list[_Blob] = []
    for joint in range(len(COLOURS)):
        mask = (labels == joint).astype(np.uint8)
        count, _, stats, centres = cv2.connectedComponentsWithStats(mask)
        for label in range(1, count):
            left, top, width, height, area = (int(value) for value in stats[label])
            centre = (float(centres[label][0]), float(centres[label][1]))
            found.append(_Blob(joint, (left, top, width, height), area, centre))
    return found


def _discs(picture: Pixels) -> list[_Disc]:
    """Every disc's joint and centre."""
    blobs = _blobs(_labels(picture))
    areas = [blob.area for blob in blobs if blob.area >= _SPECK]
    if not areas:
        return []
    usual = float(np.median(areas))
    across = 2 * float(np.sqrt(usual / np.pi))
    return [blob.disc(across) for blob in blobs if blob.area >= usual * _LEAST_DISC]


def _bar(picture: Pixels, limb: int, a: _Disc, b: _Disc) -> float:
    """The share of the way from disc to disc that shows the limb's colour (or a disc on it)."""
    steps = max(3, int(np.hypot(a.x - b.x, a.y - b.y)))
    t = np.linspace(0.0, 1.0, steps)
    xs = np.clip((a.x + (b.x - a.x) * t).round().astype(int), 0, picture.shape[1] - 1)
    ys = np.clip((a.y + (b.y - a.y) * t).round().astype(int), 0, picture.shape[0] - 1)
    line = picture[ys, xs].astype(np.int16)
    # Ends lie under discs, and other limbs may cross: only blackness speaks against a bar.
    if (line.max(axis=1) > _LIT).mean() < 0.9:
        return 0.0
    colour = np.array(COLOURS[limb]) * LIMB_SHADE
    return float((np.abs(line - colour).max(axis=1) <= _NEAR).mean())


def _links(picture: Pixels, discs: Sequence[_Disc]) -> list[tuple[_Disc, _Disc]]:
    """Pairs of discs with their limb between them, the clearest first."""
    found: list[tuple[float, _Disc, _Disc]] = []
    for limb, (first, second) in enumerate(LIMBS):
        for a in (disc for disc in discs if disc.joint == first):
            for b in (disc for disc in discs if disc.joint == second):
                strength = _bar(picture, limb, a, b)
                if strength >= _BAR:
                    found.append((strength, a, b))
    return [(a, b) for _, a, b in sorted(found, key=lambda link: -link[0])]


def _alone(discs: Sequence[_Disc], links: Sequence[tuple[_Disc, _Disc]]) -> list[_Disc] | None:
    """The discs when they make one person, without those of drawn hands; else None.

    The joints of hands have the colour of a left knee, but no limb runs to them.
    """
    linked = {disc for link in links for disc in link}
    blue = [disc for disc in discs if disc.joint == _HAND_LIKE]
    kept = [disc for disc in discs if disc not in blue or disc in linked or len(blue) == 1]
    return kept if len({disc.joint for disc in kept}) == len(kept) else None


def _join(picture: Pixels, discs: Sequence[_Disc]) -> list[dict[int, _Disc]]:
    """Discs joined to people along the limbs, the clearest limbs first."""
    links = _links(picture, discs)
    one = _alone(discs, links)
    if one is not None:
        return [{disc.joint: disc for disc in one}] if links else []
    owner = {disc: {disc.joint: disc} for disc in discs}
    for a, b in links:
        mine, other = owner[a], owner[b]
        if mine is other or mine.keys() & other.keys():
            continue
        mine.update(other)
        for disc in other.values():
            owner[disc] = mine
    people = {id(person): person for person in owner.values()}.values()
    return [person for person in people if len(person) > 2]


def decode(picture: Pixels) -> list[list[Point]]:
    """People of a drawn RGB picture as COCO-18 points in pixels with confidence 1 or 0.

    Most joints come back within a pixel; one that is wholly covered by another is absent.
    """
    people = _join(picture, _discs(picture))
    people.sort(key=lambda person: min(disc.x for disc in person.values()))
    return [
        [
            (person[joint].x + 0.5, person[joint].y + 0.5, 1.0) if joint in person else _ABSENT
            for joint in range(18)
        ]
        for person in people
    ]


def read_drawn(content: Path | bytes, source: str) -> Iterator[Found]:
    """The skeletons of an image file; a picture of anything else gives a pose without people."""
    from io import BytesIO

    from PIL import Image, UnidentifiedImageError

    handle: Any = BytesIO(content) if isinstance(content, bytes) else content
    try:
        with Image.open(handle, formats=("PNG", "JPEG", "WEBP")) as picture:
            pixels = np.asarray(picture.convert("RGB"))
    except (UnidentifiedImageError, OSError) as error:
        raise Unreadable(f"{source}: not a readable PNG, JPEG or WebP picture") from error
    yield Found(source, decode(pixels))
