"""/pose-templates"""

from typing import Final

from functions.api.routing import Access, AnyRoute, Call, Reply, Route
from lumiku.poses import view
from lumiku.poses.view import PoseTemplateDetail, PoseTemplatePage, PoseTemplateQuery

__all__ = ["ROUTES"]


def list_templates(call: Call[None, PoseTemplateQuery]) -> Reply:
    return Reply(view.browse(call.query, call.language))


def get(call: Call[None, None]) -> Reply:
    return Reply(view.detail(call.id("template_id"), call.language))


def preview(call: Call[None, None]) -> Reply:
    """Open, because an <img> sends no token; an id never means another pose, so caches keep it."""
    return Reply(
        content=view.preview_svg(call.id("template_id")),
        content_type="image/svg+xml",
        headers={
            "Cache-Control": "public, max-age=604800",
            "Content-Security-Policy": "default-src 'none'",
        },
    )


_ONE: Final = "/v1/pose-templates/{template_id}"

ROUTES: Final[tuple[AnyRoute, ...]] = (
    Route(
        "GET",
        "/v1/pose-templates",
        "listPoseTemplates",
        list_templates,
        "Cari pose",
        "Browse poses",
        query=PoseTemplateQuery,
        out=PoseTemplatePage,
    ),
    Route(
        "GET",
        _ONE,
        "getPoseTemplate",
        get,
        "Lihat pose dengan titik-titiknya",
        "Get a pose with its keypoints",
        out=PoseTemplateDetail,
    ),
    Route(
        "GET",
        f"{_ONE}/preview.svg",
        "getPosePreview",
        preview,
        "Gambar kecil pose",
        "A small picture of the pose",
        media_type="image/svg+xml",
        access=Access.OPEN,
    ),
)
