"""Looking at pictures: what to keep in view, where it is bright, what a logo is made of."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from PIL import Image

from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Crop, Logo, Photo

__all__ = [
    "CENTRED",
    "View",
    "crop_to",
    "face_of",
    "keep_of",
    "logo_facts",
    "photo_facts",
    "shown_at",
    "tone_between",
]

GRID: Final = 8
_SEEN: Final = 0.25  # confidence from which a joint counts
_HEAD: Final = (0, 14, 15, 16, 17)
_EYES: Final = (14, 15)
_NECK: Final = 1
_SHOULDERS: Final = (2, 5)
_WRISTS: Final = (4, 7)

_EYE_TO_HEAD: Final = 2.2  # a head's width in distances between its eyes
_WIDEST: Final = (2.0, 1.6)  # how far a crop may grow beyond a picture, across and down
_BESIDE: Final = 0.2  # how far a window may leave an endless picture to place its subject
_FALLOFF: Final = 14.0  # of 255: how much a calm edge may change
_STRIP: Final = 48  # px across which edges are compared

_MOSTLY: Final = [0] * 24 + [255] * 232  # alpha that can be seen
Frame = tuple[float, float, float, float]  # left, top, right, bottom as fractions


class View(NamedTuple):
    """Where the subject should sit in a frame, as fractions of it, and how close to go.

    `zoom` 1 shows as much as the frame can; 2 half of it each way.
    """

    x: float = 0.5
    y: float = 0.42
    zoom: float = 1.0


CENTRED: Final = View()


def photo_facts(
    photo_id: str,
    image: Image.Image,
    *,
    people: Sequence[Sequence[tuple[float, float, float]]] = (),
    product: Frame | None = None,
    generated: bool = True,
) -> Photo:
    """Measures a decoded picture. `product` is (x, y, w, h) as fractions."""
    has_alpha = image.mode == "RGBA" and np.asarray(image.getchannel("A")).min() < 250
    small = image.convert("RGB").resize((GRID, GRID), Image.Resampling.BOX, reducing_gap=2)
    linear = _to_linear(np.asarray(small, dtype=np.float64) / 255)
    tones = linear @ np.array([0.2126, 0.7152, 0.0722])
    return Photo(
        id=photo_id,
        width=image.width,
        height=image.height,
        kind="cutout" if has_alpha else "photo",
        generated=generated,
        people=[list(person) for person in people],
        product=product,
        tones=[round(float(value), 3) for value in tones.ravel()],
        endless=(False, False) if has_alpha else _endless(image, bool(people)),
    )


def _endless(image: Image.Image, peopled: bool) -> tuple[bool, bool]:
    """Whether the backdrop may be continued beyond the sides, and beyond top and bottom.

    Nobody's legs are continued: below people a picture ends.
    """
    small = image.convert("RGB").resize((_STRIP, _STRIP), Image.Resampling.BOX, reducing_gap=2)
    pixels = np.asarray(small, dtype=np.float64)
    down = np.swapaxes(pixels, 0, 1)
    across = _calm(pixels) and _calm(pixels[:, ::-1])
    return across, not peopled and _calm(down) and _calm(down[:, ::-1])


def _calm(pixels: np.ndarray) -> bool:
    """Whether the left edge hardly changes over the next few columns.

    Light that falls off changes every row a little; an arm or an object changes some rows a lot.
    """
    change = np.abs(pixels[:, 1:5] - pixels[:, :1]).mean(axis=2).max(axis=1)
    usual = float(np.median(change))
    return usual < _FALLOFF and float(np.percentile(change, 96)) - usual < _FALLOFF


def logo_facts(logo_id: str, image: Image.Image) -> Logo:
    """Measures a decoded logo: its main visible colours and whether it fills its rectangle."""
    small = image.convert("RGBA")
    small.thumbnail((160, 160))
    pixels = np.asarray(small).reshape(-1, 4)
    visible = pixels[pixels[:, 3] > 128][:, :3]
    if len(visible) == 0:
        return Logo(id=logo_id, width=image.width, height=image.height)
    left, top, right, bottom = small.getchannel("A").point(_MOSTLY).getbbox() or (0, 0, 1, 1)
    strip = Image.fromarray(visible.reshape(1, -1, 3))
    reduced = strip.quantize(5, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    colours = reduced.getpalette() or []
    inks = []
    for index, count in enumerate(reduced.histogram()[: len(colours) // 3]):
        share = count / len(visible)
        if share >= 0.04:
            red, green, blue = colours[index * 3 : index * 3 + 3]
            inks.append((f"#{red:02x}{green:02x}{blue:02x}", round(share, 3)))
    return Logo(
        id=logo_id,
        width=image.width,
        height=image.height,
        opaque=len(visible) > 0.97 * len(pixels),
        visible=(
            round(left / small.width, 4),
            round(top / small.height, 4),
            round((right - left) / small.width, 4),
            round((bottom - top) / small.height, 4),
        ),
        inks=sorted(inks, key=lambda ink: -ink[1]),
    )


def _to_linear(value: np.ndarray) -> np.ndarray:
    low = value / 12.92
    return np.where(value <= 0.04045, low, ((value + 0.055) / 1.055) ** 2.4)


def _seen(person: Sequence[tuple[float, float, float]], joints: Sequence[int]) -> list[Frame]:
    points = [person[joint] for joint in joints if person[joint][2] >= _SEEN]
    return [(x, y, x, y) for x, y, _ in points]


def _around(frames: Sequence[Frame]) -> Frame:
    return (
        min(frame[0] for frame in frames),
        min(frame[1] for frame in frames),
        max(frame[2] for frame in frames),
        max(frame[3] for frame in frames),
    )


def _head(person: Sequence[tuple[float, float, float]], aspect: float) -> Frame | None:
    """A box around hair and chin, from the face's points or from the neck and shoulders."""
    points = _seen(person, _HEAD)
    shoulders = _seen(person, _SHOULDERS)
    span = abs(shoulders[0][0] - shoulders[1][0]) if len(shoulders) == 2 else 0.0
    if points:
        left, top, right, bottom = _around(points)
        eyes_apart = abs(person[14][0] - person[15][0]) if len(_seen(person, _EYES)) == 2 else 0.0
        # In heights of the picture; without ears the eyes tell how wide the head is.
        reach = max(right - left, _EYE_TO_HEAD * eyes_apart, 0.45 * span, 0.06) * aspect
        middle = (left + right) / 2
        half = 0.68 * reach / aspect  # with room for hair or a scarf
        eyes = (top + bottom) / 2
        return middle - half, eyes - 1.15 * reach, middle + half, eyes + 0.8 * reach
    if necks := _seen(person, (_NECK,)):
        x, y = necks[0][:2]
        reach = max(0.5 * span, 0.08) * aspect
        return x - 0.6 * reach / aspect, y - 1.7 * reach, x + 0.6 * reach / aspect, y
    return None


