"""/pose-templates"""

from typing import Final

from functions.api.routing import Access, Call, Reply, RouteTable
from lumiku.poses import view
from lumiku.poses.view import PoseTemplateDetail, PoseTemplatePage, PoseTemplateQuery

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


@ROUTES.route(
    method="GET",
    path="/v1/pose-templates",
    operation_id="listPoseTemplates",
    summary_id="Cari pose",
    summary_en="Browse poses",
    query=PoseTemplateQuery,
    out=PoseTemplatePage,
)
def list_templates(call: Call[None, PoseTemplateQuery]) -> Reply:
    return Reply(view.browse(call.query, call.language))


@ROUTES.route(
    method="GET",
    path="/v1/pose-templates/{template_id}",
    operation_id="getPoseTemplate",
    summary_id="Lihat pose dengan titik-titiknya",
    summary_en="Get a pose with its keypoints",
    out=PoseTemplateDetail,
)
def get(call: Call) -> Reply:
    return Reply(view.detail(call.id("template_id"), call.language))


@ROUTES.route(
    method="GET",
    path="/v1/pose-templates/{template_id}/preview.svg",
    operation_id="getPosePreview",
    summary_id="Gambar kecil pose",
    summary_en="A small picture of the pose",
    media_type="image/svg+xml",
    access=Access.OPEN,
)
def preview(call: Call) -> Reply:
    """Open, because an <img> sends no token; an id never means another pose, so caches keep it."""
    return Reply(
        content=view.preview_svg(call.id("template_id")),
        content_type="image/svg+xml",
        headers={
            "Cache-Control": "public, max-age=604800",
            "Content-Security-Policy": "default-src 'none'",
        },
    )
