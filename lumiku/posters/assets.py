"""The pictures that posters show: poses and products by id, and where their bytes lie."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from lumiku.catalog.service import brands
from lumiku.cloud import blobs
from lumiku.errors import NotFound, Unavailable
from lumiku.generations import service as generations

__all__ = [
    "Source",
    "discard",
    "load",
    "logo",
    "poses_among",
    "products_among",
    "reserve",
    "sources",
]


_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """A picture in the media bucket; a pose names the template of its skeleton."""

    id: str
    key: str
    template_id: str | None = None
    product_box: tuple[float, float, float, float] | None = None

    @property
    def is_pose(self) -> bool:
        return self.template_id is not None


def poses_among(photo_ids: Iterable[str]) -> list[str]:
    return [photo_id for photo_id in photo_ids if photo_id.startswith("pose_")]


def products_among(photo_ids: Iterable[str]) -> list[str]:
    return [photo_id for photo_id in photo_ids if photo_id.startswith("prd_")]


def sources(user_id: str, photo_ids: Iterable[str]) -> dict[str, Source]:
    """Where photos lie, by id. Raises NotFound for what is not the user's or shows nothing."""
    wanted = list(dict.fromkeys(photo_ids))
    poses, products = poses_among(wanted), products_among(wanted)
    if len(poses) + len(products) < len(wanted):
        raise NotFound("pose")
    found = {
        entry.pose_id: Source(entry.pose_id, entry.key, entry.template_id, entry.product_box)
        for entry in generations.pictures(user_id, poses).values()
    }
    for product_id, key in brands.product_pictures(user_id, products).items():
        found[product_id] = Source(product_id, key)
    return found


def reserve(user_id: str, photo_ids: Iterable[str], now: datetime) -> None:
    """Keeps the poses of a new poster from being cleaned up. Raises NotFound as `sources` does.

    Marked first and looked at then: what the clean-up took before is seen to be gone.
    """
    wanted = list(photo_ids)
    generations.keep(user_id, poses_among(wanted), now)
    sources(user_id, wanted)


def load(source: Source) -> bytes:
    """The bytes of a picture. Raises NotFound when the file is gone."""
    data = blobs.read(source.key)
    if data is None:
        raise NotFound("pose" if source.is_pose else "product")
    return data


def logo(logo_id: str, key: str | None) -> dict[str, bytes]:
    """A logo by its id; nothing when there is none or its file is gone."""
    data = None if key is None else blobs.read(key)
    return {} if data is None else {logo_id: data}


def discard(found: Sequence[str]) -> None:
    """Deletes pictures that nothing points at any more; what stays behind costs only its place."""
    try:
        blobs.remove(found)
    except (Unavailable, BotoCoreError, ClientError) as error:
        _log.warning("files not deleted", extra={"action": "discard_failed", "because": str(error)})
