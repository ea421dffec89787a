"""The Powertools resolver, filled from the route table; it validates nothing itself."""

import re
from collections.abc import Callable
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from functions.api.endpoint import answer, run
from functions.api.routes import ROUTES
from functions.api.routing import AnyRoute
from lumiku.errors import LumikuError, MethodNotAllowed, NotFound
from lumiku.kit.telemetry import logger

__all__ = ["app"]

app: Final = APIGatewayHttpResolver()
_PATHS: Final[dict[re.Pattern[str], list[str]]] = {}


def _register(route: AnyRoute) -> None:
    pattern = re.compile(re.sub(r"{\w+}", "[^/]+", route.path) + r"\Z")
    _PATHS.setdefault(pattern, []).append(route.method)
    app.route(route.path.replace("{", "<").replace("}", ">"), method=route.method)(_served(route))


def _served(route: AnyRoute) -> Callable[..., Response[Any]]:
    def serve(**path: str) -> Response[Any]:
        return run(route, app.current_event.raw_event, app.context["raw_body"], path)

    return serve


@app.not_found
def _unrouted(_: Exception) -> Response[Any]:
    """405 where another method would do, else 404."""
    path = app.current_event.path
    methods = sorted({m for pattern, names in _PATHS.items() if pattern.match(path) for m in names})
    if not methods:
        raise NotFound("route")
    raise MethodNotAllowed(method=app.current_event.http_method, allow=", ".join(methods))


@app.exception_handler(LumikuError)  # type: ignore[untyped-decorator]
def _refused(error: LumikuError) -> Response[str]:
    return answer(error, app.current_event.raw_event)


@app.exception_handler(Exception)  # type: ignore[untyped-decorator]
def _broken(error: Exception) -> Response[str]:
    """The client learns the request id, the log learns the rest."""
    event = app.current_event.raw_event
    logger().error(
        "unhandled error",
        exc_info=error,
        extra={
            "action": "unhandled_error",
            "request_id": event["requestContext"].get("requestId", ""),
        },
    )
    return answer(LumikuError(), event)


for _route in ROUTES:
    _register(_route)
