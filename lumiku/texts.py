"""A sentence that people read: in Indonesian and English, or for the team in English alone.

Texts stand in module-level tables or as class attributes, never inside a function: that is how
`lumiku texts` finds and prints them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Note", "Reader", "Text"]


class Reader(StrEnum):
    """Who reads a text."""

    MERCHANT = "merchant"
    OPERATOR = "operator"  # the team that runs Lumiku
    DEVELOPER = "developer"  # who calls the API, or works on Lumiku


@dataclass(frozen=True)
class Text:
    """One sentence in both languages; `{names}` are filled by facts of the same names."""

    id: str
    en: str
    reader: Reader = Reader.MERCHANT

    def said(self, language: str) -> str:
        """The sentence in `id` or `en`."""
        return self.id if language == "id" else self.en

    def filled(self, **facts: object) -> "Text":
        """The sentence with its facts; a fact that is a Text itself is said in each language."""
        return Text(_filled(self.id, facts, "id"), _filled(self.en, facts, "en"), self.reader)

    def stored(self, code: str) -> dict[str, str]:
        """As a row keeps it for a later reader in either language: {code, id, en}."""
        return {"code": code, "id": self.id, "en": self.en}


@dataclass(frozen=True)
class Note:
    """One sentence for the team, in English."""

    en: str
    reader: Reader = Reader.OPERATOR

    def filled(self, **facts: object) -> str:
        return _filled(self.en, facts, "en")


def _filled(sentence: str, facts: Mapping[str, object], language: str) -> str:
    words = {
        name: fact.said(language) if isinstance(fact, Text) else fact
        for name, fact in facts.items()
    }
    return sentence.format_map(words)
