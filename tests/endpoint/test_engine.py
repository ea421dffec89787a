"""Continuous batching: who joins, who leaves, who goes first, and what out-of-memory does."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from threading import Event, Timer

import pytest

from endpoint.adapter import Task
from endpoint.engine import Engine, Job
from endpoint.errors import EndpointError, NotReady, OutOfMemory, PastDeadline
from endpoint.objects import blob
from endpoint.telemetry import Meter
from lumiku.rendering.contract import GenerateItem
from tests.endpoint.harness import create_item
from tests.endpoint.stepping import SteppingAdapter, Walk, wait_for


def create_task(slot: int, steps: int = 3, width: int = 64) -> Task:
    item = GenerateItem.model_validate(create_item(slot))
    return Task(item, width, 64, steps, 5.0, (), (blob(b"a"),), blob(b"p"))


@contextmanager
def running(adapter: SteppingAdapter, max_rows: int = 8) -> Iterator[Engine[Walk]]:
    engine: Engine[Walk] = Engine(adapter, Meter(), threads=1, max_rows=max_rows, workers=2)
    try:
        yield engine
    finally:
        adapter.open.set()
        engine.close()


def later() -> float:
    return time.time() + 30


def ready(engine: Engine[Walk]) -> None:
    """Wait until the workers have prepared what was submitted."""
    until(lambda: engine.preparing() == 0)


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.002)


class TestJoining:
    def test_a_later_picture_joins_a_running_batch_and_a_short_one_leaves_it(self) -> None:
        adapter = SteppingAdapter()
        with running(adapter) as engine:
            long = engine.submit(create_task(1, steps=6), later())
            until(lambda: engine.depth() == 0)
            short = engine.submit(create_task(2, steps=2), later())
            ready(engine)
            adapter.open.set()
            short.future.result(10)
            long.future.result(10)
        assert adapter.steps_seen[0] == [1]
        assert adapter.steps_seen[1:3] == [[1, 2], [1, 2]]
        assert adapter.steps_seen[3:] == [[1], [1], [1]]

    def test_only_equal_shapes_share_a_forward(self) -> None:
        adapter = SteppingAdapter()
        with running(adapter) as engine:
            jobs = [engine.submit(create_task(i, 2, 64 + 64 * (i % 2)), later()) for i in range(4)]
            adapter.open.set()
            for job in jobs:
                job.future.result(10)
        for group in adapter.steps_seen:
            assert len({slot % 2 for slot in group}) == 1

    def test_never_more_rows_than_allowed(self) -> None:
        adapter = SteppingAdapter()
        with running(adapter, max_rows=2) as engine:
            jobs = [engine.submit(create_task(i), later()) for i in range(5)]
            adapter.open.set()
            for job in jobs:
                job.future.result(10)
        assert max(map(len, adapter.steps_seen)) == 2

    def test_the_most_urgent_goes_first(self) -> None:
        adapter = SteppingAdapter()
        with running(adapter, max_rows=1) as engine:
            first = engine.submit(create_task(0, steps=1), later())
            until(lambda: engine.depth() == 0)
            relaxed = engine.submit(create_task(1, steps=1), later() + 60)
            urgent = engine.submit(create_task(2, steps=1), later() - 10)
            ready(engine)
            adapter.open.set()
            for job in (first, relaxed, urgent):
                job.future.result(10)
        assert adapter.finished == [[0], [2], [1]]

    def test_an_urgent_picture_overtakes_when_every_row_is_taken(self) -> None:
        adapter = SteppingAdapter()
        with running(adapter, max_rows=2) as engine:
            slow = [engine.submit(create_task(i, steps=6), later()) for i in (0, 1)]
            until(lambda: engine.depth() == 0)
            urgent = engine.submit(create_task(2, steps=2), later() - 10)
            ready(engine)
            adapter.open.set()
            urgent.future.result(10)
            for job in slow:
                job.future.result(10)
        assert adapter.finished[0] == [2]
        # It came in after the step that ran; whoever gave way for it lost nothing of what was done.
        assert [2 in group for group in adapter.steps_seen[:3]] == [False, True, True]
        assert sum(group.count(1) for group in adapter.steps_seen) == 6

    def test_nobody_starves_among_equals(self) -> None:
        adapter = SteppingAdapter()
        with running(adapter, max_rows=2) as engine:
            deadline = later()
            jobs = [engine.submit(create_task(i, steps=3), deadline) for i in range(7)]
            adapter.open.set()
            for job in jobs:
                job.future.result(10)
        assert [slot for group in adapter.finished for slot in group] == list(range(7))

    def test_the_device_time_of_a_forward_is_shared(self) -> None:
        adapter = SteppingAdapter()
        with running(adapter) as engine:
            jobs = [engine.submit(create_task(i), later()) for i in range(2)]
            adapter.open.set()
            seconds = [job.future.result(10).seconds for job in jobs]
        assert all(second > 0 for second in seconds)


class TestThreads:
    """The engine's thread does only what needs the device."""

    def test_workers_prepare_and_complete(self) -> None:
        adapter = SteppingAdapter()
        adapter.open.set()
        with running(adapter) as engine:
            for job in [engine.submit(create_task(i), later()) for i in range(5)]:
                job.future.result(10)
        assert len(adapter.prepared) == len(adapter.completed) == 5
        assert all(name.startswith("worker-") for name in adapter.prepared + adapter.completed)
        assert adapter.threads == {"engine-0"}

    def test_a_cpus_adapter_keeps_to_its_own_threads(self) -> None:
        adapter = SteppingAdapter()
        adapter.caps = replace(adapter.caps, cpu_threads=True)
        adapter.asides[1] = lambda: None
        adapter.open.set()
        with running(adapter) as engine:
            for job in [engine.submit(create_task(i), later()) for i in range(3)]:
                assert job.future.result(10).seconds > 0
        assert set(adapter.prepared + adapter.completed) == {"engine-0"}
        assert len(adapter.prepared) == 3

    def test_pictures_of_a_request_begin_together(self) -> None:
        adapter = SteppingAdapter()
        with running(adapter) as engine:
            first = engine.submit(create_task(0, steps=2), later())
            until(lambda: engine.depth() == 0)
            others = [engine.submit(create_task(i), later()) for i in range(1, 6)]
            ready(engine)
            adapter.open.set()
            for job in (first, *others):
                job.future.result(10)
        assert sorted(adapter.began[1]) == [1, 2, 3, 4, 5]

    def test_one_that_cannot_begin_fails_alone(self) -> None:
        adapter = SteppingAdapter(refuses={2})
        adapter.open.set()
        with running(adapter) as engine:
            jobs = [engine.submit(create_task(i), later()) for i in range(4)]
            errors = [job.future.exception(10) for job in jobs]
        assert [type(error).__name__ for error in errors] == [
            "NoneType",
            "NoneType",
            "OutOfMemory",
            "NoneType",
        ]

    def test_others_step_while_a_worker_has_one(self) -> None:
        adapter, gate = SteppingAdapter(), Event()
        adapter.asides[1] = partial(wait_for, gate)
        adapter.open.set()
        with running(adapter) as engine:
            slow = engine.submit(create_task(1), later())
            until(lambda: bool(adapter.steps_seen) and len(adapter.steps_seen) >= 2)
            quick = engine.submit(create_task(2), later())
            assert quick.future.result(10)
            assert not slow.future.done()
            gate.set()
            assert slow.future.result(10)
        assert sum(group.count(1) for group in adapter.steps_seen) == 3

    @pytest.mark.filterwarnings("default")
    def test_what_fails_on_a_worker_fails_its_picture(self) -> None:
        adapter = SteppingAdapter()

        def fail() -> None:
            raise RuntimeError("no room for the product")

        adapter.asides[1] = fail
        adapter.open.set()
        with running(adapter) as engine:
            jobs = [engine.submit(create_task(i), later()) for i in (1, 2)]
            with pytest.raises(EndpointError, match="RuntimeError"):
                jobs[0].future.result(10)
            assert jobs[1].future.result(10)

    def test_closing_waits_for_what_a_worker_has(self) -> None:
        adapter, gate = SteppingAdapter(), Event()
        adapter.asides[1] = partial(wait_for, gate)
        adapter.open.set()
        engine: Engine[Walk] = Engine(adapter, Meter(), threads=1, max_rows=1)
        job = engine.submit(create_task(1), later())
        until(lambda: len(adapter.steps_seen) == 2)
        gate_opens = Timer(0.05, gate.set)
        gate_opens.start()
        engine.close()
        gate_opens.join()
        assert job.future.result(0).picture.pixels[0, 0, 0] == 10


