"""Threads for what needs no device, the most urgent first."""

import logging
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from threading import Condition, Thread

__all__ = ["Workers"]

log = logging.getLogger(__name__)
Urgency = tuple[float, ...]


class Workers:
    """A pool whose queue goes by urgency; equally urgent calls keep their order."""

    def __init__(self, threads: int) -> None:
        self._queue: list[tuple[Urgency, int, Callable[[], None]]] = []
        self._orders = count()
        self._wake = Condition()
        self._open = True
        self._threads = [
            Thread(target=self._run, name=f"worker-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, urgency: Urgency, call: Callable[[], None]) -> None:
        """Queue a call, the smallest urgency first. It has to deal with its own errors."""
        with self._wake:
            heappush(self._queue, (urgency, next(self._orders), call))
            self._wake.notify()

    @property
    def healthy(self) -> bool:
        return all(thread.is_alive() for thread in self._threads)

    def close(self, timeout: float) -> None:
        """Do what is queued, then stop."""
        with self._wake:
            self._open = False
            self._wake.notify_all()
        for thread in self._threads:
            thread.join(timeout)

    def _run(self) -> None:
        while True:
            with self._wake:
                while self._open and not self._queue:
                    self._wake.wait()
                if not self._queue:
                    return
                _, _, call = heappop(self._queue)
            try:
                call()
            except Exception:
                log.exception("a worker's call failed", extra={"action": "work"})
