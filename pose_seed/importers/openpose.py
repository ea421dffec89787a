"""OpenPose JSON: CMU's own (BODY_25, COCO-18), the web UI's and the pose editors'.

CMU files name no canvas and may hold pixels, fractions or numbers from -1 to 1; web UI files carry
`canvas_width` and `canvas_height`, which fractions need to have their shape back.
"""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any, Final

from lumiku.poses.skeleton import BODY_25_TO_18, Point, from_coco17
from pose_seed.importers.found import Found, Unreadable, chunks

__all__ = ["is_openpose", "read_openpose"]

_BODY_KEYS: Final = ("pose_keypoints_2d", "pose_keypoints")
_HAND_KEYS: Final = (
    ("left", ("hand_left_keypoints_2d", "hand_left_keypoints", "left_hand")),
    ("right", ("hand_right_keypoints_2d", "hand_right_keypoints", "right_hand")),
)
ABSENT: Final[Point] = (0.0, 0.0, 0.0)


def is_openpose(content: Any) -> bool:
    """Whether parsed JSON looks like one of these formats."""
    if isinstance(content, list):
        return bool(content) and isinstance(content[0], dict) and "people" in content[0]
    return isinstance(content, dict) and bool(
        {"people", "left_hand", "right_hand"} & content.keys()
        or ("keypoints" in content and "annotations" not in content)
    )


def _eighteen(points: Sequence[Point], source: str) -> list[Point]:
    if len(points) == 25:
        return [points[index] for index in BODY_25_TO_18]
    if len(points) == 18:
        return list(points)
    if len(points) == 17:
        return from_coco17(points)
    raise Unreadable(f"{source}: {len(points)} body points are neither BODY_25 nor COCO-18")


def _points(value: Any, source: str) -> list[Point]:
    """Flat triples, or a list of [x, y] or [x, y, confidence] where null is an absent point."""
    if not isinstance(value, list):
        raise Unreadable(f"{source}: keypoints are not a list")
    if value and isinstance(value[0], int | float):
        return chunks(value, source)
    points: list[Point] = []
    for entry in value:
        if not isinstance(entry, list) or len(entry) < 2 or entry[0] is None:
            points.append(ABSENT)
        else:
            confidence = float(entry[2]) if len(entry) > 2 else 1.0
            points.append((float(entry[0]), float(entry[1]), confidence))
    return points


def _present(points: Sequence[Point]) -> list[Point]:
    """CMU marks a missing point by zeros, and confidence 0 is missing wherever it lies."""
    return [
        point if point[2] > 0 and (point[0] != 0 or point[1] != 0) else ABSENT for point in points
    ]


def _scale(points: Sequence[Point], canvas: tuple[float, float] | None) -> tuple[Point, Point]:
    """(factor, shift) that bring x and y to one unit: pixels as they are, fractions by canvas."""
    values = [value for x, y, c in points if c > 0 for value in (x, y)]
    if not values or not all(isfinite(value) for value in values):
        return (1.0, 1.0, 1.0), ABSENT
    width, height = canvas or (1.0, 1.0)
    if max(values) > 1.5 or min(values) < -1.5:
        return (1.0, 1.0, 1.0), ABSENT
    if min(values) < 0:
        return (width / 2, height / 2, 1.0), (width / 2, height / 2, 0.0)
    return (width, height, 1.0), ABSENT


def _one(frame: dict[str, Any], source: str) -> Found:
    """One picture's people."""
    raw = frame.get("people")
    if raw is None and "keypoints" in frame:
        raw = [{"pose_keypoints_2d": frame["keypoints"]}]
    if not isinstance(raw, list):
        raw = []
    width = frame.get("canvas_width") or frame.get("width")
    height = frame.get("canvas_height") or frame.get("height")
    canvas = (float(width), float(height)) if width and height else None
    bodies: list[list[Point]] = []
    hands: list[dict[str, list[Point]]] = []
    for number, person in enumerate(raw):
        where = f"{source} person {number}"
        body = next((person[key] for key in _BODY_KEYS if person.get(key)), None)
        if body is None:
            continue
        bodies.append(_present(_eighteen(_points(body, where), where)))
        pair: dict[str, list[Point]] = {}
        for name, keys in _HAND_KEYS:
            hand = next((person[key] for key in keys if person.get(key)), None)
            points = _present(_points(hand, where)) if hand else []
            if len(points) == 21 and all(point[2] > 0 for point in points):
                pair[name] = points
        hands.append(pair)
    every = [point for points in bodies for point in points]
    factor, shift = _scale(every, canvas)

    def go(point: Point) -> Point:
        if point[2] <= 0:
            return ABSENT
        return (point[0] * factor[0] + shift[0], point[1] * factor[1] + shift[1], point[2])

    return Found(
        source,
        [[go(point) for point in points] for points in bodies],
        [{name: [go(p) for p in hand] for name, hand in pair.items()} for pair in hands]
        if any(hands)
        else [],
    )


def read_openpose(content: Any, source: str) -> Iterator[Found]:
    """Every picture of a file; one without a body gives a pose without people."""
    frames = content if isinstance(content, list) else [content]
    for number, frame in enumerate(frames):
        name = f"{source}#{number}" if len(frames) > 1 else source
        try:
            yield _one(frame, name)
        except Unreadable as error:
            if len(frames) == 1:
                raise
            yield Found(name, [], trouble=str(error))
