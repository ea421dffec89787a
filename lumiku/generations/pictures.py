"""Finished pictures as other subjects use them: where they lie, and which of them must stay."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pynamodb.exceptions import UpdateError

from lumiku import ids
from lumiku.clock import iso
from lumiku.cloud import keys
from lumiku.cloud.table import refused
from lumiku.errors import NotFound
from lumiku.generations import store
from lumiku.generations.rules import Outcome
from lumiku.generations.store import PictureItem

__all__ = ["Picture", "keep", "pictures"]


@dataclass(frozen=True)
class Picture:
    """A successful pose's image in the media bucket, the template of its pose, and where the
    product is (x, y, w, h as fractions) when its maker knows."""

    pose_id: str
    key: str
    template_id: str
    product_box: tuple[float, float, float, float] | None = None


def pictures(user_id: str, pose_ids: Iterable[str]) -> dict[str, Picture]:
    """The pictures of poses by their ids, in one consistent read.

    Raises NotFound when one is not the user's, or shows nothing.
    """
    places: dict[str, str] = {}
    for pose_id in dict.fromkeys(pose_ids):
        parts = ids.split_pose_id(pose_id)
        if parts is None:
            raise NotFound("pose")
        places[keys.pose(*parts)] = pose_id
    rows = store.find_poses(user_id, places)
    found = {
        places[row.sk]: Picture(
            places[row.sk],
            row.key,
            row.template_id,
            tuple(row.product_box) if row.product_box else None,
        )
        for row in rows
        if row.outcome == Outcome.DONE and row.key
    }
    if len(found) < len(places):
        raise NotFound("pose")
    return found


def keep(user_id: str, pose_ids: Iterable[str], now: datetime) -> None:
    """Marks poses as kept; marking one again, or one that was deleted, changes nothing."""
    for pose_id in dict.fromkeys(pose_ids):
        parts = ids.split_pose_id(pose_id)
        if parts is None:
            continue
        row = PictureItem(pk=keys.user(user_id), sk=keys.pose(*parts))
        try:
            row.update(
                actions=[PictureItem.kept_at.set(PictureItem.kept_at | iso(now))],
                condition=PictureItem.pk.exists(),
            )
        except UpdateError as error:
            if not refused(error):
                raise
