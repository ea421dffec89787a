"""Runs a plan: each measure by itself, its result kept at once, whatever happens to the next."""

import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from bench.device.compare import compared
from bench.device.durations import LEAST, Durations
from bench.device.latency import latency
from bench.device.measures import Measure
from bench.device.plan import Plan
from bench.device.results import Result, Results
from bench.device.rigs import Rig, build, flops
from bench.device.ways import engine, ours, tasks, theirs

__all__ = ["Run", "TimeUp"]

log = logging.getLogger(__name__)
PATIENCE: Final = 4.0  # times the expected seconds that a measure may take


class TimeUp(Exception):
    """A measure took much longer than planned, or the budget is spent."""


@dataclass
class Run:
    plan: Plan
    results: Results
    durations: Durations
    device: str
    peak: float  # FLOP/s of a large matrix product
    ends: float  # time.monotonic() of the budget's end
    say: Callable[[str], None]
    rig: Rig | None = None
    counted: dict[tuple[Any, ...], float] = field(default_factory=dict)

    def all(self) -> None:
        """Every step of the plan; what is cut short or fails says so in its result."""
        for step in self.plan.steps:
            left = self.ends - time.monotonic()
            if left < 0.5 * step.cost.seconds:
                self._keep(step.measure, "no time")
                continue
            started = time.perf_counter()
            usual = max(60.0, PATIENCE * step.cost.seconds)
            limit = min(left, usual) if self.device == "cuda" else left  # others slow a CPU
            self._one(step.measure, limit)
            self.say(f"    {time.perf_counter() - started:.1f} s of {step.cost}")
        if self.rig is not None:
            self.rig.close()

    def _one(self, measure: Measure, limit: float) -> None:
        import torch

        try:
            with _alarm(limit):
                self._keep(measure, "measured", **self._measured(measure))
        except torch.OutOfMemoryError:
            self._shrink(measure, limit)
        except TimeUp:
            self._keep(measure, "no time")
        except Exception as error:  # the others are worth measuring all the same
            log.exception("%s failed", measure.name)
            self._keep(
                measure, "failed", detail={"error": f"{type(error).__name__}: {error}"[:500]}
            )

    def _shrink(self, measure: Measure, limit: float) -> None:
        """Note that it did not fit, and measure half as many pictures."""
        import torch

        self._keep(measure, "out of memory")
        if self.device == "cuda":
            torch.cuda.empty_cache()
        smaller = measure.smaller()
        known = {result.name for result in self.results.found if result.status == "measured"}
        if smaller != measure and smaller.name not in known:
            self._one(smaller, limit)

    def _keep(self, measure: Measure, status: Any, **found: Any) -> None:
        result = Result.of(measure, self.durations.card, status, **found)
        self.results.keep(result)
        rate = f"{result.rate:.2f} images/s" if result.rate else result.detail.get("summary", "")
        error = result.detail.get("error", "")
        self.say(f"  {measure.name:58} {status} {rate}{error}")

    def _measured(self, measure: Measure) -> dict[str, Any]:
        rig = self._rig(measure)
        started = time.perf_counter()
        adapter = rig.adapter(measure)
        if measure.warms:
            self.durations.note(measure.warms, time.perf_counter() - started)
        started = time.perf_counter()
        if measure.way == "compare":
            found: dict[str, Any] = {"detail": compared(rig, adapter, measure)}
        elif measure.way == "latency":
            left = min(45.0 if self.device == "cuda" else 8.0, self.ends - time.monotonic())
            found = {"detail": latency(adapter, measure, left)}
        else:
            found = self._rate(rig, adapter, measure)
        self.durations.note(measure.name, time.perf_counter() - started)
        return found

    def _rig(self, measure: Measure) -> Rig:
        if self.rig is None or (self.rig.kind, self.rig.tiny) != (measure.kind, measure.tiny):
            if self.rig is not None:
                self.rig.close()
            started = time.perf_counter()
            self.rig = build(measure, self.device)
            self._sync()
            self.durations.note(f"build {measure.section}", time.perf_counter() - started)
        return self.rig

    def _rate(self, rig: Rig, adapter: Any, measure: Measure) -> dict[str, Any]:
        """Pictures a second after one call to warm up, over at least two seconds."""
        import torch

        call, close = self._call(rig, adapter, measure)
        gpu = self.device == "cuda"
        try:
            started = time.perf_counter()
            call(1)
            self._sync()
            calls = max(1, round(LEAST / (time.perf_counter() - started)))
            if gpu:
                torch.cuda.reset_peak_memory_stats()
            started, cpu = time.perf_counter(), time.process_time()
            call(calls)
            self._sync()
            spent, cpu = time.perf_counter() - started, time.process_time() - cpu
        finally:
            close()
        pictures = measure.batch * calls
        rate = pictures / spent
        done = rate * self._flops(rig, adapter, measure)
        return {
            "rate": rate,
            "tflops": done / 1e12,
            "share": done / self.peak,
            "gib": torch.cuda.max_memory_allocated() / 2**30 if gpu else 0.0,
            "cpu": cpu / pictures,
        }

    def _call(
        self, rig: Rig, adapter: Any, measure: Measure
    ) -> tuple[Callable[[int], None], Callable[[], object]]:
        """A function that makes so many batches, and what to do after the last."""
        if measure.way == "engine":
            context = engine(adapter, measure.batch)
            running = context.__enter__()
            return (
                lambda calls: ours(running, tasks(measure, measure.batch * calls)),
                lambda: context.__exit__(None, None, None),
            )
        plain = theirs(rig, measure)

        def call(calls: int) -> None:
            for _ in range(calls):
                plain(tasks(measure, measure.batch))

        return call, lambda: None

    def _flops(self, rig: Rig, adapter: Any, measure: Measure) -> float:
        """Of one picture; diffusers makes the same without the rim."""
        key = (measure.kind, measure.size, measure.steps, measure.guidance, measure.ships)
        if key not in self.counted:
            self.counted[key] = flops(rig, adapter, measure, tasks(measure, 1)[0])
        return self.counted[key]

    def _sync(self) -> None:
        if self.device == "cuda":
            import torch

            torch.cuda.synchronize()


@contextmanager
def _alarm(limit: float) -> Iterator[None]:
    """Raises TimeUp in the main thread once the limit has passed."""

    def ring(*_: object) -> None:
        raise TimeUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(0.1, limit))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
