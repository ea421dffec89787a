"""/admin/usage-alerts"""

from typing import Final

from functions.api.routes.admin.operator import operator
from functions.api.routing import WRITES, Access, Call, Reply, RouteTable
from lumiku.admin import schemas, service, view
from lumiku.errors import AlreadyDone

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable(Access.ADMIN)


@ROUTES.route(
    method="GET",
    path="/v1/admin/usage-alerts",
    operation_id="listUsageAlerts",
    summary_id="Antrean peringatan pemakaian",
    summary_en="The queue of usage alerts",
    query=schemas.AlertQuery,
    out=schemas.AlertPage,
)
def list_alerts(call: Call[None, schemas.AlertQuery]) -> Reply:
    return Reply(view.list_alerts(call.query))


@ROUTES.route(
    method="POST",
    path="/v1/admin/usage-alerts/{alert_id}/resolve",
    operation_id="resolveUsageAlert",
    summary_id="Selesaikan peringatan",
    summary_en="Resolve a usage alert",
    body=schemas.ResolveIn,
    out=schemas.AlertOut,
    errors=(AlreadyDone, *WRITES),
)
def resolve(call: Call[schemas.ResolveIn]) -> Reply:
    alert = service.resolve(operator(call), call.id("alert_id"), call.body, call.now)
    return Reply(view.alert_out(alert))
