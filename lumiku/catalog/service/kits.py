"""Brand kits: make, read, change, choose the default one, delete."""

from datetime import datetime
from typing import Any, Final

from lumiku import clock, ids
from lumiku.accounts.policy import PLANS, Tier
from lumiku.catalog import rules
from lumiku.catalog.schemas import Kit, KitIn, KitPage, KitPatch
from lumiku.catalog.service import uploads
from lumiku.catalog.store import queries as store
from lumiku.catalog.store.tables import BrandKitItem, CatalogItem
from lumiku.cloud import blobs, keys
from lumiku.cloud.idempotency import Claim, earlier
from lumiku.cloud.pages import page
from lumiku.cloud.table import TransactionRefused
from lumiku.errors import Busy, InUse, NotFound
from lumiku.schemas import PageQuery
from lumiku.texts import Text
from lumiku.vocabulary import UploadKind

__all__ = ["create", "delete", "get", "list_kits", "make_default", "update"]

_TRIES = 5
_ONE: Final[dict[str, Text]] = {
    "avatars": Text("{count} avatar", "{count} avatar"),
    "products": Text("{count} produk", "{count} product"),
    "projects": Text("{count} proyek", "{count} project"),
}
_MANY: Final[dict[str, Text]] = {
    "avatars": Text("{count} avatar", "{count} avatars"),
    "products": Text("{count} produk", "{count} products"),
    "projects": Text("{count} proyek", "{count} projects"),
}


def create(user_id: str, tier: Tier, wanted: KitIn, claim: Claim | None, now: datetime) -> str:
    """Makes a kit and returns its id; the user's first one becomes the default.

    Raises LimitReached, and NotFound, NotReady or InvalidInput for its logo.
    """
    if made := earlier(user_id, claim, now):
        return made
    kit_id = ids.new("kit")
    kit = BrandKitItem(
        pk=keys.user(user_id),
        sk=keys.brand_kit(kit_id),
        id=kit_id,
        name=wanted.name,
        category=wanted.category.value,
        colors=wanted.colors,
        fonts=[font.model_dump() for font in wanted.fonts],
        logo_upload_id=wanted.logo_upload_id,
        logo_key=_logo_key(user_id, wanted.logo_upload_id),
        tone=wanted.tone,
        tagline=wanted.tagline,
        created_at=clock.iso(now),
        updated_at=clock.iso(now),
    )
    try:
        return store.add_kit(kit, user_id, limit=PLANS[tier].brand_kits, claim=claim)
    except TransactionRefused as refusal:
        used = int(store.catalog_of(user_id).kits)
        raise rules.limit_reached("brand_kits", tier, used) from refusal


def _logo_key(user_id: str, upload_id: str | None) -> str | None:
    if upload_id is None:
        return None
    return uploads.usable(user_id, upload_id, UploadKind.LOGO, "/logo_upload_id").image_key


def get(user_id: str, kit_id: str) -> tuple[Kit, int]:
    """A kit and its version; raises NotFound."""
    rows = store.batch(user_id, [keys.brand_kit(kit_id), keys.CATALOG])
    kit, catalog = rows.get(keys.brand_kit(kit_id)), rows.get(keys.CATALOG)
    if not isinstance(kit, BrandKitItem):
        raise NotFound("brand_kit")
    default = catalog.default_kit_id if isinstance(catalog, CatalogItem) else None
    return _shown(kit, default), int(kit.version)


def list_kits(user_id: str, query: PageQuery) -> KitPage:
    """The newest first."""
    kits, cursor = page(
        BrandKitItem, user_id, keys.brand_kit(), limit=query.limit, cursor=query.cursor
    )
    default = store.catalog_of(user_id).default_kit_id if kits else None
    return KitPage(data=[_shown(kit, default) for kit in kits], next_cursor=cursor)


def update(
    user_id: str, kit_id: str, patch: KitPatch, expected: int | None, now: datetime
) -> tuple[Kit, int]:
    """Changes a kit; raises NotFound, or StaleVersion when its version is not the expected one."""
    changes: dict[str, Any] = patch.changes()
    if patch.category is not None:
        changes["category"] = patch.category.value
    if patch.fonts is not None:
        changes["fonts"] = [font.model_dump() for font in patch.fonts]
    if "logo_upload_id" in changes:
        changes["logo_key"] = _logo_key(user_id, patch.logo_upload_id)
    kit = store.change(BrandKitItem, user_id, kit_id, lambda _: changes, now, expected=expected)
    return _shown(kit, store.catalog_of(user_id).default_kit_id), int(kit.version)


def make_default(user_id: str, kit_id: str) -> tuple[Kit, int]:
    """Makes this the one default kit; raises NotFound."""
    store.make_default(user_id, kit_id)
    return get(user_id, kit_id)


def delete(user_id: str, kit_id: str) -> None:
    """Deletes an empty kit; when it was the default, the newest other kit becomes it.

    Raises NotFound, or InUse while avatars, products or projects belong to it.
    """
    for _ in range(_TRIES):
        kit = store.get(BrandKitItem, user_id, kit_id)
        _require_empty(kit)
        catalog = store.catalog_of(user_id)
        heir = _heir(user_id, kit_id) if catalog.default_kit_id == kit_id else None
        try:
            return store.remove_kit(user_id, kit_id, catalog, heir)
        except TransactionRefused:
            continue  # something moved meanwhile: look again
    raise Busy(retry_after=1)


def _heir(user_id: str, kit_id: str) -> str | None:
    newest, _ = page(BrandKitItem, user_id, keys.brand_kit(), limit=2, cursor=None)
    return next((kit.id for kit in newest if kit.id != kit_id), None)


def _require_empty(kit: BrandKitItem) -> None:
    counts = {"avatars": int(kit.avatars), "products": int(kit.products)}
    counts["projects"] = int(kit.projects)
    used = [_counted(name, count) for name, count in counts.items() if count]
    if used:
        held = Text(", ".join(text.id for text in used), ", ".join(text.en for text in used))
        raise InUse(kind="brand_kit", used_by=held)


def _counted(name: str, count: int) -> Text:
    return (_ONE if count == 1 else _MANY)[name].filled(count=count)


def _shown(kit: BrandKitItem, default_kit_id: str | None) -> Kit:
    return Kit(
        id=kit.id,
        name=kit.name,
        category=kit.category,
        colors=kit.colors,
        fonts=kit.fonts,
        logo_upload_id=kit.logo_upload_id,
        logo_url=blobs.url(kit.logo_key) if kit.logo_key else None,
        tone=kit.tone,
        tagline=kit.tagline,
        is_default=kit.id == default_kit_id,
        avatar_count=int(kit.avatars),
        product_count=int(kit.products),
        project_count=int(kit.projects),
        created_at=kit.created_at,
        updated_at=kit.updated_at,
    )
