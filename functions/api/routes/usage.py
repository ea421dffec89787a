"""/usage"""

from typing import Final

from functions.api.routing import WRITES, Call, Reply, RouteTable
from lumiku.usage.schemas import Usage
from lumiku.usage.view import usage_of

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


@ROUTES.route(
    method="GET",
    path="/v1/usage",
    operation_id="getUsage",
    summary_id="Pemakaian bulan ini dan sebab kelambatan",
    summary_en="This month's use, and why anything is slow",
    out=Usage,
    errors=WRITES,
)
def get(call: Call) -> Reply:
    return Reply(usage_of(call.account, call.now, call.language))
