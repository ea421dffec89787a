"""The engine beside diffusers on a machine that others use too: in turn, and as ratios."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from bench.device.measures import Measure
from bench.device.rigs import Rig
from bench.device.ways import engine, ours, tasks, theirs
from endpoint.adapter import Task

__all__ = ["compared"]

TURNS: Final = 5


def compared(rig: Rig, adapter: Any, measure: Measure) -> dict[str, Any]:
    """Medians of the ratios of neighbouring calls: what else runs here slows all alike.

    `batched` and `one by one` are processor time with all of ours in one thread; `device, batched`
    counts only the share that the engine's thread has; `engine, batched` is the clock's time
    through the engine and its workers.
    """
    plain = theirs(rig, measure)
    turns: dict[str, list[float]] = {}
    with engine(adapter, measure.batch) as running:
        for turn in range(TURNS + 1):
            first, second, third, fourth = (tasks(measure, measure.batch) for _ in range(4))
            started = time.perf_counter()
            batched = _cpu(plain, first)
            clock = time.perf_counter() - started
            device, everything = _serial(adapter, second)
            single = sum(_cpu(plain, [each]) for each in third[:2]) * measure.batch / 2
            started = time.perf_counter()
            ours(running, [*third, *fourth])
            through = (time.perf_counter() - started) / 2
            ratios = {
                "batched": batched / everything,
                "one by one": single / everything,
                "device, batched": batched / device,
                "engine, batched": clock / through,
            }
            for name, ratio in ratios.items() if turn else ():  # the first is there to warm up
                turns.setdefault(name, []).append(ratio)
    found: dict[str, Any] = {name: statistics.median(each) for name, each in turns.items()}
    found["summary"] = ", ".join(f"{value:.2f} × {name}" for name, value in found.items())
    return found


def _cpu(call: Callable[[Sequence[Task]], object], wanted: Sequence[Task]) -> float:
    """Processor seconds of this thread."""
    started = time.thread_time()
    call(wanted)
    return time.thread_time() - started


def _serial(adapter: Any, wanted: Sequence[Task]) -> tuple[float, float]:
    """Processor seconds of the device's calls and of everything, all in this thread."""
    started = time.thread_time()
    states = [adapter.prepare(each) for each in wanted]
    began = time.thread_time()
    adapter.begin(states)
    while adapter.steps_left(states[0]):
        adapter.step(states)
    adapter.finish(states)
    ended = time.thread_time()
    for state in states:
        adapter.complete(state)
    return ended - began, time.thread_time() - started