class TestLeaving:
    def test_a_past_deadline_is_never_started(self) -> None:
        adapter = SteppingAdapter()
        adapter.open.set()
        with running(adapter) as engine:
            job = engine.submit(create_task(1), time.time() - 1)
            with pytest.raises(PastDeadline):
                job.future.result(10)
        assert adapter.steps_seen == []

    def test_a_deadline_that_passes_mid_way_frees_the_row(self) -> None:
        adapter = SteppingAdapter()
        with running(adapter) as engine:
            job = engine.submit(create_task(1, steps=5), time.time() + 0.1)
            time.sleep(0.15)
            adapter.open.set()
            with pytest.raises(PastDeadline):
                job.future.result(10)
        assert len(adapter.steps_seen) <= 1

    def test_an_abandoned_picture_leaves_before_the_next_step(self) -> None:
        adapter = SteppingAdapter()
        with running(adapter) as engine:
            job = engine.submit(create_task(1, steps=50), later())
            until(lambda: engine.depth() == 0)
            job.abandon()
            adapter.open.set()
            with pytest.raises(EndpointError):
                job.future.result(10)
        assert len(adapter.steps_seen) <= 1

    def test_closing_finishes_what_runs_and_refuses_what_waits(self) -> None:
        adapter = SteppingAdapter()
        engine: Engine[Walk] = Engine(adapter, Meter(), threads=1, max_rows=1)
        runs = engine.submit(create_task(1), later())
        until(lambda: engine.depth() == 0)
        waits = engine.submit(create_task(2), later())
        adapter.open.set()
        engine.close()
        assert runs.future.result(0).picture.pixels[0, 0, 0] == 10
        assert isinstance(waits.future.exception(0), NotReady | None)
        with pytest.raises(NotReady):
            engine.submit(create_task(3), later())


