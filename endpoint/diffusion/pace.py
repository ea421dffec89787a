"""Keeps the host from queueing far ahead of the device, so that who joins waits for little."""

from collections import deque
from collections.abc import Callable
from typing import Any, Final

__all__ = ["Pace"]

AHEAD: Final = 2  # forwards that the device may have before it


class Pace:
    """Called after each forward; waits for the one that lies `AHEAD` behind.

    Kernels of CUDA run after the call that asks for them. Replayed graphs are one launch each, and
    without a bound all steps of a picture would be queued before the first has ended.
    """

    def __init__(self, device: str, event: Callable[[], Any] | None = None) -> None:
        """`event` makes something with `record` and `synchronize`; by default CUDA's."""
        self._event = event
        self._on = event is not None or device == "cuda"
        self._pending: deque[Any] = deque()

    def __call__(self) -> None:
        if not self._on:
            return
        event = (self._event or _cuda_event)()
        event.record()
        self._pending.append(event)
        if len(self._pending) > AHEAD:
            self._pending.popleft().synchronize()


def _cuda_event() -> Any:
    import torch

    return torch.cuda.Event()
