"""Unsubscribing without signing in, wishes about mails, and the fair-use page."""

import pytest

from lumiku.accounts import service as accounts
from lumiku.deliveries.mails import unsubscribe
from lumiku.deliveries.mails.kinds import Topic
from tests.api.world import Answer, Merchant, event, send


def token_of(merchant: Merchant, topic: Topic = Topic.MARKETING) -> str:
    return unsubscribe.link(merchant.user_id, topic).split("token=")[1]


def visit(method: str, token: str, body: str | None = None) -> Answer:
    headers = {"content-type": "application/x-www-form-urlencoded"} if body else {}
    made = event(method, "/v1/unsubscribe", query={"token": token}, body=body, headers=headers)
    return send(made)


class TestUnsubscribe:
    def test_opening_the_link_only_asks(self, free: Merchant) -> None:
        free.get("/usage")
        page = visit("GET", token_of(free))
        assert page.status == 200
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "form-action 'self'" in page.headers["Content-Security-Policy"]
        assert 'method="post"' in page.text
        assert accounts.get(free.user_id).marketing

    def test_one_click_stops_them(self, free: Merchant) -> None:
        free.get("/usage")
        for _ in range(2):
            page = visit("POST", token_of(free), "List-Unsubscribe=One-Click")
            assert page.status == 200
        assert not accounts.get(free.user_id).marketing
        assert free.get("/account/mails").body["marketing"] is False

    def test_each_topic_is_its_own(self, free: Merchant) -> None:
        free.patch("/account/mails", {"batch_finished": True})
        visit("POST", token_of(free, Topic.BATCHES))
        account = accounts.get(free.user_id)
        assert (account.marketing, account.batch_mails) == (True, False)

    def test_a_link_works_after_the_account_is_gone(self, world: None) -> None:
        assert visit("POST", token_of(Merchant())).status == 200

    @pytest.mark.parametrize("token", ["x", "AAAA", "%00", "é", "a" * 400])
    def test_a_forged_link_is_not_found(self, world: None, token: str) -> None:
        assert visit("POST", token).status == 404

    def test_a_cursor_is_no_link(self, free: Merchant) -> None:
        from lumiku.cloud import cursors

        assert visit("POST", cursors.encode("other", [free.user_id, "marketing"])).status == 404


class TestWishes:
    def test_marketing_is_on_and_batches_are_asked_for(self, free: Merchant) -> None:
        assert free.get("/account/mails").body == {
            "marketing": True,
            "batch_finished": False,
            "language": "en",
            "delivery_problem": None,
        }

    def test_can_be_changed_one_by_one(self, free: Merchant) -> None:
        free.patch("/account/mails", {"batch_finished": True})
        told = free.patch("/account/mails", {"language": "id", "marketing": False}).body
        assert (told["marketing"], told["batch_finished"], told["language"]) == (False, True, "id")
        assert free.patch("/account/mails", {"marketing": True}).body["marketing"] is True

    def test_a_null_leaves_a_wish_as_it_is(self, free: Merchant) -> None:
        free.patch("/account/mails", {"batch_finished": True})
        assert free.patch("/account/mails", {"batch_finished": None}).body["batch_finished"]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("language", "title"), [("id", "Kebijakan"), ("en", "Fair-use policy")])
def test_the_fair_use_page_is_open_to_all(language: str, title: str) -> None:
    page = send(event("GET", "/v1/fair-use", headers={"accept-language": language}))
    assert page.status == 200
    assert page.headers["Content-Language"] == language
    assert title in page.text
