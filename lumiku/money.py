"""Amounts and counts as merchants read them: one formatter, so that no two texts disagree."""

from typing import Final

__all__ = ["NBSP", "digits", "rupiah"]

NBSP: Final = "\u00a0"  # keeps an amount on one line


def digits(number: int, language: str = "id") -> str:
    """A whole number with its thousands grouped: `12.345`, in English `12,345`."""
    grouped = f"{number:,}"
    return grouped.replace(",", ".") if language == "id" else grouped


def rupiah(amount: int, language: str = "id") -> str:
    """Whole rupiah: `Rp 12.345`, in English `Rp 12,345`, with a space that does not break."""
    return f"Rp{NBSP}{digits(amount, language)}"
