"""Posters become files, files become a ZIP; the books agree."""

import csv
import io
import json

import pytest
from PIL import Image

from local.rehearsal import SUB
from lumiku.accounts.policy import Tier
from lumiku.errors import AlreadyDone, InvalidInput, NotFound, NotReady, TemplateNotIncluded
from lumiku.generations import store
from lumiku.kit import keys
from lumiku.posters import exports
from lumiku.posters.formats import FORMATS, ExportKey
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
        from lumiku.posters.bundle import _write
        from lumiku.posters.store import rows

        export = shop.export(shop.posters(2))
        shop.world.draw()
        place = f"media/{keys.export_zip(SUB, export)}"
        first = shop.world.cloud.objects[place]
        _write(shop.job(export), rows(SUB, export))
        assert shop.world.cloud.objects[place] == first

    def test_the_whatsapp_pack_comes_with_the_catalogue_format(self, shop: Shop) -> None:
        export = shop.export(shop.posters(2), "wa_catalog")
        shop.world.draw()
        with shop.archive(export) as archive:
            sheet = archive.read("wa_catalog/catalog.csv").decode("utf-8-sig")
            captions = archive.read("wa_catalog/captions.txt").decode()
        lines = list(csv.DictReader(io.StringIO(sheet)))
        assert [(line["title"], line["price"]) for line in lines] == [
            ("Glow Serum", "99000 IDR")
        ] * 2
        assert captions.count("Kulit lembap, cerah alami") == 2

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
        (row,) = store.find_poses(SUB, [keys.pose(BATCH, 2)])
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
        from lumiku.posters import facts

        premium = next(t for t in facts.templates().values() if t.tier == "all")
        poster = shop.order(template=premium.key)
        shop.world.draw()
        with pytest.raises(TemplateNotIncluded) as refusal:
            shop.export([poster], tier=Tier.STARTER)
        assert refusal.value.facts["suggested_plan"] == "pro"

    def test_a_file_type_that_the_platform_does_not_take(self, shop: Shop) -> None:
        from lumiku.posters.requests import ExportIn

        body = {"poster_ids": shop.posters(1), "formats": ["tiktok"], "types": {"tiktok": "png"}}
        with pytest.raises(InvalidInput) as refusal:
            exports.admit(shop.by(), ExportIn.model_validate_json(json.dumps(body)), None)
        assert refusal.value.errors[0].pointer == "/types/tiktok"


class TestFailedFiles:
    def test_a_deleted_poster_and_pose_fail_alone_and_can_be_tried_again(self, shop: Shop) -> None:
        from lumiku.posters import service

        deleted, orphan, good = shop.posters(3)
        export = shop.export([deleted, orphan, good])
        service.delete(SUB, deleted)
        lost = f"media/{keys.generated_image(SUB, 'gen_01JD0000000000000000000001', 1, 1)}"
        picture = shop.world.cloud.objects.pop(lost)
        shop.world.draw()

        shop.check_books(export)
        shown = exports.view(SUB, export, "en", shop.world.now)
        assert (shown.status, shown.done, shown.failed) == ("partially_completed", 2, 4)
        assert {(f.poster_id, f.reason) for f in shown.failures} == {
            (deleted, "poster_deleted"),
            (orphan, "not_found"),
        }
        shop.world.cloud.objects[lost] = picture
        again = exports.retry(shop.by(), export, None)
        shop.world.draw()
        shop.check_books(again)
        shown = exports.view(SUB, again, "en", shop.world.now)
        assert (shown.done, shown.failed, shown.retry_of) == (4, 2, export)
        with pytest.raises(AlreadyDone):
            exports.retry(shop.by(), export, None)

    def test_a_retry_takes_over_what_was_good_and_outlives_the_poster(self, shop: Shop) -> None:
        from lumiku.posters import service

        good, deleted = shop.posters(2)
        export = shop.export([good, deleted])
        service.delete(SUB, deleted)
        shop.world.draw()
        service.delete(SUB, good)
        again = exports.retry(shop.by(), export, None)
        shop.world.draw()
        shop.check_books(again)
        assert (int(shop.job(again).done), int(shop.job(again).failed)) == (2, 2)

    def test_with_nothing_made_there_is_no_zip(self, shop: Shop) -> None:
        from lumiku.posters import service

        (poster,) = shop.posters(1)
        export = shop.export([poster])
        service.delete(SUB, poster)
        shop.world.draw()
        shop.check_books(export)
        shown = exports.view(SUB, export, "id", shop.world.now)
        assert (shown.status, shown.url) == ("failed", None)


class TestCancelled:
    def test_nothing_is_made_afterwards(self, shop: Shop) -> None:
        export = shop.export(shop.posters(2))
        exports.cancel(SUB, export, shop.world.now)
        exports.cancel(SUB, export, shop.world.now)
        shop.world.draw()
        shown = exports.view(SUB, export, "id", shop.world.now)
        assert (shown.status, shown.done, shown.cancelled, shown.url) == ("cancelled", 0, 4, None)
        assert shop.world.items(f"EXPORTROW#{export}#") == []

    def test_what_has_ended_cannot_be_cancelled(self, shop: Shop) -> None:
        export = shop.export(shop.posters(1))
        shop.world.draw()
        with pytest.raises(AlreadyDone):
            exports.cancel(SUB, export, shop.world.now)
