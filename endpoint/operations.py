"""The verbs behind /invocations: read sources, let the engine make pictures, store them."""

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from endpoint.adapter import Caps, Task
from endpoint.engine import Done, Engine, Job
from endpoint.errors import EndpointError, ForeignKey, PastDeadline, UnknownModel
from endpoint.objects import Blob, CachedSources, ObjectStore
from endpoint.pictures import encode_jpeg, encode_thumbnail
from endpoint.quality import GATES, Gates, judge
from endpoint.telemetry import Meter
from lumiku.generations.renderers.contract import (
    GenerateItem,
    GenerateRequest,
    GenerateResponse,
    ItemResult,
)

__all__ = ["Generate", "check_scope"]

T = TypeVar("T")
log = logging.getLogger(__name__)


def check_scope(bucket: str, prefix: str, keys: Sequence[str], only_bucket: str) -> None:
    """Refuse any key outside the request's prefix, so that a bug cannot cross merchants."""
    if only_bucket and bucket != only_bucket:
        raise ForeignKey("this endpoint does not serve that bucket")
    inside = prefix.rstrip("/") + "/"
    for key in keys:
        if not key.startswith(inside) or any(part in ("", ".", "..") for part in key.split("/")):
            raise ForeignKey(f"{key} is not under {inside}")


@dataclass(frozen=True)
class Generate:
    """Everything that a generate request needs; one instance serves all requests."""

    engine: Engine[Any]
    caps: Caps
    model_id: str
    only_bucket: str
    store: ObjectStore
    sources: CachedSources
    pool: ThreadPoolExecutor  # storage and encoding: never the engine's threads
    meter: Meter
    gates: Gates = GATES

    async def __call__(self, request: GenerateRequest) -> GenerateResponse:
        """Make every item; one that fails says why and leaves the others alone.

        Raises the EndpointError of the first item when no item can be made for a reason that
        lies in the request (a wrong key, a broken picture).
        """
        self._check(request)
        blobs = await self._read(request)
        jobs = [self._submit(request, item, blobs) for item in request.items]
        try:
            results = await asyncio.gather(
                *(
                    self._outcome(request, item, job)
                    for item, job in zip(request.items, jobs, strict=True)
                )
            )
        except asyncio.CancelledError:
            for job in jobs:
                if isinstance(job, Job):
                    job.abandon()
            raise
        errors = [result for result in results if isinstance(result, EndpointError)]
        if len(errors) == len(results) and errors[0].status < 500:
            raise errors[0]
        return GenerateResponse(
            model_id=self.model_id,
            model_version=self.caps.version,
            items=[
                _failed(item, result) if isinstance(result, EndpointError) else result
                for item, result in zip(request.items, results, strict=True)
            ],
        )

    def _check(self, request: GenerateRequest) -> None:
        if request.model_id != self.model_id:
            raise UnknownModel(f"this endpoint serves {self.model_id}, not {request.model_id}")
        if request.deadline <= time.time():
            raise PastDeadline("the deadline lies in the past")
        keys = [key for item in request.items for key in _keys(item)]
        check_scope(request.bucket, request.prefix, keys, self.only_bucket)

    async def _read(self, request: GenerateRequest) -> dict[str, Blob | EndpointError]:
        """Each source once, all at the same time."""
        keys = sorted({key for item in request.items for key in _sources(item)})

        def read(key: str) -> Blob | EndpointError:
            try:
                return self.sources.read(request.bucket, key)
            except EndpointError as error:
                return error

        return dict(zip(keys, await self._all(read, keys), strict=True))

    def _submit(
        self, request: GenerateRequest, item: GenerateItem, blobs: dict[str, Blob | EndpointError]
    ) -> Job[Any] | EndpointError:
        found = [blobs[key] for key in _sources(item)]
        whole = [source for source in found if isinstance(source, Blob)]
        for source in found:
            if isinstance(source, EndpointError):
                return source
        task = Task(
            item=item,
            width=request.width,
            height=request.height,
            steps=request.steps,
            guidance=request.guidance,
            palette=tuple(request.palette),
            subjects=tuple(whole[:-1]),
            product=whole[-1],
        )
        return self.engine.submit(task, request.deadline)

    async def _outcome(
        self, request: GenerateRequest, item: GenerateItem, job: Job[Any] | EndpointError
    ) -> ItemResult | EndpointError:
        try:
            if isinstance(job, EndpointError):
                raise job
            done = await asyncio.wrap_future(job.future)
            result = (await self._all(lambda _: self._keep(request.bucket, item, done), [None]))[0]
        except EndpointError as error:
            self.meter.count(f"items_failed.{error.code}")
            return error
        self.meter.count("items_done")
        self.meter.observe("item_seconds", done.seconds)
        return result

    def _keep(self, bucket: str, item: GenerateItem, done: Done) -> ItemResult:
        """Judge, encode and store one picture; runs in the pool."""
        pixels = done.picture.pixels
        data = encode_jpeg(pixels, self.caps.version, self.caps.source_kind)
        self.store.put(bucket, item.thumbnail_key, encode_thumbnail(pixels), "image/webp")
        self.store.put(bucket, item.output_key, data, "image/jpeg")
        return ItemResult(
            slot=item.slot,
            status="ok",
            width=pixels.shape[1],
            height=pixels.shape[0],
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            quality=judge(done.picture, self.gates),
            gpu_seconds=round(done.seconds, 5),
        )

    async def _all(self, work: Callable[[Any], T], inputs: Sequence[Any]) -> list[T]:
        loop = asyncio.get_running_loop()
        return list(
            await asyncio.gather(*(loop.run_in_executor(self.pool, work, each) for each in inputs))
        )


def _sources(item: GenerateItem) -> list[str]:
    """The keys to read: subjects in order, then the product."""
    return [*(subject.key for subject in item.subjects), item.product.key]


def _keys(item: GenerateItem) -> list[str]:
    return [*_sources(item), item.output_key, item.thumbnail_key]


def _failed(item: GenerateItem, error: EndpointError) -> ItemResult:
    retryable = error.status >= 500 or isinstance(error, PastDeadline)
    return ItemResult(slot=item.slot, status="failed", reason=error.code, retryable=retryable)
