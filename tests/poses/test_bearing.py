"""Poses look like their shelf: the shipped ones do, another shelf's do not."""

import pytest

from lumiku.poses.bearing import misplaced
from lumiku.poses.taxonomy import by_key, leaf_of
from pose_seed.library import Library


def share_misplaced(library: Library, of: str, on: str) -> float:
    """The share of one shelf's full-length poses that do not look like another shelf."""
    leaf = by_key(on)
    assert leaf is not None
    poses = [
        one
        for one in library.templates
        if one.frame == "full" and (own := leaf_of(one.id)) and own.key == of
    ]
    off = [any(misplaced(body, one.aspect, leaf) for body in one.people) for one in poses]
    return sum(off) / len(off)


def test_every_shipped_pose_looks_like_its_shelf(library: Library) -> None:
    for one in library.templates:
        leaf = leaf_of(one.id)
        assert leaf is not None
        assert not any(misplaced(body, one.aspect, leaf) for body in one.people), one.id


@pytest.mark.parametrize(
    ("of", "on"),
    [
        ("fashion-sitting-chair", "fashion-standing-front"),
        ("fashion-standing-front", "fashion-standing-back"),
        ("fashion-standing-back", "fashion-standing-front"),
        ("fashion-standing-front", "fashion-sitting-chair"),
        ("fashion-standing-back", "skincare-application"),
    ],
)
def test_poses_of_another_kind_do_not(library: Library, of: str, on: str) -> None:
    assert share_misplaced(library, of, on) > 0.95


def test_a_crawling_person_does_not_stand(library: Library) -> None:
    standing = next(one for one in library.templates if one.id.startswith("fsf_"))
    leaf = leaf_of(standing.id)
    assert leaf is not None
    crawling = [(y, 0.5 - (x - 0.5) * standing.aspect, c) for x, y, c in standing.people[0]]
    assert misplaced(crawling, 1.0, leaf)


def test_what_is_not_seen_asks_nothing(library: Library) -> None:
    leaf = by_key("fashion-standing-front")
    assert leaf is not None
    assert not misplaced([(0.0, 0.0, 0.0)] * 18, 0.8, leaf)
