"""One text that a person reads, and where it comes from."""

from dataclasses import dataclass

from lumiku.texts import Reader

__all__ = ["Entry"]


@dataclass(frozen=True)
class Entry:
    """`id` is None for what exists in English alone."""

    reader: Reader
    room: str  # the area whose text it is, such as `posters/advice`
    name: str  # where it stands, such as `preflight._SAID[text_cut]`
    id: str | None
    en: str
