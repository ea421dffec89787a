"""Alerts: a level worth a person's look, one per merchant, month and level, open until resolved."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from lumiku import clock
from lumiku.accounts.policy import Level, Tier
from lumiku.cloud import keys
from lumiku.cloud.pages import work_page
from lumiku.cloud.table import Transaction, find, refused
from lumiku.errors import NotFound
from lumiku.usage.store import AlertItem

__all__ = [
    "OPEN",
    "RESOLVED",
    "Alert",
    "Resolution",
    "get",
    "list_alerts",
    "mark",
    "of_month",
    "record",
    "resolve",
    "write_name",
]

# The two partitions of the work index that hold alerts, by the moment they were raised.
OPEN: Final = "alert"
RESOLVED: Final = "alert_resolved"


class Resolution(StrEnum):
    """What a person decided about an alert."""

    UPGRADED = "upgraded"
    """The merchant took a larger plan."""
    JUSTIFIED = "justified"
    """The use is fair as it is."""
    LIMITED = "limited"
    """The merchant was slowed by hand."""


@dataclass(frozen=True)
class Alert:
    """One alert as stored; `resolution` is None while it is open."""

    user_id: str
    month: str
    level: Level
    count: int
    tier: Tier
    throttled: bool
    mail_sent: bool
    team_alerted: bool
    created_at: datetime
    resolution: Resolution | None
    note: str | None
    resolved_by: str | None
    resolved_at: datetime | None


def write_name(level: Level) -> str:
    """The name under which a transaction tells that this alert exists already."""
    return f"alert {level}"


def record(
    transaction: Transaction,
    user_id: str,
    *,
    month: str,
    level: Level,
    count: int,
    tier: Tier,
    now: datetime,
    throttled: bool = False,
) -> None:
    """Raises the alert within the caller's transaction.

    An alert of this merchant, month and level is raised once, resolved or not: a second one makes
    the transaction refused at `write_name(level)`.
    """
    stamp = clock.iso(now)
    item = AlertItem(
        pk=keys.user(user_id),
        sk=keys.alert(month, level),
        user_id=user_id,
        month=month,
        level=level.value,
        used=count,
        tier=tier.value,
        throttled=throttled,
        created_at=stamp,
        work=OPEN,
        due=stamp,
    )
    transaction.put_new(write_name(level), item)


def mark(
    user_id: str, month: str, level: Level, *, mail_sent: bool = False, team_alerted: bool = False
) -> bool:
    """Notes that the merchant was written to or the team was told; False without such an alert."""
    actions: list[Action] = []
    if mail_sent:
        actions.append(AlertItem.mail_sent.set(True))
    if team_alerted:
        actions.append(AlertItem.team_alerted.set(True))
    if not actions:
        raise ValueError("nothing to note")
    try:
        _key(user_id, month, level).update(actions=actions, condition=AlertItem.pk.exists())
    except UpdateError as error:
        if refused(error):
            return False
        raise
    return True


def get(user_id: str, month: str, level: Level) -> Alert:
    """Raises NotFound."""
    item = find(AlertItem, keys.user(user_id), keys.alert(month, level))
    if item is None:
        raise NotFound("alert")
    return _alert(item)


def of_month(user_id: str, month: str = "") -> list[Alert]:
    """A merchant's alerts of a month, or of all months; at most a handful each."""
    prefix = keys.alert(month, "") if month else keys.alerts()
    rows = AlertItem.query(
        keys.user(user_id), AlertItem.sk.startswith(prefix), consistent_read=True
    )
    return [_alert(row) for row in rows]


def list_alerts(
    *,
    resolved: bool,
    limit: int,
    cursor: str | None = None,
    **wanted: str,
) -> tuple[list[Alert], str | None]:
    """One page of the open or the resolved alerts, newest first, and the cursor to the next.

    `wanted` names attributes and the values that they must have, such as `level="RED"`. Raises
    BadCursor.
    """

    def keep(row: AlertItem) -> bool:
        return all(getattr(row, name) == value for name, value in wanted.items())

    rows, following = work_page(
        AlertItem,
        RESOLVED if resolved else OPEN,
        limit=limit,
        cursor=cursor,
        filters=dict[str, Any](wanted),
        keep=keep,
    )
    return [_alert(row) for row in rows], following


def resolve(
    transaction: Transaction,
    alert: Alert,
    resolution: Resolution,
    *,
    note: str,
    by: str,
    now: datetime,
) -> None:
    """Closes an open alert within the caller's transaction; refused at `write_name(level)`
    when it is closed already."""
    item = AlertItem
    transaction.update(
        write_name(alert.level),
        _key(alert.user_id, alert.month, alert.level),
        [
            item.resolution.set(resolution.value),
            item.note.set(note),
            item.resolved_by.set(by),
            item.resolved_at.set(clock.iso(now)),
            item.work.set(RESOLVED),
        ],
        item.work == OPEN,
    )


def _key(user_id: str, month: str, level: Level) -> AlertItem:
    return AlertItem(pk=keys.user(user_id), sk=keys.alert(month, level))


def _alert(item: AlertItem) -> Alert:
    return Alert(
        user_id=item.user_id,
        month=item.month,
        level=Level(item.level),
        count=int(item.used),
        tier=Tier(item.tier),
        throttled=item.throttled,
        mail_sent=item.mail_sent,
        team_alerted=item.team_alerted,
        created_at=clock.from_iso(item.created_at),
        resolution=Resolution(item.resolution) if item.resolution else None,
        note=item.note,
        resolved_by=item.resolved_by,
        resolved_at=clock.from_iso(item.resolved_at) if item.resolved_at else None,
    )
