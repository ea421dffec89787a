"""/posters"""

from typing import Any, Final

from functions.api.callers import orderer
from functions.api.routing import WRITES, Call, Reply, RouteTable
from lumiku.errors import AccountSuspended, NotFound, TemplateNotIncluded
from lumiku.posters import service
from lumiku.posters.schemas import (
    PosterDetail,
    PosterIn,
    PosterPage,
    PosterPatch,
    PosterQuery,
    Preview,
)

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


@ROUTES.route(
    method="GET",
    path="/v1/posters",
    operation_id="listPosters",
    summary_id="Daftar poster",
    summary_en="List posters",
    query=PosterQuery,
    out=PosterPage,
)
def list_posters(call: Call[None, PosterQuery]) -> Reply:
    return Reply(service.list_posters(call.user_id, call.query, call.language))


@ROUTES.route(
    method="POST",
    path="/v1/posters",
    operation_id="createPoster",
    summary_id="Buat poster dari foto dan templat, atau dari dokumen",
    summary_en="Create a poster from photos and a template, or from a document",
    body=PosterIn,
    out=PosterDetail,
    status=201,
    creates=True,
    headers=("Location",),
    errors=(AccountSuspended, NotFound, TemplateNotIncluded, *WRITES),
)
def create(call: Call[PosterIn]) -> Reply:
    """Give `template` with photos and words, or `doc` with a whole document. It is drawn within
    seconds: poll it until it is no longer waiting."""
    return _shown(call, service.create(orderer(call), call.body, call.claim))


@ROUTES.route(
    method="GET",
    path="/v1/posters/{poster_id}",
    operation_id="getPoster",
    summary_id="Lihat poster",
    summary_en="Get a poster",
    out=PosterDetail,
)
def get(call: Call) -> Reply:
    return _shown(call, call.id("poster_id"))


@ROUTES.route(
    method="PATCH",
    path="/v1/posters/{poster_id}",
    operation_id="updatePoster",
    summary_id="Ubah poster",
    summary_en="Change a poster",
    body=PosterPatch,
    out=PosterDetail,
    versioned=True,
    errors=(AccountSuspended, TemplateNotIncluded, *WRITES),
)
def update(call: Call[PosterPatch]) -> Reply:
    """The present picture stays until the new one is drawn."""
    poster_id = call.id("poster_id")
    service.update(orderer(call), poster_id, call.body, call.expected_version)
    return _shown(call, poster_id)


def _shown(call: Call[Any, Any], poster_id: str) -> Reply:
    poster, version = service.get(call.user_id, poster_id, call.language)
    headers = {"Location": f"/v1/posters/{poster_id}"} if call.route.creates else {}
    return Reply(poster, version=version, headers=headers)


@ROUTES.route(
    method="DELETE",
    path="/v1/posters/{poster_id}",
    operation_id="deletePoster",
    summary_id="Hapus poster",
    summary_en="Delete a poster",
    status=204,
    errors=WRITES,
)
def delete(call: Call) -> Reply:
    """Exports that were ordered of it before are made all the same."""
    service.delete(call.user_id, call.id("poster_id"))
    return Reply()


@ROUTES.route(
    method="GET",
    path="/v1/posters/{poster_id}/preview",
    operation_id="previewPoster",
    summary_id="Tautan gambar kecil poster",
    summary_en="A link to the poster's small picture",
    out=Preview,
)
def preview(call: Call) -> Reply:
    return Reply(service.preview(call.user_id, call.id("poster_id")))
