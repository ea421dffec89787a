"""Pose templates over HTTP, from the library that is shipped."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from lumiku.poses import service
from pose_seed.library import shipped
from tests.api.world import Merchant, event, send

SHELVES = ("skincare-closeup", "kids-sitting")


@pytest.fixture(scope="module", autouse=True)
def library(world: None) -> Iterator[None]:
    """Two shelves of the shipped library."""
    few = [t for t in shipped().templates if t.category in SHELVES]
    service.forget()
    service.load(few, version=1)
    yield
    service.forget()


def everything(merchant: Merchant, **query: str) -> list[str]:
    seen: list[str] = []
    cursor = ""
    while True:
        asked = {"limit": "7", **query} | ({"cursor": cursor} if cursor else {})
        page = merchant.get("/pose-templates", query=asked).body
        seen += [card["id"] for card in page["data"]]
        cursor = page["next_cursor"] or ""
        if not cursor:
            assert len(seen) == page["total"]
            return seen


def test_pages_cover_everything_once(merchant: Merchant) -> None:
    seen = everything(merchant)
    assert len(seen) == len(set(seen)) > 7
    assert set(everything(merchant, category="kids-sitting")) < set(seen)


def test_counts_are_what_a_filter_gives(merchant: Merchant) -> None:
    page = merchant.get("/pose-templates", query={"category": "kids-sitting"}).body
    assert set(page["counts"]["category"]) == set(SHELVES)
    for difficulty, count in page["counts"]["difficulty"].items():
        found = everything(merchant, category="kids-sitting", difficulty=difficulty)
        assert len(found) == count


def test_cursors_belong_to_their_filters(merchant: Merchant) -> None:
    cursor = merchant.get("/pose-templates", query={"limit": "1"}).body["next_cursor"]
    query = {"cursor": cursor, "category": "kids-sitting"}
    assert merchant.get("/pose-templates", query=query).body["code"] == "bad_cursor"


def test_wrong_filters_are_named(merchant: Merchant) -> None:
    query = {"placement": "sky", "people": "5", "colour": "red"}
    answer = merchant.get("/pose-templates", query=query)
    pointers = {error["pointer"] for error in answer.body["errors"]}
    assert pointers == {"?placement", "?people", "?colour"}


def test_one_has_its_keypoints_and_words(merchant: Merchant) -> None:
    card = merchant.get("/pose-templates", query={"limit": "1"}).body["data"][0]
    english = merchant.get(f"/pose-templates/{card['id']}").body
    merchant.language = "id"
    indonesian = merchant.get(f"/pose-templates/{card['id']}").body
    assert [len(person) for person in english["people"]] == [18] * card["people_count"]
    assert set(english["people"][0][0]) == {"x", "y", "confidence", "visibility"}
    assert english["description"] != indonesian["description"]


def test_visibility_follows_confidence(merchant: Merchant) -> None:
    seen: set[tuple[str, str]] = set()
    for template_id in everything(merchant):
        detail = merchant.get(f"/pose-templates/{template_id}").body
        for joint in (joint for person in detail["people"] for joint in person):
            low = "0" if joint["confidence"] == 0 else "<.7" if joint["confidence"] < 0.7 else "1"
            seen.add((low, joint["visibility"]))
    assert seen == {("0", "absent"), ("<.7", "occluded"), ("1", "visible")}


def test_preview_needs_no_token_and_is_cached(merchant: Merchant) -> None:
    url = merchant.get("/pose-templates", query={"limit": "1"}).body["data"][0]["preview_url"]
    answer = send(event("GET", url))
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "max-age=604800" in answer.headers["Cache-Control"]
    assert ElementTree.fromstring(answer.text).tag.endswith("svg")  # noqa: S314 - our own
    again = send(event("GET", url, headers={"if-none-match": answer.headers["ETag"]}))
    assert again.status == 304


@pytest.mark.parametrize("template_id", ["fsf_00000000", "x", "FSF_00000000", "fsf_0000000%2F"])
def test_unknown_is_404(merchant: Merchant, template_id: str) -> None:
    assert merchant.get(f"/pose-templates/{template_id}").status == 404
    assert send(event("GET", f"/v1/pose-templates/{template_id}/preview.svg")).status == 404
