"""The address people open: serves the console and forwards /v1 to the HTTP API.

On AWS this is CloudFront: / from the console's bucket, /v1/* from the API, one origin, no CORS.
"""

import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from local.stack.home import DEMO_EMAIL, HOST, ROOT
from local.stack.services import PLAIN

__all__ = ["Front", "application", "main"]

CONSOLE: Final = ROOT / "web" / "dist"
PAGE: Final = Path(__file__).resolve().parent / "page"
# A burst above this waits here: each concurrent call would start one more handler process.
CONNECTIONS: Final = 4
_HOP: Final = frozenset(
    {
        "connection",
        "content-encoding",
        "content-length",
        "date",
        "host",
        "keep-alive",
        "server",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_METHODS: Final = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@dataclass(frozen=True, kw_only=True)
class Front:
    """What the front needs to know; the supervisor writes it as JSON to the file LUMIKU_FRONT."""

    port: int
    api: str  # the HTTP API's address, without /v1
    sign_in: dict[str, Any]  # what the page needs to sign somebody in
    accounts: str  # file with the local accounts' passwords; may appear later

    @classmethod
    def from_json(cls, text: str) -> "Front":
        return cls(**json.loads(text))


def application(front: Front, transport: httpx.AsyncBaseTransport | None = None) -> Starlette:
    """The ASGI application; `transport` stands in for the API in tests."""
    folder = CONSOLE if (CONSOLE / "index.html").exists() else PAGE
    api = httpx.AsyncClient(
        transport=transport,
        trust_env=False,
        verify=PLAIN,
        timeout=httpx.Timeout(35, connect=3, pool=120),
        limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with api:
            yield

    async def forward(request: Request) -> Response:
        return await _forward(api, front.api, request)

    def configuration(_: Request) -> Response:
        return JSONResponse(
            {**front.sign_in, "demo": _demo(Path(front.accounts))},
            headers={"cache-control": "no-store"},
        )

    def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    def file(request: Request) -> Response:
        return _file(folder, request.path_params["path"], front)

    return Starlette(
        lifespan=lifespan,
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])],
        routes=[
            Route("/v1/{path:path}", forward, methods=_METHODS),
            Route("/config.json", configuration),
            Route("/health", health),
            Route("/{path:path}", file),
        ],
    )


async def _forward(api: httpx.AsyncClient, base: str, request: Request) -> Response:
    url = httpx.URL(base).copy_with(
        raw_path=httpx.URL(base).raw_path + request.scope["raw_path"] + _query(request)
    )
    try:
        answer = await api.request(
            request.method,
            url,
            headers=[(n, v) for n, v in request.headers.items() if n not in _HOP],
            content=await request.body(),
        )
    except httpx.TransportError as error:
        return _unreachable(error)
    headers = {n: v for n, v in answer.headers.items() if n not in _HOP}
    return Response(answer.content, answer.status_code, headers)


def _query(request: Request) -> bytes:
    text: bytes = request.scope["query_string"]
    return b"?" + text if text else b""


def _unreachable(error: httpx.TransportError) -> Response:
    """The API did not answer: the same kind of document that the API itself gives."""
    slow = isinstance(error, httpx.TimeoutException)
    return JSONResponse(
        {
            "type": "about:blank",
            "title": "Gateway Timeout" if slow else "Bad Gateway",
            "status": 504 if slow else 502,
            "code": "unavailable",
            "detail": "Layanan sedang tidak tersedia. Coba lagi sebentar; tidak ada yang hilang.",
        },
        status_code=504 if slow else 502,
        media_type="application/problem+json",
    )


def _demo(note: Path) -> dict[str, str] | None:
    """The demo merchant's sign-in, once seeded: this page answers only on this machine."""
    password = json.loads(note.read_text()).get(DEMO_EMAIL) if note.exists() else None
    return {"email": DEMO_EMAIL, "password": password} if password else None


def _file(folder: Path, path: str, front: Front) -> Response:
    """A file of the console; an address without a suffix is the console's own business."""
    wanted = (folder / path).resolve()
    inside = wanted.is_relative_to(folder.resolve())
    if not (inside and wanted.is_file()):
        if Path(path).suffix:
            return Response("Tidak ditemukan.", 404, media_type="text/plain; charset=utf-8")
        wanted = folder / "index.html"
    hashed = "assets" in wanted.relative_to(folder.resolve()).parts[:-1]
    media = front.sign_in["media"]
    return FileResponse(
        wanted,
        headers={
            "cache-control": "public, max-age=31536000, immutable" if hashed else "no-cache",
            "content-security-policy": (
                f"default-src 'self'; connect-src 'self' {media}; "
                f"img-src 'self' data: blob: {media}; style-src 'self' 'unsafe-inline'"
            ),
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
        },
    )


def awaited(note: Path) -> Front:
    """The note's contents once it is there: this process starts while the stack is deployed."""
    while not note.exists():
        time.sleep(0.02)
    return Front.from_json(note.read_text())


def main() -> None:
    front = awaited(Path(os.environ["LUMIKU_FRONT"]))
    uvicorn.run(
        application(front),
        host=HOST,
        port=front.port,
        log_level="info",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main()
