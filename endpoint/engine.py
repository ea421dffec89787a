"""Step-level continuous batching: pictures join and leave a running batch between steps."""

import logging
import time
from collections.abc import Hashable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Final, Generic, TypeVar

from endpoint.adapter import Adapter, Task
from endpoint.errors import EndpointError, NotReady, OutOfMemory, PastDeadline
from endpoint.telemetry import Meter
from lumiku.rendering.quality import Picture

__all__ = ["Done", "Engine", "Job"]

State = TypeVar("State")
log = logging.getLogger(__name__)
_JOINING: Final = 4  # pictures prepared between two steps of others
_BROKEN: Final = 3


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
    state: State | None = None
    seconds: float = 0.0
    abandoned: bool = False

    def abandon(self) -> None:
        """Nobody waits any more: the job leaves its batch before the next step."""
        self.abandoned = True

    @property
    def urgency(self) -> tuple[float, int]:
        return (self.deadline, self.order)


class Engine(Generic[State]):
    """Threads that advance the most urgent group of equal shape by one step at a time.

    A job waits only for the next step, never for the end of somebody else's picture: the most
    urgent always belongs to the next group, the rest of the group are the next most urgent of its
    shape, and whoever finds no row keeps what was done of it. How many are inside at once is the
    admission's business.
    """

    def __init__(
        self,
        adapter: Adapter[State],
        meter: Meter,
        *,
        threads: int,
        max_rows: int,
        joins: bool = True,
    ) -> None:
        """`joins=False` batches whole requests instead, for comparison."""
        self._adapter = adapter
        self._meter = meter
        self._max_rows = max_rows
        self._joins = joins
        self._bounds: dict[Hashable, int] = {}  # rows that fit, learned from out-of-memory
        self._waiting: list[Job[State]] = []
        self._wake = Condition()
        self._open = True
        self._orders = 0
        self._broken = 0  # forwards in a row that failed for no reason of ours
        self._threads = [
            Thread(target=self._run, name=f"engine-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, task: Task, deadline: float) -> Job[State]:
        """Queue a picture that is worth nothing after `deadline` (epoch seconds)."""
        with self._wake:
            if not self._open:
                raise NotReady("stopping", retry_after=5)
            self._orders += 1
            job: Job[State] = Job(task, deadline, self._orders)
            job.future.set_running_or_notify_cancel()  # only `abandon` ends it early
            self._waiting.append(job)
            self._wake.notify()
        return job

    def depth(self) -> int:
        """Pictures that wait for a row."""
        with self._wake:
            return len(self._waiting)

    @property
    def healthy(self) -> bool:
        """False once every forward fails: a device that faulted does not come back by itself."""
        return self._broken < _BROKEN and all(thread.is_alive() for thread in self._threads)

    def close(self, timeout: float = 10.0) -> None:
        """Finish what runs, refuse what waits, and stop the threads."""
        with self._wake:
            self._open = False
            waiting, self._waiting = self._waiting, []
            self._wake.notify_all()
        for job in waiting:
            _fail(job, NotReady("stopping", retry_after=5))
        for thread in self._threads:
            thread.join(timeout)

    def _run(self) -> None:
        running: list[Job[State]] = []
        while True:
            joined = self._join(len(running))
            if joined is None and not running:
                return
            running += [job for job in joined or () if self._prepare(job)]
            running = [job for job in running if not _over(job)]
            if running:
                running = self._advance(running)

    def _join(self, held: int) -> list[Job[State]] | None:
        """The most urgent waiting jobs, a few at a time while others run; None once closed."""
        with self._wake:
            while self._open and not self._waiting and not held:
                self._wake.wait()
            if not self._open and not self._waiting:
                return None
            self._waiting.sort(key=lambda job: job.urgency)
            free = self._places(held)
            taken, self._waiting = self._waiting[:free], self._waiting[free:]
            return taken

    def _places(self, held: int) -> int:
        """How many may join now: each costs time in which those that run stand still."""
        if self._adapter.caps.cpu_threads:  # the other threads take the others
            return 0 if held else 1
        if not held:
            return self._max_rows
        return _JOINING if self._joins else 0

    def _prepare(self, job: Job[State]) -> bool:
        if _over(job):
            return False
        started = time.perf_counter()
        try:
            job.state = self._adapter.prepare(job.task)
        except EndpointError as error:
            _fail(job, error)
            return False
        except Exception as error:
            log.exception("prepare failed", extra={"action": "prepare"})
            _fail(job, EndpointError(type(error).__name__))
            return False
        job.seconds += time.perf_counter() - started
        return True

    def _advance(self, running: list[Job[State]]) -> list[Job[State]]:
        """Finish what is denoised, else one step of the most urgent group; who still runs."""
        running.sort(key=lambda job: (self._left(job) > 0, job.urgency))
        key = self._key(running[0])
        most = self._adapter.caps.finish_rows if self._left(running[0]) == 0 else self._bound(key)
        group = [job for job in running if self._key(job) == key][:most]
        try:
            finished = self._forward(group)
        except OutOfMemory as error:
            return self._shrink(key, group, running, error)
        except EndpointError as error:
            return _fail_all(group, running, error)
        except Exception as error:
            log.exception("step failed", extra={"action": "step", "rows": len(group)})
            self._broken += 1
            return _fail_all(group, running, EndpointError(type(error).__name__))
        return [job for job in running if job not in finished]

    def _forward(self, group: Sequence[Job[State]]) -> Sequence[Job[State]]:
        """Step or finish the group; returns the jobs that are done."""
        started = time.perf_counter()
        states = [_state(job) for job in group]
        finishing = self._left(group[0]) == 0
        pictures = self._adapter.finish(states) if finishing else []
        if not finishing:
            self._adapter.step(states)
        spent = time.perf_counter() - started
        self._broken = 0
        self._meter.forward(rows=len(group), seconds=spent)
        for job in group:
            job.seconds += spent / len(group)
        if not finishing:
            return ()
        for job, picture in zip(group, pictures, strict=True):
            job.future.set_result(Done(picture, job.seconds))
        return group

    def _shrink(
        self,
        key: Hashable,
        group: list[Job[State]],
        running: list[Job[State]],
        error: OutOfMemory,
    ) -> list[Job[State]]:
        """Halve what this shape may hold and go on; a single row that does not fit fails."""
        log.warning("out of memory", extra={"action": "shrink", "rows": len(group)})
        self._meter.count("out_of_memory")
        if len(group) == 1:
            return _fail_all(group, running, error)
        self._bounds[key] = len(group) // 2
        return running

    def _left(self, job: Job[State]) -> int:
        return self._adapter.steps_left(_state(job))

    def _key(self, job: Job[State]) -> Hashable:
        return (self._adapter.shape_key(_state(job)), self._left(job) == 0)

    def _bound(self, key: Hashable) -> int:
        return self._bounds.get(key, self._max_rows)


def _state(job: Job[State]) -> State:
    if job.state is None:
        raise RuntimeError("a job runs before it was prepared")
    return job.state


def _over(job: Job[State]) -> bool:
    """Whether nobody waits any more: its client hung up or its deadline has passed."""
    if job.abandoned:
        _fail(job, PastDeadline("its client hung up"))
        return True
    if job.deadline <= time.time():
        _fail(job, PastDeadline("its deadline has passed"))
        return True
    return False


def _fail(job: Job[State], error: EndpointError) -> None:
    job.future.set_exception(error)


def _fail_all(
    group: list[Job[State]], running: list[Job[State]], error: EndpointError
) -> list[Job[State]]:
    for job in group:
        _fail(job, error)
    return [job for job in running if job not in group]
