"""What every request meets: the guard, identity, languages, problem documents, the ETag."""

import base64
from typing import Any

import pytest

from functions.api import endpoint
from functions.api.handler import handler
from functions.api.problems import language_of
from functions.api.routes import system
from functions.api.routing import Access, Call, Reply, Route
from lumiku.catalog.service import kits
from lumiku.errors import NotFound
from tests.api.world import Answer, Context, Merchant, event, send

KIT = '{"name": "A", "category": "skincare", "colors": ["#FFB6C1"]}'
CLAIMS = {"sub": "0b3ab1a4-5f3e-4f3a-9a8e-0d5d9d8f6a11", "email": "sari@lumiku.test"}


def post(body: str | None, *, base64_encoded: bool = False) -> Answer:
    return send(
        event("POST", "/v1/brand-kits", body=body, claims=CLAIMS, base64_encoded=base64_encoded)
    )


def encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@pytest.mark.usefixtures("world")
class TestGuard:
    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            (None, 400, "malformed_body"),
            ("", 400, "malformed_body"),
            ("{", 400, "malformed_body"),
            ("[" * 50_000 + "]" * 50_000, 413, "body_too_large"),
            ("[" * 33 + "]" * 33, 400, "malformed_body"),
            ('{"a":' * 33 + "1" + "}" * 33, 400, "malformed_body"),
            ('{"n": ' + "9" * 5_000 + "}", 400, "malformed_body"),
            ('{"n": 0.' + "1" * 21 + "}", 400, "malformed_body"),
            ('{"n": NaN}', 400, "malformed_body"),
            ('{"n": -Infinity}', 400, "malformed_body"),
            ('"' + "a" * 65_537 + '"', 413, "body_too_large"),
            ("é" * 40_000, 413, "body_too_large"),
            ('"\ud800"', 400, "malformed_body"),
            ('"\\ud800"', 400, "malformed_body"),
            ("[]", 422, "invalid_input"),
            ("null", 422, "invalid_input"),
            ('{"name": "A", "name": 1}', 422, "invalid_input"),
        ],
        ids=lambda value: repr(value)[:20],
    )
    def test_refuses(self, body: str | None, status: int, code: str) -> None:
        answer = post(body)
        assert (answer.status, answer.body["code"]) == (status, code)
        assert answer.headers["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ("not base64!", 400),
            (encoded(b'{"name": "\xff"}'), 400),
            (encoded(b"a" * 65_537), 413),
            (encoded(KIT.encode()), 201),
        ],
        ids=["broken", "not UTF-8", "too large", "fine"],
    )
    def test_base64(self, body: str, status: int, free: Merchant) -> None:
        claims = {**CLAIMS, "sub": free.user_id}
        made = event("POST", "/v1/brand-kits", body=body, claims=claims, base64_encoded=True)
        assert send(made).status == status

    def test_strings_may_look_like_what_is_refused(self, free: Merchant) -> None:
        name = '[[[[ NaN "\\" ' + "9" * 25
        assert free.kit(name=name)["name"] == name

    def test_the_largest_body_is_read(self, free: Merchant) -> None:
        padded = KIT + " " * (64 * 1024 - len(KIT))
        assert free.post("/brand-kits", padded).status == 201


@pytest.mark.usefixtures("world")
class TestIdentity:
    @pytest.mark.parametrize(
        "claims", [None, {}, {"sub": ""}, {"sub": "U#x"}, {"sub": "a/b"}, {"email": "a@b.c"}]
    )
    def test_no_usable_token_is_401(self, claims: dict[str, Any] | None) -> None:
        answer = send(event("GET", "/v1/brand-kits", claims=claims))
        assert (answer.status, answer.body["code"]) == (401, "not_signed_in")
        assert answer.headers["WWW-Authenticate"] == "Bearer"

    @pytest.mark.parametrize("path", ["/v1/health", "/v1/plans", "/v1/openapi.json"])
    def test_open_addresses(self, path: str) -> None:
        assert send(event("GET", path)).status == 200

    @pytest.mark.parametrize(
        ("claim", "groups"),
        [
            ("[admin]", {"admin"}),
            ("[editor admin]", {"editor", "admin"}),
            (["admin"], {"admin"}),
            ("", set()),
            ("[]", set()),
        ],
    )
    def test_groups_as_gateways_send_them(self, claim: object, groups: set[str]) -> None:
        claims = {**CLAIMS, "cognito:groups": claim}
        identity = endpoint.identity_of({"authorizer": {"jwt": {"claims": claims}}})
        assert identity is not None
        assert identity.groups == groups


def listing(_: Call[None, None]) -> Reply:
    return Reply(system.Health(status="ok"))


SECRET = Route(
    method="GET",
    path="/v1/admin/x",
    operation_id="x",
    run=listing,
    summary_id="",
    summary_en="",
    out=system.Health,
    access=Access.ADMIN,
)


class TestAdmin:
    """Nobody outside the group learns that an admin address exists."""

    @pytest.mark.parametrize("groups", ["", "[editor]", "[administrator]"])
    def test_is_not_found(self, groups: str) -> None:
        made = event("GET", "/v1/admin/x", claims={**CLAIMS, "cognito:groups": groups})
        with pytest.raises(NotFound) as error:
            endpoint.run(SECRET, made, b"", {})
        assert error.value.facts == {"kind": "route"}

    def test_is_there_for_admins(self) -> None:
        made = event("GET", "/v1/admin/x", claims={**CLAIMS, "cognito:groups": "[admin]"})
        assert endpoint.run(SECRET, made, b"", {}).status_code == 200

    def test_is_not_found_without_a_token(self) -> None:
        """401 would tell it apart from an address that does not exist."""
        with pytest.raises(NotFound):
            endpoint.run(SECRET, event("GET", "/v1/admin/x"), b"", {})


