"""The pictures of a step as tensors whose first axis is the picture, kept while they stay so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from endpoint.diffusion.parts import Parts
from endpoint.diffusion.row import Row
from endpoint.diffusion.rows import Rows
from endpoint.diffusion.schedule import HEAD

__all__ = ["Batch"]


@dataclass(eq=False)
class Batch:
    """Rows that step together: first each picture with its prompt, then the guided without it."""

    rows: tuple[Row, ...]
    guided: Any  # places of the guided pictures; None when all are
    fixed: Rows  # what no step changes; its latents and timesteps are placeholders
    memory: Any  # pictures × slots × channels × height × width
    rim: tuple[Any, Any, Any] | None  # known, noise, mask; open everywhere without a rim

    @classmethod
    def of(cls, rows: Sequence[Row], parts: Parts) -> "Batch":
        import torch

        places = [place for place, row in enumerate(rows) if row.guided()]
        within = [_conditions(row, positive=True) for row in rows]
        without = [_conditions(rows[place], positive=False) for place in places]
        joined = {
            name: torch.cat([each[name] for each in (*within, *without)])
            for name, value in within[0].items()
            if value is not None
        }
        memory = torch.stack([row.memory for row in rows])
        blank = memory[:, 0, :1, :1, :1]
        fixed = Rows(
            latents=blank, timesteps=blank, time_ids=_time_ids(rows, places, parts), **joined
        )
        guided = None if len(places) == len(rows) else torch.tensor(places, device=parts.device)
        return cls(tuple(rows), guided, fixed, memory, _rims(rows, memory))

    def holds(self, rows: Sequence[Row]) -> bool:
        """Whether it is of these very rows, and they are where it left them."""
        return len(rows) == len(self.rows) and all(
            row is mine and row.memory is not None and row.memory.data_ptr() == held.data_ptr()
            for row, mine, held in zip(rows, self.rows, self.memory, strict=True)
        )

    def numbers(self) -> Any:
        """Of each picture's step: its guidance and its schedule's row, in one transfer."""
        import torch

        found = np.stack([row.schedule.row(row.index) for row in self.rows])
        guidance = np.array([[row.guidance] for row in self.rows], np.float32)
        made = torch.from_numpy(np.concatenate([guidance, found], axis=1))
        return made.to(self.memory.device, non_blocking=True)

    def inputs(self, numbers: Any, dtype: Any) -> Rows:
        """What the model sees at this step."""
        import torch

        latents = self.memory[:, 0] * numbers[:, 2].reshape(-1, 1, 1, 1)
        latents, timesteps = latents.to(dtype), numbers[:, 1].contiguous()
        if self.guided is None:
            latents, timesteps = torch.cat([latents, latents]), torch.cat([timesteps, timesteps])
        elif len(self.guided):
            latents = torch.cat([latents, latents[self.guided]])
            timesteps = torch.cat([timesteps, timesteps[self.guided]])
        return self.fixed.at(latents, timesteps)

    def advance(self, numbers: Any, predicted: Any) -> None:
        """One sampler step of every picture. The rows change at the very end, all or none."""
        import torch

        count = len(self.rows)
        noise = self._guide(predicted.float(), numbers[:, 0].reshape(-1, 1, 1, 1))
        slots = self.memory.shape[1]
        matrices = numbers[:, 1 + HEAD :].reshape(count, slots, slots + 2)
        known = [self.memory, noise[:, None]]
        if any(row.schedule.noisy for row in self.rows):
            known.append(self._fresh()[:, None])
        else:
            matrices = matrices[:, :, :-1]
        flat = torch.cat(known, dim=1).flatten(2)
        memory = torch.bmm(matrices, flat).reshape(self.memory.shape)
        if self.rim is not None:
            truth, noise, mask = self.rim
            shares = numbers[:, 3:5].reshape(count, 2, 1, 1, 1)
            outside = truth * shares[:, 0] + noise * shares[:, 1]
            memory[:, 0] = outside * (1 - mask) + memory[:, 0] * mask
        self.memory = memory
        for row, held in zip(self.rows, memory, strict=True):
            row.memory, row.fresh = held, None
            row.index += 1

    def _guide(self, predicted: Any, guidance: Any) -> Any:
        count = len(self.rows)
        within, without = predicted[:count], predicted[count:]
        if self.guided is None:
            return without + guidance * (within - without)
        if len(self.guided):
            mixed = without + guidance[self.guided] * (within[self.guided] - without)
            within = within.index_copy(0, self.guided, mixed)
        return within

    def _fresh(self) -> Any:
        """Noise of each row's own generator, drawn once a step however often the step is tried."""
        import torch

        for row in self.rows:
            if row.fresh is None:
                shape = row.memory.shape[1:]
                last = row.index + 1 == row.schedule.steps
                row.fresh = (
                    torch.zeros(shape) if last else torch.randn(shape, generator=row.generator)
                )
        return torch.stack([row.fresh for row in self.rows]).to(self.memory.device)


def _conditions(row: Row, *, positive: bool) -> dict[str, Any]:
    text = row.positive if positive else row.negative
    if text is None:
        raise RuntimeError("a picture steps before it began")
    identity = None
    if row.identity is not None:
        identity = row.identity[0] if positive else row.identity[1]
    return {
        "tokens": text.tokens,
        "pooled": text.pooled,
        "control": row.control,
        "identity": identity,
        "masks": row.masks,
    }


def _time_ids(rows: Sequence[Row], places: Sequence[int], parts: Parts) -> Any:
    """SDXL's original size, crop and target size of each row."""
    import torch

    if not parts.xl:
        return None
    sizes = [(row.task.height, row.task.width) for row in (*rows, *(rows[at] for at in places))]
    values = [[high, wide, 0, 0, high, wide] for high, wide in sizes]
    return torch.tensor(values, device=parts.device, dtype=parts.dtype)


def _rims(rows: Sequence[Row], memory: Any) -> tuple[Any, Any, Any] | None:
    import torch

    if all(row.rim is None for row in rows):
        return None
    nothing = torch.zeros_like(memory[:1, 0])
    everywhere = torch.ones_like(nothing[:, :1])
    known = torch.cat([nothing if row.rim is None else row.rim.known for row in rows])
    noise = torch.cat([nothing if row.rim is None else row.rim.noise for row in rows])
    mask = torch.cat([everywhere if row.rim is None else row.rim.mask for row in rows])
    return known, noise, mask
