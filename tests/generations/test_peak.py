"""Deadlines and lanes follow the wall clock of Jakarta while batches wait."""

from datetime import UTC, datetime

import pytest

from local.fakes.pipeline import USER_ID, World
from lumiku.accounts.policy import PLANS, Tier
from lumiku.clock import from_iso
from lumiku.usage.store import UsageItem, key_of

BEFORE_PEAK = datetime(2026, 11, 23, 1, 59, tzinfo=UTC)  # 08:59 WIB


@pytest.fixture
def waiting(world: World) -> str:
    """A batch of a pro merchant in RED that waits behind full queues, admitted off-peak."""
    world.now = BEFORE_PEAK
    key_of(USER_ID, "2026-11").update(
        actions=[
            UsageItem.kind.set(UsageItem),
            UsageItem.user_id.set(USER_ID),
            UsageItem.month.set("2026-11"),
            UsageItem.used.set(10_001),
            UsageItem.taken.set(10_001),
        ]
    )
    batch = world.admit(80)
    world.dispatch(world.stream())  # fills the queues; the rest waits
    return batch


def wait_of(world: World, batch: str) -> float:
    """Seconds from admission to the deadline of the next chunk."""
    row = world.batch(batch)
    return (from_iso(row.due) - from_iso(row.admitted_at)).total_seconds()


def test_at_nine_the_deadline_recedes_and_at_twenty_one_it_comes_back(
    world: World, waiting: str
) -> None:
    off_peak = wait_of(world, waiting)
    world.pass_time(minutes=1)
    world.dispatch()
    at_peak = wait_of(world, waiting)
    world.pass_time(hours=12)
    world.dispatch()
    assert (
        at_peak - off_peak
        >= (PLANS[Tier.STARTER].promise - PLANS[Tier.PRO].promise).total_seconds()
    )
    assert wait_of(world, waiting) == off_peak


def test_the_lane_is_the_one_of_the_moment_of_release(world: World, waiting: str) -> None:
    assert len(world.cloud.queues["priority"]) == 4
    world.work()
    world.pass_time(minutes=1)
    world.dispatch(world.stream())
    assert len(world.cloud.queues["standard"]) == 4
    world.work()
    world.pass_time(hours=12)
    world.dispatch(world.stream())
    assert len(world.cloud.queues["priority"]) == 2
    world.settle()
    world.check_books_of(waiting)


def test_a_missed_tick_is_made_good_by_the_next(world: World, waiting: str) -> None:
    off_peak = wait_of(world, waiting)
    world.pass_time(hours=3)
    world.dispatch()
    assert wait_of(world, waiting) > off_peak
