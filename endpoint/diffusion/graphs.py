"""Recorded forwards: a CUDA graph per shape takes away the launches that dominate small batches."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

from endpoint.diffusion.rows import Rows

__all__ = ["CudaRecorder", "Recorded", "Recorder", "record"]


class Recorder(Protocol):
    """Records what a function does on the device."""

    def __call__(self, run: Callable[[], Any]) -> Callable[[], Any]:
        """A function that does it again; its answer may be the same tensor each time."""


class CudaRecorder:
    """CUDA graphs that share one memory pool: they are replayed one after the other.

    Warm-up on a side stream and capture follow docs.pytorch.org/docs/stable/notes/cuda.html; the
    capture minds its own thread's calls only, because other threads run ONNX models.
    """

    def __init__(self) -> None:
        self._pool: Any = None

    def __call__(self, run: Callable[[], Any]) -> Callable[[], Any]:
        import torch

        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                run()
        torch.cuda.current_stream().wait_stream(side)
        self._pool = self._pool or torch.cuda.graph_pool_handle()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self._pool, capture_error_mode="thread_local"):
            output = run()

        def again() -> Any:
            graph.replay()
            return output

        return again


@dataclass(frozen=True)
class Recorded:
    """A forward over tensors that stay where they are and as they are laid out.

    Compiled code needs that as much as a graph: it is bound to the strides of its inputs, and those
    of latents change after their first step.
    """

    inputs: Rows
    again: Callable[[], Any]

    def __call__(self, rows: Rows) -> Any:
        """The forward of rows of the very shape that was recorded."""
        for field in fields(rows):
            value = getattr(rows, field.name)
            if value is not None:
                getattr(self.inputs, field.name).copy_(value)
        return self.again().clone()


def record(run: Callable[[Rows], Any], rows: Rows, recorder: Recorder) -> Recorded:
    """Record a forward over copies of these rows."""
    held = {
        field.name: None if (value := getattr(rows, field.name)) is None else value.clone()
        for field in fields(rows)
    }
    inputs = replace(rows, **held)
    return Recorded(inputs, recorder(lambda: run(inputs)))
