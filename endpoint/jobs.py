"""One submitted picture: what it asks for, how far it is, and who waits for it."""

import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from endpoint.adapter import Task
from endpoint.errors import EndpointError, PastDeadline
from lumiku.rendering.quality import Picture

__all__ = ["Done", "Job"]

State = TypeVar("State")


@dataclass(frozen=True)
class Done:
    """A finished picture and its share of the device's time, in seconds."""

    picture: Picture
    seconds: float


@dataclass(eq=False)
class Job(Generic[State]):
    """A submitted picture. Its future fails with an EndpointError."""

    task: Task
    deadline: float  # epoch seconds
    order: int
    future: "Future[Done]" = field(default_factory=Future)
    prepared: State | None = None
    begun: bool = False  # its inputs are on the device
    seconds: float = 0.0
    abandoned: bool = False

    def abandon(self) -> None:
        """Nobody waits any more: the job leaves its batch before the next step."""
        self.abandoned = True

    @property
    def urgency(self) -> tuple[float, int]:
        return (self.deadline, self.order)

    @property
    def state(self) -> State:
        if self.prepared is None:
            raise RuntimeError("a job runs before it was prepared")
        return self.prepared

    def fail(self, error: EndpointError) -> None:
        self.future.set_exception(error)

    def over(self) -> bool:
        """Fails the job if nobody waits any more: its client hung up, or it is too late."""
        if self.abandoned:
            self.fail(PastDeadline("its client hung up"))
        elif self.deadline <= time.time():
            self.fail(PastDeadline("its deadline has passed"))
        else:
            return False
        return True
