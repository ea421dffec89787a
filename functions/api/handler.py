"""The HTTP API: every request passes the guard, finds its route and gets an answer or a problem."""

import time
from typing import Any, Final

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.api.app import app
from functions.api.endpoint import answer
from functions.api.guard import guarded_body
from lumiku.cloud.telemetry import logger
from lumiku.errors import LumikuError

__all__ = ["handler"]

_log: Final = logger()


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """One API Gateway HTTP API (payload 2.0) request; writes one line to the log."""
    started = time.perf_counter()
    answered = _answered(event, context)
    http = event["requestContext"]["http"]
    _log.info(
        "request",
        extra={
            "action": "request",
            "request_id": event["requestContext"].get("requestId", ""),
            "method": http["method"],
            "path": http["path"],
            "status": answered["statusCode"],
            "ms": round((time.perf_counter() - started) * 1000, 1),
        },
    )
    return answered


def _answered(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    try:
        raw_body = guarded_body(event)
    except LumikuError as error:
        refusal = answer(error, event)
        return {
            "statusCode": refusal.status_code,
            "headers": refusal.headers,
            "body": refusal.body,
            "isBase64Encoded": False,
        }
    app.append_context(raw_body=raw_body)  # type: ignore[no-untyped-call]
    return app.resolve(event, context)
