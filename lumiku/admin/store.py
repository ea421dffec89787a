"""The record of operators' acts: its rows and how they are read."""

from pynamodb.attributes import JSONAttribute, UnicodeAttribute

from lumiku.cloud import keys
from lumiku.cloud.pages import page
from lumiku.cloud.table import CoreItem

__all__ = ["AuditItem", "entries"]


class AuditItem(CoreItem, discriminator="audit"):
    """Lies in the partition of the merchant it is about, or the system's."""

    act = UnicodeAttribute()
    at = UnicodeAttribute()
    by = UnicodeAttribute()
    by_email = UnicodeAttribute()
    request_id = UnicodeAttribute()
    before: JSONAttribute = JSONAttribute()
    after: JSONAttribute = JSONAttribute()
    note = UnicodeAttribute()

    @property
    def id(self) -> str:
        return str(self.sk).partition("#")[2]


def entries(
    user_id: str, *, limit: int, cursor: str | None = None
) -> tuple[list[AuditItem], str | None]:
    """What was done to a merchant's account, newest first. Raises BadCursor."""
    return page(AuditItem, user_id, keys.audit(), limit=limit, cursor=cursor)
