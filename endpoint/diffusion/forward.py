"""One noise prediction for rows of any mixture of pictures, in static shapes on a GPU."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from endpoint.diffusion.graphs import CudaRecorder, Recorded, Recorder, record
from endpoint.diffusion.guarded import guarded
from endpoint.diffusion.latents import SHAPES
from endpoint.diffusion.parts import Parts
from endpoint.diffusion.rows import Rows
from endpoint.errors import OutOfMemory

__all__ = ["Forward", "Mode", "cover"]

log = logging.getLogger(__name__)
Mode = Literal["eager", "compile", "graphs"]


def cover(rows: int, seconds: Mapping[int, float]) -> list[int]:
    """The buckets, largest first, that together hold so many rows in the least time.

    `seconds` says what a forward of each bucket takes: three rows of ten may be cheaper than one
    of thirty-two, or not.
    """
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for wanted in range(1, rows + 1):
        ways = []
        for bucket, spent in seconds.items():
            before, chosen = best[max(0, wanted - bucket)]
            ways.append((before + spent, [bucket, *chosen]))
        best.append(min(ways, key=lambda way: (way[0], len(way[1]))))
    return sorted(best[rows][1], reverse=True)


class Forward:
    """ControlNet and UNet as one function of rows.

    `eager` takes any number of rows. `compile` fuses kernels and `graphs` also replays a CUDA graph
    per shape, both for the shapes that `warm` has seen, in buckets of rows; any other shape runs
    eagerly, so that no request ever waits for a compilation.
    """

    def __init__(
        self,
        parts: Parts,
        pose_scale: float,
        mode: Mode,
        buckets: Sequence[int],
        recorder: Recorder | None = None,
    ) -> None:
        self._parts = parts
        self._pose_scale = pose_scale
        self._mode = mode
        self._buckets = sorted(buckets, reverse=True)
        self._recorder = recorder or (CudaRecorder() if mode == "graphs" else lambda run: run)
        self._compiled: Callable[[Rows], Any] | None = None
        self._recorded: dict[tuple[Any, ...], Recorded] = {}
        self._seconds: dict[tuple[Any, ...], dict[int, float]] = {}

    def warm(self, one: Rows) -> dict[int, float]:
        """Prepare every bucket for rows like this one; the seconds that each takes.

        A bucket that does not fit into memory is left out. Raises OutOfMemory if none fits.
        """
        if self._mode == "eager":
            with guarded():
                return {1: _seconds(lambda: self._predict(one))}
        found: dict[int, float] = {}
        for bucket in self._buckets:
            try:
                with guarded():
                    found[bucket] = self._prepared(one.padded(bucket))
            except OutOfMemory:
                log.warning("bucket left out", extra={"action": "warm", "rows": bucket})
        if not found:
            raise OutOfMemory("not even the smallest bucket fits")
        self._seconds[one.kind()] = found
        return found

    def __call__(self, rows: Rows) -> Any:
        """The predicted noise of each row; in inference mode, as all forwards."""
        import torch

        seconds = self._seconds.get(rows.kind())
        if seconds is None:
            return self._predict(rows)
        made = []
        at = 0
        for bucket in cover(len(rows), seconds):
            part = rows.part(at, at + bucket)
            made.append(self._static(part.padded(bucket))[: len(part)])
            at += bucket
        return made[0] if len(made) == 1 else torch.cat(made)

    def _prepared(self, rows: Rows) -> float:
        """Compile, and record where graphs are wanted; seconds of the fastest of three runs."""
        import torch

        torch._dynamo.config.recompile_limit = SHAPES  # of this thread alone
        if self._compiled is None:
            self._compiled = torch.compile(self._predict, dynamic=False)
        self._recorded[len(rows), rows.kind()] = record(self._compiled, rows, self._recorder)
        self._static(rows)
        return min(_seconds(lambda: self._static(rows)) for _ in range(3))

    def _static(self, rows: Rows) -> Any:
        return self._recorded[len(rows), rows.kind()](rows)

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
        masks = None
        if rows.identity is not None:
            known = {**known, "image_embeds": [rows.identity]}
            masks = None if rows.masks is None else {"ip_adapter_masks": [rows.masks]}
        return parts.unet(
            rows.latents,
            rows.timesteps,
            encoder_hidden_states=rows.tokens,
            down_block_additional_residuals=down,
            mid_block_additional_residual=middle,
            added_cond_kwargs=known or None,
            cross_attention_kwargs=masks,
            return_dict=False,
        )[0]


def _seconds(work: Callable[[], Any]) -> float:
    """How long a forward takes; reading its result waits for the device."""
    started = time.perf_counter()
    work().cpu()
    return time.perf_counter() - started
