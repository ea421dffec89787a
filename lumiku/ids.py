"""Identifiers: a prefix that says what it is and a ULID that sorts by time."""

import re
from typing import Final

from ulid import ULID

__all__ = ["FORMS", "PATTERN", "is_id", "new", "pose_id", "split_pose_id"]

_ULID: Final = "[0-9A-HJKMNP-TV-Z]{26}"
PATTERN: Final = re.compile(rf"[a-z]{{2,5}}_{_ULID}\Z")
_POSE: Final = re.compile(rf"pose_({_ULID})_(\d{{4}})\Z")
# Noun (as in `errors`) -> what the ids of its kind look like from end to end.
FORMS: Final[dict[str, str]] = {
    "account": "[A-Za-z0-9-]{1,64}",
    "alert": r"[A-Za-z0-9-]{1,64}\.\d{4}-\d{2}\.(YELLOW|ORANGE|RED)",
    "avatar": f"ava_{_ULID}",
    "brand_kit": f"kit_{_ULID}",
    "export": f"exp_{_ULID}",
    "generation": f"gen_{_ULID}",
    "order": f"ord_{_ULID}",
    "pose": f"pose_{_ULID}_[0-9]{{4}}",
    "pose_template": "[a-z]{3}_[0-9a-z]{6,10}",
    "poster": f"pst_{_ULID}",
    "poster_set": f"set_{_ULID}",
    "product": f"prd_{_ULID}",
    "project": f"prj_{_ULID}",
    "upload": f"upl_{_ULID}",
}


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
