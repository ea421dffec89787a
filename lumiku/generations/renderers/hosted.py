"""What every hosted provider has in common: one job per picture, polled, bounded and paid for."""

import hashlib
import time
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

import httpx

from lumiku.generations.renderers import overlay
from lumiku.generations.renderers.base import (
    Nonsense,
    Rejected,
    RenderError,
    Throttled,
    Unavailable,
)
from lumiku.generations.renderers.contract import (
    GenerateItem,
    GenerateRequest,
    GenerateResponse,
    ItemResult,
)
from lumiku.generations.renderers.download import fetch_picture, is_picture
from lumiku.kit import blobs
from lumiku.kit.telemetry import logger

__all__ = ["HostedProvider", "HostedRenderer", "Job", "json_of", "picture_of"]

_SPARE: Final = 3.0  # seconds before the deadline in which a finished picture is still stored
_PARALLEL: Final = 4


@dataclass(frozen=True)
class HostedProvider:
    """How we use a provider. The key is a secret: it is never logged and never in a repr."""

    model: str  # owner/name, as the provider spells it
    version: str
    price_idr: float  # per picture
    per_minute: int = 60  # requests that we start
    send_faces: bool = False  # merchants' releases must name the provider before this is on


@dataclass(frozen=True)
class Job:
    """A picture under way: where to ask, where to cancel, and perhaps its result already."""

    status_url: str = ""
    result_url: str = ""
    cancel_url: str = ""
    picture_url: str = ""
    picture: bytes = b""

    @property
    def is_done(self) -> bool:
        return bool(self.picture_url or self.picture)


class HostedRenderer(ABC):
    """A Renderer over a provider's HTTP API.

    A picture whose output key already exists is not paid for twice: keys name the batch, the slot
    and the try. A call that runs out of time cancels its jobs.
    """

    name: str
    api_host: str  # where jobs are sent and asked for; nothing else gets the key
    result_hosts: tuple[str, ...]
    cancel_method = "POST"

    def __init__(
        self,
        provider: HostedProvider,
        key: str,
        *,
        transport: httpx.BaseTransport | None = None,
        poll_seconds: float = 1.0,
    ) -> None:
        self.provider = provider
        self._key = key
        self._poll = poll_seconds
        self._client = httpx.Client(
            transport=transport,
            timeout=httpx.Timeout(15, connect=5),
            follow_redirects=False,
            limits=httpx.Limits(max_connections=2 * _PARALLEL),
        )
        self._pace = Pace(provider.per_minute)

    def is_configured(self) -> bool:
        return bool(self._key and self.provider.model)

    @abstractmethod
    def _start(self, item: GenerateItem, request: GenerateRequest) -> Job:
        """Send the job. Raises RenderError."""

    @abstractmethod
    def _ask(self, job: Job) -> Job | None:
        """The job with its result, or None while it is under way. Raises RenderError."""

    @abstractmethod
    def _authorization(self) -> str:
        """The value of the Authorization header."""

    def generate(self, request: GenerateRequest) -> GenerateResponse:
        """Render every item. Raises the first RenderError if no item could be rendered."""
        with ThreadPoolExecutor(_PARALLEL) as pool:
            found = list(pool.map(lambda item: self._one(item, request), request.items))
        errors = [each for each in found if isinstance(each, RenderError)]
        if len(errors) == len(found):
            raise errors[0]
        return GenerateResponse(
            model_id=f"{self.name}:{self.provider.model}",
            model_version=self.provider.version,
            items=[
                _failed(item, each) if isinstance(each, RenderError) else each
                for item, each in zip(request.items, found, strict=True)
            ],
        )

    def _one(self, item: GenerateItem, request: GenerateRequest) -> ItemResult | RenderError:
        try:
            paid_before = blobs.read(item.output_key)
            if paid_before is not None:
                return self._result(item, paid_before, request.width, request.height, price=0.0)
            data = self._picture(item, request)
            cutout = blobs.read(item.product.key)
            done = overlay.finish(data, item, cutout)
            blobs.put(item.thumbnail_key, done.thumbnail, "image/webp")
            blobs.put(item.output_key, done.jpeg, "image/jpeg")
        except RenderError as error:
            return error
        price = self.provider.price_idr
        return self._result(item, done.jpeg, done.width, done.height, price=price)

    def _result(
        self, item: GenerateItem, jpeg: bytes, width: int, height: int, *, price: float
    ) -> ItemResult:
        return ItemResult(
            slot=item.slot,
            status="ok",
            width=width,
            height=height,
            size=len(jpeg),
            sha256=hashlib.sha256(jpeg).hexdigest(),
            price_idr=price,
        )

    def _picture(self, item: GenerateItem, request: GenerateRequest) -> bytes:
        self._pace.wait(request.deadline - _SPARE)
        job = self._start(item, request)
        try:
            while not job.is_done:
                if time.time() > request.deadline - _SPARE:
                    raise Unavailable(f"{self.name} was too slow", retry_after=30)
                time.sleep(self._poll)
                job = self._ask(job) or job
        except RenderError:
            self._cancel(job)
            raise
        if job.picture:
            return job.picture
        return fetch_picture(self._client, job.picture_url, self.result_hosts)

    def _cancel(self, job: Job) -> None:
        """Best effort: a job that nobody waits for must not go on costing."""
        if not job.cancel_url:
            return
        try:
            self._call(self.cancel_method, job.cancel_url)
        except RenderError as error:
            # It has ended by itself, or the provider is down: either way nobody waits for it.
            logger().info("not cancelled", extra={"action": "cancel", "detail": error.detail})

    def _call(self, method: str, url: str, json: Any = None) -> httpx.Response:
        """One API call with the key, and only ever to the provider's own host."""
        parsed = httpx.URL(url)
        if parsed.scheme != "https" or parsed.host != self.api_host:
            raise Nonsense(f"{self.name} sent us to {parsed.host}")
        headers = {"Authorization": self._authorization(), **self._headers()}
        try:
            answer = self._client.request(method, url, json=json, headers=headers)
        except httpx.HTTPError as error:
            raise Unavailable(f"{self.name}: {type(error).__name__}") from error
        if answer.status_code >= 400:
            raise self._refused(answer)
        return answer

    def _headers(self) -> dict[str, str]:
        return {}

    def _refused(self, answer: httpx.Response) -> RenderError:
        status = answer.status_code
        if status == 429:
            return Throttled(f"{self.name} 429", retry_after=_seconds(answer, 10.0))
        if status in (401, 402, 403):
            # Our key or our credit: no picture's fault, and worth the breaker.
            return Unavailable(f"{self.name} {status}", retry_after=300)
        if status >= 500 or status == 408:
            return Unavailable(f"{self.name} {status}", retry_after=_seconds(answer, 30.0))
        return Rejected(f"{self.name} {status}")


