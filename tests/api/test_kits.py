"""Brand kits over HTTP."""

from typing import Any

import pytest

from tests.api.world import Merchant


class TestCreate:
    def test_normalises_and_counts(self, merchant: Merchant) -> None:
        answer = merchant.post(
            "/brand-kits",
            {
                "name": "  Skincare Aura ",
                "category": "skincare",
                "colors": ["#fb6", "ffb6c1", "#FFB6C1"],
                "fonts": [{"family": "Inter", "weights": [700, 400, 400]}],
                "tone": "Elegant, sophisticated",
            },
        )
        assert answer.status == 201
        assert answer.body["name"] == "Skincare Aura"
        assert answer.body["colors"] == ["#FFBB66", "#FFB6C1"]
        assert answer.body["fonts"] == [{"family": "Inter", "weights": [400, 700]}]
        assert (answer.body["avatar_count"], answer.body["product_count"]) == (0, 0)
        assert answer.headers["Location"] == f"/v1/brand-kits/{answer.body['id']}"
        assert merchant.get(f"/brand-kits/{answer.body['id']}").body == answer.body

    @pytest.mark.parametrize(
        ("change", "pointer"),
        [
            ({"name": ""}, "/name"),
            ({"name": "two\nlines"}, "/name"),
            ({"name": 5}, "/name"),
            ({"category": "spaceships"}, "/category"),
            ({"colors": []}, "/colors"),
            ({"colors": ["#GGGGGG"]}, "/colors/0"),
            ({"colors": ["#000000"] * 9}, "/colors"),
            ({"fonts": [{"family": "Inter", "weights": [450]}]}, "/fonts/0/weights"),
            ({"fonts": [{"family": "Inter", "size": 4}]}, "/fonts/0/size"),
            ({"owner": "me"}, "/owner"),
        ],
    )
    def test_points_at_the_wrong_field(
        self, merchant: Merchant, change: dict[str, Any], pointer: str
    ) -> None:
        wanted = {"name": "A", "category": "skincare", "colors": ["#FFB6C1"], **change}
        answer = merchant.post("/brand-kits", wanted)
        assert answer.status == 422
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert [error["pointer"] for error in answer.body["errors"]] == [pointer]

    def test_free_plan_has_one(self, free: Merchant) -> None:
        free.kit()
        answer = free.post("/brand-kits", {"name": "B", "category": "kids", "colors": ["#000000"]})
        assert answer.status == 402
        assert answer.body["code"] == "limit_reached"
        assert (answer.body["limit"], answer.body["remaining"]) == (1, 0)
        assert answer.body["suggested_plan"] == "starter"
        assert free.get("/brand-kits").body["data"].__len__() == 1

    def test_room_comes_back_after_a_delete(self, free: Merchant) -> None:
        first = free.kit()
        assert free.delete(f"/brand-kits/{first['id']}").status == 204
        assert free.kit()["is_default"] is True


class TestDefault:
    def _defaults(self, merchant: Merchant) -> list[str]:
        kits = merchant.get("/brand-kits").body["data"]
        return [kit["id"] for kit in kits if kit["is_default"]]

    def test_first_kit_is_it(self, merchant: Merchant) -> None:
        first = merchant.kit()
        merchant.kit(name="Second")
        assert self._defaults(merchant) == [first["id"]]

    def test_put_moves_it(self, merchant: Merchant) -> None:
        merchant.kit()
        second = merchant.kit(name="Second")
        answer = merchant.call("PUT", f"/brand-kits/{second['id']}/default")
        assert answer.body["is_default"] is True
        assert self._defaults(merchant) == [second["id"]]

    def test_deleting_it_names_an_heir(self, merchant: Merchant) -> None:
        first, second = merchant.kit(), merchant.kit(name="Second")
        assert merchant.delete(f"/brand-kits/{first['id']}").status == 204
        assert self._defaults(merchant) == [second["id"]]

    def test_deleting_another_keeps_it(self, merchant: Merchant) -> None:
        first, second = merchant.kit(), merchant.kit(name="Second")
        assert merchant.delete(f"/brand-kits/{second['id']}").status == 204
        assert self._defaults(merchant) == [first["id"]]

    def test_deleting_the_last_one_leaves_none(self, merchant: Merchant) -> None:
        only = merchant.kit()
        assert merchant.delete(f"/brand-kits/{only['id']}").status == 204
        assert self._defaults(merchant) == []
        assert merchant.kit()["is_default"] is True


