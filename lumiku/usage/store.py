"""The month row of a merchant: one item, changed only inside transactions."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from lumiku import clock
from lumiku.cloud import keys
from lumiku.cloud.table import CoreItem, find

__all__ = [
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
    """`taken` = used + held: conditions know no arithmetic, so the sum itself is stored.

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


def key_of(sub: str, month: str) -> UsageItem:
    return UsageItem(pk=keys.user(sub), sk=keys.usage(month))


def find_month(sub: str, month: str) -> UsageItem | None:
    return find(UsageItem, keys.user(sub), keys.usage(month))


def active_months(month: str, limit: int) -> Iterator[UsageItem]:
    """The rows of a month of all merchants who asked for poses in it, at most `limit`."""
    found = UsageItem.by_work.query(_index_of(month), limit=limit)
    keys_found = [(row.pk, row.sk) for row in found]
    for start in range(0, len(keys_found), _BATCH):
        yield from UsageItem.batch_get(keys_found[start : start + _BATCH])


def _index_of(month: str) -> str:
    return f"usage {month}"


def reserve(sub: str, month: str, poses: int) -> list[Action]:
    return [
        UsageItem.kind.set(UsageItem),
        UsageItem.user_id.set(sub),
        UsageItem.month.set(month),
        UsageItem.taken.add(poses),
        UsageItem.used.add(0),
        UsageItem.work.set(_index_of(month)),
        UsageItem.due.set(sub),
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
