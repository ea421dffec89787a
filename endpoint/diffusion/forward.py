"""One noise prediction for rows of any mixture of pictures, padded to static shapes on a GPU."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from endpoint.diffusion.parts import Parts

__all__ = ["Forward", "Mode", "Rows"]

Mode = Literal["eager", "compile", "graphs"]


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

    @classmethod
    def join(cls, rows: Sequence["Rows"]) -> "Rows":
        import torch

        def along(name: str) -> Any:
            values = [getattr(row, name) for row in rows]
            return None if values[0] is None else torch.cat(values)

        return cls(**{field.name: along(field.name) for field in fields(cls)})

    def __len__(self) -> int:
        return int(self.latents.shape[0])

    def padded(self, length: int) -> "Rows":
        """Repeats the last row up to a length."""
        import torch

        missing = length - len(self)
        if missing <= 0:
            return self

        def grow(value: Any) -> Any:
            return (
                None
                if value is None
                else torch.cat([value, value[-1:].expand(missing, *value.shape[1:])])
            )

        return Rows(**{field.name: grow(getattr(self, field.name)) for field in fields(self)})

    def shape(self) -> tuple[Any, ...]:
        return tuple(
            None if value is None else tuple(value.shape)
            for value in (getattr(self, field.name) for field in fields(self))
        )


class Forward:
    """ControlNet and UNet as one function of rows.

    `eager` on a CPU; on a GPU `compile` fuses kernels and `graphs` also replays a CUDA graph per
    shape, which removes the launch overhead that dominates small batches.
    """

    def __init__(self, parts: Parts, pose_scale: float, mode: Mode, buckets: Sequence[int]) -> None:
        self._parts = parts
        self._pose_scale = pose_scale
        self._mode = mode
        self._buckets = sorted(buckets) if parts.device != "cpu" else []
        self._graphs: dict[tuple[Any, ...], tuple[Any, Rows, Any]] = {}
        self._run = self._predict
        if mode != "eager":
            import torch

            self._run = torch.compile(self._predict, fullgraph=False, dynamic=False)

    @property
    def most_rows(self) -> int:
        """Rows that fit the largest bucket; without buckets there is no bound here."""
        return self._buckets[-1] if self._buckets else 1_000_000

    def __call__(self, rows: Rows) -> Any:
        """The predicted noise of each row."""
        wanted = len(rows)
        bucket = next((size for size in self._buckets if size >= wanted), wanted)
        padded = rows.padded(bucket)
        if self._mode == "graphs":
            return self._replay(padded)[:wanted]
        return self._run(padded)[:wanted]

    def _predict(self, rows: Rows) -> Any:
        parts = self._parts
        known = {}
        if parts.xl:
            known = {"text_embeds": rows.pooled, "time_ids": rows.time_ids}
        down, middle = parts.controlnet(
            rows.latents,
            rows.timesteps,
            encoder_hidden_states=rows.tokens,
            controlnet_cond=rows.control,
            conditioning_scale=self._pose_scale,
            added_cond_kwargs=known or None,
            return_dict=False,
        )
        if rows.identity is not None:
            known = {**known, "image_embeds": [rows.identity]}
        return parts.unet(
            rows.latents,
            rows.timesteps,
            encoder_hidden_states=rows.tokens,
            down_block_additional_residuals=down,
            mid_block_additional_residual=middle,
            added_cond_kwargs=known or None,
            return_dict=False,
        )[0]

    def _replay(self, rows: Rows) -> Any:
        key = rows.shape()
        if key not in self._graphs:
            self._graphs[key] = self._capture(rows)
        graph, inputs, output = self._graphs[key]
        for field in fields(rows):
            value = getattr(rows, field.name)
            if value is not None:
                getattr(inputs, field.name).copy_(value)
        graph.replay()
        return output.clone()

    def _capture(self, rows: Rows) -> tuple[Any, Rows, Any]:
        """Warm up on a side stream, then record; see PyTorch's notes on CUDA graphs."""
        import torch

        held = {
            field.name: None if (value := getattr(rows, field.name)) is None else value.clone()
            for field in fields(rows)
        }
        inputs = replace(rows, **held)
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                self._run(inputs)
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            output = self._run(inputs)
        return graph, inputs, output
