"""Reserving, using and giving back poses, inside whatever transaction the caller is making."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lumiku import clock
from lumiku.accounts import policy
from lumiku.cloud.table import Transaction
from lumiku.usage import store

__all__ = ["METER", "Month", "active_months", "give_back", "month", "reserve", "settle"]

METER = "usage"  # the name under which a refused reservation is told


@dataclass(frozen=True)
class Month:
    """A merchant's month: poses used, and poses held by batches that still run."""

    month: str
    used: int = 0
    held: int = 0
    cost_idr: float = 0.0  # measured
    days: Mapping[int, int] = field(default_factory=dict)  # day of the month -> poses used


def month(user_id: str, month_key: str) -> Month:
    row = store.find_month(user_id, month_key)
    if row is None:
        return Month(month_key)
    return _month(row)


def active_months(month_key: str, limit: int) -> Iterator[tuple[str, Month]]:
    """(user, month) of all merchants who asked for poses in a month, at most `limit` of them."""
    for row in store.active_months(month_key, limit):
        yield row.user_id, _month(row)


def _month(row: store.UsageItem) -> Month:
    return Month(row.month, int(row.used), row.held, float(row.cost_idr), row.days())


def reserve(
    transaction: Transaction, user_id: str, month_key: str, poses: int, tier: policy.Tier
) -> None:
    """Holds poses; the transaction is refused at METER when the plan's limit would be passed."""
    limit = policy.PLANS[tier].poses_per_month
    transaction.update(
        METER,
        store.key_of(user_id, month_key),
        store.reserve(user_id, month_key, poses),
        store.reserve_condition(poses, limit),
    )


def settle(
    transaction: Transaction,
    user_id: str,
    month_key: str,
    *,
    succeeded: int,
    failed: int,
    cost_idr: float,
    moment: datetime,
) -> None:
    """Ends a reservation: what succeeded was used, what failed is given back.

    What is settled after its month has ended counts in that month's last hour.
    """
    if clock.month_key(moment) > month_key:
        moment = clock.month_end(clock.month_start(month_key)) - timedelta(milliseconds=1)
    transaction.update(
        METER,
        store.key_of(user_id, month_key),
        store.settle(succeeded=succeeded, failed=failed, cost_idr=cost_idr, moment=moment),
    )


def give_back(transaction: Transaction, user_id: str, month_key: str, poses: int) -> None:
    transaction.update(METER, store.key_of(user_id, month_key), store.give_back(poses))
