"""The generate operation: read sources, let the engine make pictures, store what it made."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from endpoint.adapter import Task
from endpoint.engine import Job
from endpoint.errors import EndpointError, PastDeadline, UnknownModel
from endpoint.objects import Blob
from endpoint.operations.context import OperationContext, check_scope
from lumiku.rendering.contract import GenerateItem, GenerateRequest, GenerateResponse, ItemResult

__all__ = ["Generate", "in_time", "outcome"]


def in_time(deadline: float) -> None:
    """Refuse what nobody waits for any more (epoch seconds)."""
    if deadline <= time.time():
        raise PastDeadline("the deadline lies in the past")


async def outcome(shop: OperationContext, bucket: str, job: Job[Any]) -> ItemResult:
    """Wait for a job and store its picture; a client that hangs up abandons it."""
    try:
        done = await asyncio.wrap_future(job.future)
        (result,) = await shop.each(lambda _: shop.keep(bucket, job.task, done), [None])
    except asyncio.CancelledError:
        job.abandon()
        raise
    shop.meter.count("items_done")
    shop.meter.observe("item_seconds", done.seconds)
    return result


@dataclass(frozen=True)
class Generate:
    shop: OperationContext

    async def __call__(self, request: GenerateRequest) -> GenerateResponse:
        """Make every item; one that fails says why and leaves the others alone.

        Raises the EndpointError of the first item when no item can be made for a reason that
        lies in the request (a wrong key, a broken picture).
        """
        self._check(request)
        blobs = await self._read(request)
        tasks = [self._task(request, item, blobs) for item in request.items]
        results = await asyncio.gather(*(self._one(request, task) for task in tasks))
        errors = [result for result in results if isinstance(result, EndpointError)]
        if len(errors) == len(results) and errors[0].status < 500:
            raise errors[0]
        return GenerateResponse(
            model_id=self.shop.model_id,
            model_version=self.shop.caps.version,
            items=[
                _failed(item, result) if isinstance(result, EndpointError) else result
                for item, result in zip(request.items, results, strict=True)
            ],
        )

    def _check(self, request: GenerateRequest) -> None:
        if request.model_id != self.shop.model_id:
            raise UnknownModel(f"this endpoint serves {self.shop.model_id}, not {request.model_id}")
        in_time(request.deadline)
        keys = [key for item in request.items for key in _keys(item)]
        check_scope(request.bucket, request.prefix, keys, self.shop.only_bucket)

    async def _read(self, request: GenerateRequest) -> dict[str, Blob | EndpointError]:
        """Each source once, all at the same time."""
        keys = sorted({key for item in request.items for key in _sources(item)})
        found = await self.shop.each(lambda key: self.shop.read(request.bucket, key), keys)
        return dict(zip(keys, found, strict=True))

    def _task(
        self, request: GenerateRequest, item: GenerateItem, blobs: dict[str, Blob | EndpointError]
    ) -> Task | EndpointError:
        found = [blobs[key] for key in _sources(item)]
        whole = [source for source in found if isinstance(source, Blob)]
        for source in found:
            if isinstance(source, EndpointError):
                return source
        return Task(
            item=item,
            width=request.width,
            height=request.height,
            steps=request.steps,
            guidance=request.guidance,
            palette=tuple(request.palette),
            subjects=tuple(whole[:-1]),
            product=whole[-1],
        )

    async def _one(
        self, request: GenerateRequest, task: Task | EndpointError
    ) -> ItemResult | EndpointError:
        try:
            if isinstance(task, EndpointError):
                raise task
            job = self.shop.engine.submit(task, request.deadline)
            return await outcome(self.shop, request.bucket, job)
        except EndpointError as error:
            self.shop.meter.count(f"items_failed.{error.code}")
            return error


def _sources(item: GenerateItem) -> list[str]:
    """The keys to read: subjects in order, then the product."""
    return [*(subject.key for subject in item.subjects), item.product.key]


def _keys(item: GenerateItem) -> list[str]:
    return [*_sources(item), item.output_key, item.thumbnail_key]


def _failed(item: GenerateItem, error: EndpointError) -> ItemResult:
    retryable = error.status >= 500 or isinstance(error, PastDeadline)
    return ItemResult(slot=item.slot, status="failed", reason=error.code, retryable=retryable)
