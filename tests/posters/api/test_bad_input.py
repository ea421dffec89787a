"""What merchants get wrong about posters and exports: each gets an answer that says what."""

import json
from typing import Any

import pytest

from lumiku.exports.rules import MAX_FILES
from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import ExportKey
from lumiku.posters.document.schemas import MAX_LAYERS
from lumiku.posters.editing import Brand, lay_out
from tests.api.world import Answer, Merchant


@pytest.fixture
def kit(merchant: Merchant) -> str:
    return str(merchant.kit()["id"])


@pytest.fixture
def wish(kit: str, pose: str) -> dict[str, Any]:
    return {"brand_kit_id": kit, "template": "hero-spotlight", "pose_ids": [pose]}


@pytest.fixture
def doc() -> dict[str, Any]:
    """A document as a client has drawn it, without photos."""
    made = lay_out("hero-spotlight", Brand("A"), Content(headline="Halo"), [], ExportKey.IG_POST)
    told: dict[str, Any] = json.loads(made.model_dump_json())
    return told


def refused(answer: Answer, status: int, pointer: str) -> str:
    """The English sentence at the field that the answer points at."""
    assert answer.status == status, answer.text
    found = {error["pointer"]: error["detail"] for error in answer.body["errors"]}
    assert pointer in found
    return str(found[pointer])


class TestHeadline:
    def test_four_hundred_characters_are_taken_and_more_are_not(
        self, merchant: Merchant, wish: dict[str, Any]
    ) -> None:
        taken = merchant.post("/posters", {**wish, "content": {"headline": "a" * 400}})
        assert taken.status == 201
        answer = merchant.post("/posters", {**wish, "content": {"headline": "a" * 401}})
        refused(answer, 422, "/content/headline")

    def test_an_empty_one_is_fine(self, merchant: Merchant, wish: dict[str, Any]) -> None:
        assert merchant.post("/posters", {**wish, "content": {"headline": ""}}).status == 201

    @pytest.mark.parametrize("text", ["Promo 🔥", "サロン", "ขายดี", "שלום"])
    def test_letters_that_no_font_draws_are_named(
        self, merchant: Merchant, wish: dict[str, Any], text: str
    ) -> None:
        answer = merchant.post("/posters", {**wish, "content": {"headline": text}})
        assert text[-1] in refused(answer, 422, "/content/headline")

    def test_arabic_and_accents_are_drawn(self, merchant: Merchant, wish: dict[str, Any]) -> None:
        for text in ("رمضان كريم", "Crème brûlée – “enak”", "Rp 99.000 · 50%"):
            answer = merchant.post("/posters", {**wish, "content": {"headline": text}})
            assert answer.status == 201, answer.text

    def test_an_unknown_variable_is_named_with_those_there_are(
        self, merchant: Merchant, wish: dict[str, Any]
    ) -> None:
        answer = merchant.post("/posters", {**wish, "content": {"headline": "Beli {harga}"}})
        detail = refused(answer, 422, "/content/headline")
        assert "{harga}" in detail
        assert "{price}" in detail

    def test_in_a_set_each_headline_is_looked_at(
        self, merchant: Merchant, kit: str, pose: str
    ) -> None:
        body = {"brand_kit_id": kit, "pose_ids": [pose], "headlines": ["Halo", "Hai 🙌"]}
        refused(merchant.post("/poster-sets", body), 422, "/content/headline")


