"""The front forwards /v1 unchanged, serves the page, and answers only on this machine."""

import asyncio
import json
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.stack.front import Front, application, awaited
from lumiku.console import Page

API = "http://127.0.0.1:1/_aws/execute-api/abc/$default"


def echo(request: httpx.Request) -> httpx.Response:
    return httpx.Response(
        201,
        json={"url": str(request.url), "body": request.content.decode()},
        headers={"etag": '"7"', "x-token": request.headers.get("authorization", "")},
    )


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    return tmp_path / "accounts.json"


@pytest.fixture
def ask(accounts: Path) -> Callable[..., httpx.Response]:
    """One request to a front whose API is `api`."""

    def request(
        method: str,
        path: str,
        api: Callable[[httpx.Request], httpx.Response] = echo,
        **options: Any,
    ) -> httpx.Response:
        told = Front(
            port=1,
            api=API,
            sign_in={"client_id": "c", "media": "http://127.0.0.1:2"},
            accounts=str(accounts),
        )

        async def run() -> httpx.Response:
            app = httpx.ASGITransport(application(told, httpx.MockTransport(api)))
            async with httpx.AsyncClient(transport=app, base_url="http://127.0.0.1:1") as client:
                return await client.request(method, path, **options)

        return asyncio.run(run())

    return request


Ask = Callable[..., httpx.Response]


class TestForwarding:
    def test_method_path_query_body_and_headers_go_through(self, ask: Ask) -> None:
        answer = ask(
            "POST",
            "/v1/brand-kits?limit=2&q=a%20b",
            content=b"{}",
            headers={"authorization": "Bearer t"},
        )
        assert answer.status_code == 201
        assert answer.json() == {"url": f"{API}/v1/brand-kits?limit=2&q=a%20b", "body": "{}"}
        assert answer.headers["etag"] == '"7"'
        assert answer.headers["x-token"] == "Bearer t"

    def test_escaped_slashes_stay_escaped(self, ask: Ask) -> None:
        assert ask("GET", "/v1/uploads/a%2Fb").json()["url"] == f"{API}/v1/uploads/a%2Fb"

    @pytest.mark.parametrize(
        ("error", "status"),
        [(httpx.ConnectError("refused"), 502), (httpx.ReadTimeout("slow"), 504)],
    )
    def test_an_api_that_is_away_gives_a_problem_document(
        self, ask: Ask, error: httpx.TransportError, status: int
    ) -> None:
        def fail(_: httpx.Request) -> httpx.Response:
            raise error

        answer = ask("GET", "/v1/plans", fail)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "unavailable"


class TestPage:
    def test_any_address_of_the_console_gives_its_page(self, ask: Ask) -> None:
        assert "<html" in ask("GET", "/").text
        assert "<html" in ask("GET", "/batch/gen_1").text
        assert ask("GET", "/missing.js").status_code == 404

    def test_every_page_that_mails_lead_to_is_answered(self, ask: Ask) -> None:
        script = ask("GET", "/app.js").text
        table = script.partition("const PAGES = {")[2].partition("}")[0]
        assert set(re.findall(r"^  (\w+): \w+View,$", table, re.M)) == {*Page}

    def test_its_files_may_load_only_from_here_and_the_media_address(self, ask: Ask) -> None:
        policy = ask("GET", "/").headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "http://127.0.0.1:2" in policy

    @pytest.mark.parametrize(
        "path", ["/..%2f..%2fpyproject.toml", "/%2e%2e/home.py", "/x/../../front.py"]
    )
    def test_nothing_outside_the_folder_is_served(self, ask: Ask, path: str) -> None:
        assert ask("GET", path).status_code == 404

    def test_another_host_name_is_refused(self, ask: Ask) -> None:
        assert ask("GET", "/config.json", headers={"host": "evil.test"}).status_code == 400


class TestConfiguration:
    def test_the_demo_sign_in_appears_once_it_is_seeded(self, ask: Ask, accounts: Path) -> None:
        assert ask("GET", "/config.json").json()["demo"] is None
        accounts.write_text(json.dumps({"sari@lumiku.test": "secret", "b@lumiku.test": "other"}))
        told = ask("GET", "/config.json").json()
        assert told["client_id"] == "c"
        assert told["demo"] == {"email": "sari@lumiku.test", "password": "secret"}


def test_it_waits_for_the_addresses(tmp_path: Path) -> None:
    """The front starts while the stack is deployed; the note is there when that is done."""
    note = tmp_path / "front.json"
    told = {"port": 1, "api": API, "sign_in": {}, "accounts": "accounts.json"}

    def deployed() -> None:
        note.with_suffix(".new").write_text(json.dumps(told))
        note.with_suffix(".new").replace(note)

    timer = threading.Timer(0.1, deployed)
    timer.start()
    assert awaited(note) == Front(port=1, api=API, sign_in={}, accounts="accounts.json")
    timer.join()
