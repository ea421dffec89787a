"""What a start prints about its time."""

import io

import pytest
from rich.console import Console

from local.stack.timings import Step, Timings, steps_of, table


def printed(steps: list[Step]) -> list[str]:
    console = Console(file=io.StringIO(), width=120)
    console.print(table(steps))
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined,no-any-return]


class TestTimings:
    def test_steps_are_told_in_the_order_of_their_beginning(self) -> None:
        timings = Timings(100.0)
        timings.add("late", 103.0, 104.0)
        timings.add("early", 100.5, 109.0)
        assert timings.steps == [Step("early", 0.5, 9.0), Step("late", 3.0, 4.0)]
        assert steps_of(timings.note()) == timings.steps

    def test_a_step_that_fails_is_no_step(self) -> None:
        timings = Timings()
        with timings.step("good"):
            pass
        with pytest.raises(ZeroDivisionError), timings.step("bad"):
            _ = 1 / 0
        assert [step.name for step in timings.steps] == ["good"]


class TestTable:
    def test_what_runs_side_by_side_stands_one_below_the_other(self) -> None:
        lines = printed([Step("one", 0, 5), Step("two", 5, 10), Step("beside", 5, 10)])
        bars = {line.split()[0]: line for line in lines if "█" in line}
        assert bars["two"].index("█") == bars["beside"].index("█") > bars["one"].rindex("█")
        assert lines[-1].split() == ["in", "all", "0.0", "10.0", "10.0"]

    def test_nothing_to_tell_is_no_error(self) -> None:
        assert "in all" in printed([])[-1]
