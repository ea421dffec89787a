"""The payment gateway Duitku: its codes from a secret, and opening a payment."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lumiku.billing.rules import inquiry_signature
from lumiku.cloud.secrets import read_secret
from lumiku.cloud.telemetry import logger
from lumiku.console import Page, page_url
from lumiku.errors import Unavailable
from lumiku.settings import settings

__all__ = ["Gateway", "Opened", "forget", "gateway", "open_payment"]

_LIVE: Final = "https://passport.duitku.com/webapi/api/merchant/v2/inquiry"
_SANDBOX: Final = "https://sandbox.duitku.com/webapi/api/merchant/v2/inquiry"
_DONE: Final = "00"
_EXPIRES: Final = 60  # minutes to pay


class Gateway(BaseModel):
    """The secret: `{"merchant_code": "D0001", "api_key": "...", "sandbox": true}`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    merchant_code: Annotated[str, Field(min_length=1, max_length=50)]
    api_key: Annotated[str, Field(min_length=1, max_length=200)]
    sandbox: bool = True


@dataclass(frozen=True)
class Opened:
    """Where the merchant pays, and under which of Duitku's references."""

    payment_url: str
    reference: str


@cache
def gateway() -> Gateway:
    """The configured gateway, read once per process. Raises Unavailable without one."""
    try:
        return Gateway.model_validate_json(read_secret(settings().need("duitku_secret")))
    except ValidationError as error:
        raise Unavailable from error


def forget() -> None:
    """Reads the secret anew next time, as a fresh process does."""
    gateway.cache_clear()


def open_payment(order_id: str, amount: int, email: str, product: str, method: str) -> Opened:
    """Asks Duitku for a payment page. Raises Unavailable when it does not give one."""
    import httpx

    known = gateway()
    request = {
        "merchantCode": known.merchant_code,
        "paymentAmount": amount,
        "paymentMethod": method,
        "merchantOrderId": order_id,
        "productDetails": product,
        "email": email,
        "callbackUrl": f"{settings().public_url}/v1/billing/duitku/callback",
        "returnUrl": page_url(Page.ORDER, order_id),
        "expiryPeriod": _EXPIRES,
        "signature": inquiry_signature(known.merchant_code, order_id, amount, known.api_key),
    }
    try:
        answer = httpx.post(
            _SANDBOX if known.sandbox else _LIVE, json=request, timeout=10, follow_redirects=False
        )
        told: Any = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Unavailable(retry_after=10) from error
    if not isinstance(told, dict) or told.get("statusCode") != _DONE:
        logger().error(
            "Duitku refused the order",
            extra={"action": "duitku_refused", "status": answer.status_code},
        )
        raise Unavailable(retry_after=10)
    return Opened(str(told["paymentUrl"]), str(told["reference"]))