def face_of(photo: Photo) -> Frame | None:
    """The box around everybody's head, as fractions of the picture."""
    heads = [box for person in photo.people if (box := _head(person, photo.aspect))]
    return _clip(_around(heads)) if heads else None


def keep_of(photo: Photo) -> Frame | None:
    """What must stay in view: heads, wrists and the product, with a small margin."""
    frames: list[Frame] = []
    for person in photo.people:
        if head := _head(person, photo.aspect):
            frames.append(head)
        frames += _seen(person, _WRISTS)
    if photo.product:
        x, y, w, h = photo.product
        frames.append((x, y, x + w, y + h))
    if not frames:
        return None
    left, top, right, bottom = _around(frames)
    return _clip((left - 0.03, top - 0.02, right + 0.03, bottom + 0.03))


def shown_at(photo: Photo, crop: Crop, box: Rect) -> list[Rect]:
    """Where heads and the product of a cropped photo lie on a canvas."""
    x, y, w, h = photo.product or (0.0, 0.0, 0.0, 0.0)
    placed = []
    for frame in (face_of(photo), (x, y, x + w, y + h) if photo.product else None):
        if frame is not None:
            left, right = ((at - crop.x) / crop.w * box.w + box.x for at in frame[::2])
            top, bottom = ((at - crop.y) / crop.h * box.h + box.y for at in frame[1::2])
            placed.append(Rect.between(left, top, right, bottom))
    return placed


