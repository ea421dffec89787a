"""pydantic's findings in the words of a merchant, in Indonesian and English."""

from typing import Final

from pydantic_core import ErrorDetails

from lumiku.texts import Reader, Text

__all__ = ["translated"]

# The braces name entries of the finding's context.
_WORDS: Final[dict[str, Text]] = {
    "missing": Text("wajib diisi", "is required"),
    "extra_forbidden": Text("isian ini tidak dikenal", "this field is not known"),
    "string_type": Text("harus berupa teks", "must be text"),
    "string_unicode": Text("bukan teks yang sah", "is not valid text"),
    "string_too_short": Text(
        "minimal {min_length} karakter",
        "must have at least {min_length} characters",
    ),
    "string_too_long": Text(
        "maksimal {max_length} karakter",
        "must have at most {max_length} characters",
    ),
    "string_pattern_mismatch": Text(
        "tulisannya tidak sesuai bentuk yang diminta", "does not have the form that is asked for"
    ),
    "int_type": Text("harus bilangan bulat", "must be a whole number"),
    "int_parsing": Text("harus bilangan bulat", "must be a whole number"),
    "int_parsing_size": Text("bilangannya terlalu besar", "the number is too large"),
    "int_from_float": Text("harus bilangan bulat", "must be a whole number"),
    "float_type": Text("harus bilangan", "must be a number"),
    "float_parsing": Text("harus bilangan", "must be a number"),
    "finite_number": Text("harus bilangan biasa, bukan tak hingga", "must be a finite number"),
    "bool_type": Text("harus true atau false", "must be true or false", Reader.DEVELOPER),
    "bool_parsing": Text("harus true atau false", "must be true or false", Reader.DEVELOPER),
    "greater_than": Text("harus lebih dari {gt}", "must be greater than {gt}"),
    "greater_than_equal": Text("minimal {ge}", "must be at least {ge}"),
    "less_than": Text("harus kurang dari {lt}", "must be less than {lt}"),
    "less_than_equal": Text("maksimal {le}", "must be at most {le}"),
    "enum": Text("pilihannya: {expected}", "must be one of {expected}"),
    "literal_error": Text("pilihannya: {expected}", "must be one of {expected}"),
    "list_type": Text("harus berupa daftar", "must be a list"),
    "too_short": Text("minimal {min_length} butir", "must have at least {min_length} items"),
    "too_long": Text("maksimal {max_length} butir", "must have at most {max_length} items"),
    "dict_type": Text("harus berupa objek", "must be an object", Reader.DEVELOPER),
    "model_type": Text("harus berupa objek", "must be an object", Reader.DEVELOPER),
    "model_attributes_type": Text("harus berupa objek", "must be an object", Reader.DEVELOPER),
    "none_required": Text("harus null", "must be null", Reader.DEVELOPER),
    "date_type": Text("harus tanggal seperti 2026-11-23", "must be a date such as 2026-11-23"),
    "date_parsing": Text("harus tanggal seperti 2026-11-23", "must be a date such as 2026-11-23"),
    "date_from_datetime_parsing": Text(
        "harus tanggal seperti 2026-11-23",
        "must be a date such as 2026-11-23",
    ),
    "date_from_datetime_inexact": Text(
        "harus tanggal tanpa jam",
        "must be a date without a time",
    ),
    "date_past": Text("harus tanggal yang sudah lewat", "must be in the past"),
}
_EMPTY: Final = Text("tidak boleh kosong", "must not be empty")
_OTHER: Final = Text("nilai ini tidak bisa diterima", "this value cannot be accepted")


def translated(detail: ErrorDetails) -> Text:
    """The sentence for one finding.

    A validator of ours brings its own (`lumiku.schemas.wrong`); a type of finding that has no
    words here says only that the value is not acceptable, never what pydantic would say.
    """
    context = detail.get("ctx", {})
    if detail["type"] == "lumiku":
        text: Text = context["text"]
        return text
    if str(context.get("min_length")) == "1":
        return _EMPTY
    words = _WORDS.get(detail["type"], _OTHER)
    if detail["type"] in ("enum", "literal_error"):
        expected = str(context["expected"]).replace("'", "")
        return words.filled(expected=Text(expected.replace(" or ", " atau "), expected))
    return words.filled(**context)
