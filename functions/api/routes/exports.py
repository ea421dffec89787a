"""/exports"""

from typing import Any, Final

from functions.api.callers import caller, orderer
from functions.api.routing import WRITES, Call, Reply, RouteTable
from lumiku.errors import AccountSuspended, AlreadyDone, NotFound, NotReady, TemplateNotIncluded
from lumiku.exports import service
from lumiku.exports.schemas import Export, ExportIn, ExportPage, Preflight, PreflightIn
from lumiku.schemas import PageQuery

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


@ROUTES.route(
    method="GET",
    path="/v1/exports",
    operation_id="listExports",
    summary_id="Daftar ekspor",
    summary_en="List exports",
    query=PageQuery,
    out=ExportPage,
)
def list_exports(call: Call[None, PageQuery]) -> Reply:
    return Reply(service.list_exports(call.user_id, call.query, call.language, call.now))


@ROUTES.route(
    method="POST",
    path="/v1/exports",
    operation_id="createExport",
    summary_id="Ekspor poster ke banyak format dalam satu ZIP",
    summary_en="Export posters in several formats as one ZIP",
    body=ExportIn,
    out=Export,
    status=202,
    creates=True,
    headers=("Location", "Retry-After"),
    errors=(AccountSuspended, NotFound, NotReady, TemplateNotIncluded, *WRITES),
)
def create(call: Call[ExportIn]) -> Reply:
    """The files show the posters as they are now, whatever happens to them meanwhile."""
    return _shown(call, service.admit(orderer(call), call.body, call.claim))


@ROUTES.route(
    method="POST",
    path="/v1/exports/preflight",
    operation_id="preflightExport",
    summary_id="Periksa sebelum mengekspor",
    summary_en="Check before exporting",
    body=PreflightIn,
    out=Preflight,
    errors=(NotFound, *WRITES),
)
def preflight(call: Call[PreflightIn]) -> Reply:
    """Makes nothing. Remarks never block an export."""
    return Reply(service.preflight(caller(call), call.body))


@ROUTES.route(
    method="GET",
    path="/v1/exports/{export_id}",
    operation_id="getExport",
    summary_id="Kemajuan ekspor",
    summary_en="Progress of an export",
    out=Export,
    headers=("Location", "Retry-After"),
)
def get(call: Call) -> Reply:
    return _shown(call, call.id("export_id"))


@ROUTES.route(
    method="POST",
    path="/v1/exports/{export_id}/cancel",
    operation_id="cancelExport",
    summary_id="Batalkan ekspor",
    summary_en="Cancel an export",
    out=Export,
    headers=("Location", "Retry-After"),
    errors=(AlreadyDone, *WRITES),
)
def cancel(call: Call) -> Reply:
    """Files that were not made are given up. The same twice changes nothing."""
    service.cancel(call.user_id, call.id("export_id"), call.now)
    return _shown(call, call.id("export_id"))


@ROUTES.route(
    method="POST",
    path="/v1/exports/{export_id}/retry",
    operation_id="retryExport",
    summary_id="Ulangi berkas yang gagal",
    summary_en="Try the failed files again",
    out=Export,
    status=202,
    creates=True,
    headers=("Location", "Retry-After"),
    errors=(AccountSuspended, AlreadyDone, NotReady, *WRITES),
)
def retry(call: Call) -> Reply:
    """Orders the files that failed again, or all of them once they were deleted. The new ZIP holds
    everything, as it was when the first one was ordered."""
    return _shown(call, service.retry(orderer(call), call.id("export_id"), call.claim))


def _shown(call: Call[Any, Any], export_id: str) -> Reply:
    shown = service.view(call.user_id, export_id, call.language, call.now)
    wait = max(1, min(5, (shown.eta_seconds or 0) // 10))
    headers = {"Location": f"/v1/exports/{export_id}", "Retry-After": str(wait)}
    return Reply(shown, headers=headers)
