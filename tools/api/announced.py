"""The breaks that were announced: docs/api-changes.toml, with an id, a date and the reason."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tools.api.compatibility import Break

__all__ = ["Announcement", "mark_released", "read", "unannounced", "unused"]

_FIELDS = {"id", "date", "why", "breaks", "released"}


@dataclass(frozen=True)
class Announcement:
    """A change that may break clients, told before it is released."""

    id: str
    date: date
    why: str
    breaks: tuple[str, ...]  # as the checker prints them; `*` stands for anything
    released: str | None = None  # the version that brought it: it excuses nothing any more

    def covers(self, found: Break) -> bool:
        return self.released is None and any(_matches(wanted, found) for wanted in self.breaks)


def _matches(wanted: str, found: Break) -> bool:
    pattern = ".*".join(re.escape(part) for part in wanted.split("*"))
    return re.fullmatch(pattern, str(found)) is not None


def read(path: Path) -> list[Announcement]:
    """Raises ValueError naming the entry that is incomplete."""
    changes = tomllib.loads(path.read_text(encoding="utf-8")).get("change", [])
    made = [_announcement(entry, number) for number, entry in enumerate(changes, start=1)]
    twice = sorted({one.id for one in made if [two.id for two in made].count(one.id) > 1})
    if twice:
        raise ValueError(f"{path.name}: the id {twice[0]} comes twice")
    return made


def _announcement(entry: dict[str, object], number: int) -> Announcement:
    name = entry.get("id", f"number {number}")
    if unknown := sorted(entry.keys() - _FIELDS):
        raise ValueError(f"change {name}: unknown field {unknown[0]}")
    texts = [entry.get(field) for field in ("id", "why")]
    listed = entry.get("breaks")
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise ValueError(f"change {name}: id and why must be texts")
    day = entry.get("date")
    if not isinstance(day, date) or isinstance(day, datetime):
        raise ValueError(f"change {name}: date must be a date such as 2026-11-28, without quotes")
    if not (isinstance(listed, list) and listed and all(isinstance(one, str) for one in listed)):
        raise ValueError(f"change {name}: breaks must list what the checker prints")
    released = entry.get("released")
    if released is not None and not isinstance(released, str):
        raise ValueError(f"change {name}: released must be a version")
    return Announcement(str(texts[0]), day, str(texts[1]), tuple(listed), released)


def unannounced(found: Iterable[Break], announced: Sequence[Announcement]) -> list[Break]:
    """The breaks that no announcement covers."""
    return [one for one in found if not any(told.covers(one) for told in announced)]


def unused(found: Sequence[Break], announced: Sequence[Announcement]) -> list[str]:
    """`id: break` for every line of an open announcement that no break fits."""
    return [
        f"{told.id}: {wanted}"
        for told in announced
        if told.released is None
        for wanted in told.breaks
        if not any(_matches(wanted, one) for one in found)
    ]


def mark_released(text: str, version: str) -> str:
    """The file's text with `released` added to every entry that has none yet."""
    head, *entries = re.split(r"(?m)^(?=\[\[change\]\]$)", text)
    marked = [
        entry if re.search(r"(?m)^released\s*=", entry) else _with_release(entry, version)
        for entry in entries
    ]
    return head + "".join(marked)


def _with_release(entry: str, version: str) -> str:
    return entry.rstrip("\n") + f'\nreleased = "{version}"\n\n'
