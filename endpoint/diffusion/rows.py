"""What a noise prediction takes in: rows of any mixture of pictures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

__all__ = ["Rows"]


@dataclass(frozen=True)
class Rows:
    """Inputs of a forward; the first axis of each is the row. SDXL's are None for SD1.5."""

    latents: Any
    timesteps: Any
    tokens: Any
    control: Any
    pooled: Any = None
    time_ids: Any = None
    identity: Any = None
    masks: Any = None  # people × height × width: whose face counts where; None for one person

    @classmethod
    def join(cls, rows: Sequence["Rows"]) -> "Rows":
        import torch

        def along(name: str) -> Any:
            values = [getattr(row, name) for row in rows]
            return None if values[0] is None else torch.cat(values)

        return cls(**{field.name: along(field.name) for field in fields(cls)})

    def at(self, latents: Any, timesteps: Any) -> "Rows":
        """The same rows at another moment."""
        return replace(self, latents=latents, timesteps=timesteps)

    def __len__(self) -> int:
        return int(self.latents.shape[0])

    def part(self, start: int, end: int) -> "Rows":
        """The rows from `start` up to `end`."""
        return self._each(lambda value: value[start:end])

    def padded(self, length: int) -> "Rows":
        """Repeats the last row up to a length."""
        import torch

        missing = length - len(self)
        if missing <= 0:
            return self
        return self._each(
            lambda value: torch.cat([value, value[-1:].expand(missing, *value.shape[1:])])
        )

    def kind(self) -> tuple[Any, ...]:
        """What rows must have in common to share a compiled or recorded forward."""
        values = (getattr(self, field.name) for field in fields(self))
        return tuple(
            None if value is None else (tuple(value.shape[1:]), value.dtype) for value in values
        )

    def _each(self, change: Callable[[Any], Any]) -> "Rows":
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return Rows(**{k: None if value is None else change(value) for k, value in found.items()})
