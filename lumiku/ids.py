"""Identifiers: a prefix that says what it is and a ULID that sorts by time."""

import re
from typing import Final

from ulid import ULID

__all__ = ["PATTERN", "is_id", "new", "pose_id", "split_pose_id"]

PATTERN: Final = re.compile(r"[a-z]{2,5}_[0-9A-HJKMNP-TV-Z]{26}\Z")
_POSE: Final = re.compile(r"pose_([0-9A-HJKMNP-TV-Z]{26})_(\d{4})\Z")


def new(prefix: str) -> str:
    """A fresh id such as `kit_01JD...`; the prefix is 2 to 5 lower-case letters."""
    return f"{prefix}_{ULID()}"


def is_id(text: str, prefix: str) -> bool:
    return text.startswith(f"{prefix}_") and PATTERN.match(text) is not None


def pose_id(generation_id: str, slot: int) -> str:
    """The id of one generated pose, made of its batch and its slot: the same on every retry."""
    return f"pose_{generation_id.removeprefix('gen_')}_{slot:04d}"


def split_pose_id(text: str) -> tuple[str, int] | None:
    """(generation id, slot) of a pose id, or None when it is not one."""
    match = _POSE.match(text)
    return (f"gen_{match[1]}", int(match[2])) if match else None
