"""Breaking and fitting text on real font metrics."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lumiku.posters.layout.typefaces import Face, face

__all__ = ["ELLIPSIS", "Setting", "break_lines", "ellipsise", "largest", "line_width"]

ELLIPSIS: Final = "…"


@dataclass(frozen=True)
class Setting:
    """How a text is set, size aside. Tracking in ems."""

    family: str
    weight: int
    tracking: float = 0.0

    @property
    def face(self) -> Face:
        return face(self.family, self.weight)


def line_width(setting: Setting, text: str, size: float) -> float:
    return setting.face.width(text, setting.tracking) * size


@lru_cache(maxsize=20_000)
def _wrap(setting: Setting, text: str, room: float) -> tuple[str, ...] | None:
    """Greedy lines of at most `room` ems, or None when a single word is wider than that."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if not word:
                continue
            longer = f"{line} {word}" if line else word
            if setting.face.width(longer, setting.tracking) <= room:
                line = longer
                continue
            if setting.face.width(word, setting.tracking) > room:
                return None
            lines.append(line)
            line = word
        lines.append(line)
    return tuple(lines)


def break_lines(
    setting: Setting, text: str, size: float, width: float, max_lines: int
) -> tuple[str, ...] | None:
    """Balanced lines within a width in px, or None when the text needs more lines or room.

    Up to four lines are balanced: the narrowest measure that keeps their number. A longer text
    is filled line by line, only its last line is kept from being a lone word.
    """
    room = width / size
    lines = _wrap(setting, text, room)
    if lines is None or len(lines) > max_lines:
        return None
    if len(lines) == 1:
        return lines
    low = 0.5 if len(lines) <= 4 else 0.9
    high = 1.0
    for _ in range(5):
        middle = (low + high) / 2
        tried = _wrap(setting, text, room * middle)
        if tried is not None and len(tried) == len(lines):
            high, lines = middle, tried
        else:
            low = middle
    return lines


def largest(fits: Callable[[float], bool], low: float, high: float, steps: int = 7) -> float | None:
    """The largest value of [low, high] that fits, by bisection, or None when `low` does not."""
    if fits(high):
        return high
    if not fits(low):
        return None
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def ellipsise(
    setting: Setting, text: str, size: float, width: float, max_lines: int
) -> tuple[str, ...]:
    """As much of a text as fits in so many lines, its end marked with an ellipsis.

    Words wider than a line are broken between characters.
    """
    room = width / size
    rest = " ".join(text.split())
    lines: list[str] = []
    while rest and len(lines) < max_lines:
        line = _prefix(setting, rest, room)
        lines.append(line.strip())
        rest = rest[len(line) :].lstrip()
    if rest and lines:
        last = lines[-1]
        while last and setting.face.width(last + ELLIPSIS, setting.tracking) > room:
            last = last[:-1]
        lines[-1] = last.rstrip(" ,.;:–-") + ELLIPSIS
    return tuple(lines) or ("",)


def _prefix(setting: Setting, text: str, room: float) -> str:
    """The longest start of a text within the room, ending at a word where there is one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        inside = setting.face.width(text[:middle], setting.tracking) <= room
        low, high = (middle, high) if inside else (low, middle - 1)
    if low == len(text) or text[low] == " ":
        return text[:low]
    space = text.rfind(" ", 0, low)
    return text[: space + 1] if space > 0 else text[:low]
