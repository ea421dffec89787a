"""What the team is to be told: one row per cause and day."""

from datetime import datetime
from typing import Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute

from lumiku import clock
from lumiku.cloud import keys
from lumiku.cloud.table import CoreItem, find

__all__ = ["WORK", "TeamItem", "due_alerts", "find_alert", "told_of_before"]

WORK: Final = "team"  # waits to be told; `due` says when


class TeamItem(CoreItem, discriminator="team"):
    cause = UnicodeAttribute()
    text = UnicodeAttribute()
    status = UnicodeAttribute()
    at = UnicodeAttribute()
    attempts = NumberAttribute(default=0)
    told: UnicodeSetAttribute = UnicodeSetAttribute(null=True)  # targets that have it
    reason = UnicodeAttribute(null=True)


def find_alert(sort_key: str) -> TeamItem | None:
    return find(TeamItem, keys.SYSTEM, sort_key)


def due_alerts(now: datetime, limit: int) -> list[TeamItem]:
    """Alerts that wait, read whole and consistently."""
    found = TeamItem.by_work.query(WORK, TeamItem.due <= clock.iso(now), limit=limit)
    rows = TeamItem.batch_get([(row.pk, row.sk) for row in found], consistent_read=True)
    return [row for row in rows if row.work == WORK]


def told_of_before(row: TeamItem, moment: datetime) -> bool:
    return str(row.at) < clock.iso(moment)
