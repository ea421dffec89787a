"""/admin/queues, /admin/margins and the document of the whole API"""

from typing import Final

from functions.api import openapi
from functions.api.routing import Access, Call, Reply, RouteTable
from lumiku.admin import schemas, view

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable(Access.ADMIN)


@ROUTES.route(
    method="GET",
    path="/v1/admin/queues",
    operation_id="getQueues",
    summary_id="Pekerjaan yang sedang berjalan",
    summary_en="The work under way",
    out=schemas.Queues,
)
def queues(call: Call) -> Reply:
    return Reply(view.queues(call.now))


@ROUTES.route(
    method="GET",
    path="/v1/admin/margins",
    operation_id="getMargins",
    summary_id="Biaya terukur dibanding harga bulan ini",
    summary_en="Measured cost next to price this month",
    out=schemas.Margins,
)
def margins(call: Call) -> Reply:
    return Reply(view.margins(call.now))


@ROUTES.route(
    method="GET",
    path="/v1/admin/openapi.json",
    operation_id="getAdminOpenapi",
    summary_id="Dokumen seluruh API",
    summary_en="The document of the whole API",
)
def document(_: Call) -> Reply:
    return Reply(content=openapi.document(operators=True))
