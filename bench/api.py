"""Cold CPU and warm overhead of the API's handler next to FastAPI + Mangum on the same routes.

Both serve the whole route table with the same models and the same services; only the framework
differs. Storage is replaced by a canned brand kit, so what is left is the framework's own cost.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

COLD_RUNS: Final = 7
WARM_RUNS: Final = 2_000
BODY: Final = json.dumps(
    {
        "name": "Skincare Aura",
        "category": "skincare",
        "colors": ["#FFB6C1", "#FFF0F5", "#C71585"],
        "fonts": [{"family": "Inter", "weights": [400, 700]}],
    }
)
REQUESTS: Final = (
    ("GET", "/v1/plans", None),
    ("POST", "/v1/brand-kits", BODY),
    ("GET", "/v1/brand-kits/kit_01JD0000000000000000000000", None),
)
Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def event(method: str, path: str, body: str | None) -> dict[str, Any]:
    claims = {"sub": "0b3ab1a4-5f3e-4f3a-9a8e-0d5d9d8f6a11", "email": "sari@lumiku.test"}
    return {
        "version": "2.0",
        "routeKey": "ANY /v1/{proxy+}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "api", "content-type": "application/json", "accept-language": "en"},
        "requestContext": {
            "http": {"method": method, "path": path, "sourceIp": "1.2.3.4", "protocol": "HTTP/1.1"},
            "requestId": "bench",
            "stage": "$default",
            "authorizer": {"jwt": {"claims": claims, "scopes": None}},
        },
        "isBase64Encoded": False,
        "body": body or "",
    }


def can_storage() -> None:
    """Replaces what would speak to AWS by one kit and one account."""
    from lumiku.accounts import service as accounts
    from lumiku.accounts.policy import Tier
    from lumiku.catalog.schemas import Kit
    from lumiku.catalog.service import kits

    kit = Kit(
        id="kit_01JD0000000000000000000000",
        name="Skincare Aura",
        category="skincare",
        colors=["#FFB6C1", "#FFF0F5", "#C71585"],
        fonts=[],
        logo_upload_id=None,
        logo_url=None,
        tone=None,
        tagline=None,
        is_default=True,
        avatar_count=0,
        product_count=0,
        project_count=0,
        created_at="2026-11-23T02:00:00.000Z",
        updated_at="2026-11-23T02:00:00.000Z",
    )
    account = accounts.Account("a", "", Tier.PRO, None, None, "id", None)
    accounts.ensure = lambda *_: account
    kits.create = lambda *_: kit.id
    kits.get = lambda *_: (kit, 1)


def ours() -> Handler:
    from functions.api.handler import handler

    return handler


def fastapi() -> Handler:
    """The same table, models and service calls as FastAPI routes behind Mangum."""
    from fastapi import FastAPI, Request, Response
    from mangum import Mangum
    from pydantic import ConfigDict

    from functions.api.routes import ROUTES
    from functions.api.routing import AnyRoute, Call, Identity
    from lumiku import clock

    app = FastAPI()

    def call_of(route: AnyRoute, request: Request, body: Any) -> Call[Any, Any]:
        claims = request.scope["aws.event"]["requestContext"]["authorizer"]["jwt"]["claims"]
        return Call(
            route=route,
            identity=Identity(claims["sub"], claims["email"], frozenset()),
            ids=request.path_params,
            body=body,
            query=None,
            headers=dict(request.headers),
            language="en",
            now=clock.now(),
            request_id="bench",
        )

    def add(route: AnyRoute) -> None:
        if route.body is None:

            def plain(request: Request) -> Any:
                reply = route.run(call_of(route, request, None))
                return Response(reply.content) if reply.content is not None else reply.body

            endpoint: Callable[..., Any] = plain
        else:

            def with_body(request: Request, body: Any) -> Any:
                return route.run(call_of(route, request, body)).body

            # FastAPI validates parsed JSON, where a strict model takes no text for an enumeration.
            lax = {"model_config": ConfigDict(strict=False), "__module__": __name__}
            with_body.__annotations__["body"] = type(route.body.__name__, (route.body,), lax)
            endpoint = with_body
        app.add_api_route(
            route.path,
            endpoint,
            methods=[route.method],
            status_code=route.status,
            response_model=route.out,
            operation_id=route.operation_id,
        )

    for route in ROUTES:
        add(route)
    return Mangum(app, lifespan="off")


SIDES: Final[dict[str, Callable[[], Handler]]] = {"ours": ours, "fastapi": fastapi}


def child(side: str, warm: int) -> None:
    """Imports one side, serves each request once and then often; prints seconds per request."""
    told = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # takes the log lines
    handler = SIDES[side]()
    can_storage()
    seconds = []
    for method, path, body in REQUESTS:
        answer = handler(event(method, path, body), None)
        assert answer["statusCode"] in (200, 201), answer
        if not warm:
            continue
        started = time.process_time()
        for _ in range(warm):
            handler(event(method, path, body), None)
        seconds.append((time.process_time() - started) / warm)
    print(json.dumps(seconds), file=told, flush=True)


def cpu_of(arguments: Sequence[str]) -> float:
    """CPU seconds, user and system, of a fresh Python process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-W", "ignore", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    sides: dict[str, list[str]] = {
        "python": ["-c", "pass"],
        "ours": [__file__, "ours", "0"],
        "fastapi": [__file__, "fastapi", "0"],
    }
    for arguments in sides.values():  # writes byte code, fills caches
        cpu_of(arguments)
    # Interleaved, so that a noisy machine is noisy for all.
    cold: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(COLD_RUNS):
        for name, arguments in sides.items():
            cold[name].append(cpu_of(arguments))
    base, we, they = (statistics.median(cold[name]) for name in sides)
    print(f"cold CPU to the first three answers, median of {COLD_RUNS} fresh processes")
    print(f"  bare Python       {base * 1000:7.0f} ms")
    print(f"  our handler       {we * 1000:7.0f} ms")
    print(f"  FastAPI + Mangum  {they * 1000:7.0f} ms   {(they - base) / (we - base):.2f} x ours")
    warm = {}
    for name in SIDES:
        command = [sys.executable, "-W", "ignore", __file__, name, str(WARM_RUNS)]
        told = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        warm[name] = json.loads(told.stdout)
    print(f"warm CPU per request, mean of {WARM_RUNS} (ours with its log line)")
    for (method, path, _), mine, theirs in zip(
        REQUESTS, warm["ours"], warm["fastapi"], strict=True
    ):
        print(
            f"  {method:4} {path[:32]:32} ours {mine * 1e6:6.0f} µs"
            f"   FastAPI + Mangum {theirs * 1e6:6.0f} µs   {theirs / mine:.2f} x ours"
        )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        child(sys.argv[1], int(sys.argv[2]))
    else:
        main()
