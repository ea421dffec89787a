"""Prints every message that a person can read: by reader and room, both languages side by side."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from local.texts import developer, pages
from local.texts.entries import Entry
from local.texts.tables import table_texts
from lumiku.texts import Reader

__all__ = ["as_json", "every_text", "show"]

_ORDER = tuple(Reader)


def every_text(app: typer.Typer) -> list[Entry]:
    """All texts, merchants' first, then by room."""
    return sorted(_all(app), key=lambda entry: (_ORDER.index(entry.reader), entry.room))


def _all(app: typer.Typer) -> Iterator[Entry]:
    yield from table_texts()
    yield from pages.mails()
    yield from pages.pages()
    yield from pages.operations()
    yield from pages.local_page()
    yield from developer.alarms()
    yield from developer.command_line(app)
    yield from developer.problems()


def show(entries: Iterable[Entry], console: Console) -> None:
    for (reader, room), group in groupby(entries, key=lambda entry: (entry.reader, entry.room)):
        table = Table(title=f"{room} ({reader} reads)", title_justify="left", expand=True)
        table.add_column("name", ratio=2, overflow="fold")
        texts = list(group)
        both = any(entry.id is not None for entry in texts)
        for column in ("Indonesian", "English") if both else ("English",):
            table.add_column(column, ratio=4, overflow="fold")
        for entry in texts:
            said = (entry.id or "", entry.en) if both else (entry.en,)
            table.add_row(Cell(entry.name), *map(Cell, said))
        console.print(table)


def as_json(entries: Iterable[Entry]) -> str:
    return json.dumps([asdict(entry) for entry in entries], indent=1, ensure_ascii=False)
