"""Running a model without gradients, with memory's end as an error that the engine can act on."""

from collections.abc import Iterator
from contextlib import contextmanager

from endpoint.errors import OutOfMemory

__all__ = ["guarded"]


@contextmanager
def guarded() -> Iterator[None]:
    """Raises OutOfMemory instead of torch's own, after giving cached memory back."""
    import torch

    try:
        with torch.inference_mode():
            yield
    except torch.OutOfMemoryError as error:
        torch.cuda.empty_cache()
        raise OutOfMemory(str(error)[:200]) from error
