"""An adapter whose steps a test can watch, hold back and break."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, current_thread

import numpy as np

from endpoint.adapter import Caps, Task
from endpoint.errors import OutOfMemory
from lumiku.rendering.provenance import SourceType
from lumiku.rendering.quality import Picture


def wait_for(gate: Event) -> None:
    """Until a test opens the gate; ten seconds at most."""
    gate.wait(10)


@dataclass(eq=False)
class Walk:
    """A picture that takes `left` more steps."""

    slot: int
    size: tuple[int, int]
    left: int


@dataclass
class SteppingAdapter:
    """Steps as many times as the task says; `open` lets steps through, `fits` bounds rows."""

    open: Event = field(default_factory=Event)
    fits: int = 1000
    steps_seen: list[list[int]] = field(default_factory=list)
    finished: list[list[int]] = field(default_factory=list)
    breaks_on: int | None = None
    began: list[list[int]] = field(default_factory=list)
    prepared: list[str] = field(default_factory=list)  # by which threads
    completed: list[str] = field(default_factory=list)
    refuses: set[int] = field(default_factory=set)  # slots that cannot begin
    threads: set[str] = field(default_factory=set)  # that used the device
    asides: dict[int, Callable[[], None]] = field(default_factory=dict)  # by slot, before the last
    caps: Caps = field(
        default_factory=lambda: Caps("stepping-1", SourceType.GENERATED, "composite", False)
    )

    def load(self, folder: Path) -> None:
        return None

    def prepare(self, task: Task) -> Walk:
        self.prepared.append(current_thread().name)
        return Walk(task.item.slot, (task.width, task.height), task.steps)

    def shape_key(self, state: Walk) -> Hashable:
        return state.size

    def steps_left(self, state: Walk) -> int:
        return state.left

    def step(self, states: Sequence[Walk]) -> None:
        assert self.open.wait(20), "a test forgot to open the adapter"
        if len(states) > self.fits:
            raise OutOfMemory(f"{len(states)} rows")
        self.steps_seen.append([state.slot for state in states])
        for state in states:
            if state.slot == self.breaks_on:
                raise RuntimeError("a broken model")
            state.left -= 1

    def begin(self, states: Sequence[Walk]) -> None:
        if any(state.slot in self.refuses for state in states):
            raise OutOfMemory("too large")
        self.began.append([state.slot for state in states])
        self.threads.add(current_thread().name)

    def aside(self, state: Walk) -> Callable[[], None] | None:
        return self.asides.get(state.slot) if state.left == 1 else None

    def finish(self, states: Sequence[Walk]) -> None:
        self.finished.append([state.slot for state in states])

    def complete(self, state: Walk) -> Picture:
        self.completed.append(current_thread().name)
        return Picture(np.full((*state.size[::-1], 3), 10 * state.slot, np.uint8), None, ())

    def facts(self) -> dict[str, dict[str, float]]:
        return {}
