"""The renderer protocol and its errors, whose `retry_after` is data.

RenderError
├── Throttled      the renderer is full: the work waits, nothing is wrong
├── Unavailable    down, slow or unreachable: counts against the breaker
├── Nonsense       an answer that breaks the contract: counts against the breaker
└── Rejected       the request itself is wrong: never sent again
"""

from typing import Protocol

from lumiku.rendering.contract import GenerateRequest, GenerateResponse

__all__ = ["Nonsense", "Rejected", "RenderError", "Renderer", "Throttled", "Unavailable"]


class RenderError(Exception):
    """The call failed as a whole; `retry_after` in seconds, None when it makes no sense."""

    def __init__(self, detail: str, *, retry_after: float | None = None) -> None:
        self.detail = detail
        self.retry_after = retry_after
        super().__init__(detail)


class Throttled(RenderError):
    def __init__(self, detail: str, *, retry_after: float = 5.0) -> None:
        super().__init__(detail, retry_after=retry_after)


class Unavailable(RenderError):
    def __init__(self, detail: str, *, retry_after: float = 30.0) -> None:
        super().__init__(detail, retry_after=retry_after)


class Nonsense(Unavailable):
    pass


class Rejected(RenderError):
    pass


class Renderer(Protocol):
    """A provider of pictures."""

    name: str  # of its breaker, and recorded on each image

    def is_configured(self) -> bool: ...

    def generate(self, request: GenerateRequest) -> GenerateResponse:
        """Renders every item; pictures land under their output keys. Raises RenderError."""
        ...
