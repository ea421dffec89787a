"""Nobody gets in without a token of this stack's own user pool."""

import base64
import json
import time

import httpx
import pytest

from local.fakes.shops import Street
from local.stack.stack import Stack
from lumiku.accounts.policy import Tier
from tools.api.kept import KEPT

pytestmark = pytest.mark.stack


def ask(stack: Stack, path: str, token: str | None = None) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"} if token is not None else {}
    return httpx.get(f"{stack.home.url}{path}", headers=headers, trust_env=False, timeout=30)


def forged(token: str, **claims: object) -> str:
    """The same token with other claims under the old signature."""
    head, body, signature = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    changed = base64.urlsafe_b64encode(json.dumps({**told, **claims}).encode()).decode()
    return f"{head}.{changed.rstrip('=')}.{signature}"


class TestOpenRoutes:
    @pytest.mark.parametrize("path", ["/v1/health", "/v1/plans", "/v1/openapi.json"])
    def test_they_need_no_token(self, stack: Stack, path: str) -> None:
        assert ask(stack, path).status_code == 200

    def test_the_document_is_the_kept_one(self, stack: Stack) -> None:
        """Its words are read from the sources that are deployed."""
        assert ask(stack, "/v1/openapi.json").json() == json.loads(KEPT[False].read_text())

    def test_the_page_and_what_it_needs_are_served(self, stack: Stack) -> None:
        assert "Lumiku" in ask(stack, "/").text
        told = ask(stack, "/config.json").json()
        assert told["client_id"] == stack.outputs["UserPoolClientId"]


class TestClosedRoutes:
    @pytest.mark.parametrize("token", [None, "nonsense", "a.b.c"])
    def test_no_token_no_entry(self, stack: Stack, token: str | None) -> None:
        assert ask(stack, "/v1/brand-kits", token).status_code == 401

    def test_a_merchant_gets_in(self, stack: Stack, street: Street) -> None:
        merchant = street.merchant(Tier.FREE)
        assert ask(stack, "/v1/brand-kits", merchant.token).status_code == 200

    def test_a_token_with_changed_claims_does_not(self, stack: Stack, street: Street) -> None:
        token = street.merchant(Tier.FREE).token
        for claims in ({"sub": "somebody-else"}, {"exp": time.time() + 9e9}):
            assert ask(stack, "/v1/brand-kits", forged(token, **claims)).status_code == 401

    def test_a_token_signed_with_no_algorithm_does_not(self, stack: Stack, street: Street) -> None:
        _, body, _ = street.merchant(Tier.FREE).token.split(".")
        head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
        assert ask(stack, "/v1/brand-kits", f"{head}.{body}.").status_code == 401
