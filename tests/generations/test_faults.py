"""Every AWS call of a batch's life fails once in every way, and the books still agree.

A fault hits the n-th call: the connection breaks before the service acts, the answer is lost after
it acted, the service throttles, or the process dies before or after the call. Then time passes,
messages and stream records are delivered again, and everything must have ended exactly once.
"""

import contextlib
import random
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import pytest

from local.fakes.cloud import Crashed, Fault, nth
from local.fakes.pipeline import World

POSES = 12
DEATHS = (Crashed, Exception)  # what ends an invocation


def in_proofs(seed: int) -> Any:
    return pytest.param(seed, marks=pytest.mark.proof("faults of a batch", only=True))


def at_random(rng: random.Random, share: float) -> Callable[[str, str], str | None]:
    return lambda _service, _operation: rng.choice(list(Fault)) if rng.random() < share else None


def survive(world: World, *, rounds: int = 30) -> None:
    """Delivers everything again and again, as AWS does, while time passes."""
    held: list[dict[str, Any]] = []
    for _ in range(rounds):
        held += world.stream()
        with contextlib.suppress(*DEATHS):  # the stream delivers the records again
            if held:
                world.dispatch(held)
                held = []
        _work(world)
        if not held and not any(world.cloud.queues.values()) and not world.stuck:
            if not world.running():
                return
            world.pass_time(minutes=21)
            _tick(world)
        world.redeliver()
        world.end_dead_letters()


def _work(world: World) -> None:
    while any(world.cloud.queues.values()):
        waiting = [message for queue in world.cloud.queues.values() for message in queue]
        try:
            world.work()
        except Crashed:
            # The worker died with the message that it had taken: it becomes visible again.
            left = {id(m) for queue in world.cloud.queues.values() for m in queue}
            known = {id(m) for m in [*world.stuck, *world.dead]}
            gone = [m for m in waiting if id(m) not in left | known]
            world.stuck.append(gone[-1])


def _tick(world: World) -> None:
    with contextlib.suppress(*DEATHS):  # the next minute ticks again
        world.dispatch()


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


def calls_of_a_batch(world: World) -> list[tuple[str, str]]:
    for _ in range(2):  # the first one's calls fill what a process keeps
        world.admit(POSES)
        before = len(world.cloud.calls)
        world.settle()
    return world.cloud.calls[before:]


class TestEveryCall:
    @pytest.mark.proof("faults of a batch")
    @pytest.mark.parametrize("fault", Fault)
    def test_may_fail_once(
        self, world: World, fault: Fault, some_of: Callable[[Sequence[Hashable]], list[int]]
    ) -> None:
        calls = calls_of_a_batch(world)
        assert len(calls) > 20
        for number in some_of(calls):
            batch = world.admit(POSES)
            world.cloud.fault = nth(number, fault)
            survive(world)
            world.cloud.fault = lambda *_: None
            world.check_books(batch)
            row = world.batch(batch)
            assert int(row.done) == POSES, (fault, number, row.status)


class TestStorm:
    @pytest.mark.parametrize("seed", [0, *(in_proofs(seed) for seed in (1, 2, 3))])
    def test_books_agree_after_many_faults(self, world: World, seed: int) -> None:
        rng = random.Random(seed)
        batches = [world.admit(rng.randint(1, 40)) for _ in range(5)]
        world.cloud.fault = at_random(rng, 0.05)
        world.cloud.failed_entry = lambda: rng.random() < 0.05
        world.endpoint.score = lambda _slot, _attempt: rng.random()
        survive(world, rounds=120)
        world.cloud.fault = lambda *_: None
        world.cloud.failed_entry = lambda: False
        survive(world, rounds=120)
        for batch in batches:
            world.check_books(batch)

    @pytest.mark.parametrize("seed", [0, *(in_proofs(seed) for seed in (1, 2))])
    def test_duplicated_messages_and_records_change_nothing(self, world: World, seed: int) -> None:
        rng = random.Random(seed)
        batches = [world.admit(rng.randint(1, 40)) for _ in range(3)]
        for _ in range(200):
            records = world.stream()
            if records:
                world.dispatch(records)
                world.dispatch(rng.sample(records, rng.randint(1, len(records))))
            for queue in world.cloud.queues.values():
                queue.extend([m for m in queue if rng.random() < 0.3])
            if not world.work() and not records:
                break
        for batch in batches:
            world.check_books(batch)


class TestCancelAtAnyMoment:
    @pytest.mark.parametrize("fault", [Fault.LOST, Fault.CRASH_AFTER])
    def test_gives_back_exactly_what_was_not_made(self, world: World, fault: Fault) -> None:
        """Cancel lands after the n-th delivery, and the call after it meets a fault."""
        from local.fakes.pipeline import USER_ID
        from lumiku.generations import service

        for moment in range(0, 12, 2):
            batch = world.admit(40)
            for _ in range(moment):
                if records := world.stream():
                    world.dispatch(records[:1])
                world.work()
            world.cloud.fault = nth(moment, fault)
            try:
                service.cancel(USER_ID, batch, world.now)
            except DEATHS:
                world.cloud.fault = lambda *_: None
                if world.batch(batch).is_running:
                    service.cancel(USER_ID, batch, world.now)
            world.cloud.fault = lambda *_: None
            survive(world)
            world.check_books(batch)
