"""A cache bounded by weight that counts its hits, safe to share between threads."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Cache"]

T = TypeVar("T")


class Cache(Generic[T]):
    """Least recently used goes first once the weights (bytes, or 1 each) exceed the bound.

    Keys are content hashes wherever the value is derived from a merchant's file, so that one
    merchant's entry can serve another only if they sent the very same bytes.
    """

    def __init__(self, bound: int, weigh: Callable[[T], int] = lambda _: 1) -> None:
        self._bound = bound
        self._weigh = weigh
        self._entries: OrderedDict[str, tuple[T, int]] = OrderedDict()
        self._lock = Lock()
        self._weight = 0
        self._hits = 0
        self._misses = 0

    def get(self, key: str) -> T | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                self._misses += 1
                return None
            self._hits += 1
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: str, value: T) -> None:
        weight = self._weigh(value)
        if weight > self._bound:
            return
        with self._lock:
            self._drop(key)
            self._entries[key] = (value, weight)
            self._weight += weight
            while self._weight > self._bound:
                self._drop(next(iter(self._entries)))

    def get_or(self, key: str, make: Callable[[], T]) -> T:
        """The cached value, or the made one. Two threads may both make it: making is pure."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def _drop(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._weight -= entry[1]

    def facts(self) -> dict[str, float]:
        """Entries, weight and the share of hits since the start."""
        with self._lock:
            asked = self._hits + self._misses
            return {
                "entries": len(self._entries),
                "weight": self._weight,
                "bound": self._bound,
                "hits": self._hits,
                "hit_rate": round(self._hits / asked, 4) if asked else 0.0,
            }
