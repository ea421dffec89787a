"""The worker draws what was ordered, and says why where it cannot."""

import io

import pytest
from PIL import Image, ImageDraw

from local.fakes.pipeline import USER_ID
from lumiku.catalog.store.tables import BrandKitItem
from lumiku.cloud import keys
from lumiku.errors import StaleVersion
from lumiku.posters import service
from lumiku.posters.document.schemas import LogoLayer, PhotoLayer
from lumiku.posters.schemas import PosterPatch
from tests.exports.shop import BATCH, CONTENT, PRODUCT_BOX, Shop


def picture(shop: Shop, key: str, image: Image.Image, kind: str) -> None:
    file = io.BytesIO()
    image.save(file, kind)
    shop.world.cloud.objects[f"media/{key}"] = file.getvalue()


class TestDrawn:
    def test_a_poster_gets_document_remarks_and_picture(self, shop: Shop) -> None:
        poster = shop.order()
        shop.world.draw()
        shown, version = service.get(USER_ID, poster, "id")
        assert (shown.status, version, shown.title) == ("ready", 1, "Glow Serum")
        assert shown.doc is not None
        assert shown.doc.photos[0].id == shop.poses[0]
        assert shown.doc.photos[0].people, "the crop needs the skeleton"
        assert shown.doc.photos[0].product == tuple(PRODUCT_BOX)
        stored = shop.world.cloud.objects[f"media/{keys.poster_preview(USER_ID, poster, 1)}"]
        assert Image.open(io.BytesIO(stored)).size == (540, 675)
        tokopedia = [f for f in shown.findings if "tokopedia" in f.formats]
        assert "text_on_main_photo" in {finding.code for finding in tokopedia}

    def test_a_set_makes_different_posters_of_each_photo(self, shop: Shop) -> None:
        made = shop.order_set(2, 3)
        shop.world.draw()
        assert (shop.set(made).status, int(shop.set(made).made)) == ("completed", 6)
        rows = [p for p in shop.world.items("POSTER#") if p["set_id"]["S"] == made]
        looks = {(p["template"]["S"], p["mood"]["S"], p["photo_ids"]["S"]) for p in rows}
        assert len(looks) == len(rows) == 6

    def test_a_tiny_photo_is_drawn_with_a_warning(self, shop: Shop) -> None:
        shop.photo(0, (24, 30))
        poster = shop.order()
        shop.world.draw()
        shown, _ = service.get(USER_ID, poster, "en")
        assert shown.status == "ready"
        assert "photo_too_small" in {finding.code for finding in shown.findings}

    def test_a_transparent_product_is_a_cutout(self, shop: Shop) -> None:
        cutout = Image.new("RGBA", (200, 300))
        ImageDraw.Draw(cutout).ellipse((20, 20, 180, 280), fill="#c71585")
        picture(shop, keys.cutout(USER_ID, "upl_2"), cutout, "PNG")
        poster = shop.order(pose_ids=[], product_ids=[shop.world.product_id])
        shop.world.draw()
        shown, _ = service.get(USER_ID, poster, "en")
        assert shown.doc is not None
        (photo,) = shown.doc.photos
        assert (photo.kind, photo.generated) == ("cutout", False)

    def test_a_white_logo_on_a_light_ground_gets_a_plate(self, shop: Shop) -> None:
        logo = Image.new("RGBA", (200, 100))
        ImageDraw.Draw(logo).rectangle((20, 20, 180, 80), fill="#ffffff")
        picture(shop, "u/logo.png", logo, "PNG")
        kit = BrandKitItem.get(keys.user(USER_ID), keys.brand_kit(shop.world.kit_id))
        kit.update(
            actions=[
                BrandKitItem.logo_upload_id.set("upl_9"),
                BrandKitItem.logo_key.set("u/logo.png"),
            ]
        )
        poster = shop.order(mood="light")
        shop.world.draw()
        shown, _ = service.get(USER_ID, poster, "en")
        assert shown.doc is not None
        logos = [layer for layer in shown.doc.layers if isinstance(layer, LogoLayer)]
        assert logos
        assert all(layer.plate not in (None, "bg", "card") for layer in logos)