class TestDocument:
    def test_ten_thousand_layers(self, merchant: Merchant, kit: str, doc: dict[str, Any]) -> None:
        text = next(layer for layer in doc["layers"] if layer["type"] == "text")
        many = {**doc, "layers": [{**text, "id": str(n)} for n in range(10_000)]}
        answer = merchant.post("/posters", {"brand_kit_id": kit, "doc": many})
        assert (answer.status, answer.body["code"]) == (413, "body_too_large")
        plain = {"id": "", "type": "shape", "x": 0, "y": 0, "w": 1, "h": 1}
        over = {**doc, "layers": [{**plain, "id": str(n)} for n in range(MAX_LAYERS + 1)]}
        answer = merchant.post("/posters", {"brand_kit_id": kit, "doc": over})
        refused(answer, 422, "/doc/layers")

    def test_a_font_that_is_not_ours(
        self, merchant: Merchant, kit: str, doc: dict[str, Any]
    ) -> None:
        index, text = next((n, x) for n, x in enumerate(doc["layers"]) if x["type"] == "text")
        doc["layers"][index] = {**text, "font": "Comic Sans"}
        answer = merchant.post("/posters", {"brand_kit_id": kit, "doc": doc})
        assert "Inter" in refused(answer, 422, f"/doc/layers/{index}/font")

    def test_photos_that_are_not_ones_own(
        self, merchant: Merchant, kit: str, doc: dict[str, Any]
    ) -> None:
        for photo_id in ("pose_01JD0000000000000000000009_0000", "../../etc/passwd", "prd_x"):
            foreign = {**doc, "photos": [{"id": photo_id, "width": 10, "height": 10}]}
            answer = merchant.post("/posters", {"brand_kit_id": kit, "doc": foreign})
            assert (answer.status, answer.body["code"]) == (404, "not_found")

    def test_a_document_and_a_template_at_once_or_neither(
        self, merchant: Merchant, kit: str, doc: dict[str, Any]
    ) -> None:
        both = {"brand_kit_id": kit, "doc": doc, "template": "hero-spotlight"}
        for body in (both, {"brand_kit_id": kit}):
            assert merchant.post("/posters", body).status == 422

    def test_it_can_be_drawn_by_hand_and_replaced(
        self, merchant: Merchant, kit: str, doc: dict[str, Any]
    ) -> None:
        made = merchant.post("/posters", {"brand_kit_id": kit, "doc": doc})
        assert made.status == 201, made.text
        assert made.body["doc"] == doc
        path = f"/posters/{made.body['id']}"
        changed = {**doc, "layers": doc["layers"][:1]}
        answer = merchant.patch(path, {"doc": changed}, if_match=made.headers.get("ETag", '"1"'))
        assert (answer.status, answer.body["version"]) == (200, 2)
        assert answer.body["doc"] == changed
        assert merchant.patch(path, {"doc": doc}, if_match='"1"').status == 412


class TestTemplate:
    def test_an_unknown_one(self, merchant: Merchant, wish: dict[str, Any]) -> None:
        answer = merchant.post("/posters", {**wish, "template": "hero-nothing"})
        assert (answer.status, answer.body["kind"]) == (404, "poster_template")

    def test_a_larger_plans_is_refused_with_the_plan_that_has_it(self, world: None) -> None:
        free = Merchant()
        listed = free.get("/poster-templates").body["data"]
        kit = free.kit()["id"]
        for template in listed:
            body = {"brand_kit_id": kit, "template": template["key"]}
            answer = free.post("/posters", body)
            assert answer.status == (201 if template["included"] else 403), template["key"]
            if not template["included"]:
                assert answer.body["code"] == "template_not_included"
                assert answer.body["suggested_plan"] in ("starter", "pro")
        assert {entry["included"] for entry in listed} == {True, False}

    def test_the_pro_plan_has_them_all(self, merchant: Merchant) -> None:
        listed = merchant.get("/poster-templates").body
        assert len(listed["data"]) >= 24
        assert all(entry["included"] for entry in listed["data"])
        assert len(listed["formats"]) == len(ExportKey)


class TestExport:
    def test_of_nothing(self, merchant: Merchant) -> None:
        answer = merchant.post("/exports", {"poster_ids": [], "formats": []})
        assert {e["pointer"] for e in answer.body["errors"]} == {"/poster_ids", "/formats"}

    def test_of_five_thousand_files(self, merchant: Merchant) -> None:
        ids = [f"pst_01JD000000000000000000{n:04d}" for n in range(500)]
        body = {"poster_ids": ids, "formats": [key.value for key in list(ExportKey)[:10]]}
        answer = merchant.post("/exports", body)
        assert answer.status == 422
        (error,) = answer.body["errors"]
        assert "5000" in error["detail"]
        assert str(MAX_FILES) in error["detail"]

    def test_to_a_format_that_is_none(self, merchant: Merchant) -> None:
        answer = merchant.post("/exports", {"poster_ids": ["pst_x"], "formats": ["myspace"]})
        refused(answer, 422, "/formats/0")

    def test_with_a_deleted_pose_or_kit_the_poster_is_refused(
        self, merchant: Merchant, wish: dict[str, Any]
    ) -> None:
        gone = {**wish, "pose_ids": ["pose_01JD0000000000000000000009_0001"]}
        assert merchant.post("/posters", gone).body["kind"] == "pose"
        gone = {**wish, "brand_kit_id": "kit_01JD0000000000000000000009"}
        assert merchant.post("/posters", gone).body["kind"] == "brand_kit"
