"""Fetches a hosted provider's result: https, known hosts, no redirects, bounded size and time."""

import ipaddress
import socket
import time
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

import httpx

from lumiku.rendering.renderer import Nonsense, Unavailable

__all__ = ["MAX_BYTES", "fetch_picture", "is_picture"]

MAX_BYTES: Final = 25 * 1024 * 1024
SECONDS: Final = 20.0
_MAGIC: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


def is_picture(data: bytes) -> bool:
    """Whether the bytes begin as a JPEG, PNG or WebP does."""
    return data.startswith(_MAGIC[:2]) or (data.startswith(_MAGIC[2]) and data[8:12] == b"WEBP")


def fetch_picture(
    client: httpx.Client, url: str, hosts: Collection[str], seconds: float = SECONDS
) -> bytes:
    """The picture behind a provider's link, in so many seconds at most.

    `hosts` are allowed names; one that begins with a dot allows its subdomains. Raises Nonsense
    for a link or content that is not to be trusted, Unavailable when it cannot be had.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" or parts.port not in (None, 443) or parts.username:
        raise Nonsense(f"a result link that is not plain https: {parts.scheme}://{host}")
    if not any(host == name or (name[0] == "." and host.endswith(name)) for name in hosts):
        raise Nonsense(f"a result link to {host}")
    _must_be_public(host)
    seconds = min(max(seconds, 1.0), SECONDS)
    ends = time.monotonic() + seconds
    try:
        with client.stream("GET", url, follow_redirects=False, timeout=seconds) as answer:
            if answer.status_code != 200:
                raise Unavailable(f"the result link answered {answer.status_code}")
            if not answer.headers.get("content-type", "").startswith("image/"):
                raise Nonsense("the result is not an image")
            return _bounded(answer, ends)
    except httpx.HTTPError as error:
        raise Unavailable(f"{type(error).__name__} while fetching the result") from error


def _bounded(answer: httpx.Response, ends: float) -> bytes:
    found = bytearray()
    for part in answer.iter_bytes():
        found += part
        if len(found) > MAX_BYTES:
            raise Nonsense("the result is too large")
        if time.monotonic() > ends:
            raise Unavailable("the result came too slowly")
    if not is_picture(bytes(found[:16])):
        raise Nonsense("the result does not begin as a picture does")
    return bytes(found)


def _must_be_public(host: str) -> None:
    """A known name must not have been pointed into our own network."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise Unavailable(f"{host} cannot be resolved") from error
    if not all(ipaddress.ip_address(address).is_global for address in found):
        raise Nonsense(f"{host} resolves to a private address")
