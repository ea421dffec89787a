"""What the monitor has seen of a merchant's month: the throttle flag, and the log of events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pynamodb.expressions.update import Action

from lumiku import clock
from lumiku.accounts.policy import USAGE_LOG_KEPT, Level, Tier
from lumiku.cloud import keys
from lumiku.cloud.table import Transaction, find
from lumiku.usage.store import EventItem, FlagItem

__all__ = ["FLAG", "Event", "Flag", "events_of", "find_flag", "log_event", "write_flag"]

FLAG: Final = "flag"  # the name under which a lost race is told


@dataclass(frozen=True)
class Flag:
    """A merchant's month as it was last noted."""

    tier: Tier
    level: Level
    used: int
    recorded: frozenset[str]
    slowed: bool
    since: datetime | None
    override: dict[str, str] | None
    rev: int


@dataclass(frozen=True)
class Event:
    """One thing that happened to a merchant's use."""

    event: str
    at: datetime
    month: str
    count: int
    tier: Tier


def find_flag(user_id: str, month: str) -> Flag | None:
    item = find(FlagItem, keys.user(user_id), keys.flag(month))
    if item is None:
        return None
    return Flag(
        tier=Tier(item.tier),
        level=Level(item.level),
        used=int(item.used),
        recorded=frozenset(item.recorded or ()),
        slowed=item.slowed,
        since=clock.from_iso(item.since) if item.since else None,
        override=item.override,
        rev=int(item.rev),
    )


def write_flag(
    transaction: Transaction,
    user_id: str,
    month: str,
    flag: Flag,
    *,
    before: int | None,
    now: datetime,
) -> None:
    """Notes the month anew; refused at FLAG when its row is not at revision `before` any more."""
    item = FlagItem
    actions: list[Action] = [
        item.kind.set(FlagItem),
        item.user_id.set(user_id),
        item.month.set(month),
        item.tier.set(flag.tier.value),
        item.level.set(flag.level.value),
        item.used.set(flag.used),
        item.slowed.set(flag.slowed),
        item.rev.set(flag.rev),
        item.changed_at.set(clock.iso(now)),
        item.expires_at.set(int((now + USAGE_LOG_KEPT).timestamp())),
    ]
    actions += [_set_or_remove(item.since, clock.iso(flag.since) if flag.since else None)]
    actions += [_set_or_remove(item.override, flag.override)]
    if flag.recorded:
        actions.append(item.recorded.set(set(flag.recorded)))
    transaction.update(
        FLAG,
        FlagItem(pk=keys.user(user_id), sk=keys.flag(month)),
        actions,
        item.pk.does_not_exist() if before is None else item.rev == before,
    )


def _set_or_remove(attribute: Any, value: Any) -> Action:
    action: Action = attribute.remove() if value is None else attribute.set(value)
    return action


def log_event(transaction: Transaction, user_id: str, event: Event) -> None:
    """Adds a line to the log; what makes it happen once is the transaction's other conditions."""
    at = clock.iso(event.at)
    transaction.put(
        f"event {event.event}",
        EventItem(
            pk=keys.user(user_id),
            sk=keys.usage_event(at, event.event),
            user_id=user_id,
            event=event.event,
            at=at,
            month=event.month,
            poses=event.count,
            tier=event.tier.value,
            expires_at=int((event.at + USAGE_LOG_KEPT).timestamp()),
        ),
    )


def events_of(user_id: str, limit: int = 100) -> Sequence[Event]:
    """A merchant's latest events, newest first."""
    rows = EventItem.query(
        keys.user(user_id),
        EventItem.sk.startswith(keys.usage_events()),
        scan_index_forward=False,
        limit=limit,
    )
    return [
        Event(row.event, clock.from_iso(row.at), row.month, int(row.poses), Tier(row.tier))
        for row in rows
    ]
