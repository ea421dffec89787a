"""Which day and hour a settled pose counts in, also when its batch outlives the month."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from local.fakes.cloud import Cloud
from lumiku import clock
from lumiku.accounts.policy import Tier
from lumiku.cloud.table import Transaction
from lumiku.usage import service, store


@pytest.fixture(autouse=True)
def _cloud() -> Iterator[None]:
    with Cloud().installed():
        yield


def settle(month: str, moment: datetime) -> store.UsageItem:
    transaction = Transaction()
    service.reserve(transaction, "u", month, 2, Tier.PRO)
    transaction.commit()
    transaction = Transaction()
    service.settle(transaction, "u", month, succeeded=2, failed=0, cost_idr=10.25, moment=moment)
    transaction.commit()
    row = store.find_month("u", month)
    assert row is not None
    return row


@pytest.mark.parametrize(
    ("moment", "day", "hour"),
    [
        (datetime(2026, 11, 1, 16, 59, tzinfo=UTC), 1, "h23"),
        (datetime(2026, 11, 1, 17, tzinfo=UTC), 2, "h00"),
        (datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC), 30, "h23"),
        (datetime(2026, 11, 30, 17, tzinfo=UTC), 30, "h23"),  # the first instant of December
        (datetime(2027, 1, 2, tzinfo=UTC), 30, "h23"),
    ],
)
def test_a_pose_counts_in_the_month_of_its_batch(moment: datetime, day: int, hour: str) -> None:
    row = settle("2026-11", moment)
    assert row.days() == {day: 2}
    assert getattr(row, hour) == 2
    assert (row.used, row.held) == (2, 0)


def test_months_begin_and_end_at_midnight_in_jakarta() -> None:
    start = clock.month_start("2026-12")
    assert start == datetime(2026, 11, 30, 17, tzinfo=UTC)
    assert clock.month_end(start) == clock.month_start("2027-01")


def test_the_months_of_all_merchants_are_found_once_each() -> None:
    settle("2026-11", datetime(2026, 11, 3, tzinfo=UTC))
    settle("2026-11", datetime(2026, 11, 4, tzinfo=UTC))
    settle("2026-12", datetime(2026, 12, 4, tzinfo=UTC))
    ((user_id, month),) = service.active_months("2026-11", 10)
    assert (user_id, month.used, month.cost_idr) == ("u", 4, 20.5)
