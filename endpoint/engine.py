"""Step-level continuous batching: pictures join and leave a running batch between steps."""

import logging
import os
import time
from collections.abc import Callable, Hashable, Sequence
from threading import Condition, Thread
from typing import Final, Generic, TypeVar

from endpoint.adapter import Adapter, Task
from endpoint.errors import EndpointError, NotReady, OutOfMemory
from endpoint.jobs import Done, Job
from endpoint.telemetry import Meter
from endpoint.workers import Workers

__all__ = ["Done", "Engine", "Job"]

State = TypeVar("State")
log = logging.getLogger(__name__)
WORKERS: Final = max(1, min(8, (os.cpu_count() or 2) - 1))  # one core feeds the device
_JOINING: Final = 16  # pictures that begin between two steps of others
_BROKEN: Final = 3
_GATHERING: Final = 0.1  # seconds at most in which an idle device waits for who is prepared


class Engine(Generic[State]):
    """Threads that advance the most urgent group of equal shape by one step at a time.

    A job waits only for the next step, never for the end of somebody else's picture: the most
    urgent always belongs to the next group, the rest of the group are the next most urgent of its
    shape, and whoever finds no row keeps what was done of it. How many are inside at once is the
    admission's business.

    The engine's thread does what needs the device. Workers prepare pictures, lay products into them
    and complete them; a CPU's adapter has no workers, its engine threads do everything.
    """

    def __init__(
        self,
        adapter: Adapter[State],
        meter: Meter,
        *,
        threads: int,
        max_rows: int,
        joins: bool = True,
        workers: int = WORKERS,
    ) -> None:
        """`joins=False` batches whole requests instead, for comparison."""
        self._adapter = adapter
        self._meter = meter
        self._max_rows = max_rows
        self._joins = joins
        self._bounds: dict[Hashable, int] = {}  # rows that fit, learned from out-of-memory
        self._waiting: list[Job[State]] = []  # for an engine thread: to begin, or to go on
        self._preparing: list[Job[State]] = []  # with the workers, before they begin
        self._aside = 0  # with the workers, under way
        self._wake = Condition()
        self._open = True
        self._orders = 0
        self._broken = 0  # forwards in a row that failed for no reason of ours
        self._workers = None if adapter.caps.cpu_threads else Workers(workers)
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
            if self._workers is None:
                self._waiting.append(job)
                self._wake.notify()
            else:
                self._preparing.append(job)
                self._workers.put((1, *job.urgency), lambda: self._bring(job))
        return job

    def depth(self) -> int:
        """Pictures that wait for a row."""
        with self._wake:
            return len(self._preparing) + sum(not job.begun for job in self._waiting)

    def preparing(self) -> int:
        """Pictures that are with the workers, before they begin."""
        with self._wake:
            return len(self._preparing)

    @property
    def healthy(self) -> bool:
        """False once every forward fails: a device that faulted does not come back by itself."""
        alive = all(thread.is_alive() for thread in self._threads)
        working = self._workers is None or self._workers.healthy
        return self._broken < _BROKEN and alive and working

    def close(self, timeout: float = 10.0) -> None:
        """Finish what runs, refuse what waits, and stop the threads."""
        with self._wake:
            self._open = False
            refused = [job for job in self._waiting if not job.begun]
            self._waiting = [job for job in self._waiting if job.begun]
            self._wake.notify_all()
        for job in refused:
            job.fail(NotReady("stopping", retry_after=5))
        for thread in self._threads:
            thread.join(timeout)
        if self._workers is not None:
            self._workers.close(timeout)

    def _bring(self, job: Job[State]) -> None:
        """Prepare a picture on a worker and hand it to the engine's thread."""
        prepared = self._prepare(job)
        with self._wake:
            self._preparing.remove(job)
            refused = prepared and not self._open
            if prepared and not refused:
                self._waiting.append(job)
            self._wake.notify()
        if refused:
            job.fail(NotReady("stopping", retry_after=5))

    def _prepare(self, job: Job[State]) -> bool:
        if job.over():
            return False
        started = time.perf_counter()
        try:
            job.prepared = self._adapter.prepare(job.task)
        except EndpointError as error:
            job.fail(error)
            return False
        except Exception as error:
            log.exception("prepare failed", extra={"action": "prepare"})
            job.fail(EndpointError(type(error).__name__))
            return False
        spent = time.perf_counter() - started
        self._meter.observe("prepare_seconds", spent)
        if self._workers is None:
            job.seconds += spent
        return True

    def _run(self) -> None:
        running: list[Job[State]] = []
        while True:
            joined = self._join(len(running))
            if joined is None and not running:
                return
            running += self._begin(joined or [])
            running = [job for job in running if not job.over()]
            if running:
                running = self._advance(running)

    def _join(self, held: int) -> list[Job[State]] | None:
        """Who comes back from a worker, and the most urgent new ones; None once all is done."""
        with self._wake:
            while not self._waiting and not held and (self._open or self._aside):
                self._wake.wait()
            if not held and self._preparing and self._open:
                # Who starts alone takes a whole step for itself; more than that is not waited.
                patience = min(_GATHERING, self._meter.mean("step_seconds", _GATHERING))
                self._wake.wait_for(lambda: not self._preparing, patience)
            if not self._waiting:
                return [] if self._open or self._aside else None
            back = [job for job in self._waiting if job.begun]
            fresh = sorted(
                (job for job in self._waiting if not job.begun), key=lambda job: job.urgency
            )
            free = self._places(held + self._aside + len(back))
            self._waiting = fresh[free:]
            return back + fresh[:free]

    def _places(self, held: int) -> int:
        """How many may join now: each costs time in which those that run stand still."""
        if self._adapter.caps.cpu_threads:  # the other threads take the others
            return 0 if held else 1
        if not held:
            return self._max_rows
        return _JOINING if self._joins else 0

    def _begin(self, joined: list[Job[State]]) -> list[Job[State]]:
        """Who can step: new pictures are encoded together, or one by one if that fails."""
        if self._workers is None:
            joined = [job for job in joined if job.begun or self._prepare(job)]
        fresh = [job for job in joined if not (job.begun or job.over())]
        ready = [job for job in joined if job.begun]
        if fresh and not self._attempt(fresh, last=len(fresh) == 1) and len(fresh) > 1:
            for job in fresh:
                self._attempt([job], last=True)
        return ready + [job for job in fresh if job.begun]

    def _attempt(self, jobs: Sequence[Job[State]], *, last: bool) -> bool:
        """Encode what these pictures need; on the last attempt a failure is theirs."""
        started = time.perf_counter()
        try:
            self._adapter.begin([job.state for job in jobs])
        except Exception as error:
            if last:
                known = isinstance(error, EndpointError)
                if not known:
                    log.exception("begin failed", extra={"action": "begin"})
                for job in jobs:
                    job.fail(error if known else EndpointError(type(error).__name__))  # type: ignore[arg-type]
            return False
        spent = time.perf_counter() - started
        for job in jobs:
            job.begun = True
            job.seconds += spent / len(jobs)
        return True

    def _advance(self, running: list[Job[State]]) -> list[Job[State]]:
        """Finish what is denoised, else one step of the most urgent group; who still runs here."""
        running.sort(key=lambda job: (self._left(job) > 0, job.urgency))
        key = self._key(running[0])
        group = [job for job in running if self._key(job) == key][: self._most(running[0], key)]
        try:
            self._forward(group)
        except OutOfMemory as error:
            return self._shrink(key, group, running, error)
        except EndpointError as error:
            return _fail_all(group, running, error)
        except Exception as error:
            log.exception("step failed", extra={"action": "step", "rows": len(group)})
            self._broken += 1
            return _fail_all(group, running, EndpointError(type(error).__name__))
        if key[1]:
            for job in group:
                self._aside_with(job, self._complete)
            return [job for job in running if job not in group]
        return [job for job in running if job not in group or not self._leave(job)]

    def _forward(self, group: Sequence[Job[State]]) -> None:
        """Step or finish the group."""
        started = time.perf_counter()
        states = [job.state for job in group]
        if self._left(group[0]) == 0:
            self._adapter.finish(states)
        else:
            self._adapter.step(states)
        spent = time.perf_counter() - started
        self._broken = 0
        self._meter.forward(rows=len(group), seconds=spent)
        for job in group:
            job.seconds += spent / len(group)

    def _leave(self, job: Job[State]) -> bool:
        """Whether the job went to a worker for what its next step needs."""
        work = self._adapter.aside(job.state)
        if work is None:
            return False
        self._aside_with(job, lambda each: self._return(each, work))
        return True

    def _aside_with(self, job: Job[State], call: Callable[[Job[State]], None]) -> None:
        """Do on a worker what needs no device, before anything that is not under way yet."""

        def run() -> None:
            try:
                call(job)
            except EndpointError as error:
                job.fail(error)
            except Exception as error:
                log.exception("aside failed", extra={"action": "aside"})
                job.fail(EndpointError(type(error).__name__))
            finally:
                with self._wake:
                    self._aside -= 1
                    self._wake.notify_all()

        with self._wake:
            self._aside += 1
        if self._workers is None:
            run()
        else:
            self._workers.put((0, *job.urgency), run)

    def _return(self, job: Job[State], work: Callable[[], None]) -> None:
        work()
        with self._wake:
            self._waiting.append(job)

    def _complete(self, job: Job[State]) -> None:
        started = time.perf_counter()
        picture = self._adapter.complete(job.state)
        self._meter.observe("complete_seconds", time.perf_counter() - started)
        job.future.set_result(Done(picture, job.seconds))

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
        return self._adapter.steps_left(job.state)

    def _key(self, job: Job[State]) -> tuple[Hashable, bool]:
        return (self._adapter.shape_key(job.state), self._left(job) == 0)

    def _most(self, job: Job[State], key: tuple[Hashable, bool]) -> int:
        """How many may share the call."""
        most = self._bounds.get(key, self._max_rows)
        if key[1]:
            pixels = job.task.width * job.task.height
            most = min(most, max(1, self._adapter.caps.finish_pixels // pixels))
        return most


def _fail_all(
    group: list[Job[State]], running: list[Job[State]], error: EndpointError
) -> list[Job[State]]:
    for job in group:
        job.fail(error)
    return [job for job in running if job not in group]
