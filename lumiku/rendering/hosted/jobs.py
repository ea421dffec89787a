"""What every hosted provider has in common: one job per picture, polled, bounded and paid for.

Needs the imaging layer.
"""

import hashlib
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Final, Protocol

import httpx

from lumiku import clock
from lumiku.cloud import blobs
from lumiku.cloud.telemetry import logger, metric
from lumiku.rendering.contract import GenerateItem, GenerateRequest, GenerateResponse, ItemResult
from lumiku.rendering.hosted import overlay
from lumiku.rendering.hosted.download import fetch_picture, is_picture
from lumiku.rendering.hosted.providers import HostedProvider
from lumiku.rendering.pictures import made_by
from lumiku.rendering.renderer import Nonsense, Rejected, RenderError, Throttled, Unavailable

__all__ = ["HostedRenderer", "Job", "Ledger", "json_of", "picture_of"]

_SPARE: Final = 3.0  # seconds before the deadline in which a finished picture is still stored
_PARALLEL: Final = 8  # a micro-batch at once: its deadline is one for all


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


class Ledger(Protocol):
    """The day's money."""

    def hold(self, amount_idr: float) -> None:
        """Sets money aside before it is spent. Raises Throttled when there is too little."""

    def give_back(self, amount_idr: float) -> None:
        """Returns what was held and not spent."""


@dataclass(frozen=True)
class Made:
    """What became of one picture, and what it took from the day's budget."""

    outcome: ItemResult | RenderError
    spent_idr: float


class HostedRenderer(ABC):
    """A Renderer over a provider's HTTP API.

    A picture that we stored before (its key names batch, slot and try) is not paid for twice. A
    call that runs out of time cancels its jobs; a job that was accepted counts as paid.
    """

    name: str
    api_host: str  # where jobs are sent and asked for; nothing else gets the key
    result_hosts: tuple[str, ...]
    cancel_method = "POST"

    def __init__(
        self,
        provider: HostedProvider,
        key: str,
        ledger: Callable[[datetime], Ledger],
        *,
        transport: httpx.BaseTransport | None = None,
        poll_seconds: float = 1.0,
    ) -> None:
        """`ledger` gives the day's money at a moment."""
        self.provider = provider
        self._key = key
        self._ledger = ledger
        self._poll = poll_seconds
        self._client = httpx.Client(
            transport=transport,
            timeout=15,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=2 * _PARALLEL),
        )
        self._pace = Pace(provider.per_minute)

    def is_configured(self) -> bool:
        return bool(self._key)

    @property
    def _model(self) -> str:
        return f"{self.name}:{self.provider.model}"

    @property
    def _signature(self) -> str:
        """How our pictures say that they were made."""
        return f"{self._model}@{self.provider.version}"

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
        """Render every item. Raises a RenderError if no item could be rendered."""
        stored = {item.slot: self._stored(item) for item in request.items}
        held = self._price(sum(data is None for data in stored.values()))
        ledger = self._ledger(clock.now())
        if held:
            ledger.hold(held)
        with ThreadPoolExecutor(_PARALLEL) as pool:
            made = list(pool.map(lambda item: self._one(item, request, stored), request.items))
        spent = round(sum(each.spent_idr for each in made), 2)
        ledger.give_back(round(held - spent, 2))
        metric("HostedSpendIdr", spent, "None")
        errors = [each.outcome for each in made if isinstance(each.outcome, RenderError)]
        if len(errors) == len(made):
            # An error that may pass outweighs one that will not: nothing is given up too early.
            raise next((each for each in errors if not isinstance(each, Rejected)), errors[0])
        return GenerateResponse(
            model_id=self._model,
            model_version=self.provider.version,
            items=[
                each.outcome
                if isinstance(each.outcome, ItemResult)
                else _failed(item, each.outcome, each.spent_idr)
                for item, each in zip(request.items, made, strict=True)
            ],
        )

    def _price(self, pictures: int) -> float:
        return round(pictures * self.provider.price_idr, 2)

    def _stored(self, item: GenerateItem) -> bytes | None:
        """The picture, if an earlier call paid this very provider for it."""
        data = blobs.read(item.output_key)
        return data if data is not None and made_by(data, self._signature) else None

    def _one(
        self, item: GenerateItem, request: GenerateRequest, stored: dict[int, bytes | None]
    ) -> Made:
        data, spent = stored[item.slot], 0.0
        try:
            cutout = blobs.read(item.product.key)
            if data is not None:
                return Made(self._result(item, data, cutout), spent)
            self._pace.wait(request.deadline - _SPARE)
            job = self._start(item, request)
            spent = self._price(1)
            picture = self._picture(job, request.deadline)
            done = overlay.finish(picture, item, cutout, self._signature)
            blobs.put(item.thumbnail_key, done.thumbnail, "image/webp")
            blobs.put(item.output_key, done.jpeg, "image/jpeg")
        except RenderError as error:
            return Made(error, spent)
        return Made(self._result(item, done.jpeg, cutout), spent)

    def _result(self, item: GenerateItem, jpeg: bytes, cutout: bytes | None) -> ItemResult:
        judged = overlay.judged(jpeg, item, cutout)
        return ItemResult(
            slot=item.slot,
            status="ok",
            width=judged.width,
            height=judged.height,
            size=len(jpeg),
            sha256=hashlib.sha256(jpeg).hexdigest(),
            quality=judged.quality,
            product_box=judged.product_box,
            price_idr=self.provider.price_idr,
        )

    def _picture(self, job: Job, deadline: float) -> bytes:
        """Waits for an accepted job until `deadline` (epoch seconds)."""
        try:
            while not job.is_done:
                if clock.now().timestamp() > deadline - _SPARE:
                    raise Unavailable(f"{self.name} was too slow", retry_after=30)
                time.sleep(self._poll)
                job = self._ask(job) or job
        except RenderError:
            self._cancel(job)
            raise
        if job.picture:
            return job.picture
        left = deadline - clock.now().timestamp()
        return fetch_picture(self._client, job.picture_url, self.result_hosts, left)

    def _cancel(self, job: Job) -> None:
        """Best effort: a job that nobody waits for must not go on costing."""
        if not job.cancel_url:
            return
        try:
            self._call(self.cancel_method, job.cancel_url, seconds=3)
        except RenderError as error:
            # It has ended by itself, or the provider is down: either way nobody waits for it.
            logger().info(
                "hosted job not cancelled", extra={"action": "cancel", "detail": error.detail}
            )

    def _call(
        self, method: str, url: str, json: Any = None, *, seconds: float = 15
    ) -> httpx.Response:
        """One API call with the key, and only ever to the provider's own host."""
        parsed = httpx.URL(url)
        if parsed.scheme != "https" or parsed.host != self.api_host:
            raise Nonsense(f"{self.name} sent us to {parsed.host}")
        headers = {"Authorization": self._authorization(), **self._headers()}
        try:
            answer = self._client.request(method, url, json=json, headers=headers, timeout=seconds)
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
            if clock.now().timestamp() + (turn - now) > until:
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


def _failed(item: GenerateItem, error: RenderError, spent_idr: float) -> ItemResult:
    return ItemResult(
        slot=item.slot,
        status="failed",
        reason="provider",
        retryable=not isinstance(error, Rejected),
        price_idr=spent_idr,
    )


def _seconds(answer: httpx.Response, otherwise: float) -> float:
    """Retry-After in seconds; a date or nonsense counts as unsaid."""
    try:
        return min(max(float(answer.headers["retry-after"]), 0.5), 600.0)
    except (KeyError, ValueError):
        return otherwise
