"""/avatars"""

from typing import Final

from functions.api.routing import AnyRoute, Call, Reply, Route
from lumiku.catalog.service import avatars
from lumiku.catalog.subjects import Avatar, AvatarIn, AvatarPage, AvatarPatch, AvatarQuery

__all__ = ["ROUTES"]


def list_avatars(call: Call[None, AvatarQuery]) -> Reply:
    return Reply(avatars.list_avatars(call.user_id, call.query))


def create(call: Call[AvatarIn, None]) -> Reply:
    tier = call.account.tier_at(call.now)
    avatar_id = avatars.create(call.user_id, tier, call.body, call.claim, call.now)
    avatar = avatars.get(call.user_id, avatar_id)
    return Reply(avatar, headers={"Location": f"/v1/avatars/{avatar.id}"})


def get(call: Call[None, None]) -> Reply:
    return Reply(avatars.get(call.user_id, call.id("avatar_id")))


def update(call: Call[AvatarPatch, None]) -> Reply:
    return Reply(avatars.update(call.user_id, call.id("avatar_id"), call.body, call.now))


def revoke_release(call: Call[None, None]) -> Reply:
    return Reply(avatars.revoke(call.user_id, call.id("avatar_id"), call.now))


def delete(call: Call[None, None]) -> Reply:
    avatars.delete(call.user_id, call.id("avatar_id"))
    return Reply()


_ALL: Final = "/v1/avatars"
_ONE: Final = "/v1/avatars/{avatar_id}"

ROUTES: Final[tuple[AnyRoute, ...]] = (
    Route(
        "GET",
        _ALL,
        "listAvatars",
        list_avatars,
        "Daftar avatar",
        "List avatars",
        query=AvatarQuery,
        out=AvatarPage,
    ),
    Route(
        "POST",
        _ALL,
        "createAvatar",
        create,
        "Buat avatar dari foto",
        "Create an avatar from a photo",
        body=AvatarIn,
        out=Avatar,
        status=201,
        creates=True,
    ),
    Route("GET", _ONE, "getAvatar", get, "Lihat avatar", "Get an avatar", out=Avatar),
    Route(
        "PATCH",
        _ONE,
        "updateAvatar",
        update,
        "Ubah avatar atau izinnya",
        "Change an avatar or its release",
        body=AvatarPatch,
        out=Avatar,
    ),
    Route(
        "POST",
        _ONE + "/revoke-release",
        "revokeAvatarRelease",
        revoke_release,
        "Cabut izin; pembuatan foto berhenti saat itu juga",
        "Revoke the release; generation stops at once",
        out=Avatar,
    ),
    Route("DELETE", _ONE, "deleteAvatar", delete, "Hapus avatar", "Delete an avatar", status=204),
)
