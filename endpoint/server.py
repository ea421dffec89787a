"""The HTTP face of the container: SageMaker's /ping and /invocations, and the runtime's path."""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from endpoint.adapter import Adapter
from endpoint.admission import Admission, Load
from endpoint.config import Config
from endpoint.engine import Engine
from endpoint.errors import BodyTooLarge, EndpointError, InvalidRequest, NotReady
from endpoint.objects import CachedSources, ObjectStore
from endpoint.onnx import open_model
from endpoint.operations.context import OperationContext
from endpoint.operations.generate import Generate
from endpoint.operations.judges import open_judges
from endpoint.operations.single import Avatar, Cutout, Score
from endpoint.telemetry import Meter
from lumiku.rendering.contract import AvatarRequest, CutoutRequest, GenerateRequest, ScoreRequest
from lumiku.rendering.quality import read_gates

__all__ = ["Service", "application"]

log = logging.getLogger(__name__)
Invocation = GenerateRequest | CutoutRequest | AvatarRequest | ScoreRequest
_INVOCATION: Final[TypeAdapter[Invocation]] = TypeAdapter(
    Annotated[Invocation, Field(discriminator="operation")]
)


@dataclass
class Service:
    """What lives as long as the process: the engine, its pool, and who is inside."""

    config: Config
    adapter: Adapter[Any]
    store: ObjectStore
    meter: Meter
    warm: bool = False
    draining: bool = False

    def start(self) -> None:
        """Load the model and open the engine; only then does /ping answer 200."""
        started = time.perf_counter()
        self.adapter.load(self.config.folder)
        self.threads = self.config.threads if self.adapter.caps.cpu_threads else 1
        self.pool = ThreadPoolExecutor(16, thread_name_prefix="storage")
        self.sources = CachedSources(self.store, self.config.source_cache_mb * 1024 * 1024)
        self.admission = Admission(
            self.meter, max_items=self.config.max_items, max_megapixels=self.config.max_megapixels
        )
        self.engine = Engine(
            self.adapter, self.meter, threads=self.threads, max_rows=self.config.max_rows
        )
        shop = OperationContext(
            engine=self.engine,
            caps=self.adapter.caps,
            model_id=self.config.served_model,
            only_bucket=self.config.bucket,
            store=self.store,
            sources=self.sources,
            pool=self.pool,
            meter=self.meter,
            judges=open_judges(self.config.folder),
            gates=read_gates(self.config.gates),
        )
        self.generate, self.avatar, self.score = Generate(shop), Avatar(shop), Score(shop)
        self.cutout = Cutout(shop, open_model(self.config.folder / "cutout"))
        self.warm = True
        seconds = round(time.perf_counter() - started, 3)
        log.info("warm", extra={"action": "start", "seconds": seconds})

    def stop(self) -> None:
        self.draining = True
        self.engine.close()
        self.pool.shutdown()
        log.info("stopped", extra={"action": "stop"})

    @property
    def ready(self) -> bool:
        """Whether it takes requests; a device that fails every step is given up."""
        return self.warm and not self.draining and self.engine.healthy

    def admitted(self, request: Invocation) -> AbstractContextManager[None]:
        """Room for a request while it is worked on. Raises NotReady or Full."""
        if not self.ready:
            why = "draining" if self.draining else "broken" if self.warm else "starting"
            raise NotReady(why, retry_after=5)
        return self.admission.admit(_load(request), self.threads)

    def work(self, request: Invocation) -> Awaitable[BaseModel]:
        """The operation that a request asks for."""
        if isinstance(request, GenerateRequest):
            return self.generate(request)
        if isinstance(request, CutoutRequest):
            return self.cutout(request)
        if isinstance(request, AvatarRequest):
            return self.avatar(request)
        return self.score(request)

    def facts(self) -> dict[str, object]:
        return {
            "model_id": self.config.served_model,
            "model_version": self.adapter.caps.version,
            "inside": self.admission.inside if self.warm else 0,
            "queue": self.engine.depth() if self.warm else 0,
            "utilisation": round(self.meter.utilisation(self.threads), 4) if self.warm else 0,
            "caches": {"sources": self.sources.facts(), **self.adapter.facts()}
            if self.warm
            else {},
            **self.meter.facts(),
        }