class Pace:
    """At most so many starts a minute, evenly spaced, over all threads of a process."""

    def __init__(self, per_minute: int) -> None:
        self._gap = 60.0 / max(per_minute, 1)
        self._next = 0.0
        self._lock = Lock()

    def wait(self, until: float) -> None:
        """Wait for a turn. Raises Throttled if it would come after `until` (epoch seconds)."""
        with self._lock:
            now = time.monotonic()
            turn = max(self._next, now)
            if time.time() + (turn - now) > until:
                raise Throttled("our own pace", retry_after=max(1.0, turn - now))
            self._next = turn + self._gap
        time.sleep(turn - now)


def json_of(answer: httpx.Response) -> dict[str, Any]:
    """An answer's JSON object. Raises Nonsense."""
    try:
        found = answer.json()
    except ValueError as error:
        raise Nonsense("not JSON") from error
    if not isinstance(found, dict):
        raise Nonsense("not a JSON object")
    return found


def picture_of(answer: httpx.Response) -> bytes:
    """An answer's body as a picture. Raises Nonsense."""
    if not is_picture(answer.content[:16]):
        raise Nonsense("not a picture")
    return answer.content


def _failed(item: GenerateItem, error: RenderError) -> ItemResult:
    retryable = not isinstance(error, Rejected)
    return ItemResult(slot=item.slot, status="failed", reason="provider", retryable=retryable)


def _seconds(answer: httpx.Response, otherwise: float) -> float:
    """Retry-After in seconds; a date or nonsense counts as unsaid."""
    try:
        return min(max(float(answer.headers["retry-after"]), 0.5), 600.0)
    except (KeyError, ValueError):
        return otherwise
