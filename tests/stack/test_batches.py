"""Batches through the real queues, tables, functions and endpoint."""

import hashlib
import io

import pytest
from PIL import Image

from local.demo.client import Refused
from local.fakes.shops import Shop, Street
from local.stack.stack import Stack
from lumiku.accounts.policy import Tier

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def shop(street: Street) -> Shop:
    """A shop of its own for the batches that follow one another below."""
    return street.shop()


class TestCompleted:
    def test_every_pose_becomes_a_picture_and_is_counted_once(self, shop: Shop) -> None:
        asked = shop.api.post(
            "/generations", {**shop.order(skincare_closeup=3, skincare_lifestyle=2), "seed": 7}
        )
        assert asked["status"] in ("pending", "processing")
        batch = shop.api.follow(asked["id"])
        assert (batch["status"], batch["done"], batch["failed"]) == ("completed", 5, 0)
        poses = list(shop.api.pages(f"/generations/{batch['id']}/poses"))
        assert [pose["slot"] for pose in poses] == [0, 1, 2, 3, 4]
        for pose in poses:
            with Image.open(io.BytesIO(shop.api.download(pose["url"]))) as picture:
                assert picture.size == (768, 960)
            assert shop.api.download(pose["thumbnail_url"])[8:12] == b"WEBP"
        usage = shop.api.get("/usage")
        assert (usage["used"], usage["held"]) == (5, 0)

    def test_the_manifest_names_the_very_pictures(self, shop: Shop) -> None:
        (batch,) = shop.api.pages("/generations")
        manifest = shop.api.get(f"/generations/{batch['id']}/manifest")
        poses = list(shop.api.pages(f"/generations/{batch['id']}/poses"))
        sums = [hashlib.sha256(shop.api.download(pose["url"])).hexdigest() for pose in poses]
        assert [pose["sha256"] for pose in manifest["poses"]] == sums

    def test_the_same_seed_gives_the_same_pictures(self, shop: Shop) -> None:
        first = next(iter(shop.api.pages("/generations")))
        again = shop.api.follow(
            shop.api.post(
                "/generations", {**shop.order(skincare_closeup=3, skincare_lifestyle=2), "seed": 7}
            )["id"]
        )
        told = [
            [pose["sha256"] for pose in shop.api.get(f"/generations/{one['id']}/manifest")["poses"]]
            for one in (first, again)
        ]
        assert told[0] == told[1]

    def test_a_poll_without_news_has_no_body(self, shop: Shop) -> None:
        batch = next(iter(shop.api.pages("/generations")))
        answer = shop.api.send("GET", f"/generations/{batch['id']}")
        again = shop.api.send(
            "GET", f"/generations/{batch['id']}", if_none_match=answer.headers["etag"]
        )
        assert (again.status_code, again.content) == (304, b"")

    def test_a_strangers_batch_and_pose_do_not_exist(self, shop: Shop, street: Street) -> None:
        batch = next(iter(shop.api.pages("/generations")))
        pose = next(iter(shop.api.pages(f"/generations/{batch['id']}/poses")))
        stranger = street.merchant().api
        for path in (f"/generations/{batch['id']}", f"/poses/{pose['id']}"):
            assert stranger.send("GET", path).status_code == 404
        assert stranger.send("POST", f"/generations/{batch['id']}/cancel").status_code == 404

    def test_a_repeated_request_makes_one_batch(self, shop: Shop) -> None:
        order = shop.order(skincare_closeup=1)
        answers = [
            shop.api.send("POST", "/generations", order, idempotency_key="same-key-0001")
            for _ in range(2)
        ]
        assert [answer.status_code for answer in answers] == [202, 202]
        assert answers[0].json()["id"] == answers[1].json()["id"]
        other = shop.api.send(
            "POST",
            "/generations",
            shop.order(skincare_closeup=2),
            idempotency_key="same-key-0001",
        )
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
        shop.api.follow(answers[0].json()["id"])


class TestCancelled:
    def test_what_was_not_made_is_given_back(self, street: Street) -> None:
        shop = street.shop(Tier.STARTER)
        batch = shop.api.post("/generations", shop.order(skincare_application=200))
        shop.api.post(f"/generations/{batch['id']}/cancel")
        ended = shop.api.follow(batch["id"])
        assert ended["status"] == "cancelled"
        assert ended["cancelled"] > 0
        assert ended["done"] + ended["failed"] + ended["cancelled"] == 200
        usage = shop.api.get("/usage")
        assert (usage["used"], usage["held"]) == (ended["done"], 0)


class TestFailed:
    def test_failed_poses_cost_nothing_and_can_be_made_again(
        self, stack: Stack, street: Street
    ) -> None:
        shop = street.shop()
        bucket = stack.outputs["MediaBucket"]
        key = f"u/{shop.owner.person.user_id}/clean/{shop.product['upload_id']}-cutout.png"
        cutout = stack.clients.objects.get_object(Bucket=bucket, Key=key)["Body"].read()
        stack.clients.objects.delete_object(Bucket=bucket, Key=key)
        batch = shop.api.follow(
            shop.api.post("/generations", shop.order(skincare_closeup=2))["id"], seconds=120
        )
        assert (batch["status"], batch["failed"]) == ("failed", 2)
        assert shop.api.get("/usage")["used"] == 0
        stack.clients.objects.put_object(Bucket=bucket, Key=key, Body=cutout)
        again = shop.api.post(f"/generations/{batch['id']}/retry")
        assert again["retry_of"] == batch["id"]
        ended = shop.api.follow(again["id"])
        assert (ended["status"], ended["done"]) == ("completed", 2)
        assert shop.api.get("/usage")["used"] == 2


class TestRefused:
    @pytest.mark.parametrize(
        ("distribution", "status"),
        [
            ({}, 422),
            ({"skincare-closeup": 0}, 422),
            ({"skincare-closeup": 1001}, 422),
            ({"cars": 5}, 422),
        ],
    )
    def test_a_distribution_that_makes_no_sense(
        self, pro_shop: Shop, distribution: dict[str, int], status: int
    ) -> None:
        with pytest.raises(Refused) as caught:
            pro_shop.api.post("/generations", {**pro_shop.order(), "distribution": distribution})
        assert caught.value.status == status
        assert caught.value.problem["errors"]