def application(service: Service) -> Starlette:
    """The ASGI application around a service that it starts and stops."""

    async def ping(_: Request) -> Response:
        return Response(status_code=200 if service.ready else 503)

    async def metrics(_: Request) -> Response:
        return JSONResponse(service.facts())

    async def invocations(request: Request) -> Response:
        return await _answer(service, request)

    async def runtime(request: Request) -> Response:
        return _as_runtime(await _answer(service, request))

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        starting = asyncio.get_running_loop().run_in_executor(None, service.start)
        starting.add_done_callback(_crash_if_failed)
        yield
        await starting
        await asyncio.get_running_loop().run_in_executor(None, service.stop)

    return Starlette(
        routes=[
            Route("/ping", ping),
            Route("/metrics", metrics),
            Route("/invocations", invocations, methods=["POST"]),
            Route("/endpoints/{name}/invocations", runtime, methods=["POST"]),
        ],
        lifespan=lifespan,
    )


def _crash_if_failed(starting: "asyncio.Future[None]") -> None:
    """A model that does not load must not leave a container that never becomes ready."""
    error = starting.exception()
    if error is not None:
        log.critical("start failed: %s", error, extra={"action": "start"})
        raise SystemExit(3)


async def _answer(service: Service, request: Request) -> Response:
    """Run one invocation; every failure becomes JSON with a code."""
    started = time.perf_counter()
    try:
        parsed = _parse(await _body(request, service.config.max_body_kb * 1024))
        with service.admitted(parsed):
            result = await _unless_gone(request, service.work(parsed))
        response: Response = Response(result.model_dump_json(), media_type="application/json")
        code, status = "ok", 200
    except EndpointError as error:
        response, code, status = _refusal(error), error.code, error.status
    except ClientDisconnect:
        response, code, status = Response(status_code=499), "hung_up", 499
    except Exception as error:
        log.exception("invocation failed", extra={"action": "invoke"})
        response, code, status = _refusal(EndpointError(type(error).__name__)), "internal", 500
    seconds = time.perf_counter() - started
    service.meter.count(f"requests.{code}")
    service.meter.observe("request_seconds", seconds)
    log.info(
        "invocation",
        extra={"action": "invoke", "code": code, "status": status, "seconds": round(seconds, 4)},
    )
    return response


def _load(request: Invocation) -> Load:
    """Only pictures that are drawn take the device's memory; others are one small place."""
    if isinstance(request, GenerateRequest | AvatarRequest):
        pictures = len(request.items) if isinstance(request, GenerateRequest) else 1
        return Load(pictures, request.width * request.height, request.deadline)
    return Load(1, 0, request.deadline)


async def _body(request: Request, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise BodyTooLarge(f"more than {limit} bytes")
        parts.append(part)
    return b"".join(parts)


def _parse(body: bytes) -> Invocation:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(f"not JSON: {error}") from error
    if not isinstance(content, dict):
        raise InvalidRequest("not a JSON object")
    operation = content.get("operation", "generate")
    try:
        return _INVOCATION.validate_python(content | {"operation": operation})
    except ValidationError as error:
        wrong = [f"{'/'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:5]]
        raise InvalidRequest("; ".join(wrong)) from error


async def _unless_gone(request: Request, work: Awaitable[BaseModel]) -> BaseModel:
    """The work's result, unless the client hangs up first: then the work is cancelled."""
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_until(request.is_disconnected))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise ClientDisconnect
    finally:
        task.cancel()
        gone.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def _until(true: Callable[[], Awaitable[bool]], every: float = 0.25) -> None:
    while not await true():
        await asyncio.sleep(every)


def _refusal(error: EndpointError) -> JSONResponse:
    headers = {} if error.retry_after is None else {"retry-after": str(int(error.retry_after + 1))}
    return JSONResponse(error.body(), status_code=error.status, headers=headers)


def _as_runtime(response: Response) -> Response:
    """What SageMaker's runtime makes of a container's answer: a refusal becomes a ModelError.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
    """
    if response.status_code == 200:
        return response
    message = bytes(response.body).decode()
    return JSONResponse(
        {
            "Message": f"Received error ({response.status_code}) from model: {message}",
            "OriginalStatusCode": response.status_code,
            "OriginalMessage": message,
        },
        status_code=424,
        headers={"x-amzn-errortype": "ModelError"},
    )
