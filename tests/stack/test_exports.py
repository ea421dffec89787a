"""Posters and exports through the real API, queue, worker and buckets."""

import io
import time
import zipfile

import pytest
from PIL import Image

from local.demo.client import Json, Refused
from local.fakes.shops import Shop, Street
from lumiku.accounts.policy import Tier

pytestmark = pytest.mark.stack

CONTENT = {"headline": "Kulit lembap, cerah alami", "product": "Glow Serum", "price": 99_000}


@pytest.fixture(scope="module")
def shop(street: Street) -> Shop:
    return street.shop()


@pytest.fixture(scope="module")
def poses(shop: Shop) -> list[Json]:
    """Two finished photos."""
    batch = shop.api.post("/generations", {**shop.order(skincare_closeup=2), "seed": 3})
    shop.api.follow(batch["id"])
    return list(shop.api.pages(f"/generations/{batch['id']}/poses"))


def drawn(shop: Shop, poster_id: str) -> Json:
    """The poster once a worker has looked at it."""
    for _ in range(120):
        poster = shop.api.get(f"/posters/{poster_id}")
        if poster["status"] != "waiting":
            return poster
        time.sleep(0.25)
    raise AssertionError(f"{poster_id} is still waiting")


@pytest.fixture(scope="module")
def poster(shop: Shop, poses: list[Json]) -> Json:
    wish = {
        "brand_kit_id": shop.kit["id"],
        "template": "hero-spotlight",
        "pose_ids": [poses[0]["id"]],
        "content": CONTENT,
    }
    return drawn(shop, shop.api.post("/posters", wish)["id"])


class TestPoster:
    def test_it_has_a_document_and_a_picture(self, shop: Shop, poster: Json) -> None:
        assert poster["status"] == "ready"
        assert poster["doc"]["content"]["price"] == 99_000
        with Image.open(io.BytesIO(shop.api.download(poster["preview_url"]))) as picture:
            assert (picture.format, picture.size) == ("WEBP", (540, 675))
        shown = shop.api.get(f"/posters/{poster['id']}/preview")
        assert shown["url"] == poster["preview_url"]

    def test_an_edit_needs_the_version_it_saw(self, shop: Shop, poster: Json) -> None:
        path = f"/posters/{poster['id']}"
        tag = shop.api.send("GET", path).headers["etag"]
        change = {"content": {**CONTENT, "headline": "Setiap pagi"}}
        assert shop.api.send("PATCH", path, change, if_match=tag).status_code == 200
        again = drawn(shop, poster["id"])
        assert (again["version"], again["status"]) == (poster["version"] + 1, "ready")
        assert again["doc"]["content"]["headline"] == "Setiap pagi"
        assert again["preview_url"] != poster["preview_url"]
        stale = shop.api.send("PATCH", path, change, if_match=tag)
        assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")


class TestExport:
    def test_a_set_becomes_one_zip(self, shop: Shop, poses: list[Json]) -> None:
        wish = {
            "brand_kit_id": shop.kit["id"],
            "pose_ids": [pose["id"] for pose in poses],
            "count": 3,
            "content": CONTENT,
        }
        made = shop.api.follow_job(f"/poster-sets/{shop.api.post('/poster-sets', wish)['id']}")
        assert (made["status"], made["posters"]) == ("completed", 6)
        posters = [p["id"] for p in shop.api.pages("/posters", set_id=made["id"])]
        wanted = {"poster_ids": posters, "formats": ["ig_post", "fb_cover"]}
        checked = shop.api.post("/exports/preflight", wanted)
        assert (checked["files"], len(checked["posters"])) == (12, 6)
        job = shop.api.follow_job(f"/exports/{shop.api.post('/exports', wanted)['id']}")
        assert (job["status"], job["done"], job["failed"]) == ("completed", 12, 0)
        data = shop.api.download(job["url"])
        assert len(data) == job["size"]
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            names = archive.namelist()
            covers = [name for name in names if name.startswith("fb_cover/")]
            assert len(names) == 13
            for name in covers:
                assert len(archive.read(name)) < 100_000
        kept = shop.api.get(f"/poses/{poses[1]['id']}")["kept"]
        assert kept is True

    def test_a_strangers_posters_and_exports_do_not_exist(
        self, street: Street, poster: Json
    ) -> None:
        stranger = street.merchant().api
        assert stranger.send("GET", f"/posters/{poster['id']}").status_code == 404
        with pytest.raises(Refused) as caught:
            stranger.post("/exports", {"poster_ids": [poster["id"]], "formats": ["ig_post"]})
        assert caught.value.status == 404


class TestPlan:
    def test_a_premium_template_names_the_plan_that_has_it(self, street: Street) -> None:
        shop = street.shop(Tier.FREE)
        premium = next(
            template
            for template in shop.api.get("/poster-templates")["data"]
            if template["tier"] == "all"
        )
        assert premium["included"] is False
        wish = {
            "brand_kit_id": shop.kit["id"],
            "template": premium["key"],
            "product_ids": [shop.product["id"]],
        }
        with pytest.raises(Refused) as caught:
            shop.api.post("/posters", wish)
        assert (caught.value.status, caught.value.problem["code"]) == (403, "template_not_included")
        assert caught.value.problem["suggested_plan"] == "pro"
