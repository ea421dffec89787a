"""What a model must offer so that the step engine can run it."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from endpoint.objects import Blob
from lumiku.rendering.contract import GenerateItem
from lumiku.rendering.provenance import SourceType
from lumiku.rendering.quality import Picture

__all__ = ["Adapter", "Caps", "Task"]

State = TypeVar("State")


@dataclass(frozen=True)
class Caps:
    """What an adapter can do, and how the picture was made (an IPTC digital source type)."""

    version: str
    source_type: SourceType
    product: str  # composite: the cut-out's own pixels; reference: redrawn from a reference
    cpu_threads: bool  # several engine threads may work at once
    portraits: bool = False  # can draw a person from words alone
    max_side: int = 2048
    finish_pixels: int = 1  # decoded in one go, at least one picture: what waits for its neighbours
    multiple: int = 1  # sides are rounded down to a multiple of this


@dataclass(frozen=True)
class Task:
    """One picture to make, with the bytes of everything that it refers to."""

    item: GenerateItem
    width: int
    height: int
    steps: int
    guidance: float
    palette: tuple[str, ...]
    subjects: tuple[Blob, ...]  # none for a portrait of nobody
    product: Blob | None


class Adapter(Protocol[State]):
    """A model cut into steps, and each step into what needs the device and what does not.

    `begin`, `step` and `finish` run on an engine thread and use the device. `prepare`, what `aside`
    gives and `complete` use the CPU alone and may run on any thread, one at a time for a picture.
    """

    caps: Caps

    def load(self, folder: Path) -> None:
        """Read the weights and warm up; raises RuntimeError on a corrupt model folder."""

    def prepare(self, task: Task) -> State:
        """Read and draw what the picture needs. Raises NotAPicture, InvalidRequest."""

    def begin(self, states: Sequence[State]) -> None:
        """Encode what pictures need, together. Raises OutOfMemory, leaving them as they were."""

    def shape_key(self, state: State) -> Hashable:
        """Only states with equal keys share a call."""

    def steps_left(self, state: State) -> int:
        """How often `step` must still be called; 0 = ready to finish."""

    def step(self, states: Sequence[State]) -> None:
        """One step of each. Raises OutOfMemory, leaving the states as they were."""

    def aside(self, state: State) -> Callable[[], None] | None:
        """What must be done on a CPU before the state's next step; None when nothing must."""

    def finish(self, states: Sequence[State]) -> None:
        """Decode to pixels. Raises OutOfMemory, leaving the states as they were."""

    def complete(self, state: State) -> Picture:
        """The picture of a finished state."""

    def facts(self) -> dict[str, dict[str, float]]:
        """Its caches, for the metrics."""
