"""COCO keypoints: annotation files and lists of results."""

from collections.abc import Iterator
from typing import Any, Final

from lumiku.poses.skeleton import Point, from_coco17
from pose_seed.importers.found import Found, Unreadable, chunks

__all__ = ["is_coco", "read_coco"]

# COCO's visibility flag: labelled and seen, labelled but hidden, not labelled.
_CONFIDENCE: Final = {2: 1.0, 1: 0.5, 0: 0.0}


def is_coco(content: Any) -> bool:
    """Whether parsed JSON looks like COCO annotations or results."""
    if isinstance(content, dict):
        return "annotations" in content
    return (
        isinstance(content, list)
        and bool(content)
        and isinstance(content[0], dict)
        and "keypoints" in content[0]
        and "image_id" in content[0]
    )


def _points(entry: dict[str, Any], source: str, *, flags: bool) -> list[Point]:
    triples = chunks(entry.get("keypoints", []), source)
    if len(triples) != 17:
        raise Unreadable(f"{source}: {len(triples)} keypoints are not COCO's 17")
    if not flags:
        return from_coco17([(x, y, min(1.0, max(0.0, score))) for x, y, score in triples])
    if any(int(flag) not in _CONFIDENCE for _, _, flag in triples):
        raise Unreadable(f"{source}: a visibility flag is not 0, 1 or 2")
    return from_coco17([(x, y, _CONFIDENCE[int(flag)]) for x, y, flag in triples])


def read_coco(content: Any, source: str) -> Iterator[Found]:
    """Every annotated or detected person as a pose of their own.

    The third number of a triple is a visibility flag in annotations; in results it is a flag or a
    score, told apart by whether any lies between the whole numbers.
    """
    entries = content["annotations"] if isinstance(content, dict) else content
    flags = isinstance(content, dict) or all(
        value in _CONFIDENCE for entry in entries for value in entry["keypoints"][2::3]
    )
    for number, entry in enumerate(entries):
        if entry.get("iscrowd"):
            continue
        name = f"{source}#{entry.get('id', number)}"
        try:
            yield Found(name, [_points(entry, name, flags=flags)])
        except Unreadable as error:
            if len(entries) == 1:
                raise
            yield Found(name, [], trouble=str(error))
