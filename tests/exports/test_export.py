"""Posters become files, files become a ZIP; the books agree."""

import csv
import io
import json
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pynamodb.expressions.update import Action

from local.fakes.pipeline import USER_ID
from lumiku.accounts.policy import EXPORTS_KEPT, Tier
from lumiku.catalog.store.tables import BrandKitItem
from lumiku.clock import from_iso
from lumiku.cloud import keys
from lumiku.errors import AlreadyDone, InvalidInput, NotFound, NotReady, TemplateNotIncluded
from lumiku.exports import service as exports
from lumiku.exports.schemas import ExportIn, PreflightIn
from lumiku.generations import store
from lumiku.posters import facts, service
from lumiku.posters.document.formats import FORMATS, ExportKey
from lumiku.posters.schemas import PosterPatch
from tests.exports.shop import BATCH, Shop


class TestMade:
    def test_every_poster_in_every_format(self, shop: Shop) -> None:
        export = shop.export(shop.posters(3), "ig_post", "wa_status", "fb_cover")
        shop.world.draw()

        shop.check_books(export)
        job = shop.job(export)
        assert (job.status, int(job.done)) == ("completed", 9)
        with shop.archive(export) as archive:
            for name in archive.namelist():
                if not name.endswith(".jpg"):
                    continue
                target = FORMATS[ExportKey(name.partition("/")[0])]
                data = archive.read(name)
                picture = Image.open(io.BytesIO(data))
                assert picture.size == (target.width, target.height)
                assert len(data) <= target.max_bytes
                assert b"DigitalSourceType" in data
            lines = list(csv.reader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
        assert len(lines) == 10
        assert {line[0].split("/")[0] for line in lines[1:]} == {"ig_post", "wa_status", "fb_cover"}

    def test_the_same_rows_make_the_same_zip(self, shop: Shop) -> None:
        from lumiku.exports.bundle import _write
        from lumiku.exports.store import rows

        export = shop.export(shop.posters(2))
        shop.world.draw()
        place = f"media/{keys.export_zip(USER_ID, export)}"
        first = shop.world.cloud.objects[place]
        _write(shop.job(export), rows(USER_ID, export))
        assert shop.world.cloud.objects[place] == first

    def test_the_whatsapp_pack_comes_with_the_catalogue_format(self, shop: Shop) -> None:
        export = shop.export(shop.posters(2), "wa_catalog")
        shop.world.draw()
        with shop.archive(export) as archive:
            sheet = archive.read("wa_catalog/catalog.csv").decode("utf-8-sig")
            captions = archive.read("wa_catalog/captions.txt").decode()
            stickers = [n for n in archive.namelist() if n.startswith("wa_catalog/stickers/")]
            badge = Image.open(io.BytesIO(archive.read(stickers[0])))
        lines = list(csv.DictReader(io.StringIO(sheet)))
        assert [(line["title"], line["price"]) for line in lines] == [
            ("Glow Serum", "99000 IDR")
        ] * 2
        assert captions.count("Kulit lembap, cerah alami") == 2
        assert stickers == ["wa_catalog/stickers/01-glow-serum-99000.webp"]  # one price, one badge
        assert (badge.format, badge.mode, badge.size) == ("WEBP", "RGBA", (512, 512))

    def test_poses_in_posters_and_exports_are_kept(self, shop: Shop) -> None:
        posters = shop.posters(2)
        before = [pose.get("kept_at") for pose in shop.world.items("POSE#")]
        assert [bool(moment) for moment in before] == [True, True, False]
        export = shop.export(posters)
        shop.world.pass_time(hours=1)
        shop.world.draw()
        assert shop.job(export).finished_at
        assert [pose.get("kept_at") for pose in shop.world.items("POSE#")] == before

    def test_a_photo_that_was_cleaned_up_makes_no_poster(self, shop: Shop) -> None:
        (row,) = store.find_poses(USER_ID, [keys.pose(BATCH, 2)])
        store.discard(row, "cleaned_up")
        with pytest.raises(NotFound):
            shop.order(pose_ids=[shop.poses[2]])

    def test_statistics_tell_what_was_exported(self, shop: Shop) -> None:
        shop.export(shop.posters(2))
        shop.world.draw()
        (row,) = shop.world.items("STAT#2026-11#export#")
        assert json.loads(row["by_format"]["S"]) == {"ig_post": 2, "shopee": 2}
        assert json.loads(row["by_template"]["S"]) == {"hero-spotlight": 4}
        assert json.loads(row["by_family"]["S"]) == {"hero": 4}
        assert json.loads(row["by_brand_kit"]["S"]) == {shop.world.kit_id: 4}
        assert json.loads(row["pose_ids"]["S"]) == shop.poses[:2]

    @pytest.mark.parametrize(("tier", "marked"), [(Tier.FREE, True), (Tier.STARTER, False)])
    def test_the_free_plan_leaves_its_mark(self, shop: Shop, tier: Tier, marked: bool) -> None:
        poster = shop.order(template="hero-plain")
        shop.world.draw()
        plain, other = (shop.export([poster], "ig_post", tier=t) for t in (Tier.PRO, tier))
        shop.world.draw()
        files = []
        for export in (plain, other):
            with shop.archive(export) as archive:
                (name,) = (n for n in archive.namelist() if n.endswith(".jpg"))
                files.append(archive.read(name))
        assert (files[0] != files[1]) is marked


class TestRefused:
    def test_somebody_elses_or_no_poster(self, shop: Shop) -> None:
        with pytest.raises(NotFound):
            shop.export(["pst_01JD0000000000000000000009"])

    def test_one_that_is_not_drawn_yet(self, shop: Shop) -> None:
        with pytest.raises(NotReady):
            shop.export([shop.order()])

    def test_a_template_of_a_larger_plan(self, shop: Shop) -> None:
        premium = next(t for t in facts.templates().values() if t.tier == "all")
        poster = shop.order(template=premium.key)
        shop.world.draw()
        with pytest.raises(TemplateNotIncluded) as refusal:
            shop.export([poster], tier=Tier.STARTER)
        assert refusal.value.facts["suggested_plan"] == "pro"

    def test_a_file_type_that_the_platform_does_not_take(self, shop: Shop) -> None:
        body = {"poster_ids": shop.posters(1), "formats": ["tiktok"], "types": {"tiktok": "png"}}
        with pytest.raises(InvalidInput) as refusal:
            exports.admit(shop.by(), ExportIn.model_validate_json(json.dumps(body)), None)
        assert refusal.value.errors[0].pointer == "/types/tiktok"


def picture_of(shop: Shop, slot: int) -> str:
    """Where the rehearsal keeps a pose's picture."""
    return f"media/{keys.generated_image(USER_ID, BATCH, slot, 1)}"


def written(shop: Shop, export: str) -> dict[str, bytes]:
    """The pictures of an export's ZIP."""
    with shop.archive(export) as archive:
        return {n: archive.read(n) for n in archive.namelist() if n.endswith(".jpg")}


class TestFailedFiles:
    def test_a_deleted_pose_fails_alone_and_can_be_tried_again(self, shop: Shop) -> None:
        good, orphan = shop.posters(2)
        export = shop.export([good, orphan])
        picture = shop.world.cloud.objects.pop(picture_of(shop, 1))
        shop.world.draw()

        shop.check_books(export)
        shown = exports.view(USER_ID, export, "en", shop.world.now)
        assert (shown.status, shown.done, shown.failed) == ("partially_completed", 2, 2)
        assert {(f.poster_id, f.reason) for f in shown.failures} == {(orphan, "not_found")}
        shop.world.cloud.objects[picture_of(shop, 1)] = picture
        again = exports.retry(shop.by(), export, None)
        shop.world.draw()
        shop.check_books(again)
        shown = exports.view(USER_ID, again, "en", shop.world.now)
        assert (shown.done, shown.failed, shown.retry_of) == (4, 0, export)
        with pytest.raises(AlreadyDone):
            exports.retry(shop.by(), export, None)

    def test_a_retry_takes_over_what_was_good(self, shop: Shop) -> None:
        export = shop.export(shop.posters(2))
        picture = shop.world.cloud.objects.pop(picture_of(shop, 1))
        shop.world.draw()
        del shop.world.cloud.objects[picture_of(shop, 0)]  # it would fail if it were drawn again
        shop.world.cloud.objects[picture_of(shop, 1)] = picture
        again = exports.retry(shop.by(), export, None)
        shop.world.draw()
        shop.check_books(again)
        assert shop.job(again).status == "completed"

    def test_with_nothing_made_there_is_no_zip(self, shop: Shop) -> None:
        export = shop.export(shop.posters(1))
        del shop.world.cloud.objects[picture_of(shop, 0)]
        shop.world.draw()
        shop.check_books(export)
        shown = exports.view(USER_ID, export, "id", shop.world.now)
        assert (shown.status, shown.url, shown.expires_at) == ("failed", None, None)

    def test_a_png_that_a_platform_would_refuse_is_told_before_and_after(self, shop: Shop) -> None:
        noise = np.random.default_rng(1).integers(0, 255, (1024, 1024, 3)).astype(np.uint8)
        file = io.BytesIO()
        Image.fromarray(noise).save(file, "JPEG", quality=95)
        shop.world.cloud.objects[picture_of(shop, 0)] = file.getvalue()
        poster = shop.order(template="hero-plain")
        shop.world.draw()
        told = {
            "poster_ids": [poster],
            "formats": ["shopee", "fb_post"],
            "types": {"shopee": "png"},
        }
        wish = ExportIn.model_validate_json(json.dumps(told))
        checked = exports.preflight(shop.by(), PreflightIn.model_validate_json(json.dumps(told)))
        export = exports.admit(shop.by(), wish, None)
        shop.world.draw()
        shown = exports.view(USER_ID, export, "en", shop.world.now)
        assert (shown.status, shown.done) == ("partially_completed", 1)
        warned = {f.code: f.formats for line in checked.posters for f in line.findings}
        assert warned["png_may_be_too_large"] == ["shopee"]
        (failure,) = shown.failures
        assert (failure.format, failure.reason) == ("shopee", "too_many_bytes")
        assert "JPEG" in failure.detail


class TestAsOrdered:
    """What is printed is what was asked for, whatever happens to it meanwhile."""

    def test_editing_a_poster_meanwhile_changes_nothing(self, shop: Shop) -> None:
        poster = shop.order()
        shop.world.draw()
        before = shop.export([poster])
        shop.world.draw()
        export = shop.export([poster])
        held = list(shop.world.cloud.queues["posters"])
        shop.world.cloud.queues["posters"].clear()
        changed = PosterPatch.model_validate({"content": {"headline": "Lain"}}, strict=False)
        service.update(shop.by(), poster, changed, 1)
        shop.world.draw()
        shop.world.cloud.queues["posters"].extend(held)
        shop.world.draw()
        assert list(written(shop, export).values()) == list(written(shop, before).values())
        after = shop.export([poster])
        shop.world.draw()
        assert list(written(shop, after).values()) != list(written(shop, before).values())

    def test_deleting_poster_and_kit_meanwhile_changes_nothing(self, shop: Shop) -> None:
        (poster,) = shop.posters(1)
        export = shop.export([poster])
        service.delete(USER_ID, poster)
        BrandKitItem(pk=keys.user(USER_ID), sk=keys.brand_kit(shop.world.kit_id)).delete()
        shop.world.draw()
        shop.check_books(export)
        assert shop.job(export).status == "completed"

    def test_a_new_logo_does_not_push_the_old_one_out(self, shop: Shop) -> None:
        kit = BrandKitItem.get(keys.user(USER_ID), keys.brand_kit(shop.world.kit_id))
        worn: dict[str, list[Action]] = {}
        for name, ink in (("upl_1", "#c71585"), ("upl_2", "#0b6e4f")):
            mark, file = Image.new("RGBA", (200, 80), ink), io.BytesIO()
            mark.save(file, "PNG")
            shop.world.cloud.objects[f"media/logo-{name}"] = file.getvalue()
            key = BrandKitItem.logo_key.set(f"logo-{name}")
            worn[name] = [BrandKitItem.logo_upload_id.set(name), key]
        kit.update(actions=worn["upl_1"])
        poster = shop.order()
        shop.world.draw()
        before = shop.export([poster])
        shop.world.draw()
        kit.update(actions=worn["upl_2"])
        after = shop.export([poster])
        shop.world.draw()
        assert list(written(shop, after).values()) == list(written(shop, before).values())

    def test_a_poster_that_waits_for_its_new_version_is_not_exported_in_the_old_one(
        self, shop: Shop
    ) -> None:
        (poster,) = shop.posters(1)
        service.update(shop.by(), poster, PosterPatch(mood="deep"), 1)
        with pytest.raises(NotReady):
            shop.export([poster])


class TestExpiry:
    def test_a_download_is_free_until_the_files_go(self, shop: Shop) -> None:
        export = shop.export(shop.posters(1))
        shop.world.draw()
        shown = exports.view(USER_ID, export, "id", shop.world.now)
        assert shown.url is not None
        assert shown.finished_at is not None
        assert from_iso(shown.expires_at or "") == from_iso(shown.finished_at) + EXPORTS_KEPT
        shop.world.pass_time(minutes=29 * 24 * 60)
        assert exports.view(USER_ID, export, "id", shop.world.now).url is not None
        with pytest.raises(AlreadyDone):
            exports.retry(shop.by(), export, None)

    def test_afterwards_there_is_no_link_and_everything_can_be_made_again(self, shop: Shop) -> None:
        (poster,) = shop.posters(1)
        export = shop.export([poster])
        shop.world.draw()
        before = written(shop, export)
        service.delete(USER_ID, poster)
        shop.world.pass_time(minutes=30 * 24 * 60)
        for key in [k for k in shop.world.cloud.objects if k.startswith("media/exports/")]:
            del shop.world.cloud.objects[key]
        shown = exports.view(USER_ID, export, "id", shop.world.now)
        assert (shown.status, shown.url) == ("completed", None)
        again = exports.retry(shop.by(), export, None)
        shop.world.draw()
        shop.check_books(again)
        assert written(shop, again) == before

    def test_files_about_to_go_are_not_built_upon(self, shop: Shop) -> None:
        export = shop.export(shop.posters(2))
        picture = shop.world.cloud.objects.pop(picture_of(shop, 1))
        shop.world.draw()
        shop.world.cloud.objects[picture_of(shop, 1)] = picture
        shop.world.pass_time(minutes=29 * 24 * 60)
        again = exports.retry(shop.by(), export, None)
        shop.world.draw()
        files = [f for row in shop.world.items(f"EXPORTROW#{again}#") for f in files_of(row)]
        assert len(files) == 4
        assert all(f"/{again}/" in file["key"] for file in files)

    def test_rows_go_with_the_files(self, shop: Shop) -> None:
        export = shop.export(shop.posters(1))
        shop.world.draw()
        (row,) = shop.world.items(f"EXPORTROW#{export}#")
        assert int(row["expires_at"]["N"]) == (shop.world.now + EXPORTS_KEPT).timestamp()


def files_of(row: dict[str, Any]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(row["files"]["S"])
    return told


class TestCancelled:
    def test_nothing_is_made_afterwards(self, shop: Shop) -> None:
        export = shop.export(shop.posters(2))
        exports.cancel(USER_ID, export, shop.world.now)
        exports.cancel(USER_ID, export, shop.world.now)
        shop.world.draw()
        shown = exports.view(USER_ID, export, "id", shop.world.now)
        assert (shown.status, shown.done, shown.cancelled, shown.url) == ("cancelled", 0, 4, None)
        assert shop.world.items(f"EXPORTROW#{export}#") == []

    def test_what_has_ended_cannot_be_cancelled(self, shop: Shop) -> None:
        export = shop.export(shop.posters(1))
        shop.world.draw()
        with pytest.raises(AlreadyDone):
            exports.cancel(USER_ID, export, shop.world.now)
