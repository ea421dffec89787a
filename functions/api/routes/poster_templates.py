"""/poster-templates"""

from typing import Final

from functions.api.callers import caller
from functions.api.routing import WRITES, Call, Reply, RouteTable
from lumiku.posters import views
from lumiku.posters.template_schemas import TemplateList, TemplateQuery

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


@ROUTES.route(
    method="GET",
    path="/v1/poster-templates",
    operation_id="listPosterTemplates",
    summary_id="Daftar templat poster, format ekspor, dan variabel",
    summary_en="List poster templates, export formats and variables",
    query=TemplateQuery,
    out=TemplateList,
    errors=WRITES,
)
def list_templates(call: Call[None, TemplateQuery]) -> Reply:
    by = caller(call)
    return Reply(views.template_list(call.query, by.tier, by.language))
