"""/avatars"""

from typing import Final

from functions.api.routing import WRITES, Call, Reply, RouteTable
from lumiku.catalog.service import avatars
from lumiku.catalog.subjects import Avatar, AvatarIn, AvatarPage, AvatarPatch, AvatarQuery
from lumiku.errors import LimitReached, NotFound, NotReady, RejectedImage

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


@ROUTES.route(
    method="GET",
    path="/v1/avatars",
    operation_id="listAvatars",
    summary_id="Daftar avatar",
    summary_en="List avatars",
    query=AvatarQuery,
    out=AvatarPage,
)
def list_avatars(call: Call[None, AvatarQuery]) -> Reply:
    return Reply(avatars.list_avatars(call.user_id, call.query))


@ROUTES.route(
    method="POST",
    path="/v1/avatars",
    operation_id="createAvatar",
    summary_id="Buat avatar dari foto",
    summary_en="Create an avatar from a photo",
    body=AvatarIn,
    out=Avatar,
    status=201,
    creates=True,
    headers=("Location",),
    errors=(LimitReached, NotFound, NotReady, RejectedImage, *WRITES),
)
def create(call: Call[AvatarIn]) -> Reply:
    """The upload must be ready and of the kind `avatar`."""
    tier = call.account.tier_at(call.now)
    avatar_id = avatars.create(call.user_id, tier, call.body, call.claim, call.now)
    avatar = avatars.get(call.user_id, avatar_id)
    return Reply(avatar, headers={"Location": f"/v1/avatars/{avatar.id}"})


@ROUTES.route(
    method="GET",
    path="/v1/avatars/{avatar_id}",
    operation_id="getAvatar",
    summary_id="Lihat avatar",
    summary_en="Get an avatar",
    out=Avatar,
)
def get(call: Call) -> Reply:
    return Reply(avatars.get(call.user_id, call.id("avatar_id")))


@ROUTES.route(
    method="PATCH",
    path="/v1/avatars/{avatar_id}",
    operation_id="updateAvatar",
    summary_id="Ubah avatar atau izinnya",
    summary_en="Change an avatar or its release",
    body=AvatarPatch,
    out=Avatar,
    errors=WRITES,
)
def update(call: Call[AvatarPatch]) -> Reply:
    return Reply(avatars.update(call.user_id, call.id("avatar_id"), call.body, call.now))


@ROUTES.route(
    method="POST",
    path="/v1/avatars/{avatar_id}/revoke-release",
    operation_id="revokeAvatarRelease",
    summary_id="Cabut izin; pembuatan foto berhenti saat itu juga",
    summary_en="Revoke the release; generation stops at once",
    out=Avatar,
    errors=WRITES,
)
def revoke_release(call: Call) -> Reply:
    """The consent ends: batches with the avatar stop at once. The same twice changes nothing."""
    return Reply(avatars.revoke(call.user_id, call.id("avatar_id"), call.now))


@ROUTES.route(
    method="DELETE",
    path="/v1/avatars/{avatar_id}",
    operation_id="deleteAvatar",
    summary_id="Hapus avatar",
    summary_en="Delete an avatar",
    status=204,
    errors=WRITES,
)
def delete(call: Call) -> Reply:
    """Batches that run keep what they need of it."""
    avatars.delete(call.user_id, call.id("avatar_id"))
    return Reply()
