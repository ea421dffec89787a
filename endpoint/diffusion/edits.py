"""Pictures of an edit model under way, alone and as the tensors of one step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from endpoint.adapter import Task
from endpoint.diffusion.references import Reference
from endpoint.diffusion.schedule import HEAD, Schedule
from endpoint.pictures import Pixels
from endpoint.product.pixels import ProductPixels

__all__ = ["Edit", "Edits", "Shown"]


@dataclass(frozen=True)
class Shown:
    """A reference with its pixels, unless its latents are known by its key."""

    reference: Reference
    pixels: Pixels | None


@dataclass(eq=False)
class Edit:
    """One picture under way; all tensors have a first axis of one."""

    task: Task
    goods: ProductPixels | None
    prompt: str
    shown: tuple[Shown, ...]
    noise: Any  # 1 × channels × height × width, on the CPU
    schedule: Schedule
    sizes: tuple[tuple[int, int], ...]  # of the references
    index: int = 0
    text: Any = None  # tokens × width
    latents: Any = None  # packed, places × channels
    places: Any = None
    references: Any = None
    pixels: Pixels | None = None

    def kind(self) -> tuple[object, ...]:
        return (self.task.width, self.task.height, self.sizes)


@dataclass(eq=False)
class Edits:
    """Pictures that step together, joined once and kept while they stay the same."""

    rows: tuple[Edit, ...]
    latents: Any
    text: Any
    references: Any
    places: Any

    @classmethod
    def of(cls, rows: Sequence[Edit]) -> "Edits":
        import torch

        def joined(name: str) -> Any:
            return torch.cat([getattr(row, name) for row in rows])

        parts = {name: joined(name) for name in ("latents", "text", "references", "places")}
        return cls(tuple(rows), **parts)

    def holds(self, rows: Sequence[Edit]) -> bool:
        return len(rows) == len(self.rows) and all(
            row is mine and row.latents.data_ptr() == held.data_ptr()
            for row, mine, held in zip(rows, self.rows, self.latents.split(1), strict=True)
        )

    def numbers(self) -> Any:
        import torch

        found = np.stack([row.schedule.row(row.index) for row in self.rows])
        return torch.from_numpy(found).to(self.latents.device, non_blocking=True)

    def advance(self, numbers: Any, predicted: Any) -> None:
        """One sampler step of each; latents and prediction are all that a flow remembers."""
        shares = numbers[:, HEAD : HEAD + 2].reshape(-1, 2, 1, 1)
        self.latents = self.latents * shares[:, 0] + predicted * shares[:, 1]
        for row, held in zip(self.rows, self.latents.split(1), strict=True):
            row.latents = held
            row.index += 1
