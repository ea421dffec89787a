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
from lumiku.texts import Reader, Text

__all__ = ["MAX_BODY", "MAX_DEPTH", "MAX_DIGITS", "guarded_body"]

MAX_BODY: Final = 64 * 1024  # bytes
MAX_DEPTH: Final = 32
MAX_DIGITS: Final = 20

_NOT_UTF8: Final = Text("bukan UTF-8", "it is not UTF-8", Reader.DEVELOPER)
_BAD_BASE64: Final = Text(
    "base64-nya tidak sah", "its base64 encoding is not valid", Reader.DEVELOPER
)
_TOO_MANY_DIGITS: Final = Text(
    "ada bilangan lebih dari {most} angka",
    "a number has more than {most} digits",
    Reader.DEVELOPER,
)
_NO_NUMBER: Final = Text(
    "NaN dan Infinity bukan JSON", "NaN and Infinity are not JSON", Reader.DEVELOPER
)
_TOO_DEEP: Final = Text(
    "bersarang lebih dari {most} tingkat", "it nests deeper than {most} levels", Reader.DEVELOPER
)
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
        raise MalformedBody(_NOT_UTF8) from error
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
        raise MalformedBody(_NOT_UTF8) from error


def _decoded(body: str) -> bytes:
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedBody(_BAD_BASE64) from error


def _check_shape(bare: bytes) -> None:
    """Refuses what lies outside strings and no client of ours would send."""
    if _LONG_NUMBER.search(bare):
        raise MalformedBody(_TOO_MANY_DIGITS.filled(most=MAX_DIGITS))
    if _NOT_A_NUMBER.search(bare):
        raise MalformedBody(_NO_NUMBER)
    depth = 0
    for bracket in _BRACKET.finditer(bare):
        depth += 1 if bracket[0] in b"[{" else -1
        if depth > MAX_DEPTH:
            raise MalformedBody(_TOO_DEEP.filled(most=MAX_DEPTH))
