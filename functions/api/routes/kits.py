"""/brand-kits"""

from typing import Final

from functions.api.routing import AnyRoute, Call, Reply, Route
from lumiku.catalog.schemas import Kit, KitIn, KitPage, KitPatch
from lumiku.catalog.service import kits
from lumiku.schemas import PageQuery

__all__ = ["ROUTES"]


def list_kits(call: Call[None, PageQuery]) -> Reply:
    return Reply(kits.list_kits(call.user_id, call.query))


def create(call: Call[KitIn, None]) -> Reply:
    tier = call.account.tier_at(call.now)
    kit_id = kits.create(call.user_id, tier, call.body, call.claim, call.now)
    kit, version = kits.get(call.user_id, kit_id)
    return Reply(kit, version=version, headers={"Location": f"/v1/brand-kits/{kit.id}"})


def get(call: Call[None, None]) -> Reply:
    kit, version = kits.get(call.user_id, call.id("brand_kit_id"))
    return Reply(kit, version=version)


def update(call: Call[KitPatch, None]) -> Reply:
    kit_id = call.id("brand_kit_id")
    kit, version = kits.update(call.user_id, kit_id, call.body, call.expected_version, call.now)
    return Reply(kit, version=version)


def make_default(call: Call[None, None]) -> Reply:
    kit, version = kits.make_default(call.user_id, call.id("brand_kit_id"))
    return Reply(kit, version=version)


def delete(call: Call[None, None]) -> Reply:
    kits.delete(call.user_id, call.id("brand_kit_id"))
    return Reply()


_ALL: Final = "/v1/brand-kits"
_ONE: Final = "/v1/brand-kits/{brand_kit_id}"

ROUTES: Final[tuple[AnyRoute, ...]] = (
    Route(
        "GET",
        _ALL,
        "listBrandKits",
        list_kits,
        "Daftar kit merek",
        "List brand kits",
        query=PageQuery,
        out=KitPage,
    ),
    Route(
        "POST",
        _ALL,
        "createBrandKit",
        create,
        "Buat kit merek",
        "Create a brand kit",
        body=KitIn,
        out=Kit,
        status=201,
        creates=True,
    ),
    Route(
        "GET",
        _ONE,
        "getBrandKit",
        get,
        "Lihat kit merek",
        "Get a brand kit",
        out=Kit,
    ),
    Route(
        "PATCH",
        _ONE,
        "updateBrandKit",
        update,
        "Ubah kit merek",
        "Change a brand kit",
        body=KitPatch,
        out=Kit,
        versioned=True,
    ),
    Route(
        "PUT",
        _ONE + "/default",
        "makeBrandKitDefault",
        make_default,
        "Jadikan kit merek utama",
        "Make it the default brand kit",
        out=Kit,
    ),
    Route(
        "DELETE",
        _ONE,
        "deleteBrandKit",
        delete,
        "Hapus kit merek yang kosong",
        "Delete an empty brand kit",
        status=204,
    ),
)
