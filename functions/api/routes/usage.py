"""/usage"""

from typing import Final

from functions.api.routing import AnyRoute, Call, Reply, Route
from lumiku.usage.schemas import Usage
from lumiku.usage.view import usage_of

__all__ = ["ROUTES"]


def get(call: Call[None, None]) -> Reply:
    return Reply(usage_of(call.account, call.now, call.language))


ROUTES: Final[tuple[AnyRoute, ...]] = (
    Route(
        "GET",
        "/v1/usage",
        "getUsage",
        get,
        "Pemakaian bulan ini dan sebab kelambatan",
        "This month's use, and why anything is slow",
        out=Usage,
    ),
)
