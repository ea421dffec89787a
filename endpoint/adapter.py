"""What a model must offer so that the step engine can run it."""

from collections.abc import Hashable, Sequence
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
    finish_rows: int = 1  # pictures worth decoding in one go; one is delivered soonest
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
    """A model cut into steps. Everything but the constructor runs on an engine thread."""

    caps: Caps

    def load(self, folder: Path) -> None:
        """Read the weights and warm up; raises RuntimeError on a corrupt model folder."""

    def prepare(self, task: Task) -> State:
        """Encode what the picture needs. Raises NotAPicture, OutOfMemory."""

    def shape_key(self, state: State) -> Hashable:
        """Only states with equal keys share a forward."""

    def steps_left(self, state: State) -> int:
        """How often `step` must still be called; 0 = ready to finish."""

    def step(self, states: Sequence[State]) -> None:
        """One denoising step of each. Raises OutOfMemory, leaving the states as they were."""

    def finish(self, states: Sequence[State]) -> list[Picture]:
        """Decode to pixels. Raises OutOfMemory, leaving the states as they were."""

    def facts(self) -> dict[str, dict[str, float]]:
        """Its caches, for the metrics."""