class TestTrouble:
    @pytest.mark.filterwarnings("default")
    def test_a_device_that_fails_every_step_is_told_from_one_bad_picture(self) -> None:
        adapter = SteppingAdapter(breaks_on=1)
        adapter.open.set()
        with running(adapter) as engine:
            for slot in (1, 1, 2, 1, 1):
                engine.submit(create_task(slot), later()).future.exception(10)
            assert engine.healthy
            engine.submit(create_task(1), later()).future.exception(10)
            assert not engine.healthy

    def test_out_of_memory_halves_the_rows_and_loses_nothing(self) -> None:
        adapter = SteppingAdapter(fits=2)
        with running(adapter) as engine:
            jobs = [engine.submit(create_task(i), later()) for i in range(6)]
            adapter.open.set()
            done = [job.future.result(10) for job in jobs]
        assert [int(each.picture.pixels[0, 0, 0]) for each in done] == [0, 10, 20, 30, 40, 50]
        assert max(map(len, adapter.steps_seen)) <= 2

    def test_a_picture_that_never_fits_fails_alone(self) -> None:
        adapter = SteppingAdapter(fits=0)
        adapter.open.set()
        with running(adapter) as engine:
            job = engine.submit(create_task(1), later())
            with pytest.raises(OutOfMemory):
                job.future.result(10)
            adapter.fits = 9
            assert engine.submit(create_task(2), later()).future.result(10)

    @pytest.mark.filterwarnings("default")
    def test_a_broken_model_fails_its_group_and_the_engine_lives(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        adapter = SteppingAdapter(breaks_on=1)
        adapter.open.set()
        with running(adapter) as engine:
            broken = engine.submit(create_task(1), later())
            with pytest.raises(EndpointError, match="RuntimeError"):
                broken.future.result(10)
            good: Job[Walk] = engine.submit(create_task(2), later())
            assert good.future.result(10)
        assert "a broken model" in caplog.text
