"""p50 and p95 under a Poisson load of mixed requests, joining between steps or not."""

import random
import time
from typing import Any, Final

import numpy as np

from bench.device.measures import Measure
from bench.device.ways import NUMBERS, engine, ours, task, tasks

__all__ = ["latency"]

LOADS: Final = (0.5, 0.8, 0.95)  # of what the engine makes at best
STEPS: Final = (0.6, 1.0, 1.5)  # times the measure's
GUIDANCE: Final = (1.0, 5.0, 7.0)


def latency(adapter: Any, measure: Measure, seconds: float) -> dict[str, Any]:
    """Percentiles by load and way of batching, and their ratio in words."""
    with engine(adapter, measure.batch) as running:
        ours(running, tasks(measure, measure.batch))
        started = time.perf_counter()
        ours(running, tasks(measure, measure.batch))
        capacity = measure.batch / (time.perf_counter() - started)
    rows = np.mean([1 if guidance <= 1 else 2 for guidance in GUIDANCE]) / 2
    capacity /= float(np.mean(STEPS) * rows)
    each = max(1.0, (seconds - 3 * measure.batch / capacity) / (2 * len(LOADS)))
    found: dict[str, Any] = {"seconds of each": each}
    ratios = []
    for load in LOADS:
        p95 = {}
        for joins in (False, True):
            taken = _drive(adapter, measure, load * capacity, each, joins)
            p50, p95[joins] = (float(value) for value in np.percentile(taken, [50, 95]))
            name = f"{load:.0%} {'steps' if joins else 'requests'}"
            found[name] = {"p50": p50, "p95": p95[joins], "pictures": len(taken)}
        ratios.append(f"{load:.0%}: {p95[True] / max(p95[False], 1e-9):.2f}")
    found["summary"] = "p95 of joining / whole requests at " + ", ".join(ratios)
    return found


def _drive(adapter: Any, measure: Measure, rate: float, seconds: float, joins: bool) -> list[float]:
    """Submit at random moments; the seconds that each picture took."""
    rng = random.Random(5)
    taken: list[float] = []
    with engine(adapter, measure.batch, joins) as running:
        began, at, jobs = time.perf_counter(), 0.0, []
        while (at := at + rng.expovariate(rate)) < seconds:
            time.sleep(max(0.0, began + at - time.perf_counter()))
            steps = max(1, round(measure.steps * rng.choice(STEPS)))
            wanted = task(measure, next(NUMBERS), steps, rng.choice(GUIDANCE))
            started = time.perf_counter()
            job = running.submit(wanted, time.time() + 600)

            def note(_: object, since: float = started) -> None:
                taken.append(time.perf_counter() - since)

            job.future.add_done_callback(note)
            jobs.append(job)
        for job in jobs:
            job.future.result(300)
    return taken or [0.0]