class TestFailed:
    def test_a_deleted_picture_is_told_and_a_change_mends_it(self, shop: Shop) -> None:
        key = f"media/{keys.generated_image(USER_ID, BATCH, 0, 1)}"
        data = shop.world.cloud.objects.pop(key)
        poster = shop.order()
        shop.world.draw()
        shown, version = service.get(USER_ID, poster, "id")
        assert (shown.status, shown.preview_url) == ("failed", None)
        assert shown.reason is not None
        assert shown.reason.code == "not_found"
        shop.world.cloud.objects[key] = data
        service.update(shop.by(), poster, PosterPatch(mood="deep"), version)
        shop.world.draw()
        shown, version = service.get(USER_ID, poster, "id")
        assert (shown.status, version, shown.reason) == ("ready", 2, None)

    def test_a_broken_picture_is_told(self, shop: Shop) -> None:
        shop.world.cloud.objects[f"media/{keys.generated_image(USER_ID, BATCH, 0, 1)}"] = (
            b"no picture"
        )
        poster, made = shop.order(), shop.order_set(2, 2)
        shop.world.draw()
        reason = service.find(USER_ID, poster).reason
        assert reason["code"] == "rejected_image"
        row = shop.set(made)
        assert (row.status, int(row.failed), int(row.made)) == ("partially_completed", 1, 2)


class TestChanged:
    def test_new_words_keep_what_was_placed_by_hand(self, shop: Shop) -> None:
        poster = shop.order()
        shop.world.draw()
        shown, _ = service.get(USER_ID, poster, "id")
        assert shown.doc is not None
        layers = [
            layer.model_copy(update={"x": 7.0, "edited": True})
            if isinstance(layer, PhotoLayer)
            else layer
            for layer in shown.doc.layers
        ]
        by_hand = shown.doc.model_copy(update={"layers": layers})
        service.update(shop.by(), poster, PosterPatch(doc=by_hand), 1)
        shop.world.draw()
        content = shown.content.model_copy(update={"headline": "Kata baru"})
        service.update(shop.by(), poster, PosterPatch(content=content), 2)
        shop.world.draw()
        shown, version = service.get(USER_ID, poster, "id")
        assert shown.doc is not None
        photos = [layer for layer in shown.doc.layers if isinstance(layer, PhotoLayer)]
        assert version == 3
        assert any(layer.x == 7.0 for layer in photos)
        assert shown.doc.content.headline == "Kata baru"

    def test_naming_the_kit_again_applies_it_as_it_is_now(self, shop: Shop) -> None:
        poster = shop.order()
        shop.world.draw()
        before, _ = service.get(USER_ID, poster, "id")
        kit = BrandKitItem.get(keys.user(USER_ID), keys.brand_kit(shop.world.kit_id))
        kit.update(actions=[BrandKitItem.colors.set(["#0B6E4F"])])
        patch = PosterPatch(brand_kit_id=shop.world.kit_id)
        service.update(shop.by(), poster, patch, None)
        shop.world.draw()
        after, _ = service.get(USER_ID, poster, "id")
        assert before.doc is not None
        assert after.doc is not None
        assert before.doc.palette.accent != after.doc.palette.accent

    def test_the_picture_of_the_version_before_goes_when_the_new_one_is_there(
        self, shop: Shop
    ) -> None:
        poster = shop.order()
        shop.world.draw()
        service.update(shop.by(), poster, PosterPatch(mood="deep"), 1)
        old, new = (f"media/{keys.poster_preview(USER_ID, poster, version)}" for version in (1, 2))
        assert old in shop.world.cloud.objects
        shop.world.draw()
        assert old not in shop.world.cloud.objects
        assert new in shop.world.cloud.objects
        service.delete(USER_ID, poster)
        assert new not in shop.world.cloud.objects

    def test_a_late_worker_does_not_undo_a_newer_version(self, shop: Shop) -> None:
        poster = shop.order()
        held = list(shop.world.cloud.queues["posters"])
        changed = {**CONTENT, "headline": "Versi dua"}
        service.update(
            shop.by(), poster, PosterPatch.model_validate({"content": changed}, strict=False), 1
        )
        shop.world.draw()
        shop.world.cloud.queues["posters"].extend(held)
        shop.world.draw()
        shown, version = service.get(USER_ID, poster, "id")
        assert shown.doc is not None
        assert (version, shown.doc.content.headline) == (2, "Versi dua")
        with pytest.raises(StaleVersion):
            service.update(shop.by(), poster, PosterPatch(mood="bold"), 1)
