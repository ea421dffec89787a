"""/exports"""

from typing import Any, Final

from functions.api.routes.posters import caller, orderer
from functions.api.routing import AnyRoute, Call, Reply, Route
from lumiku.exports import service
from lumiku.exports.schemas import Export, ExportIn, ExportPage, Preflight, PreflightIn
from lumiku.schemas import PageQuery

__all__ = ["ROUTES"]


def list_exports(call: Call[None, PageQuery]) -> Reply:
    return Reply(service.list_exports(call.user_id, call.query, call.language, call.now))


def create(call: Call[ExportIn, None]) -> Reply:
    return _shown(call, service.admit(orderer(call), call.body, call.claim))


def preflight(call: Call[PreflightIn, None]) -> Reply:
    return Reply(service.preflight(caller(call), call.body))


def get(call: Call[None, None]) -> Reply:
    return _shown(call, call.id("export_id"))


def cancel(call: Call[None, None]) -> Reply:
    service.cancel(call.user_id, call.id("export_id"), call.now)
    return _shown(call, call.id("export_id"))


def retry(call: Call[None, None]) -> Reply:
    return _shown(call, service.retry(orderer(call), call.id("export_id"), call.claim))


def _shown(call: Call[Any, Any], export_id: str) -> Reply:
    shown = service.view(call.user_id, export_id, call.language, call.now)
    wait = max(1, min(5, (shown.eta_seconds or 0) // 10))
    headers = {"Location": f"/v1/exports/{export_id}", "Retry-After": str(wait)}
    return Reply(shown, headers=headers)


_ALL: Final = "/v1/exports"
_ONE: Final = "/v1/exports/{export_id}"

ROUTES: Final[tuple[AnyRoute, ...]] = (
    Route(
        "GET",
        _ALL,
        "listExports",
        list_exports,
        "Daftar ekspor",
        "List exports",
        query=PageQuery,
        out=ExportPage,
    ),
    Route(
        "POST",
        _ALL,
        "createExport",
        create,
        "Ekspor poster ke banyak format dalam satu ZIP",
        "Export posters in several formats as one ZIP",
        body=ExportIn,
        out=Export,
        status=202,
        creates=True,
    ),
    Route(
        "POST",
        f"{_ALL}/preflight",
        "preflightExport",
        preflight,
        "Periksa sebelum mengekspor",
        "Check before exporting",
        body=PreflightIn,
        out=Preflight,
    ),
    Route("GET", _ONE, "getExport", get, "Kemajuan ekspor", "Progress of an export", out=Export),
    Route(
        "POST",
        f"{_ONE}/cancel",
        "cancelExport",
        cancel,
        "Batalkan ekspor",
        "Cancel an export",
        out=Export,
    ),
    Route(
        "POST",
        f"{_ONE}/retry",
        "retryExport",
        retry,
        "Ulangi berkas yang gagal",
        "Try the failed files again",
        out=Export,
        status=202,
        creates=True,
    ),
)
