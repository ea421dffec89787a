"""Logs as one JSON object a line, and the counters behind GET /metrics."""

import json
import logging
import sys
import time
from collections import Counter, deque
from datetime import UTC, datetime
from threading import Lock
from typing import Final

__all__ = ["Meter", "log_as_json"]

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
WINDOW: Final = 512  # latest observations that percentiles are taken from


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def log_as_json(level: int = logging.INFO) -> None:
    """Send every logger's lines to stderr as JSON."""
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[out], force=True)
    logging.getLogger("botocore").setLevel(logging.WARNING)


class Meter:
    """Counts and recent durations; every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[str] = Counter()
        self._recent: dict[str, deque[float]] = {}
        self._busy: deque[tuple[float, float]] = deque(maxlen=4096)  # (ended, seconds)
        self._started = time.monotonic()

    def count(self, name: str, by: int = 1) -> None:
        with self._lock:
            self._counts[name] += by

    def observe(self, name: str, value: float) -> None:
        with self._lock:
            self._recent.setdefault(name, deque(maxlen=WINDOW)).append(value)

    def forward(self, *, rows: int, seconds: float) -> None:
        """One forward (a step or a decode) of so many pictures."""
        self.observe("step_seconds", seconds)
        self.observe("rows_per_forward", rows)
        with self._lock:
            self._busy.append((time.monotonic(), seconds))

    def mean(self, name: str, otherwise: float) -> float:
        with self._lock:
            values = self._recent.get(name)
            return sum(values) / len(values) if values else otherwise

    def utilisation(self, threads: int, window: float = 60.0) -> float:
        """Share of the last `window` seconds that the engine's threads spent computing."""
        now = time.monotonic()
        span = min(window, now - self._started)
        with self._lock:
            busy = sum(seconds for ended, seconds in self._busy if now - ended <= span)
        return min(1.0, busy / (span * threads)) if span > 0 else 0.0

    def facts(self) -> dict[str, object]:
        with self._lock:
            return {
                "uptime_seconds": round(time.monotonic() - self._started, 1),
                "counts": dict(self._counts),
                "recent": {name: _summary(values) for name, values in self._recent.items()},
            }


def _summary(values: deque[float]) -> dict[str, float]:
    ordered = sorted(values)
    last = len(ordered) - 1
    return {
        "n": len(ordered),
        "mean": round(sum(ordered) / len(ordered), 5),
        "p50": round(ordered[last // 2], 5),
        "p95": round(ordered[int(last * 0.95)], 5),
    }
