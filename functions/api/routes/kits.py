"""/brand-kits"""

from typing import Final

from functions.api.routing import WRITES, Call, Reply, RouteTable
from lumiku.catalog.schemas import Kit, KitIn, KitPage, KitPatch
from lumiku.catalog.service import kits
from lumiku.errors import InUse, LimitReached, NotFound, NotReady, RejectedImage
from lumiku.schemas import PageQuery

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable()


@ROUTES.route(
    method="GET",
    path="/v1/brand-kits",
    operation_id="listBrandKits",
    summary_id="Daftar kit merek",
    summary_en="List brand kits",
    query=PageQuery,
    out=KitPage,
)
def list_kits(call: Call[None, PageQuery]) -> Reply:
    return Reply(kits.list_kits(call.user_id, call.query))


@ROUTES.route(
    method="POST",
    path="/v1/brand-kits",
    operation_id="createBrandKit",
    summary_id="Buat kit merek",
    summary_en="Create a brand kit",
    body=KitIn,
    out=Kit,
    status=201,
    creates=True,
    headers=("Location",),
    errors=(LimitReached, NotFound, NotReady, RejectedImage, *WRITES),
)
def create(call: Call[KitIn]) -> Reply:
    """The merchant's first brand kit becomes the default one."""
    tier = call.account.tier_at(call.now)
    kit_id = kits.create(call.user_id, tier, call.body, call.claim, call.now)
    kit, version = kits.get(call.user_id, kit_id)
    return Reply(kit, version=version, headers={"Location": f"/v1/brand-kits/{kit.id}"})


@ROUTES.route(
    method="GET",
    path="/v1/brand-kits/{brand_kit_id}",
    operation_id="getBrandKit",
    summary_id="Lihat kit merek",
    summary_en="Get a brand kit",
    out=Kit,
)
def get(call: Call) -> Reply:
    kit, version = kits.get(call.user_id, call.id("brand_kit_id"))
    return Reply(kit, version=version)


@ROUTES.route(
    method="PATCH",
    path="/v1/brand-kits/{brand_kit_id}",
    operation_id="updateBrandKit",
    summary_id="Ubah kit merek",
    summary_en="Change a brand kit",
    body=KitPatch,
    out=Kit,
    versioned=True,
    errors=(NotReady, RejectedImage, *WRITES),
)
def update(call: Call[KitPatch]) -> Reply:
    kit_id = call.id("brand_kit_id")
    kit, version = kits.update(call.user_id, kit_id, call.body, call.expected_version, call.now)
    return Reply(kit, version=version)


@ROUTES.route(
    method="PUT",
    path="/v1/brand-kits/{brand_kit_id}/default",
    operation_id="makeBrandKitDefault",
    summary_id="Jadikan kit merek utama",
    summary_en="Make it the default brand kit",
    out=Kit,
    errors=WRITES,
)
def make_default(call: Call) -> Reply:
    kit, version = kits.make_default(call.user_id, call.id("brand_kit_id"))
    return Reply(kit, version=version)


@ROUTES.route(
    method="DELETE",
    path="/v1/brand-kits/{brand_kit_id}",
    operation_id="deleteBrandKit",
    summary_id="Hapus kit merek yang kosong",
    summary_en="Delete an empty brand kit",
    status=204,
    errors=(InUse, *WRITES),
)
def delete(call: Call) -> Reply:
    """Only an empty one can be deleted. When it was the default, the newest other becomes it."""
    kits.delete(call.user_id, call.id("brand_kit_id"))
    return Reply()
