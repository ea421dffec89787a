"""/products"""

from typing import Final

from functions.api.routing import AnyRoute, Call, Reply, Route
from lumiku.catalog.service import products
from lumiku.catalog.subjects import (
    Product,
    ProductBulkIn,
    ProductIn,
    ProductList,
    ProductPage,
    ProductPatch,
    ProductQuery,
)

__all__ = ["ROUTES"]


def list_products(call: Call[None, ProductQuery]) -> Reply:
    return Reply(products.list_products(call.user_id, call.query, call.language))


def create(call: Call[ProductIn, None]) -> Reply:
    made = products.create(call.user_id, [call.body], call.claim, call.now)
    product = products.get(call.user_id, made[0], call.language)
    return Reply(product, headers={"Location": f"/v1/products/{product.id}"})


def create_many(call: Call[ProductBulkIn, None]) -> Reply:
    wanted = call.body.products
    made = products.create(call.user_id, wanted, call.claim, call.now, bulk=True)
    return Reply(products.get_many(call.user_id, made, call.language))


def get(call: Call[None, None]) -> Reply:
    return Reply(products.get(call.user_id, call.id("product_id"), call.language))


def update(call: Call[ProductPatch, None]) -> Reply:
    product_id = call.id("product_id")
    return Reply(products.update(call.user_id, product_id, call.body, call.now, call.language))


def delete(call: Call[None, None]) -> Reply:
    products.delete(call.user_id, call.id("product_id"))
    return Reply()


_ALL: Final = "/v1/products"
_ONE: Final = "/v1/products/{product_id}"

ROUTES: Final[tuple[AnyRoute, ...]] = (
    Route(
        "GET",
        _ALL,
        "listProducts",
        list_products,
        "Daftar produk",
        "List products",
        query=ProductQuery,
        out=ProductPage,
    ),
    Route(
        "POST",
        _ALL,
        "createProduct",
        create,
        "Buat produk dari gambar",
        "Create a product from a picture",
        body=ProductIn,
        out=Product,
        status=201,
        creates=True,
    ),
    Route(
        "POST",
        _ALL + "/bulk",
        "createProducts",
        create_many,
        "Buat sampai 20 produk sekaligus",
        "Create up to 20 products at once",
        body=ProductBulkIn,
        out=ProductList,
        status=201,
        creates=True,
    ),
    Route("GET", _ONE, "getProduct", get, "Lihat produk", "Get a product", out=Product),
    Route(
        "PATCH",
        _ONE,
        "updateProduct",
        update,
        "Ubah produk",
        "Change a product",
        body=ProductPatch,
        out=Product,
    ),
    Route("DELETE", _ONE, "deleteProduct", delete, "Hapus produk", "Delete a product", status=204),
)
