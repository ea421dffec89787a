"""Signed links to stored objects that stay the same for half an hour.

The SDK signs with the present second, so each answer would carry other links: browsers would load
every picture again at every poll, and no answer could ever be 304. The signature is AWS's own
(Signature Version 4, query string): https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlsplit

__all__ = ["Credentials", "signed_link", "window"]

_STEP: Final = timedelta(minutes=30)
_LIFE: Final = timedelta(minutes=90)  # so that a link is good for an hour at the least
_ALGORITHM: Final = "AWS4-HMAC-SHA256"


@dataclass(frozen=True)
class Credentials:
    access_key: str
    secret_key: str
    token: str | None


def window(now: datetime) -> datetime:
    """The start of the half hour in which the moment lies."""
    return datetime.fromtimestamp(now.timestamp() // _STEP.seconds * _STEP.seconds, UTC)


def signed_link(
    origin: str, path: str, region: str, credentials: Credentials, signed_at: datetime
) -> str:
    """A link to GET an object at `origin` + `path`, good for 90 minutes after `signed_at`."""
    stamp = signed_at.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    parameters = {
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{credentials.access_key}/{scope}",
        "X-Amz-Date": stamp,
        "X-Amz-Expires": str(int(_LIFE.total_seconds())),
        "X-Amz-SignedHeaders": "host",
    }
    if credentials.token:
        parameters["X-Amz-Security-Token"] = credentials.token
    query = "&".join(f"{name}={quote(parameters[name], '')}" for name in sorted(parameters))
    path = quote(path, safe="/~")
    host = urlsplit(origin).netloc
    request = "\n".join(["GET", path, query, f"host:{host}\n", "host", "UNSIGNED-PAYLOAD"])
    digest = hashlib.sha256(request.encode()).hexdigest()
    signature = hmac.new(
        _signing_key(credentials.secret_key, stamp[:8], region),
        "\n".join([_ALGORITHM, stamp, scope, digest]).encode(),
        hashlib.sha256,
    ).hexdigest()
    return f"{origin}{path}?{query}&X-Amz-Signature={signature}"


@lru_cache(maxsize=4)
def _signing_key(secret: str, day: str, region: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (day, region, "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key
