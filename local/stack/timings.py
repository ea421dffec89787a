"""How long the parts of a start took, and which of them ran side by side."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from rich.table import Table

__all__ = ["Step", "Timings", "steps_of", "table"]

_BAR: Final = 36  # columns of the longest possible bar


@dataclass(frozen=True)
class Step:
    """From and to in seconds since the start's beginning."""

    name: str
    begun: float
    ended: float


class Timings:
    """Notes steps as they end, from any thread."""

    def __init__(self, began: float | None = None) -> None:
        """`began` is the moment (time.time()) that counts as nought, for what ran before us."""
        self._began = time.time() if began is None else began
        self._steps: list[Step] = []
        self._lock = threading.Lock()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A step that raises is no step: its time would say nothing."""
        begun = time.time()
        yield
        self.add(name, begun, time.time())

    def add(self, name: str, begun: float, ended: float) -> None:
        with self._lock:
            self._steps.append(Step(name, begun - self._began, ended - self._began))

    @property
    def steps(self) -> list[Step]:
        """In the order in which they began."""
        with self._lock:
            return sorted(self._steps, key=lambda step: (step.begun, step.ended))

    def note(self) -> dict[str, Any]:
        return {"steps": [[step.name, step.begun, step.ended] for step in self.steps]}


def steps_of(note: dict[str, Any]) -> list[Step]:
    """The steps of a note that `Timings.note` made."""
    return [Step(str(name), float(a), float(b)) for name, a, b in note.get("steps", [])]


def table(steps: list[Step]) -> Table:
    """A line per step on one time axis: what ran side by side stands one below the other."""
    whole = max((step.ended for step in steps), default=0.0)
    made = Table(box=None, pad_edge=False)
    for name, justify in (("step", "left"), ("from", "right"), ("to", "right"), ("took", "right")):
        made.add_column(name, justify=justify)  # type: ignore[arg-type]
    made.add_column("seconds", no_wrap=True)
    for step in steps:
        took = step.ended - step.begun
        numbers = (f"{value:.1f}" for value in (step.begun, step.ended, took))
        made.add_row(step.name, *numbers, _bar(step, whole))
    made.add_row("[bold]in all[/]", "0.0", f"{whole:.1f}", f"[bold]{whole:.1f}[/]", "")
    return made


def _bar(step: Step, whole: float) -> str:
    scale = _BAR / whole if whole else 0.0
    first = min(_BAR - 1, int(step.begun * scale))
    length = max(1, min(_BAR, round(step.ended * scale)) - first)
    return " " * first + "█" * length
