"""/poster-templates, /posters and /poster-sets"""

from typing import Any, Final

from functions.api.routing import AnyRoute, Call, Reply, Route
from lumiku.posters import service, sets, views
from lumiku.posters.schemas import (
    PosterDetail,
    PosterIn,
    PosterPage,
    PosterPatch,
    PosterQuery,
    PosterSet,
    PosterSetIn,
    Preview,
    TemplateList,
    TemplateQuery,
    VariationsIn,
)
from lumiku.posters.service import Caller

__all__ = ["ROUTES", "caller", "orderer"]


def caller(call: Call[Any, Any]) -> Caller:
    return Caller(call.user_id, call.account.tier_at(call.now), call.language, call.now)


def orderer(call: Call[Any, Any]) -> Caller:
    """Who asks for work: a suspended account may look but not order."""
    call.account.require_active()
    return caller(call)


def list_templates(call: Call[None, TemplateQuery]) -> Reply:
    by = caller(call)
    return Reply(views.template_list(call.query, by.tier, by.language))


def list_posters(call: Call[None, PosterQuery]) -> Reply:
    return Reply(service.list_posters(call.user_id, call.query, call.language))


def create(call: Call[PosterIn, None]) -> Reply:
    return _shown(call, service.create(orderer(call), call.body, call.claim))


def get(call: Call[None, None]) -> Reply:
    return _shown(call, call.id("poster_id"))


def update(call: Call[PosterPatch, None]) -> Reply:
    poster_id = call.id("poster_id")
    service.update(orderer(call), poster_id, call.body, call.expected_version)
    return _shown(call, poster_id)


def _shown(call: Call[Any, Any], poster_id: str) -> Reply:
    poster, version = service.get(call.user_id, poster_id, call.language)
    headers = {"Location": f"/v1/posters/{poster_id}"} if call.route.creates else {}
    return Reply(poster, version=version, headers=headers)


def delete(call: Call[None, None]) -> Reply:
    service.delete(call.user_id, call.id("poster_id"))
    return Reply()


def preview(call: Call[None, None]) -> Reply:
    return Reply(service.preview(call.user_id, call.id("poster_id")))


def vary(call: Call[VariationsIn, None]) -> Reply:
    return _set(call, sets.vary(orderer(call), call.id("poster_id"), call.body, call.claim))


def create_set(call: Call[PosterSetIn, None]) -> Reply:
    return _set(call, sets.create(orderer(call), call.body, call.claim))


def get_set(call: Call[None, None]) -> Reply:
    return _set(call, call.id("set_id"))


def _set(call: Call[Any, Any], set_id: str) -> Reply:
    shown = sets.view(call.user_id, set_id, call.language, call.now)
    headers = {"Location": f"/v1/poster-sets/{set_id}", "Retry-After": "1"}
    return Reply(shown, headers=headers)


_ALL: Final = "/v1/posters"
_ONE: Final = "/v1/posters/{poster_id}"

ROUTES: Final[tuple[AnyRoute, ...]] = (
    Route(
        "GET",
        "/v1/poster-templates",
        "listPosterTemplates",
        list_templates,
        "Daftar templat poster, format ekspor, dan variabel",
        "List poster templates, export formats and variables",
        query=TemplateQuery,
        out=TemplateList,
    ),
    Route(
        "GET",
        _ALL,
        "listPosters",
        list_posters,
        "Daftar poster",
        "List posters",
        query=PosterQuery,
        out=PosterPage,
    ),
    Route(
        "POST",
        _ALL,
        "createPoster",
        create,
        "Buat poster dari foto dan templat, atau dari dokumen",
        "Create a poster from photos and a template, or from a document",
        body=PosterIn,
        out=PosterDetail,
        status=201,
        creates=True,
    ),
    Route("GET", _ONE, "getPoster", get, "Lihat poster", "Get a poster", out=PosterDetail),
    Route(
        "PATCH",
        _ONE,
        "updatePoster",
        update,
        "Ubah poster",
        "Change a poster",
        body=PosterPatch,
        out=PosterDetail,
        versioned=True,
    ),
    Route("DELETE", _ONE, "deletePoster", delete, "Hapus poster", "Delete a poster", status=204),
    Route(
        "GET",
        f"{_ONE}/preview",
        "previewPoster",
        preview,
        "Tautan gambar kecil poster",
        "A link to the poster's small picture",
        out=Preview,
    ),
    Route(
        "POST",
        f"{_ONE}/variations",
        "varyPoster",
        vary,
        "Buat variasi poster",
        "Make variations of a poster",
        body=VariationsIn,
        out=PosterSet,
        status=202,
        creates=True,
    ),
    Route(
        "POST",
        "/v1/poster-sets",
        "createPosterSet",
        create_set,
        "Buat variasi poster dari banyak foto",
        "Make poster variations of many photos",
        body=PosterSetIn,
        out=PosterSet,
        status=202,
        creates=True,
    ),
    Route(
        "GET",
        "/v1/poster-sets/{set_id}",
        "getPosterSet",
        get_set,
        "Kemajuan rangkaian poster",
        "Progress of a set of posters",
        out=PosterSet,
    ),
)
