"""Every answer of the endpoint that is not a picture, with its HTTP status and a code for clients.

EndpointError
├── InvalidRequest        400  not the contract's shape; `detail` points at the first wrong fields
├── BodyTooLarge          413
├── ForeignKey            403  a key outside the request's prefix, or another bucket
├── UnknownModel          404
├── PastDeadline          408  nobody waits for the result any more
├── NotAPicture           422  an object that does not decode, or is too large to
├── MissingObject         422  a key that storage does not have
├── ForbiddenObject       502  storage refuses the container's role: a grant is missing
├── Full                  429  with `retry_after`
├── OutOfMemory           507  even the smallest batch did not fit
├── OperationUnavailable  501  this container has no model for it
├── StorageFailed         503
└── NotReady              503  starting, or draining before it stops
"""

from typing import ClassVar

__all__ = [
    "BodyTooLarge",
    "EndpointError",
    "ForbiddenObject",
    "ForeignKey",
    "Full",
    "InvalidRequest",
    "MissingObject",
    "NotAPicture",
    "NotReady",
    "OperationUnavailable",
    "OutOfMemory",
    "PastDeadline",
    "StorageFailed",
    "UnknownModel",
]


class EndpointError(Exception):
    """The root. `retry_after` is in seconds; None means that trying again changes nothing."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"

    def __init__(self, detail: str = "", *, retry_after: float | None = None) -> None:
        self.detail = detail
        self.retry_after = retry_after
        super().__init__(detail or self.code)

    def body(self) -> dict[str, str | float]:
        """The JSON that a client reads."""
        content: dict[str, str | float] = {"code": self.code, "detail": self.detail}
        if self.retry_after is not None:
            content["retry_after"] = self.retry_after
        return content


class InvalidRequest(EndpointError):
    status = 400
    code = "invalid_request"


class BodyTooLarge(EndpointError):
    status = 413
    code = "body_too_large"


class ForeignKey(EndpointError):
    status = 403
    code = "foreign_key"


class UnknownModel(EndpointError):
    status = 404
    code = "unknown_model"


class PastDeadline(EndpointError):
    status = 408
    code = "past_deadline"


class NotAPicture(EndpointError):
    status = 422
    code = "not_a_picture"


class MissingObject(EndpointError):
    status = 422
    code = "missing_object"


class ForbiddenObject(EndpointError):
    status = 502
    code = "forbidden_object"


class Full(EndpointError):
    status = 429
    code = "full"


class OutOfMemory(EndpointError):
    status = 507
    code = "out_of_memory"


class OperationUnavailable(EndpointError):
    status = 501
    code = "operation_unavailable"


class StorageFailed(EndpointError):
    status = 503
    code = "storage_failed"


class NotReady(EndpointError):
    status = 503
    code = "not_ready"
