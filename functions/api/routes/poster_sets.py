"""/poster-sets, and the variations of one poster, which are a set as well"""

from typing import Any, Final

from functions.api.callers import orderer
from functions.api.routing import WRITES, Call, Reply, RouteTable
from lumiku.errors import AccountSuspended, NotFound, TemplateNotIncluded
from lumiku.posters import sets
from lumiku.posters.schemas import PosterSet, PosterSetIn, VariationsIn

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


@ROUTES.route(
    method="POST",
    path="/v1/posters/{poster_id}/variations",
    operation_id="varyPoster",
    summary_id="Buat variasi poster",
    summary_en="Make variations of a poster",
    body=VariationsIn,
    out=PosterSet,
    status=202,
    creates=True,
    headers=("Location", "Retry-After"),
    errors=(AccountSuspended, TemplateNotIncluded, *WRITES),
)
def vary(call: Call[VariationsIn]) -> Reply:
    """Of its first photo, with its content."""
    return _set(call, sets.vary(orderer(call), call.id("poster_id"), call.body, call.claim))


@ROUTES.route(
    method="POST",
    path="/v1/poster-sets",
    operation_id="createPosterSet",
    summary_id="Buat variasi poster dari banyak foto",
    summary_en="Make poster variations of many photos",
    body=PosterSetIn,
    out=PosterSet,
    status=202,
    creates=True,
    headers=("Location", "Retry-After"),
    errors=(AccountSuspended, NotFound, TemplateNotIncluded, *WRITES),
)
def create_set(call: Call[PosterSetIn]) -> Reply:
    """`count` variations of each photo; listPosters with `set_id` shows them as they are made."""
    return _set(call, sets.create(orderer(call), call.body, call.claim))


@ROUTES.route(
    method="GET",
    path="/v1/poster-sets/{set_id}",
    operation_id="getPosterSet",
    summary_id="Kemajuan rangkaian poster",
    summary_en="Progress of a set of posters",
    out=PosterSet,
    headers=("Location", "Retry-After"),
)
def get_set(call: Call) -> Reply:
    return _set(call, call.id("set_id"))


def _set(call: Call[Any, Any], set_id: str) -> Reply:
    shown = sets.view(call.user_id, set_id, call.language, call.now)
    headers = {"Location": f"/v1/poster-sets/{set_id}", "Retry-After": "1"}
    return Reply(shown, headers=headers)