class TestVersions:
    def test_stale_patch_is_refused(self, merchant: Merchant) -> None:
        path = f"/brand-kits/{merchant.kit()['id']}"
        tag = merchant.get(path).headers["ETag"]
        assert merchant.patch(path, {"tone": "calm"}, if_match=tag).status == 200
        answer = merchant.patch(path, {"tone": "loud"}, if_match=tag)
        assert (answer.status, answer.body["code"]) == (412, "stale_version")
        assert merchant.get(path).body["tone"] == "calm"

    @pytest.mark.parametrize("form", ["{}", "W/{}"])
    def test_fresh_tags_pass_weakened_or_not(self, merchant: Merchant, form: str) -> None:
        path = f"/brand-kits/{merchant.kit()['id']}"
        tag = form.format(merchant.get(path).headers["ETag"])
        assert merchant.patch(path, {"tone": "calm"}, if_match=tag).status == 200
        assert merchant.patch(path, {"tone": "loud"}, if_match=tag).status == 412
        assert merchant.patch(path, {"tone": "loud"}, if_match="*").status == 200

    def test_counts_are_no_edits(self, merchant: Merchant) -> None:
        kit = merchant.kit()
        path = f"/brand-kits/{kit['id']}"
        tag = merchant.get(path).headers["ETag"]
        merchant.avatar(kit["id"])
        assert merchant.get(path, if_none_match=tag).status == 200
        assert merchant.patch(path, {"tone": "calm"}, if_match=tag).status == 200

    @pytest.mark.parametrize("tag", ['"7"', '"x"', "W/nonsense", '"99999999999999999999"'])
    def test_foreign_tags_are_stale(self, merchant: Merchant, tag: str) -> None:
        path = f"/brand-kits/{merchant.kit()['id']}"
        assert merchant.patch(path, {"tone": "loud"}, if_match=tag).status == 412

    def test_unchanged_is_304(self, merchant: Merchant) -> None:
        path = f"/brand-kits/{merchant.kit()['id']}"
        tag = merchant.get(path).headers["ETag"]
        answer = merchant.get(path, if_none_match=f'"else", {tag}')
        assert (answer.status, answer.text, answer.headers["ETag"]) == (304, "", tag)

    def test_patch_keeps_what_is_absent_and_clears_null(self, merchant: Merchant) -> None:
        kit = merchant.kit(tone="calm", tagline="Glow")
        path = f"/brand-kits/{kit['id']}"
        changed = merchant.patch(path, {"tone": None, "colors": ["#000"]}).body
        assert (changed["tone"], changed["tagline"]) == (None, "Glow")
        assert changed["colors"] == ["#000000"]

    def test_null_for_a_required_field(self, merchant: Merchant) -> None:
        path = f"/brand-kits/{merchant.kit()['id']}"
        answer = merchant.patch(path, {"name": None})
        assert [error["pointer"] for error in answer.body["errors"]] == ["/name"]


class TestDelete:
    def test_refused_while_something_belongs_to_it(self, merchant: Merchant) -> None:
        kit = merchant.kit()
        avatar = merchant.avatar(kit["id"])
        product = merchant.product(kit["id"])
        answer = merchant.delete(f"/brand-kits/{kit['id']}")
        assert (answer.status, answer.body["code"]) == (409, "in_use")
        assert "1 avatar, 1 product" in answer.body["detail"]
        merchant.delete(f"/avatars/{avatar['id']}")
        merchant.delete(f"/products/{product['id']}")
        assert merchant.delete(f"/brand-kits/{kit['id']}").status == 204

    def test_twice_is_404(self, merchant: Merchant) -> None:
        kit = merchant.kit()
        merchant.delete(f"/brand-kits/{kit['id']}")
        assert merchant.delete(f"/brand-kits/{kit['id']}").status == 404


class TestLogo:
    def test_is_shown(self, merchant: Merchant) -> None:
        logo = merchant.upload("logo")
        kit = merchant.kit(logo_upload_id=logo)
        assert f"/clean/{logo}.jpg" in kit["logo_url"]
        path = f"/brand-kits/{kit['id']}"
        assert merchant.patch(path, {"logo_upload_id": None}).body["logo_url"] is None

    @pytest.mark.parametrize(
        ("kind", "status", "code"),
        [
            ("avatar", "ready", "invalid_input"),
            ("logo", "waiting", "not_ready"),
            ("logo", "rejected", "rejected_image"),
        ],
    )
    def test_must_be_a_ready_logo(
        self, merchant: Merchant, kind: str, status: str, code: str
    ) -> None:
        upload = merchant.upload(kind, status)
        path = f"/brand-kits/{merchant.kit()['id']}"
        assert merchant.patch(path, {"logo_upload_id": upload}).body["code"] == code


class TestList:
    def test_pages_cover_everything_once(self, merchant: Merchant) -> None:
        made = [merchant.kit(name=f"Kit {n}")["id"] for n in range(5)]
        seen: list[str] = []
        query = {"limit": "2"}
        for _ in range(3):
            answer = merchant.get("/brand-kits", query=query).body
            seen += [kit["id"] for kit in answer["data"]]
            query = {"limit": "2", "cursor": answer["next_cursor"] or ""}
        assert answer["next_cursor"] is None
        assert seen == made[::-1]

    def test_exact_page_has_no_next(self, merchant: Merchant) -> None:
        for n in range(2):
            merchant.kit(name=f"Kit {n}")
        assert merchant.get("/brand-kits", query={"limit": "2"}).body["next_cursor"] is None

    @pytest.mark.parametrize("limit", ["0", "101", "x", "-1", "1e2"])
    def test_limit_is_1_to_100(self, merchant: Merchant, limit: str) -> None:
        answer = merchant.get("/brand-kits", query={"limit": limit})
        assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, "?limit")

    def test_cursors_are_bound_to_user_and_list(self, merchant: Merchant, other: Merchant) -> None:
        for n in range(2):
            merchant.kit(name=f"Kit {n}")
        cursor = merchant.get("/brand-kits", query={"limit": "1"}).body["next_cursor"]
        wrong = [
            other.get("/brand-kits", query={"cursor": cursor}),
            merchant.get("/avatars", query={"cursor": cursor}),
            merchant.get("/brand-kits", query={"cursor": cursor[:-2]}),
            merchant.get("/brand-kits", query={"cursor": "é"}),
            merchant.get("/brand-kits", query={"cursor": "QQ"}),
        ]
        assert [(a.status, a.body["code"]) for a in wrong] == [(400, "bad_cursor")] * 5
