"""/products"""

from typing import Final

from functions.api.routing import WRITES, Call, Reply, RouteTable
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
from lumiku.errors import NotFound, NotReady, RejectedImage

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


@ROUTES.route(
    method="GET",
    path="/v1/products",
    operation_id="listProducts",
    summary_id="Daftar produk",
    summary_en="List products",
    query=ProductQuery,
    out=ProductPage,
)
def list_products(call: Call[None, ProductQuery]) -> Reply:
    return Reply(products.list_products(call.user_id, call.query, call.language))


@ROUTES.route(
    method="POST",
    path="/v1/products",
    operation_id="createProduct",
    summary_id="Buat produk dari gambar",
    summary_en="Create a product from a picture",
    body=ProductIn,
    out=Product,
    status=201,
    creates=True,
    headers=("Location",),
    errors=(NotFound, NotReady, RejectedImage, *WRITES),
)
def create(call: Call[ProductIn]) -> Reply:
    """The upload must be ready and of the kind `product`."""
    made = products.create(call.user_id, [call.body], call.claim, call.now)
    product = products.get(call.user_id, made[0], call.language)
    return Reply(product, headers={"Location": f"/v1/products/{product.id}"})


@ROUTES.route(
    method="POST",
    path="/v1/products/bulk",
    operation_id="createProducts",
    summary_id="Buat sampai 20 produk sekaligus",
    summary_en="Create up to 20 products at once",
    body=ProductBulkIn,
    out=ProductList,
    status=201,
    creates=True,
    errors=(NotFound, NotReady, RejectedImage, *WRITES),
)
def create_many(call: Call[ProductBulkIn]) -> Reply:
    """All of them are made, or none."""
    wanted = call.body.products
    made = products.create(call.user_id, wanted, call.claim, call.now, bulk=True)
    return Reply(products.get_many(call.user_id, made, call.language))


@ROUTES.route(
    method="GET",
    path="/v1/products/{product_id}",
    operation_id="getProduct",
    summary_id="Lihat produk",
    summary_en="Get a product",
    out=Product,
)
def get(call: Call) -> Reply:
    return Reply(products.get(call.user_id, call.id("product_id"), call.language))


@ROUTES.route(
    method="PATCH",
    path="/v1/products/{product_id}",
    operation_id="updateProduct",
    summary_id="Ubah produk",
    summary_en="Change a product",
    body=ProductPatch,
    out=Product,
    errors=WRITES,
)
def update(call: Call[ProductPatch]) -> Reply:
    product_id = call.id("product_id")
    return Reply(products.update(call.user_id, product_id, call.body, call.now, call.language))


@ROUTES.route(
    method="DELETE",
    path="/v1/products/{product_id}",
    operation_id="deleteProduct",
    summary_id="Hapus produk",
    summary_en="Delete a product",
    status=204,
    errors=WRITES,
)
def delete(call: Call) -> Reply:
    products.delete(call.user_id, call.id("product_id"))
    return Reply()
