"""An adapter whose steps a test can watch, hold back and break."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import numpy as np

from endpoint.adapter import Caps, Task
from endpoint.errors import OutOfMemory
from lumiku.rendering.provenance import SourceType
from lumiku.rendering.quality import Picture


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
    caps: Caps = field(
        default_factory=lambda: Caps("stepping-1", SourceType.GENERATED, "composite", False)
    )

    def load(self, folder: Path) -> None:
        return None

    def prepare(self, task: Task) -> Walk:
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

    def finish(self, states: Sequence[Walk]) -> list[Picture]:
        self.finished.append([state.slot for state in states])
        return [
            Picture(np.full((*state.size[::-1], 3), 10 * state.slot, np.uint8), None, ())
            for state in states
        ]

    def facts(self) -> dict[str, dict[str, float]]:
        return {}
