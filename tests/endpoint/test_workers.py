"""Work without the device: by urgency, and one failure takes nobody along."""

import threading
from functools import partial

import pytest

from endpoint.diffusion.pace import AHEAD, Pace
from endpoint.workers import Workers
from tests.endpoint.stepping import wait_for


class TestWorkers:
    def test_the_most_urgent_goes_first_and_equals_keep_their_order(self) -> None:
        workers, gate, done = Workers(1), threading.Event(), list[str]()
        workers.put((0.0,), partial(wait_for, gate))
        for urgency, name in ((2.0, "late"), (1.0, "first"), (1.0, "second"), (0.5, "urgent")):
            workers.put((urgency,), lambda name=name: done.append(name))  # type: ignore[misc]
        gate.set()
        workers.close(10)
        assert done == ["urgent", "first", "second", "late"]

    @pytest.mark.filterwarnings("default")
    def test_a_failing_call_leaves_the_thread_alive(self, caplog: pytest.LogCaptureFixture) -> None:
        workers, done = Workers(1), list[int]()

        def fail() -> None:
            raise RuntimeError("a broken call")

        workers.put((0.0,), fail)
        workers.put((1.0,), lambda: done.append(1))
        workers.close(10)
        assert done == [1]
        assert "a broken call" in caplog.text

    def test_closing_does_what_is_queued(self) -> None:
        workers, done = Workers(2), list[int]()
        for number in range(20):
            workers.put((float(number),), lambda number=number: done.append(number))  # type: ignore[misc]
        workers.close(10)
        assert sorted(done) == list(range(20))
        assert not workers.healthy


class TestPace:
    def test_it_waits_for_the_forward_that_lies_behind(self) -> None:
        said: list[str] = []

        class Event:
            def __init__(self) -> None:
                self.number = sum(line.startswith("record") for line in said)

            def record(self) -> None:
                said.append(f"record {self.number}")

            def synchronize(self) -> None:
                said.append(f"wait {self.number}")

        pace = Pace("cpu", Event)
        for _ in range(AHEAD + 2):
            pace()
        waits = [line for line in said if line.startswith("wait")]
        assert waits == ["wait 0", "wait 1"]
        assert said.index("wait 0") > said.index(f"record {AHEAD}")

    def test_a_cpu_needs_none(self) -> None:
        Pace("cpu")()
