"""Avatars: the people in the pictures, and the written consent without which nothing is made."""

from datetime import datetime
from typing import Any

from lumiku import clock, ids
from lumiku.accounts.policy import PLANS, Tier
from lumiku.catalog import rules
from lumiku.catalog.service import uploads
from lumiku.catalog.service.members import listed
from lumiku.catalog.store import queries as store
from lumiku.catalog.store.tables import AvatarItem, RevocationItem
from lumiku.catalog.subjects import (
    Avatar,
    AvatarIn,
    AvatarPage,
    AvatarPatch,
    AvatarQuery,
    Release,
    ReleaseIn,
)
from lumiku.cloud import blobs, keys
from lumiku.cloud.idempotency import Claim, earlier
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.vocabulary import AgeRange, UploadKind

__all__ = ["create", "delete", "get", "list_avatars", "revoke", "update"]


def create(user_id: str, tier: Tier, wanted: AvatarIn, claim: Claim | None, now: datetime) -> str:
    """Makes an avatar from a clean photo and returns its id.

    Raises LimitReached, NotFound for its kit or upload, NotReady, RejectedImage, and InvalidInput
    for a release that cannot stand.
    """
    if made := earlier(user_id, claim, now):
        return made
    release = _recorded(wanted.release, now)
    rules.check_release(release, wanted.age_range, now.astimezone(clock.WIB).date())
    photo = uploads.usable(user_id, wanted.upload_id, UploadKind.AVATAR, "/upload_id")
    avatar_id = ids.new("ava")
    avatar = AvatarItem(
        pk=keys.user(user_id),
        sk=keys.avatar(avatar_id),
        id=avatar_id,
        brand_kit_id=wanted.brand_kit_id,
        name=wanted.name,
        upload_id=wanted.upload_id,
        image_key=photo.image_key,
        thumbnail_key=photo.thumbnail_key,
        gender=wanted.gender.value,
        age_range=wanted.age_range.value,
        style=wanted.style.value if wanted.style else None,
        ethnicity=wanted.ethnicity.value if wanted.ethnicity else None,
        release=release,
        created_at=clock.iso(now),
        updated_at=clock.iso(now),
    )
    try:
        return store.add_members([avatar], user_id, limit=PLANS[tier].avatars, claim=claim)[0]
    except TransactionRefused as refusal:
        used = int(store.catalog_of(user_id).avatars)
        raise rules.limit_reached("avatars", tier, used) from refusal


def _recorded(release: ReleaseIn | None, now: datetime) -> dict[str, Any] | None:
    if release is None:
        return None
    return {**release.model_dump(mode="json"), "recorded_at": clock.iso(now)}


def get(user_id: str, avatar_id: str) -> Avatar:
    """Raises NotFound."""
    return _shown(store.get(AvatarItem, user_id, avatar_id))


def list_avatars(user_id: str, query: AvatarQuery) -> AvatarPage:
    """Those that pass the filters, the newest first."""
    avatars, cursor = listed(AvatarItem, user_id, keys.avatar(), query)
    return AvatarPage(data=[_shown(avatar) for avatar in avatars], next_cursor=cursor)


def update(user_id: str, avatar_id: str, patch: AvatarPatch, now: datetime) -> Avatar:
    """Changes an avatar. A release of null is a revocation: batches with it stop at once.

    Raises NotFound, and InvalidInput when release and age would no longer fit.
    """
    changes = patch.model_dump(mode="json", include=patch.model_fields_set)
    if patch.release is not None:
        changes |= {"release": _recorded(patch.release, now), "revoked_at": None}

    def edit(avatar: AvatarItem) -> dict[str, Any]:
        release = changes.get("release", avatar.release)
        age = AgeRange(changes.get("age_range", avatar.age_range))
        rules.check_release(release, age, now.astimezone(clock.WIB).date())
        if "release" not in changes or release is not None:
            return changes
        if avatar.release is None:  # nothing to revoke
            return {name: value for name, value in changes.items() if name != "release"}
        return {**changes, "revoked_at": clock.iso(now)}

    def also(transaction: Transaction, avatar: AvatarItem) -> None:
        if "release" in changes:
            _mark_revocation(transaction, user_id, avatar.id, changes["release"] is None, now)

    return _shown(store.change(AvatarItem, user_id, avatar_id, edit, now, also=also))


def _mark_revocation(
    transaction: Transaction, user_id: str, avatar_id: str, revoked: bool, now: datetime
) -> None:
    row = RevocationItem(pk=keys.user(user_id), sk=keys.revocation(avatar_id))
    if revoked:
        row.revoked_at = clock.iso(now)
        transaction.put("revocation", row)
    else:
        transaction.delete("revocation", row)


def revoke(user_id: str, avatar_id: str, now: datetime) -> Avatar:
    """Ends the consent; the same twice changes nothing. Raises NotFound."""
    return update(user_id, avatar_id, AvatarPatch(release=None), now)


def delete(user_id: str, avatar_id: str) -> None:
    """Deletes an avatar; running batches keep their snapshot of it. Raises NotFound."""
    store.remove_member(AvatarItem, user_id, avatar_id)


def _shown(avatar: AvatarItem) -> Avatar:
    return Avatar(
        id=avatar.id,
        brand_kit_id=avatar.brand_kit_id,
        name=avatar.name,
        upload_id=avatar.upload_id,
        gender=avatar.gender,
        age_range=avatar.age_range,
        style=avatar.style,
        ethnicity=avatar.ethnicity,
        release=Release(**avatar.release) if avatar.release else None,
        release_status=rules.release_status(avatar.release, avatar.revoked_at),
        image_url=blobs.url(avatar.image_key),
        thumbnail_url=blobs.url(avatar.thumbnail_key),
        created_at=avatar.created_at,
        updated_at=avatar.updated_at,
    )
