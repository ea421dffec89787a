"""`python -m lumiku.posters.gather_facts` writes what the API must know of templates and fonts."""

import json
from collections.abc import Iterable
from typing import Any, Final

from lumiku.posters.facts import FILE
from lumiku.posters.layout import typefaces
from lumiku.posters.templates import TEMPLATES
from lumiku.vocabulary import BrandCategory

__all__ = ["coverage", "gathered", "write"]

# Latin, Greek, Cyrillic, Arabic, Vietnamese, punctuation, currency, arrows, symbols, ligatures.
# Emoji and other scripts lie outside: no font of the library draws them.
SCANNED: Final = (
    range(0x20, 0x700),
    range(0x1E00, 0x2300),
    range(0x25A0, 0x27C0),
    range(0xFB00, 0xFEFD),
)
_ARABIC: Final = (0x0600, 0x06FF)


def coverage(family: str, letters: Iterable[int]) -> list[list[int]]:
    """The ranges [first, last] of these characters that a family draws."""
    ranges: list[list[int]] = []
    for code in letters:
        letter = chr(code)
        if not letter.isprintable() or typefaces.unsupported(family, letter):
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return ranges


def templates() -> list[dict[str, Any]]:
    return [
        {
            "key": design.key,
            "family": design.family.value,
            "name_id": design.name.id,
            "name_en": design.name.en,
            "tier": design.tier.value,
            "photos": design.photos,
            "needs": list(design.needs),
            "moods": list(design.moods),
            "season": design.season,
        }
        for design in TEMPLATES.values()
    ]


def gathered() -> dict[str, Any]:
    letters = [code for part in SCANNED for code in part]
    return {
        "templates": templates(),
        "pairs": {kind.value: list(typefaces.pair_for(kind.value)) for kind in BrandCategory},
        "arabic": typefaces.ARABIC,
        "arabic_letters": list(_ARABIC),
        "fonts": {family: coverage(family, letters) for family in typefaces.LIBRARY},
    }


def write() -> None:
    FILE.write_text(json.dumps(gathered(), ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    write()
