"""Which requests are admitted: bounded by memory and by what can be finished in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import time
from typing import Final

from endpoint.errors import Full
from endpoint.telemetry import Meter

__all__ = ["Admission", "Load"]

_SOON: Final = 0.5  # seconds: the least that a refused caller is told to wait


@dataclass(frozen=True, eq=False)
class Load:
    """What a request brings: pictures of so many pixels each, worth nothing after a deadline."""

    pictures: int
    pixels: int
    deadline: float  # epoch seconds


class Admission:
    """Counts what was admitted. Used by the event loop alone, so it needs no lock."""

    def __init__(self, meter: Meter, *, max_items: int, max_megapixels: int) -> None:
        self._meter = meter
        self._max_items = max_items
        self._max_pixels = max_megapixels * 1_000_000
        self._inside: list[Load] = []

    @property
    def inside(self) -> int:
        """Pictures admitted and not answered yet."""
        return sum(load.pictures for load in self._inside)

    @contextmanager
    def admit(self, load: Load, threads: int) -> Iterator[None]:
        """Holds room for a request on an engine of so many threads.

        Raises Full with when to come again. An empty endpoint takes any request: what it cannot
        do in time is only known by trying.
        """
        if self._inside:
            self._refuse(load, threads)
        self._inside.append(load)
        try:
            yield
        finally:
            self._inside.remove(load)

    def _refuse(self, load: Load, threads: int) -> None:
        each = self._meter.mean("item_seconds", otherwise=0.0) / threads
        emptied = max(self.inside * each, _SOON)
        if self.inside + load.pictures > self._max_items:
            raise Full(f"{self.inside} pictures inside", retry_after=round(emptied, 1))
        pixels = sum(other.pictures * other.pixels for other in self._inside)
        if pixels + load.pictures * load.pixels > self._max_pixels:
            raise Full("no memory for so many pixels", retry_after=round(emptied, 1))
        # The engine goes by deadlines: only what is due earlier is ahead.
        ahead = sum(other.pictures for other in self._inside if other.deadline <= load.deadline)
        if time() + (ahead + load.pictures) * each > load.deadline:
            wait = max(ahead * each, _SOON)
            raise Full(f"{ahead} pictures are due earlier", retry_after=round(wait, 1))
