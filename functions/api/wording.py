"""pydantic's findings in the words of a merchant, in Indonesian and English."""

from typing import Final

from pydantic_core import ErrorDetails

__all__ = ["translated"]

# Error type -> (Indonesian, English); the braces name entries of the finding's context.
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "missing": ("wajib diisi", "is required"),
    "extra_forbidden": ("isian ini tidak dikenal", "this field is not known"),
    "string_type": ("harus berupa teks", "must be text"),
    "string_unicode": ("bukan teks yang sah", "is not valid text"),
    "string_too_short": (
        "minimal {min_length} karakter",
        "must have at least {min_length} characters",
    ),
    "string_too_long": (
        "maksimal {max_length} karakter",
        "must have at most {max_length} characters",
    ),
    "string_pattern_mismatch": ("bentuknya tidak sesuai", "does not have the right form"),
    "int_type": ("harus bilangan bulat", "must be a whole number"),
    "int_parsing": ("harus bilangan bulat", "must be a whole number"),
    "int_parsing_size": ("bilangannya terlalu besar", "the number is too large"),
    "int_from_float": ("harus bilangan bulat", "must be a whole number"),
    "float_type": ("harus bilangan", "must be a number"),
    "float_parsing": ("harus bilangan", "must be a number"),
    "finite_number": ("harus bilangan biasa", "must be a finite number"),
    "bool_type": ("harus true atau false", "must be true or false"),
    "bool_parsing": ("harus true atau false", "must be true or false"),
    "greater_than": ("harus lebih dari {gt}", "must be greater than {gt}"),
    "greater_than_equal": ("minimal {ge}", "must be at least {ge}"),
    "less_than": ("harus kurang dari {lt}", "must be less than {lt}"),
    "less_than_equal": ("maksimal {le}", "must be at most {le}"),
    "enum": ("pilihannya: {expected}", "must be one of {expected}"),
    "literal_error": ("pilihannya: {expected}", "must be one of {expected}"),
    "list_type": ("harus berupa daftar", "must be a list"),
    "too_short": ("minimal {min_length} butir", "must have at least {min_length} items"),
    "too_long": ("maksimal {max_length} butir", "must have at most {max_length} items"),
    "dict_type": ("harus berupa objek", "must be an object"),
    "model_type": ("harus berupa objek", "must be an object"),
    "model_attributes_type": ("harus berupa objek", "must be an object"),
    "none_required": ("harus null", "must be null"),
    "date_type": ("harus tanggal seperti 2026-11-23", "must be a date such as 2026-11-23"),
    "date_parsing": ("harus tanggal seperti 2026-11-23", "must be a date such as 2026-11-23"),
    "date_from_datetime_parsing": (
        "harus tanggal seperti 2026-11-23",
        "must be a date such as 2026-11-23",
    ),
    "date_from_datetime_inexact": (
        "harus tanggal tanpa jam",
        "must be a date without a time",
    ),
    "date_past": ("harus tanggal yang sudah lewat", "must be in the past"),
}
_OTHER: Final = ("nilainya tidak bisa diterima", "the value is not acceptable")


def translated(detail: ErrorDetails) -> tuple[str, str]:
    """(Indonesian, English) for one finding.

    A validator of ours brings its own words (`lumiku.schemas.wrong`); a type of finding that has
    no words here says only that the value is not acceptable, never what pydantic would say.
    """
    context = {k: _plain(v) for k, v in detail.get("ctx", {}).items()}
    if detail["type"] == "lumiku":
        return context["detail_id"], context["detail_en"]
    if context.get("min_length") == "1":
        return "tidak boleh kosong", "must not be empty"
    words_id, words_en = _WORDS.get(detail["type"], _OTHER)
    if detail["type"] in ("enum", "literal_error"):
        context["expected"] = context["expected"].replace("'", "")
        return (
            words_id.format_map({"expected": context["expected"].replace(" or ", " atau ")}),
            words_en.format_map(context),
        )
    return words_id.format_map(context), words_en.format_map(context)


def _plain(value: object) -> str:
    return str(value)