@pytest.mark.usefixtures("world")
class TestAddresses:
    @pytest.mark.parametrize(
        "path", ["/", "/v1", "/v2/health", "/v1/health/", "/v1/nothing", "/v1/brand-kits/a/b/c"]
    )
    def test_unknown_is_404(self, path: str) -> None:
        answer = send(event("GET", path, claims=CLAIMS))
        assert (answer.status, answer.body["code"]) == (404, "not_found")

    def test_wrong_method_is_405_and_names_the_right_ones(self, merchant: Merchant) -> None:
        answer = merchant.call("DELETE", "/brand-kits")
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, POST")

    def test_an_impossible_id_is_404(self, merchant: Merchant) -> None:
        for bad in ("x", "kit_", "kit_" + "0" * 25 + "u", "ava_01JD0000000000000000000000", "%23"):
            assert merchant.get(f"/brand-kits/{bad}").status == 404


class TestProblems:
    def test_fields(self, merchant: Merchant) -> None:
        answer = merchant.get("/brand-kits/kit_01JD0000000000000000000000")
        assert answer.body == {
            "type": "about:blank",
            "title": "Not found",
            "status": 404,
            "detail": "The brand kit was not found.",
            "code": "not_found",
            "kind": "brand_kit",
            "request_id": answer.body["request_id"],
            "errors": [],
        }
        assert answer.headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize(
        ("accept", "language"),
        [
            (None, "id"),
            ("", "id"),
            ("en", "en"),
            ("en-GB,en;q=0.9", "en"),
            ("id-ID,id;q=0.9,en;q=0.8", "id"),
            ("en;q=0.5, id;q=0.4", "en"),
            ("fr-FR, en;q=0.3", "en"),
            ("fr, de", "id"),
            ("en;q=x, ;;;, q=1", "id"),
            ("en;q=0", "id"),
        ],
    )
    def test_language(self, accept: str | None, language: str) -> None:
        headers = {} if accept is None else {"accept-language": accept}
        assert language_of(headers) == language

    def test_field_errors_are_bilingual(self, merchant: Merchant) -> None:
        wanted = {"name": "", "colors": ["#FFB6C1"], "fonts": "Inter"}
        english = merchant.post("/brand-kits", wanted)
        merchant.language = "id"
        indonesian = merchant.post("/brand-kits", wanted)
        assert {e["pointer"]: e["detail"] for e in english.body["errors"]} == {
            "/name": "must not be empty",
            "/category": "is required",
            "/fonts": "must be a list",
        }
        assert {e["pointer"]: e["detail"] for e in indonesian.body["errors"]} == {
            "/name": "tidak boleh kosong",
            "/category": "wajib diisi",
            "/fonts": "harus berupa daftar",
        }
        assert indonesian.headers["Content-Language"] == "id"

    def test_pointers_are_escaped(self, merchant: Merchant) -> None:
        answer = merchant.post("/brand-kits", {"a/b~c": 1})
        assert "/a~1b~0c" in [e["pointer"] for e in answer.body["errors"]]

    def test_many_errors_are_cut(self, merchant: Merchant) -> None:
        answer = merchant.post("/brand-kits", {f"x{n}": 1 for n in range(1_000)})
        assert len(answer.body["errors"]) == 50

    def test_a_bug_tells_nothing_and_is_logged_once(
        self,
        merchant: Merchant,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        def broken(*_: object) -> None:
            raise RuntimeError("secret detail")

        monkeypatch.setattr(kits, "list_kits", broken)
        answer = merchant.get("/brand-kits")
        assert (answer.status, answer.body["code"]) == (500, "internal")
        assert "secret detail" not in answer.text
        told = [vars(record) for record in caplog.records if "secret detail" in caplog.text]
        assert [line["action"] for line in told] == ["unhandled_error", "request"]
        assert {line["request_id"] for line in told} == {answer.body["request_id"]}
        assert told[-1]["status"] == 500


class TestTags:
    def test_open_documents_are_304_too(self, world: None) -> None:
        first = send(event("GET", "/v1/plans"))
        made = event("GET", "/v1/plans", headers={"If-None-Match": "W/" + first.headers["ETag"]})
        assert (send(made).status, send(made).text) == (304, "")

    def test_answers_with_pictures_stay_equal(self, merchant: Merchant) -> None:
        avatar = merchant.avatar(merchant.kit()["id"])
        path = f"/avatars/{avatar['id']}"
        tag = merchant.get(path).headers["ETag"]
        assert merchant.get(path, if_none_match=tag).status == 304


def test_one_log_line_for_each_request(world: None, caplog: pytest.LogCaptureFixture) -> None:
    handler(event("GET", "/v1/health"), Context())  # type: ignore[arg-type]
    lines = [vars(record) for record in caplog.records]
    assert [(line["action"], line["path"], line["status"]) for line in lines] == [
        ("request", "/v1/health", 200)
    ]
