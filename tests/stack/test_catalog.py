"""Kits, uploads, avatars and products through the running stack."""

from pathlib import Path

import pytest

from local.demo.client import Refused
from local.fakes.shops import Shop, Street
from local.stack.problems import StackProblem
from lumiku.accounts.policy import Tier

pytestmark = pytest.mark.stack


class TestUploads:
    def test_a_product_comes_out_clean_small_and_cut_out(self, pro_shop: Shop) -> None:
        upload = pro_shop.api.get(f"/uploads/{pro_shop.product['upload_id']}")
        assert upload["status"] == "ready"
        assert pro_shop.api.download(upload["image_url"])[:3] == b"\xff\xd8\xff"
        assert pro_shop.api.download(upload["thumbnail_url"])[8:12] == b"WEBP"
        assert pro_shop.api.download(upload["cutout_url"])[:4] == b"\x89PNG"
        assert upload["colors"]

    def test_a_file_that_is_no_picture_is_rejected_with_a_reason(
        self, street: Street, tmp_path: Path
    ) -> None:
        path = tmp_path / "page.jpg"
        path.write_text("<html>not a picture</html>")
        with pytest.raises(StackProblem, match="cannot be used"):
            street.merchant(Tier.FREE).api.upload("product", path)

    def test_the_form_takes_only_the_promised_type_and_size(
        self, street: Street, tmp_path: Path
    ) -> None:
        api = street.merchant(Tier.FREE).api
        ticket = api.ticket("product", street.pictures["product"])
        other_type = {**ticket, "fields": {**ticket["fields"], "Content-Type": "text/html"}}
        other_key = {**ticket, "fields": {**ticket["fields"], "key": "raw/else/original"}}
        too_large = tmp_path / "large.jpg"
        too_large.write_bytes(street.pictures["product"].read_bytes() + b"\0" * 16_000_000)
        for form, path in (
            (other_type, street.pictures["product"]),
            (other_key, street.pictures["product"]),
            (ticket, too_large),
        ):
            with pytest.raises(StackProblem, match="was refused"):
                api.deliver(form, path)
        assert api.get(f"/uploads/{ticket['id']}")["status"] == "waiting"


class TestKits:
    def test_create_read_change_delete(self, street: Street) -> None:
        api = street.merchant().api
        kit = api.post("/brand-kits", street.kit())
        read = api.send("GET", f"/brand-kits/{kit['id']}")
        assert read.json() == kit
        changed = api.send(
            "PATCH",
            f"/brand-kits/{kit['id']}",
            {"tagline": "Kilau lembut"},
            if_match=read.headers["etag"],
        )
        assert changed.json()["tagline"] == "Kilau lembut"
        stale = api.send(
            "PATCH", f"/brand-kits/{kit['id']}", {"tone": "x"}, if_match=read.headers["etag"]
        )
        assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
        assert api.send("DELETE", f"/brand-kits/{kit['id']}").status_code == 204
        assert api.send("GET", f"/brand-kits/{kit['id']}").status_code == 404

    def test_exactly_one_kit_is_the_default(self, street: Street) -> None:
        api = street.merchant().api
        first, second = (api.post("/brand-kits", street.kit(name)) for name in ("A", "B"))
        assert (first["is_default"], second["is_default"]) == (True, False)
        api.put(f"/brand-kits/{second['id']}/default")
        told = {kit["id"]: kit["is_default"] for kit in api.pages("/brand-kits")}
        assert told == {first["id"]: False, second["id"]: True}

    def test_the_free_plan_has_one(self, street: Street) -> None:
        api = street.merchant(Tier.FREE).api
        api.post("/brand-kits", street.kit())
        with pytest.raises(Refused) as caught:
            api.post("/brand-kits", street.kit("Another"))
        assert (caught.value.status, caught.value.problem["code"]) == (402, "limit_reached")


class TestAvatars:
    def test_without_a_release_it_may_not_be_pictured(self, street: Street) -> None:
        shop = street.shop()
        revoked = shop.api.post(f"/avatars/{shop.avatar['id']}/revoke-release")
        assert revoked["release_status"] != "valid"
        with pytest.raises(Refused) as caught:
            shop.api.post("/generations", shop.order(skincare_closeup=1))
        assert (caught.value.status, caught.value.problem["code"]) == (409, "release_missing")


class TestTwoMerchants:
    def test_what_belongs_to_somebody_else_does_not_exist(
        self, street: Street, pro_shop: Shop
    ) -> None:
        stranger = street.merchant().api
        for path in (
            f"/brand-kits/{pro_shop.kit['id']}",
            f"/avatars/{pro_shop.avatar['id']}",
            f"/products/{pro_shop.product['id']}",
            f"/uploads/{pro_shop.product['upload_id']}",
        ):
            assert stranger.send("GET", path).status_code == 404
        for path in ("/brand-kits", "/avatars", "/products"):
            assert list(stranger.pages(path)) == []

    def test_and_cannot_be_used(self, street: Street, pro_shop: Shop) -> None:
        own = street.shop()
        for field, foreign in (
            ("brand_kit_id", pro_shop.kit["id"]),
            ("avatar_ids", [pro_shop.avatar["id"]]),
            ("product_id", pro_shop.product["id"]),
        ):
            order = {**own.order(skincare_closeup=1), field: foreign}
            assert own.api.send("POST", "/generations", order).status_code == 404
