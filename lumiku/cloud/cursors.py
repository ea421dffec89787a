"""Page cursors that only we can make: signed, and bound to one user and one list."""

import base64
import hashlib
import hmac
import json
from functools import cache
from typing import Any, Final

from lumiku.cloud.aws import client
from lumiku.errors import BadCursor
from lumiku.settings import settings

__all__ = ["decode", "encode", "signing_key"]

_MAC_BYTES: Final = 16


@cache
def signing_key() -> bytes:
    """The secret of this deployment, read once per process."""
    answer = client("secretsmanager").get_secret_value(SecretId=settings().need("signing_secret"))
    return str(answer["SecretString"]).encode()


def _mac(scope: str, payload: bytes) -> bytes:
    return hmac.new(signing_key(), scope.encode() + b"\0" + payload, hashlib.sha256).digest()


def encode(scope: str, position: Any) -> str:
    """A cursor for a JSON position; `scope` names the user and the list with its filters."""
    payload = json.dumps(position, separators=(",", ":")).encode()
    return (
        base64.urlsafe_b64encode(_mac(scope, payload)[:_MAC_BYTES] + payload).decode().rstrip("=")
    )


def decode(scope: str, cursor: str) -> Any:
    """The position of a cursor made for the same scope; anything else raises BadCursor."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError as error:
        raise BadCursor from error
    mac, payload = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(scope, payload)[:_MAC_BYTES]):
        raise BadCursor
    return json.loads(payload)
