"""What every operation works with: storage, its threads, judges, and the rule on keys."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from endpoint.adapter import Caps, Task
from endpoint.engine import Done, Engine
from endpoint.errors import EndpointError, ForeignKey
from endpoint.objects import Blob, CachedSources, ObjectStore
from endpoint.operations.judges import Judges
from endpoint.telemetry import Meter
from lumiku.rendering.contract import ItemResult
from lumiku.rendering.pictures import encode_jpeg, encode_thumbnail
from lumiku.rendering.quality import GATES, Gates, judge

__all__ = ["OperationContext", "check_scope"]

T = TypeVar("T")


def check_scope(bucket: str, prefix: str, keys: Sequence[str], only_bucket: str) -> None:
    """Refuse any key outside the request's prefix, so that a bug cannot cross merchants."""
    if only_bucket and bucket != only_bucket:
        raise ForeignKey("this endpoint does not serve that bucket")
    inside = prefix.rstrip("/") + "/"
    for key in keys:
        if not key.startswith(inside) or any(part in ("", ".", "..") for part in key.split("/")):
            raise ForeignKey(f"{key} is not under {inside}")


@dataclass(frozen=True)
class OperationContext:
    """One instance serves all requests of a process."""

    engine: Engine[Any]
    caps: Caps
    model_id: str
    only_bucket: str
    store: ObjectStore
    sources: CachedSources
    pool: ThreadPoolExecutor  # storage, encoding, judging: never the engine's threads
    meter: Meter
    judges: Judges
    gates: Gates = GATES

    async def each(self, work: Callable[[Any], T], inputs: Sequence[Any]) -> list[T]:
        """The work on every input, in the pool, all at the same time."""
        loop = asyncio.get_running_loop()
        return list(
            await asyncio.gather(*(loop.run_in_executor(self.pool, work, each) for each in inputs))
        )

    def read(self, bucket: str, key: str) -> Blob | EndpointError:
        """A source, or why it cannot be had."""
        try:
            return self.sources.read(bucket, key)
        except EndpointError as error:
            return error

    def keep(self, bucket: str, task: Task, done: Done) -> ItemResult:
        """Judge, encode and store one finished picture under its item's keys."""
        item, pixels = task.item, done.picture.pixels
        data = encode_jpeg(pixels, self.caps.version, self.caps.source_type)
        subject = task.subjects[0] if task.subjects and done.picture.face is not None else None
        measured = self.judges.measure(pixels, item.people, subject)
        quality = judge(done.picture, self.gates, measured)
        self.store.put(bucket, item.thumbnail_key, encode_thumbnail(pixels), "image/webp")
        self.store.put(bucket, item.output_key, data, "image/jpeg")
        return ItemResult(
            slot=item.slot,
            status="ok",
            width=pixels.shape[1],
            height=pixels.shape[0],
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            quality=quality,
            product_box=done.picture.product_box,
            gpu_seconds=round(done.seconds, 5),
        )
