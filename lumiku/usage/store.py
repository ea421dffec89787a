"""A merchant's month and what was noted of it: the rows, and the reads and writes of the month."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from lumiku import clock
from lumiku.cloud import keys
from lumiku.cloud.table import CoreItem, find

__all__ = [
    "AlertItem",
    "EventItem",
    "FlagItem",
    "UsageItem",
    "active_months",
    "find_month",
    "give_back",
    "key_of",
    "reserve",
    "reserve_condition",
    "settle",
]


_BATCH: Final = 100  # items of one BatchGetItem


class UsageItem(CoreItem, discriminator="usage"):
    """The month: one row, changed only inside transactions.

    `taken` = used + held: conditions know no arithmetic, so the sum itself is stored.

    It stands in the work index under its month, once and for all: counting does not touch what
    the index carries, and so costs no write there.
    """

    user_id = UnicodeAttribute()
    month = UnicodeAttribute()
    used = NumberAttribute(default=0)
    taken = NumberAttribute(default=0)
    cost_idr = NumberAttribute(default=0)  # what its poses cost, failed ones too

    # Successful poses per day of the month and hour of the day (WIB). Flat, because a counter in a
    # map cannot be added to before the map exists.
    for _name in [
        *(f"d{day:02d}" for day in range(1, 32)),
        *(f"h{hour:02d}" for hour in range(24)),
    ]:
        vars()[_name] = NumberAttribute(null=True)
    del _name

    @property
    def held(self) -> int:
        return int(self.taken) - int(self.used)

    def days(self) -> dict[int, int]:
        """Day of the month -> successful poses, for the days that have some."""
        counted = {day: getattr(self, f"d{day:02d}") for day in range(1, 32)}
        return {day: int(poses) for day, poses in counted.items() if poses}


class AlertItem(CoreItem, discriminator="alert"):
    """A level worth a person's look; one per merchant, month and level."""

    user_id = UnicodeAttribute()
    month = UnicodeAttribute()
    level = UnicodeAttribute()
    used = NumberAttribute()  # poses this month when it was raised
    tier = UnicodeAttribute()
    throttled = BooleanAttribute(default=False)  # at that moment
    mail_sent = BooleanAttribute(default=False)
    team_alerted = BooleanAttribute(default=False)
    created_at = UnicodeAttribute()
    resolution = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)
    resolved_by = UnicodeAttribute(null=True)
    resolved_at = UnicodeAttribute(null=True)


class FlagItem(CoreItem, discriminator="flag"):
    """One row per merchant and month from the first notice on. `rev` counts its changes."""

    user_id = UnicodeAttribute()
    month = UnicodeAttribute()
    tier = UnicodeAttribute()
    level = UnicodeAttribute()
    used = NumberAttribute()  # when it was last changed
    recorded: UnicodeSetAttribute = UnicodeSetAttribute(null=True)  # milestones, each once
    slowed = BooleanAttribute()  # the policy puts it into the lower lane in busy hours
    since = UnicodeAttribute(null=True)  # from when on it is slowed
    override: JSONAttribute = JSONAttribute(null=True)  # an operator's decision: {mode, until}
    rev = NumberAttribute()
    changed_at = UnicodeAttribute()


class EventItem(CoreItem, discriminator="usage_event"):
    """One line of the log, for operators and the merchant's export. Never changed."""

    user_id = UnicodeAttribute()
    event = UnicodeAttribute()
    at = UnicodeAttribute()
    month = UnicodeAttribute()
    poses = NumberAttribute()  # used at that moment
    tier = UnicodeAttribute()


def key_of(user_id: str, month: str) -> UsageItem:
    return UsageItem(pk=keys.user(user_id), sk=keys.usage(month))


def find_month(user_id: str, month: str) -> UsageItem | None:
    return find(UsageItem, keys.user(user_id), keys.usage(month))


def active_months(month: str, limit: int) -> Iterator[UsageItem]:
    """The rows of a month of all merchants who asked for poses in it, at most `limit`."""
    found = UsageItem.by_work.query(_index_of(month), limit=limit)
    keys_found = [(row.pk, row.sk) for row in found]
    for start in range(0, len(keys_found), _BATCH):
        yield from UsageItem.batch_get(keys_found[start : start + _BATCH])


def _index_of(month: str) -> str:
    return f"usage {month}"


def reserve(user_id: str, month: str, poses: int) -> list[Action]:
    return [
        UsageItem.kind.set(UsageItem),
        UsageItem.user_id.set(user_id),
        UsageItem.month.set(month),
        UsageItem.taken.add(poses),
        UsageItem.used.add(0),
        UsageItem.work.set(_index_of(month)),
        UsageItem.due.set(user_id),
    ]


def reserve_condition(poses: int, limit: int | None) -> Condition | None:
    if limit is None:
        return None
    room: Condition = UsageItem.taken.does_not_exist() | (UsageItem.taken <= limit - poses)
    return room


def settle(*, succeeded: int, failed: int, cost_idr: float, moment: datetime) -> list[Action]:
    """A reservation of `succeeded + failed` poses ends: success is use, failure is given back."""
    actions: list[Action] = [UsageItem.taken.add(-failed), UsageItem.cost_idr.add(cost_idr)]
    if succeeded:
        day, hour = clock.day_key(moment)[-2:], clock.hour_of(moment)
        counters = UsageItem.get_attributes()
        actions += [
            UsageItem.used.add(succeeded),
            counters[f"d{day}"].add(succeeded),
            counters[f"h{hour:02d}"].add(succeeded),
        ]
    return actions


def give_back(poses: int) -> list[Action]:
    return [UsageItem.taken.add(-poses)]
