"""Errors as RFC 9457 problem documents, in Indonesian or English."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from functions.api.wording import translated
from lumiku.errors import FieldError, InvalidInput, LumikuError, MalformedBody
from lumiku.schemas import Out
from lumiku.texts import Reader, Text

__all__ = [
    "CONTENT_TYPE",
    "FieldProblem",
    "Problem",
    "field_errors",
    "language_of",
    "problem",
    "title",
]

CONTENT_TYPE: Final = "application/problem+json"
_TITLES: Final[dict[int, Text]] = {
    400: Text("Permintaan tidak terbaca", "Unreadable request"),
    401: Text("Belum masuk", "Not signed in"),
    402: Text("Batas paket tercapai", "Plan limit reached"),
    403: Text("Tidak diizinkan", "Not allowed"),
    404: Text("Tidak ditemukan", "Not found"),
    405: Text("Metode tidak diterima", "Method not taken"),
    409: Text("Tidak bisa sekarang", "Not possible now"),
    412: Text("Sudah diubah di tempat lain", "Changed elsewhere"),
    413: Text("Terlalu besar", "Too large"),
    422: Text("Isian belum benar", "Some input is not right"),
    429: Text("Terlalu banyak permintaan", "Too many requests"),
    500: Text("Gangguan di pihak kami", "A fault on our side"),
    503: Text("Sedang tidak tersedia", "Not available now"),
}
_BAD_SYNTAX: Final = Text(
    "tata tulisnya salah ({error})", "its syntax is wrong ({error})", Reader.DEVELOPER
)
_LANGUAGE: Final = re.compile(r"\s*([A-Za-z]{1,8})[-\w]*\s*(?:;\s*q\s*=\s*([0-9.]{1,5}))?\s*\Z")


class FieldProblem(Out):
    """One wrong field."""

    pointer: str
    """Where it is: a JSON pointer into the body (`/fonts/0/family`; empty for the body as a
    whole), `?name` for a query parameter, or the name of a header."""
    detail: str
    """What is wrong with it, for the merchant."""


class Problem(Out):
    """Why a request was refused (RFC 9457). Some codes carry facts beside these fields."""

    type: str = "about:blank"
    """Always `about:blank`: `code` tells problems apart."""
    title: str
    """What the status means, in a few words."""
    status: Annotated[int, Field(ge=400, le=599)]
    """The HTTP status."""
    detail: str
    """What happened and what to do, in a sentence for the merchant."""
    code: str
    """A stable code for programs."""
    request_id: str
    """The id under which the request is in our logs; quote it to support."""
    errors: list[FieldProblem]
    """The fields that are wrong; empty where no field is to blame."""


def language_of(headers: Mapping[str, str]) -> str:
    """`id` or `en`, whichever Accept-Language prefers; Indonesian unless English is asked for."""
    weights = {"id": 0.0, "en": 0.0}
    for part in headers.get("accept-language", "").split(",")[:20]:
        match = _LANGUAGE.match(part)
        if match is None or match[1].lower() not in weights:
            continue
        try:
            weight = float(match[2]) if match[2] else 1.0
        except ValueError:
            continue
        weights[match[1].lower()] = max(weights[match[1].lower()], weight)
    return "en" if weights["en"] > weights["id"] else "id"


def title(status: int, language: str) -> str:
    """What a status means, for people."""
    return _TITLES.get(status, _TITLES[500]).said(language)


def problem(error: LumikuError, language: str, request_id: str) -> dict[str, Any]:
    """The document for an error; its facts stand beside the fields of `Problem`."""
    return {
        **error.facts,
        "type": "about:blank",
        "title": title(error.status, language),
        "status": error.status,
        "detail": error.detail(language),
        "code": error.code,
        "request_id": request_id,
        "errors": [{"pointer": e.pointer, "detail": e.text.said(language)} for e in error.errors],
    }


def field_errors(error: ValidationError, *, query: bool = False) -> InvalidInput:
    """Our error for a model that refused its input: at most 50 fields are named."""
    details = error.errors(include_url=False, include_input=False)
    if not query and details[0]["type"] == "json_invalid":
        reason = str(details[0].get("ctx", {}).get("error", ""))
        return MalformedBody(_BAD_SYNTAX.filled(error=reason))
    return InvalidInput(errors=[_field_error(d, query=query) for d in details[:50]])


def _field_error(detail: ErrorDetails, *, query: bool) -> FieldError:
    pointer = _query_name(detail["loc"]) if query else _pointer(detail["loc"])
    return FieldError(pointer, translated(detail))


def _query_name(location: Sequence[int | str]) -> str:
    return f"?{location[0]}" if location else "?"


def _pointer(location: Sequence[int | str]) -> str:
    """RFC 6901: `~` and `/` of a key are escaped; pydantic's own `[key]` marker is dropped."""
    parts = [str(part) for part in location if part != "[key]"]
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)
