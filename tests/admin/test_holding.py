"""What a suspension does to batches under way, and what it must not do to anybody else's."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from local.fakes.cloud import Cloud
from local.fakes.pipeline import USER_ID, Endpoint, World, furnish
from lumiku import clock
from lumiku.accounts import policy
from lumiku.accounts import service as accounts
from lumiku.accounts.policy import Lane, Override, OverrideMode, Tier
from lumiku.admin import service
from lumiku.admin.audit import Operator
from lumiku.admin.schemas import NoticeIn, ReasonIn
from lumiku.cloud import keys
from lumiku.errors import AccountSuspended
from lumiku.generations import service as generations
from lumiku.generations.store import DISPATCH, GenerationItem
from tests.generations.skeletons import templates

OPERATOR = Operator("op", "op@lumiku.test", "r1")
CROWD = 150  # batches, far more than one pass of the dispatcher looks at


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    cloud = Cloud()
    cloud.endpoint = endpoint = Endpoint(cloud)
    with cloud.installed():
        made = World(cloud, endpoint)
        monkeypatch.setattr(clock, "now", lambda: made.now)
        furnish(made, templates())
        cloud.stream()
        yield made


def suspend(user_id: str, now: datetime) -> None:
    service.give_notice(OPERATOR, user_id, NoticeIn(reason="Bot traffic."), now)
    service.suspend(OPERATOR, user_id, ReasonIn(note="abuse"), now + policy.SUSPENSION_NOTICE)


def crowd(user_id: str, now: datetime) -> None:
    """Waiting batches that were all admitted before anybody else's."""
    for number in range(CROWD):
        generation_id = f"gen_01JD{number:022d}"
        admitted = now - timedelta(hours=1) + timedelta(seconds=number)
        GenerationItem(
            pk=keys.user(user_id),
            sk=keys.generation(generation_id),
            generation_id=generation_id,
            user_id=user_id,
            month=clock.month_key(now),
            status="pending",
            total=8,
            remaining=8,
            admitted_at=clock.iso(admitted),
            start_at=clock.iso(admitted),
            brand_kit_id="kit_1",
            product_id="prd_1",
            work=DISPATCH,
            due=clock.iso(admitted + timedelta(minutes=30)),
        ).save()


def passes_until_sent(world: World, lane: Lane) -> int:
    """Ticks of the dispatcher until a task is in the lane."""
    for count in range(1, 6):
        world.dispatch()
        if world.cloud.queues[lane.value]:
            return count
    raise AssertionError(f"nothing reached {lane}")


def records(world: World) -> list[dict[str, Any]]:
    return world.cloud.items(f"U#{USER_ID}", "GEN#")


class TestTheSuspended:
    def test_wait_and_go_on_after_the_reinstatement(self, world: World) -> None:
        batch = world.admit(24)
        suspend(USER_ID, world.now)
        world.pass_time(days=1, minutes=1)
        world.settle()
        assert world.endpoint.requests == []
        shown = generations.view(USER_ID, batch, "id", world.now)
        assert shown.reason is not None
        assert shown.reason.code == "suspended"
        service.reinstate(OPERATOR, USER_ID, ReasonIn(note="settled"), world.now)
        world.dispatch()
        world.settle()
        world.check_books(batch)
        assert int(world.batch(batch).done) == 24

    def test_ask_for_nothing_new_and_retry_nothing(self, world: World) -> None:
        world.endpoint.score = lambda _slot, _attempt: 0.0
        failed = world.admit(4)
        world.settle()
        assert int(world.batch(failed).failed) == 4
        suspend(USER_ID, world.now)
        with pytest.raises(AccountSuspended):
            world.admit(1)
        with pytest.raises(AccountSuspended):
            generations.retry(USER_ID, failed, None, world.now)
        assert world.usage() == (0, 0)


class TestEverybodyElse:
    def test_is_served_although_a_suspended_crowd_came_first(self, world: World) -> None:
        accounts.set_tier("bot", Tier.PRO, world.now)
        crowd("bot", world.now)
        suspend("bot", world.now - policy.SUSPENSION_NOTICE)
        batch = world.admit(8)
        assert passes_until_sent(world, Lane.PRIORITY) <= 3
        world.settle()
        world.check_books(batch)

    def test_is_served_although_a_slowed_crowd_came_first(self, world: World) -> None:
        """A throttled merchant's many batches keep their later deadlines, and their place."""
        slowed = Override(OverrideMode.THROTTLED, world.now + timedelta(days=1))
        accounts.set_tier("reseller", Tier.STARTER, world.now)
        accounts.set_override("reseller", slowed)
        crowd("reseller", world.now)
        world.admit(8)
        room = [len(queue) for queue in world.cloud.queues.values()]
        assert sum(room) == 0
        for _ in range(4):
            world.dispatch()
            for name in ("free", "standard"):
                world.cloud.queues[name].clear()  # the endpoint works them off
            if world.cloud.queues[Lane.PRIORITY]:
                return
        raise AssertionError("the pro merchant waits behind a slowed one")

    def test_a_batch_is_filed_again_once_not_at_every_tick(self, world: World) -> None:
        accounts.set_tier("bot", Tier.PRO, world.now)
        crowd("bot", world.now)
        suspend("bot", world.now - policy.SUSPENSION_NOTICE)
        for _ in range(4):
            world.dispatch()
        world.cloud.calls.clear()
        for _ in range(3):
            world.dispatch()
        assert not [call for call in world.cloud.calls if call[1] == "UpdateItem"]
