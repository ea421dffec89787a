"""The font library: open fonts with their real metrics, measured without hinting."""

import threading
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import ImageFont

if TYPE_CHECKING:
    from lumiku.posters.document.schemas import FontPair

__all__ = [
    "ARABIC",
    "FEATURES",
    "LIBRARY",
    "Face",
    "Typeface",
    "face",
    "facts",
    "family_of",
    "is_arabic",
    "pair_for",
    "unsupported",
]

FOLDER: Final = Path(__file__).parents[1] / "fonts"
FEATURES: Final = ["lnum", "kern"]  # lining figures: prices must not dance
_EM: Final = 1000  # measuring size; hinting is far below a thousandth of it
_MISSING: Final = "\ue000"  # a private-use character no text font draws

_FONT_LOCK: Final = threading.Lock()


@dataclass(frozen=True)
class Typeface:
    """A family: its file (variable) or files by weight, its weights, and what it suits."""

    family: str
    kind: str  # sans | serif | display | hand | arabic
    slug: str
    weights: tuple[int, ...]  # variable: the two ends of the axis; static: each weight
    variable: bool = True
    moods: tuple[str, ...] = field(default=())

    def nearest(self, weight: int) -> int:
        if self.variable:
            return min(max(weight, self.weights[0]), self.weights[-1])
        return min(self.weights, key=lambda have: (abs(have - weight), have))

    def file(self, weight: int) -> Path:
        one_file = self.variable or len(self.weights) == 1
        return FOLDER / (f"{self.slug}.woff2" if one_file else f"{self.slug}-{weight}.woff2")

    @property
    def licence(self) -> Path:
        return FOLDER / "licences" / f"{self.slug}.txt"


_TABLE: Final = (
    Typeface("Inter", "sans", "inter", (100, 900), moods=("clean", "modern")),
    Typeface("Plus Jakarta Sans", "sans", "plus-jakarta-sans", (200, 800), moods=("modern",)),
    Typeface("Poppins", "sans", "poppins", (400, 600, 800), variable=False, moods=("modern",)),
    Typeface("Montserrat", "sans", "montserrat", (100, 900), moods=("clean", "bold")),
    Typeface("Nunito", "sans", "nunito", (200, 1000), moods=("soft", "playful")),
    Typeface("Bricolage Grotesque", "sans", "bricolage-grotesque", (200, 800), moods=("trendy",)),
    Typeface("Playfair Display", "serif", "playfair-display", (400, 900), moods=("elegant",)),
    Typeface("Cormorant Garamond", "serif", "cormorant-garamond", (300, 700), moods=("elegant",)),
    Typeface("Fraunces", "serif", "fraunces", (100, 900), moods=("warm", "craft")),
    Typeface("Fredoka", "display", "fredoka", (300, 700), moods=("playful",)),
    Typeface("Baloo 2", "display", "baloo-2", (400, 800), moods=("playful", "food")),
    Typeface("Oswald", "display", "oswald", (200, 700), moods=("bold", "sporty")),
    Typeface("Anton", "display", "anton", (400,), variable=False, moods=("bold",)),
    Typeface("Caveat", "hand", "caveat", (400, 700), moods=("craft", "warm")),
    Typeface("Noto Naskh Arabic", "arabic", "noto-naskh-arabic", (400, 700)),
)

LIBRARY: Final[dict[str, Typeface]] = {entry.family: entry for entry in _TABLE}
ARABIC: Final = "Noto Naskh Arabic"
_PLAIN: Final = "Plus Jakarta Sans"

# Display and body for a kit that names no font of ours, by the kit's category.
_PAIRS: Final[dict[str, tuple[str, str]]] = {
    "skincare": ("Playfair Display", "Inter"),
    "cosmetics": ("Playfair Display", "Plus Jakarta Sans"),
    "fashion": ("Cormorant Garamond", "Montserrat"),
    "kids": ("Fredoka", "Nunito"),
    "accessory": ("Fraunces", "Inter"),
    "food": ("Baloo 2", "Nunito"),
    "beverage": ("Bricolage Grotesque", "Inter"),
    "home": ("Fraunces", "Plus Jakarta Sans"),
    "craft": ("Fraunces", "Nunito"),
}


