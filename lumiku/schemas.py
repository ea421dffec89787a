"""What the pydantic models at every subject's edge share: strict input, pages, text and colours."""

import re
import unicodedata
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

__all__ = [
    "Day",
    "HexColour",
    "Id",
    "In",
    "Line",
    "Moment",
    "Name",
    "Out",
    "Page",
    "PageQuery",
    "Paragraph",
    "Query",
    "wrong",
]

ItemT = TypeVar("ItemT")

_COLOUR: Final = re.compile(r"#?(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})\Z")


def wrong(detail_id: str, detail_en: str) -> PydanticCustomError:
    """The error a validator raises: its words in Indonesian and English."""
    return PydanticCustomError(
        "lumiku", "{detail_en}", {"detail_id": detail_id, "detail_en": detail_en}
    )


def _clean_line(text: str) -> str:
    """One line in Unicode's composed form, so that what looks equal is equal."""
    text = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in text):
        raise wrong("hanya boleh satu baris teks biasa", "must be one line of plain text")
    return text


def _clean_paragraph(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text):
        raise wrong("mengandung karakter yang tidak bisa dipakai", "has characters we cannot use")
    return text


def _clean_colour(text: str) -> str:
    """`#fb6`, `ffb6c1` and `#FFB6C1` all become `#FFB6C1`-like six digits in capitals."""
    if not _COLOUR.match(text):
        raise wrong(
            "warna harus heksadesimal seperti #FFB6C1", "must be a hex colour such as #FFB6C1"
        )
    digits = text.removeprefix("#").upper()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_clean_line)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(_clean_line)]
Paragraph = Annotated[str, StringConstraints(max_length=1_000), AfterValidator(_clean_paragraph)]
HexColour = Annotated[
    str,
    StringConstraints(max_length=7),
    AfterValidator(_clean_colour),
    Field(examples=["#C71585"]),
]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]


class In(BaseModel):
    """A request body: unknown fields and wrong types are refused, nothing is coerced."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, str_strip_whitespace=True, defer_build=True
    )

    def changes(self) -> dict[str, Any]:
        """The fields that the client sent: what a PATCH is about."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Query(BaseModel):
    """The query string of a request: texts become numbers and enumerations, unknown names fail."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True
    )


class PageQuery(Query):
    """Which page of a list."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[str | None, Field(max_length=2_000)] = None


class Out(BaseModel):
    """A response body."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class Page(Out, Generic[ItemT]):
    """One page of a list; `next_cursor` is null on the last one."""

    data: list[ItemT]
    next_cursor: str | None = None
