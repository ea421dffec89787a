"""One noise prediction for rows of any mixture of pictures, in static shapes on a GPU."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from endpoint.config import Mode
from endpoint.diffusion.graphs import CudaRecorder, Recorded, Recorder, record
from endpoint.diffusion.guarded import guarded
from endpoint.diffusion.latents import SHAPES
from endpoint.diffusion.parts import Parts
from endpoint.diffusion.rows import Rows
from endpoint.errors import OutOfMemory

__all__ = ["Forward", "Mode", "cover"]

log = logging.getLogger(__name__)
# diffusers names the UNet's repeated blocks, but no ControlNet's; they are the same class.
CONTROLNET_BLOCKS: Final = ("BasicTransformerBlock",)


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

    `eager` takes any number of rows. `regions` compiles the blocks that both models repeat, which
    takes a fraction of the time that `compile` takes for everything; `graphs` replays a CUDA graph
    per shape, of the plain forward or of a compiled one. All of them are for the shapes that `warm`
    has seen, in buckets of rows; any other shape runs eagerly, so that no request ever waits for a
    compiler.
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
        ways = mode.split("+")
        self._regions, self._whole = "regions" in ways, "compile" in ways
        self._recorder = recorder or (CudaRecorder() if "graphs" in ways else lambda run: run)
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
            return self._plain(rows)
        made = []
        at = 0
        for bucket in cover(len(rows), seconds):
            part = rows.part(at, at + bucket)
            made.append(self._static(part.padded(bucket))[: len(part)])
            at += bucket
        return made[0] if len(made) == 1 else torch.cat(made)

    def _prepared(self, rows: Rows) -> float:
        """Compile and record what is wanted; seconds of the fastest of three runs."""
        import torch

        torch._dynamo.config.recompile_limit = SHAPES  # of this thread alone
        if self._compiled is None:
            self._compiled = self._compile()
        self._recorded[len(rows), rows.kind()] = record(self._compiled, rows, self._recorder)
        self._static(rows)
        return min(_seconds(lambda: self._static(rows)) for _ in range(3))

    def _compile(self) -> Callable[[Rows], Any]:
        import torch

        if self._whole:
            whole: Callable[[Rows], Any] = torch.compile(self._predict, dynamic=False)
            return whole
        if self._regions:
            self._parts.unet.compile_repeated_blocks(dynamic=False)
            for module in self._parts.controlnet.modules():
                if type(module).__name__ in CONTROLNET_BLOCKS:
                    module.compile(dynamic=False)
        return self._predict

    def _plain(self, rows: Rows) -> Any:
        """Without a compiler, also where blocks are compiled for other shapes."""
        import torch

        if not (self._regions and self._compiled):
            return self._predict(rows)
        with torch.compiler.set_stance("eager_on_recompile"):
            return self._predict(rows)

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
