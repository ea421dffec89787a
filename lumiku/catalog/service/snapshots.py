"""What a batch needs of the catalog: kit, avatars and product as they are when it is asked for."""

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict

from lumiku.catalog.store import queries as store
from lumiku.catalog.store.tables import (
    AvatarItem,
    BrandKitItem,
    ProductItem,
    ProjectItem,
    RevocationItem,
)
from lumiku.cloud import keys
from lumiku.cloud.table import Transaction
from lumiku.errors import NotFound, ReleaseMissing
from lumiku.vocabulary import (
    AgeRange,
    BrandCategory,
    Ethnicity,
    Gender,
    Placement,
    ProductCategory,
    ProductType,
    Style,
)

__all__ = [
    "AvatarSnapshot",
    "KitSnapshot",
    "ProductSnapshot",
    "Subjects",
    "require_project",
    "require_releases",
    "revoked",
    "subjects",
]


class Snapshot(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    name: str


class KitSnapshot(Snapshot):
    category: BrandCategory
    colors: list[str]
    tone: str | None
    tagline: str | None


class AvatarSnapshot(Snapshot):
    """`image_key` is the clean photo in the media bucket."""

    image_key: str
    gender: Gender
    age_range: AgeRange
    style: Style | None
    ethnicity: Ethnicity | None


class ProductSnapshot(Snapshot):
    """`cutout_key` is a PNG with alpha, or None when no product was found in the picture."""

    image_key: str
    cutout_key: str | None
    category: ProductCategory
    subcategory: str | None
    product_type: ProductType
    placement: Placement
    colors: list[str]


class Subjects(BaseModel):
    """Everything of the catalog that one batch pictures."""

    model_config = ConfigDict(frozen=True)

    kit: KitSnapshot
    avatars: list[AvatarSnapshot]
    product: ProductSnapshot


def subjects(
    user_id: str, brand_kit_id: str, avatar_ids: Sequence[str], product_id: str
) -> Subjects:
    """The kit, avatars and product of a batch, in one consistent read.

    Raises NotFound for what is not the user's, ReleaseMissing for an avatar without consent.
    """
    wanted = [keys.brand_kit(brand_kit_id), keys.product(product_id)]
    rows = store.batch(user_id, [*wanted, *(keys.avatar(avatar_id) for avatar_id in avatar_ids)])
    kit, product = (rows.get(sort_key) for sort_key in wanted)
    if not isinstance(kit, BrandKitItem):
        raise NotFound("brand_kit")
    if not isinstance(product, ProductItem):
        raise NotFound("product")
    avatars = [_avatar(rows.get(keys.avatar(avatar_id))) for avatar_id in avatar_ids]
    return Subjects(
        kit=KitSnapshot.model_validate(_fields(KitSnapshot, kit)),
        avatars=avatars,
        product=ProductSnapshot.model_validate(_fields(ProductSnapshot, product)),
    )


def _avatar(row: object) -> AvatarSnapshot:
    if not isinstance(row, AvatarItem):
        raise NotFound("avatar")
    if row.release is None:
        raise ReleaseMissing(name=row.name)
    return AvatarSnapshot.model_validate(_fields(AvatarSnapshot, row))


def _fields(model: type[BaseModel], item: object) -> dict[str, object]:
    return {name: getattr(item, name) for name in model.model_fields}


def require_releases(transaction: Transaction, user_id: str, avatar_ids: Iterable[str]) -> None:
    """Lets the transaction through only while each avatar has a release.

    A refusal names the avatar's id. This closes the gap between `subjects` and the commit.
    """
    for avatar_id in dict.fromkeys(avatar_ids):
        transaction.check(
            avatar_id,
            AvatarItem,
            keys.user(user_id),
            keys.avatar(avatar_id),
            AvatarItem.release.exists(),
        )


def revoked(user_id: str, avatar_ids: Iterable[str]) -> frozenset[str]:
    """Those avatars whose consent was revoked, deleted ones included: work with them must stop."""
    marks = {keys.revocation(avatar_id): avatar_id for avatar_id in avatar_ids}
    rows = store.batch(user_id, marks)
    return frozenset(marks[sk] for sk, row in rows.items() if isinstance(row, RevocationItem))


def require_project(user_id: str, project_id: str) -> None:
    """Raises NotFound."""
    store.get(ProjectItem, user_id, project_id)
