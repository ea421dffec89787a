"""Products: one or up to twenty at once from clean pictures, with their cut-outs."""

from collections.abc import Sequence
from datetime import datetime

from lumiku import clock, ids
from lumiku.catalog.service import uploads
from lumiku.catalog.service.members import listed
from lumiku.catalog.store import queries as store
from lumiku.catalog.store.tables import ProductItem, UploadItem
from lumiku.catalog.subjects import (
    Product,
    ProductIn,
    ProductList,
    ProductPage,
    ProductPatch,
    ProductQuery,
)
from lumiku.cloud import blobs, keys
from lumiku.cloud.idempotency import Claim, earlier
from lumiku.vocabulary import UploadKind

__all__ = ["create", "delete", "get", "get_many", "list_products", "update"]


def create(
    user_id: str,
    wanted: Sequence[ProductIn],
    claim: Claim | None,
    now: datetime,
    *,
    bulk: bool = False,
) -> list[str]:
    """Makes all of the products or none, and returns their ids in order.

    Raises NotFound for a kit or upload, NotReady, RejectedImage, or InvalidInput; with `bulk` its
    pointers name the product, such as `/products/3/upload_id`.
    """
    if made := earlier(user_id, claim, now):
        return made.split(",")
    pointers = [f"/products/{i}/upload_id" if bulk else "/upload_id" for i in range(len(wanted))]
    uploaded = dict(zip(pointers, (product.upload_id for product in wanted), strict=True))
    pictures = uploads.usable_all(user_id, uploaded, UploadKind.PRODUCT)
    items = [
        _made(user_id, product, pictures[pointer], now)
        for product, pointer in zip(wanted, pointers, strict=True)
    ]
    return store.add_members(items, user_id, claim=claim)


def _made(user_id: str, wanted: ProductIn, picture: UploadItem, now: datetime) -> ProductItem:
    product_id = ids.new("prd")
    return ProductItem(
        pk=keys.user(user_id),
        sk=keys.product(product_id),
        id=product_id,
        brand_kit_id=wanted.brand_kit_id,
        name=wanted.name,
        upload_id=wanted.upload_id,
        image_key=picture.image_key,
        thumbnail_key=picture.thumbnail_key,
        cutout_key=picture.cutout_key,
        colors=picture.colors or [],
        doubt=picture.doubt,
        category=wanted.category.value,
        subcategory=wanted.subcategory,
        product_type=wanted.product_type.value,
        placement=wanted.placement.value,
        created_at=clock.iso(now),
        updated_at=clock.iso(now),
    )


def get(user_id: str, product_id: str, language: str) -> Product:
    """Raises NotFound."""
    return _shown(store.get(ProductItem, user_id, product_id), language)


def get_many(user_id: str, product_ids: Sequence[str], language: str) -> ProductList:
    """The products that exist, in the order of their ids (at most 100)."""
    rows = store.batch(user_id, [keys.product(product_id) for product_id in product_ids])
    found = [rows.get(keys.product(product_id)) for product_id in product_ids]
    return ProductList(data=[_shown(p, language) for p in found if isinstance(p, ProductItem)])


def list_products(user_id: str, query: ProductQuery, language: str) -> ProductPage:
    """Those that pass the filters, the newest first."""
    products, cursor = listed(ProductItem, user_id, keys.product(), query)
    return ProductPage(data=[_shown(p, language) for p in products], next_cursor=cursor)


def update(
    user_id: str, product_id: str, patch: ProductPatch, now: datetime, language: str
) -> Product:
    """Raises NotFound, also for the kit it shall move to."""
    changes = patch.model_dump(mode="json", include=patch.model_fields_set)
    return _shown(store.change(ProductItem, user_id, product_id, lambda _: changes, now), language)


def delete(user_id: str, product_id: str) -> None:
    """Deletes a product; running batches keep their snapshot of it. Raises NotFound."""
    store.remove_member(ProductItem, user_id, product_id)


def _shown(product: ProductItem, language: str) -> Product:
    return Product(
        id=product.id,
        brand_kit_id=product.brand_kit_id,
        name=product.name,
        upload_id=product.upload_id,
        category=product.category,
        subcategory=product.subcategory,
        product_type=product.product_type,
        placement=product.placement,
        image_url=blobs.url(product.image_key),
        thumbnail_url=blobs.url(product.thumbnail_key),
        cutout_url=blobs.url(product.cutout_key) if product.cutout_key else None,
        dominant_colour=product.colors[0] if product.colors else None,
        colors=product.colors,
        doubt=uploads.remark(product.doubt, language),
        created_at=product.created_at,
        updated_at=product.updated_at,
    )
