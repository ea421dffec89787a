"""What the pydantic models at every subject's edge share: strict input, pages, text and colours."""

import re
import unicodedata
from typing import Annotated, Any, ClassVar, Final, Generic, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from lumiku import ids
from lumiku.texts import Reader, Text

__all__ = [
    "AccountId",
    "AlertId",
    "AvatarId",
    "BrandKitId",
    "CleanColour",
    "Count",
    "Day",
    "ExportId",
    "GenerationId",
    "HexColour",
    "Id",
    "In",
    "Language",
    "Line",
    "Moment",
    "Month",
    "Name",
    "OrderId",
    "Out",
    "Page",
    "PageQuery",
    "Paragraph",
    "Patch",
    "Percent",
    "PoseId",
    "PoseTemplateId",
    "PosterId",
    "PosterSetId",
    "ProductId",
    "ProjectId",
    "Query",
    "Rupiah",
    "UploadId",
    "Url",
    "wrong",
]

ItemT = TypeVar("ItemT")

_ONE_LINE: Final = Text(
    "hanya boleh satu baris, tanpa tanda khusus", "must be one line without control characters"
)
_NULL: Final = Text(
    "tidak boleh null; hilangkan isian ini bila tidak diubah",
    "must not be null; leave the field out to keep it",
    Reader.DEVELOPER,
)
_BAD_CHARACTERS: Final = Text(
    "memuat karakter yang tidak terlihat; ketik ulang teksnya",
    "has invisible control characters; type the text again",
)
_NOT_A_COLOUR: Final = Text("warna ditulis seperti #FFB6C1", "a colour is written like #FFB6C1")
_COLOUR: Final = re.compile(r"#?(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})\Z")


def wrong(text: Text) -> PydanticCustomError:
    """The error a validator raises, with its sentence."""
    return PydanticCustomError("lumiku", "{en}", {"en": text.en, "text": text})


def _clean_line(text: str) -> str:
    """One line in Unicode's composed form, so that what looks equal is equal."""
    text = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in text):
        raise wrong(_ONE_LINE)
    return text


def _clean_paragraph(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text):
        raise wrong(_BAD_CHARACTERS)
    return text


def _clean_colour(text: str) -> str:
    """`#fb6`, `ffb6c1` and `#FFB6C1` all become `#FFB6C1`-like six digits in capitals."""
    if not _COLOUR.match(text):
        raise wrong(_NOT_A_COLOUR)
    digits = text.removeprefix("#").upper()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def _in_full(pattern: str, **more: Any) -> Any:
    """Tells the document what a validator above (or the search for an id) lets through."""
    return Field(json_schema_extra={"pattern": f"^{pattern}$", **more})


def _id_of(kind: str) -> Any:
    return _in_full(ids.FORMS[kind])


Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_clean_line)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(_clean_line)]
Paragraph = Annotated[str, StringConstraints(max_length=1_000), AfterValidator(_clean_paragraph)]
HexColour = Annotated[
    str,
    StringConstraints(max_length=7),
    AfterValidator(_clean_colour),
    _in_full("#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})", examples=["#C71585"]),
]
CleanColour = Annotated[str, _in_full("#[0-9A-F]{6}", examples=["#C71585"])]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
AccountId = Annotated[Id, _id_of("account")]
AlertId = Annotated[str, _id_of("alert")]
AvatarId = Annotated[Id, _id_of("avatar")]
BrandKitId = Annotated[Id, _id_of("brand_kit")]
ExportId = Annotated[Id, _id_of("export")]
GenerationId = Annotated[Id, _id_of("generation")]
OrderId = Annotated[Id, _id_of("order")]
PoseId = Annotated[Id, _id_of("pose")]
PoseTemplateId = Annotated[Id, _id_of("pose_template")]
PosterId = Annotated[Id, _id_of("poster")]
PosterSetId = Annotated[Id, _id_of("poster_set")]
ProductId = Annotated[Id, _id_of("product")]
ProjectId = Annotated[Id, _id_of("project")]
UploadId = Annotated[Id, _id_of("upload")]
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", max_length=7)]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Language = Annotated[str, Field(json_schema_extra={"enum": ["id", "en"]})]
Url = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Count = Annotated[int, Field(json_schema_extra={"minimum": 0})]
Rupiah = Annotated[int, Field(json_schema_extra={"minimum": 0})]
Percent = Annotated[int, Field(ge=0, le=100)]


class In(BaseModel):
    """A request body: unknown fields and wrong types are refused, nothing is coerced."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, str_strip_whitespace=True, defer_build=True
    )

    def changes(self) -> dict[str, Any]:
        """The fields that the client sent: what a PATCH is about."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Patch(In):
    """A partial change: absent fields stay, and only `clearable` ones may be null."""

    clearable: ClassVar[frozenset[str]] = frozenset()

    @field_validator("*")
    @classmethod
    def _not_null(cls, value: Any, info: ValidationInfo) -> Any:
        if value is None and info.field_name not in cls.clearable:
            raise wrong(_NULL)
        return value


class Query(BaseModel):
    """The query string of a request: texts become numbers and enumerations, unknown names fail."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True
    )


class PageQuery(Query):
    """Which page of a list."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    """How many entries to answer at most."""
    cursor: Annotated[str | None, Field(max_length=2_000)] = None
    """`next_cursor` of the page before; left out for the first page. It fits only the list and
    filters that it was made for, else 400 `bad_cursor`."""


class Out(BaseModel):
    """A response body."""

    model_config = ConfigDict(
        frozen=True, defer_build=True, json_schema_serialization_defaults_required=True
    )


class Page(Out, Generic[ItemT]):
    """One page of a list."""

    data: list[ItemT]
    """The entries."""
    next_cursor: Annotated[str | None, Field(max_length=2_000)] = None
    """Send it as `cursor` for the next page; null on the last one."""
