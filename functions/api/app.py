"""The Powertools resolver, filled from the route table; it validates nothing itself."""

import re
from collections.abc import Callable
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from functions.api.endpoint import answer, identity_of, is_operator, run
from functions.api.routes import ROUTES
from functions.api.routing import Access, AnyRoute
from lumiku.cloud.telemetry import logger
from lumiku.errors import LumikuError, MethodNotAllowed, NotFound

__all__ = ["app"]

app: Final = APIGatewayHttpResolver()
_PATHS: Final[dict[re.Pattern[str], list[AnyRoute]]] = {}


def _register(route: AnyRoute) -> None:
    pattern = re.compile(re.sub(r"{\w+}", "[^/]+", route.path) + r"\Z")
    _PATHS.setdefault(pattern, []).append(route)
    app.route(route.path.replace("{", "<").replace("}", ">"), method=route.method)(_served(route))


def _served(route: AnyRoute) -> Callable[..., Response[Any]]:
    def serve(**path: str) -> Response[Any]:
        return run(route, app.current_event.raw_event, app.context["raw_body"], path)

    return serve


@app.not_found
def _unrouted(_: Exception) -> Response[Any]:
    """405 where another method would do for this caller, else 404."""
    path, context = app.current_event.path, app.current_event.raw_event["requestContext"]
    known = [route for pattern, routes in _PATHS.items() if pattern.match(path) for route in routes]
    operator = is_operator(identity_of(context))
    methods = sorted({r.method for r in known if operator or r.access is not Access.ADMIN})
    if not methods:
        raise NotFound("route")
    raise MethodNotAllowed(method=app.current_event.http_method, allow=", ".join(methods))


@app.exception_handler(LumikuError)  # type: ignore[untyped-decorator]
def _refused(error: LumikuError) -> Response[str]:
    return answer(error, app.current_event.raw_event)


@app.exception_handler(Exception)  # type: ignore[untyped-decorator]
def _broken(error: Exception) -> Response[str]:
    """The client gets the request id; the log gets the rest."""
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
