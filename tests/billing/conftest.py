"""The API over simulated AWS with a configured gateway, and Duitku's side of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest

from local.fakes.cloud import Cloud
from lumiku.billing.rules import callback_signature
from tests.api.world import DUITKU, Answer, Merchant, event, send, simulated_aws

CODE, KEY = DUITKU["merchant_code"], DUITKU["api_key"]


@dataclass
class Duitku:
    """Opens payments, and signs callbacks as the gateway does."""

    opened: list[dict[str, Any]] = field(default_factory=list)

    def form(self, order_id: str, amount: str, result: str = "00", **more: str) -> dict[str, str]:
        return {
            "merchantCode": CODE,
            "amount": amount,
            "merchantOrderId": order_id,
            "productDetail": "Lumiku",
            "resultCode": result,
            "reference": "D0001CX80TXXX5Q70QCI",
            "signature": callback_signature(CODE, amount, order_id, KEY),
            **more,
        }

    def call_back(self, form: dict[str, str] | str) -> Answer:
        body = form if isinstance(form, str) else urlencode(form)
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return send(event("POST", "/v1/billing/duitku/callback", body=body, headers=headers))

    def pays(self, order: dict[str, Any]) -> Answer:
        return self.call_back(self.form(order["id"], str(order["amount_idr"])))


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with simulated_aws() as cloud:
        yield cloud


@pytest.fixture(scope="module")
def world(cloud: Cloud) -> None:
    """The services stand in for AWS; for tests that need not look into them."""


@pytest.fixture
def gateway(world: None, monkeypatch: pytest.MonkeyPatch) -> Duitku:
    side = Duitku()

    def answer(_url: str, *, json: dict[str, Any], **_: Any) -> Any:
        side.opened.append(json)

        class Told:
            status_code = 200

            @staticmethod
            def json() -> dict[str, str]:
                return {"statusCode": "00", "paymentUrl": "https://pay.test/1", "reference": "R1"}

        return Told

    monkeypatch.setattr("httpx.post", answer)
    return side


@pytest.fixture
def merchant(world: None) -> Merchant:
    return Merchant()
