"""Looks at a body before anything parses it: size, encoding, nesting and the length of numbers.

Resolvers and JSON parsers fail in unfriendly ways on such bodies (a 5,000-digit integer, 50,000
nested lists, bytes that are not UTF-8): here each gets a clear answer in linear time.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any, Final

from lumiku.errors import BodyTooLarge, MalformedBody

__all__ = ["MAX_BODY", "MAX_DEPTH", "MAX_DIGITS", "guarded_body"]

MAX_BODY: Final = 64 * 1024  # bytes
MAX_DEPTH: Final = 32
MAX_DIGITS: Final = 20

_FORM: Final = "application/x-www-form-urlencoded"
_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_LONG_NUMBER: Final = re.compile(rb"[0-9]{%d}" % (MAX_DIGITS + 1))
_NOT_A_NUMBER: Final = re.compile(rb"NaN|Infinity")
_BRACKET: Final = re.compile(rb"[\[\]{}]")


def guarded_body(event: Mapping[str, Any]) -> bytes:
    """The bytes of an API Gateway v2 event's body, safe to parse; empty when there is none.

    Raises BodyTooLarge or MalformedBody.
    """
    body = event.get("body") or ""
    if len(body) > MAX_BODY * 4 // 3 + 4:
        raise BodyTooLarge(limit_kb=MAX_BODY // 1024)
    raw = _decoded(body) if event.get("isBase64Encoded") else _encoded(body)
    if len(raw) > MAX_BODY:
        raise BodyTooLarge(limit_kb=MAX_BODY // 1024)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedBody(reason_id="bukan UTF-8", reason_en="it is not UTF-8") from error
    if not _is_form(event):
        _check_shape(_STRING.sub(b'""', raw))
    return raw


def _is_form(event: Mapping[str, Any]) -> bool:
    """Forms are never parsed as JSON, and a gateway's hashes may have many digits in a row."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    return str(headers.get("content-type", "")).lower().startswith(_FORM)


def _encoded(body: str) -> bytes:
    try:
        return body.encode("utf-8")
    except UnicodeEncodeError as error:
        raise MalformedBody(reason_id="bukan UTF-8", reason_en="it is not UTF-8") from error


def _decoded(body: str) -> bytes:
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedBody(
            reason_id="base64-nya rusak", reason_en="its base64 is broken"
        ) from error


def _check_shape(bare: bytes) -> None:
    """Refuses what lies outside strings and no client of ours would send."""
    if _LONG_NUMBER.search(bare):
        raise MalformedBody(
            reason_id=f"ada bilangan lebih dari {MAX_DIGITS} angka",
            reason_en=f"a number has more than {MAX_DIGITS} digits",
        )
    if _NOT_A_NUMBER.search(bare):
        raise MalformedBody(
            reason_id="NaN dan Infinity bukan JSON", reason_en="NaN and Infinity are not JSON"
        )
    depth = 0
    for bracket in _BRACKET.finditer(bare):
        depth += 1 if bracket[0] in b"[{" else -1
        if depth > MAX_DEPTH:
            raise MalformedBody(
                reason_id=f"bersarang lebih dari {MAX_DEPTH} tingkat",
                reason_en=f"it nests deeper than {MAX_DEPTH} levels",
            )