def is_arabic(text: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


def family_of(font: str, pair: "FontPair") -> str:
    """The family behind `display`, `body` or a family's own name; ours where it is unknown."""
    family = {"display": pair.display, "body": pair.body}.get(font, font)
    return family if family in LIBRARY else _PLAIN


def pair_for(category: str) -> tuple[str, str]:
    """(display, body) families for a brand category."""
    return _PAIRS.get(category, (_PLAIN, _PLAIN))


@lru_cache(maxsize=512)
def _font(family: str, weight: int, size: float) -> ImageFont.FreeTypeFont:
    entry = LIBRARY[family]
    with _FONT_LOCK:
        font = ImageFont.truetype(entry.file(weight), size, layout_engine=ImageFont.Layout.RAQM)
        if entry.variable:
            font.set_variation_by_axes([weight])
    return font


@dataclass(frozen=True)
class Face:
    """One weight of a family. Lengths are in ems, y upwards from the baseline."""

    family: str
    weight: int
    ascent: float
    descent: float
    cap: float  # height of H, or of alef
    x_height: float
    depth: float  # of p below the baseline

    def font(self, size: float) -> ImageFont.FreeTypeFont:
        """The font at a size in px (rounded to a quarter, so that few are kept)."""
        return _font(self.family, self.weight, round(size * 4) / 4)

    def width(self, text: str, tracking: float = 0.0) -> float:
        """Advance of a line, with `tracking` added between its characters."""
        return _advance(self.family, self.weight, text) + tracking * max(len(text) - 1, 0)

    def baseline(self, size: float, leading: float) -> float:
        """Px from the top of a line box of `size * leading` to its baseline."""
        return size * leading / 2 + (self.ascent - self.descent) / 2 * size


@lru_cache(maxsize=20_000)
def _advance(family: str, weight: int, text: str) -> float:
    return _font(family, weight, _EM).getlength(text, features=FEATURES) / _EM


@cache
def face(family: str, weight: int) -> Face:
    """The face of a family of the library nearest to a weight."""
    entry = LIBRARY[family]
    near = entry.nearest(weight)
    font = _font(family, near, _EM)
    ascent, descent = font.getmetrics()
    tall, low, deep = "الع" if entry.kind == "arabic" else "Hxp"
    cap, x_height = (-font.getbbox(letter, anchor="ls")[1] / _EM for letter in (tall, low))
    depth = font.getbbox(deep, anchor="ls")[3] / _EM
    return Face(family, near, ascent / _EM, descent / _EM, cap, x_height, depth)


@lru_cache(maxsize=4_000)
def _holds(family: str, letter: str) -> bool:
    if letter.isspace() or letter in "\u200b\u200c\u200d\ufeff":
        return True
    font = _font(family, LIBRARY[family].nearest(400), 64.0)
    try:
        missing, drawn = font.getmask(_MISSING), font.getmask(letter)
    except OSError:  # FreeType cannot draw this glyph at all
        return False
    return (drawn.size, bytes(drawn)) != (missing.size, bytes(missing))


def unsupported(family: str, text: str) -> str:
    """The characters of a text that a family cannot draw, each once, in order."""
    return "".join(dict.fromkeys(letter for letter in text if not _holds(family, letter)))


def facts() -> list[dict[str, object]]:
    """The library for the console: the metrics that its baselines need, in ems."""
    entries = []
    for entry in _TABLE:
        measured = face(entry.family, 400)
        entries.append(
            {
                "family": entry.family,
                "kind": entry.kind,
                "weights": list(entry.weights),
                "variable": entry.variable,
                "moods": list(entry.moods),
                "ascent": measured.ascent,
                "descent": measured.descent,
                "cap": measured.cap,
                "files": sorted({entry.file(weight).name for weight in entry.weights}),
            }
        )
    return entries