def _clip(frame: Frame) -> Frame:
    left, top, right, bottom = (min(max(value, 0.0), 1.0) for value in frame)
    return left, top, max(right, left + 0.01), max(bottom, top + 0.01)


def crop_to(photo: Photo, aspect: float, view: View = CENTRED) -> Crop:
    """The part of a picture that fills a frame of `aspect` (width / height).

    As large as the zoom allows; placed so that the head sits at the view's point, then moved so
    that wrists and product stay inside, and never so that a head is cut to gain them. Where they
    do not fit, a calm backdrop is continued beyond the picture.
    """
    width = min(1.0, aspect / photo.aspect)
    height = min(1.0, photo.aspect / aspect)
    keep, face = keep_of(photo), face_of(photo)
    zoom = max(view.zoom, 1.0)
    if keep and zoom > 1:
        zoom = max(1.0, min(zoom, width / (keep[2] - keep[0]), height / (keep[3] - keep[1])))
    width, height = width / zoom, height / zoom
    if keep:
        grown = _growth(photo, keep, width, height)
        width, height = width * grown, height * grown
    anchor = face or keep or (0.5, 0.45, 0.5, 0.45)
    beyond = _BESIDE if photo.endless[0] else 0.0
    left = _along(width, view.x, anchor[0::2], keep and keep[0::2], beyond)
    top = _along(height, view.y, anchor[1::2], keep and keep[1::2])
    return Crop(x=round(left, 5), y=round(top, 5), w=round(width, 5), h=round(height, 5))


def _growth(photo: Photo, keep: Frame, width: float, height: float) -> float:
    """By how much a window has to grow to hold what must stay in, as far as the backdrop goes."""
    needed = max((keep[2] - keep[0]) / width, (keep[3] - keep[1]) / height, 1.0)
    most = [
        widest if endless else 1.0 for widest, endless in zip(_WIDEST, photo.endless, strict=True)
    ]
    return max(min(needed, most[0] / width, most[1] / height), 1.0)


def _along(
    length: float,
    at: float,
    anchor: tuple[float, ...],
    keep: tuple[float, ...] | None,
    beyond: float = 0.0,
) -> float:
    """Start of a window on one axis: the anchor centred at `at`, `keep` inside where it fits.

    The window leaves the picture by `beyond` at most, unless it is larger than the picture.
    """
    low, high = anchor
    start = (low + high) / 2 - at * length
    if keep:
        first, last = sorted((keep[0], keep[1] - length))
        start = min(max(start, first), last)
        start = min(max(start, high - length), low) if high - low <= length else low
    first, last = sorted((0.0, 1.0 - length))
    return min(max(start, first - beyond), last + beyond)


def tone_between(photo: Photo, frame: Frame) -> tuple[float, float]:
    """(darkest, brightest) cell luminance of a part of a picture; (0, 1) when not measured."""
    if len(photo.tones) != GRID * GRID:
        return 0.0, 1.0
    left, top, right, bottom = _clip(frame)
    columns = range(int(left * GRID), max(min(int(np.ceil(right * GRID)), GRID), 1))
    rows = range(int(top * GRID), max(min(int(np.ceil(bottom * GRID)), GRID), 1))
    cells = [photo.tones[row * GRID + column] for row in rows for column in columns]
    return (min(cells), max(cells)) if cells else (0.0, 1.0)
