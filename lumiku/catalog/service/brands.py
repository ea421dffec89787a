"""What a poster needs of the catalog: the look of a brand, and products' pictures."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from lumiku.catalog.store import queries as store
from lumiku.catalog.store.tables import BrandKitItem, ProductItem
from lumiku.cloud import keys
from lumiku.errors import NotFound

__all__ = ["BrandLook", "brand_look", "product_pictures"]


class BrandLook(BaseModel):
    """A brand kit as posters use it; the logo's key is in the media bucket."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    category: str
    colors: list[str]
    fonts: list[str]  # families: for headlines, then for text
    logo_id: str | None
    logo_key: str | None


def brand_look(user_id: str, brand_kit_id: str) -> BrandLook:
    """Raises NotFound."""
    kit = store.get(BrandKitItem, user_id, brand_kit_id)
    return BrandLook(
        id=kit.id,
        name=kit.name,
        category=kit.category,
        colors=kit.colors,
        fonts=[font["family"] for font in kit.fonts],
        logo_id=kit.logo_upload_id,
        logo_key=kit.logo_key,
    )


def product_pictures(user_id: str, product_ids: Iterable[str]) -> dict[str, str]:
    """Product id -> its cut-out's key, or its picture's where none was cut out.

    Raises NotFound when one is not the user's.
    """
    wanted = {keys.product(product_id): product_id for product_id in product_ids}
    rows = store.batch(user_id, wanted) if wanted else {}
    found = {
        wanted[sort_key]: row.cutout_key or row.image_key
        for sort_key, row in rows.items()
        if isinstance(row, ProductItem)
    }
    if len(found) < len(wanted):
        raise NotFound("product")
    return found
