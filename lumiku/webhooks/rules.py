"""What a delivery looks like on the wire, and which addresses may receive one.

Deliveries follow Standard Webhooks 1.0 (https://www.standardwebhooks.com), so that receivers can
verify them with a library that exists: HMAC-SHA256 over `id.timestamp.body`.
"""

import base64
import binascii
import hashlib
import hmac
import ipaddress
import re
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from lumiku.errors import InvalidInput

__all__ = [
    "RETRIES",
    "TOLERANCE",
    "Event",
    "check_url",
    "is_public",
    "new_secret",
    "signature",
    "signed_headers",
    "verified",
]


class Event(StrEnum):
    """What a merchant's system can be told."""

    BATCH_FINISHED = "batch.finished"
    EXPORT_FINISHED = "export.finished"
    TEST = "webhook.test"


TOLERANCE: Final = timedelta(minutes=5)  # a delivery whose timestamp is farther off is a replay
# After each failed delivery; a receiver that was down over a night still gets it.
RETRIES: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000)
)

_PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32
_LONGEST: Final = 500
_HOST: Final = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}\Z")
# Names that never leave a network: RFC 6761, RFC 6762, and ICANN's reservation of .internal.
_INSIDE: Final = ("localhost", "local", "internal", "test", "invalid", "example", "onion", "arpa")


def check_url(url: str) -> str:
    """The address as it will be called.

    Raises InvalidInput at /url unless it is https on the usual port with a public DNS name. That
    its name resolves to public addresses only must be checked again at each delivery.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _wrong("bukan alamat yang sah", "is not a valid address") from error
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme != "https" or port not in (None, 443):
        raise _wrong("harus https di port 443", "must be https on port 443")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _wrong(
            "tidak boleh memuat kata sandi atau #", "must have neither a password nor a fragment"
        )
    if not _HOST.match(host) or host.rpartition(".")[2] in _INSIDE:
        raise _wrong("harus nama domain publik", "must be a public domain name")
    if len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise _wrong(
            f"paling panjang {_LONGEST} karakter ASCII",
            f"must be at most {_LONGEST} ASCII characters",
        )
    return f"https://{host}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def _wrong(detail_id: str, detail_en: str) -> InvalidInput:
    return InvalidInput.at("/url", detail_id, detail_en)


def is_public(addresses: Collection[str]) -> bool:
    """Whether a name may be called that resolves to these addresses: every one must be public.

    One private address among public ones is how a name is made to reach inside.
    """
    return bool(addresses) and all(_is_global(address) for address in addresses)


def _is_global(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None,))[0]
        if inner is not None or address in _NAT64:
            return False  # a way around to an IPv4 address; public hosts have one of their own
    return address.is_global and not address.is_multicast


_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


def new_secret() -> str:
    """A fresh key of one receiver, shown once."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 HMAC-SHA256; raises ValueError for a secret that is not ours."""
    if not secret.startswith(_PREFIX):
        raise ValueError("not a webhook secret")
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("not a webhook secret") from error
    content = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def signed_headers(
    known: Collection[str], message_id: str, body: bytes, now: datetime
) -> dict[str, str]:
    """The headers of one delivery, signed with each secret that is valid while one is replaced.

    `message_id` is of the event, not of the attempt: by it a receiver drops repetitions.
    """
    timestamp = int(now.timestamp())
    signatures = [signature(secret, message_id, timestamp, body) for secret in known]
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def verified(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """What a receiver must check: one signature fits, and the delivery is fresh."""
    stamp = headers.get("webhook-timestamp", "")
    if not re.fullmatch(r"[0-9]{1,12}", stamp):
        return False
    if abs(now.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        return False
    wanted = signature(secret, headers.get("webhook-id", ""), int(stamp), body).encode()
    told = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(wanted, one.encode()) for one in told)
