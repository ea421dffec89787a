"""Posters, sets of them, exports and their files as items of the core table."""

import json
import zlib
from typing import Any, Final

from pynamodb.attributes import BinaryAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.attributes import NumberSetAttribute as Numbers

from lumiku.cloud.table import CoreItem

__all__ = [
    "WORK",
    "ExportItem",
    "ExportPlanItem",
    "ExportRowItem",
    "ExportStatItem",
    "PosterItem",
    "SetItem",
    "WorkItem",
    "packed",
    "unpacked",
]

WORK: Final = "posters"  # the kind of work under which the sweeper finds what got lost


def packed(value: Any) -> bytes:
    """JSON, compressed: a poster's document shrinks to a quarter."""
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 6)


def unpacked(data: bytes) -> Any:
    return json.loads(zlib.decompress(data))


class WorkItem(CoreItem):
    """Something on its way: it has `work` and `due` until it has ended."""

    user_id = UnicodeAttribute()
    sweeps = NumberAttribute(default=0)


class PosterItem(WorkItem, discriminator="poster"):
    """A poster: what was ordered (template, content, photos) and what came of it (`body`)."""

    id = UnicodeAttribute()
    brand_kit_id = UnicodeAttribute()
    set_id = UnicodeAttribute(null=True)
    version = NumberAttribute(default=1)
    status = UnicodeAttribute()  # waiting | ready | failed
    reason: JSONAttribute = JSONAttribute(null=True)  # {code, id, en}
    step = UnicodeAttribute()  # what the worker is to do: draw | inspect
    template = UnicodeAttribute(null=True)
    mood = UnicodeAttribute(null=True)
    format = UnicodeAttribute()
    photo_ids: JSONAttribute = JSONAttribute()  # poses and products
    content: JSONAttribute = JSONAttribute()
    body = BinaryAttribute(legacy_encoding=False, null=True)  # packed {doc, findings}
    preview_key = UnicodeAttribute(null=True)
    logo_key = UnicodeAttribute(null=True)  # of the logo in the document
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()

    @property
    def title(self) -> str:
        """A name for lists and files."""
        return str(self.content.get("product") or self.content.get("headline") or "poster")


class SetItem(WorkItem, discriminator="poster_set"):
    """Variations ordered for several photos; each photo is one part of the work."""

    id = UnicodeAttribute()
    brand_kit_id = UnicodeAttribute()
    status = UnicodeAttribute()
    wish: JSONAttribute = JSONAttribute()  # {count, format, owned, templates, headlines, …}
    photo_ids: JSONAttribute = JSONAttribute()
    content: JSONAttribute = JSONAttribute()
    total = NumberAttribute()  # photos
    done = NumberAttribute(default=0)
    failed = NumberAttribute(default=0)
    remaining = NumberAttribute()
    made = NumberAttribute(default=0)  # posters
    ended = Numbers(null=True)  # the parts that have ended
    reason: JSONAttribute = JSONAttribute(null=True)  # of the last failure
    created_at = UnicodeAttribute()
    finished_at = UnicodeAttribute(null=True)


class ExportItem(WorkItem, discriminator="export"):
    """The counters of an export. It is written with every chunk, so it stays below 1 KB."""

    id = UnicodeAttribute()
    status = UnicodeAttribute()
    posters = NumberAttribute()
    total = NumberAttribute()  # files
    done = NumberAttribute(default=0)
    failed = NumberAttribute(default=0)
    remaining = NumberAttribute()  # files
    watermark = NumberAttribute()
    formats: JSONAttribute = JSONAttribute()
    retry_of = UnicodeAttribute(null=True)
    retried_by = UnicodeAttribute(null=True)
    zip_key = UnicodeAttribute(null=True)
    zip_bytes = NumberAttribute(null=True)
    created_at = UnicodeAttribute()
    first_at = UnicodeAttribute(null=True)
    finished_at = UnicodeAttribute(null=True)


class ExportPlanItem(CoreItem, discriminator="export_plan"):
    """What an export is made of, fixed when it is admitted."""

    posters: JSONAttribute = JSONAttribute()  # [[poster id, its name in files], …]
    types: JSONAttribute = JSONAttribute()  # {format: file type} where it is not JPEG
    snapshot = UnicodeAttribute()  # key of the posters' documents as they were
    lengths: JSONAttribute = JSONAttribute()  # bytes of each of them, one after the other
    anew = NumberAttribute(default=0)  # 1: takes nothing over from the export it repeats


class ExportRowItem(CoreItem, discriminator="export_row"):
    """One poster's files in their terminal state; there is no row before. It goes with the files
    (`expires_at`)."""

    number = NumberAttribute()
    poster_id = UnicodeAttribute()
    brand_kit_id = UnicodeAttribute()
    photo_ids: JSONAttribute = JSONAttribute()
    template = UnicodeAttribute(null=True)
    files: JSONAttribute = JSONAttribute()  # [{format, type, path, key?, bytes?, reason?, …}]
    done_at = UnicodeAttribute()


class ExportStatItem(CoreItem, discriminator="export_stat"):
    """What an export tells analytics, set once when it ends."""

    export_id = UnicodeAttribute()
    user_id = UnicodeAttribute()
    finished_at = UnicodeAttribute()
    files = NumberAttribute()
    failed = NumberAttribute()
    bytes = NumberAttribute()
    posters = NumberAttribute()
    poses = NumberAttribute()
    seconds = NumberAttribute()  # from the request to the ZIP
    by_format: JSONAttribute = JSONAttribute()  # {format: files}
    by_template: JSONAttribute = JSONAttribute()  # {template: files}
    by_family: JSONAttribute = JSONAttribute()  # {design type: files}
    by_brand_kit: JSONAttribute = JSONAttribute()  # {brand kit: files}
    pose_ids: JSONAttribute = JSONAttribute()
