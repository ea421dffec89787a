"""The texts of `lumiku` and `functions`: whatever their module-level tables and classes hold."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

from local.stack.home import ROOT
from local.texts.entries import Entry
from lumiku.texts import Note, Text

__all__ = ["PACKAGES", "sources", "table_texts"]

Found = tuple[Text | Note, Entry]
PACKAGES: Final = ("lumiku", "functions")


def sources() -> Iterator[tuple[str, Path]]:
    """(module, file) of everything in which a text of these packages may stand."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__"), file


def table_texts() -> Iterator[Entry]:
    """Every Text and Note once, in the order of the modules that define them."""
    told: set[int] = set()
    for name, file in sources():
        tree = ast.parse(file.read_text())
        if _holds_texts(tree):
            for value, entry in _of_module(import_module(name), tree):
                if id(value) not in told:
                    told.add(id(value))
                    yield entry


def _holds_texts(tree: ast.Module) -> bool:
    return any(
        (isinstance(node, ast.ImportFrom) and node.module == "lumiku.texts")
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "lumiku"
            and any(alias.name == "texts" for alias in node.names)
        )
        for node in tree.body
    )


def _of_module(module: ModuleType, tree: ast.Module) -> Iterator[Found]:
    area, _, last = module.__name__.partition(".")[2].rpartition(".")
    room = area.replace(".", "/") or last
    if module.__name__.startswith("functions."):
        room = f"functions/{room}"
    for name in _assigned(tree.body):
        yield from _entries(getattr(module, name), room, f"{last}.{name}")
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            held = vars(getattr(module, node.name))
            for name in _assigned(node.body):
                if name in held:
                    yield from _entries(held[name], room, f"{node.name}.{name}")


def _assigned(body: list[ast.stmt]) -> Iterator[str]:
    """The names that a module or a class gives a value to."""
    for node in body:
        targets: list[ast.expr] = []
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            targets = [node.target]
        elif isinstance(node, ast.Assign):
            targets = node.targets
        for target in targets:
            if isinstance(target, ast.Name):
                yield target.id


def _entries(value: object, room: str, name: str) -> Iterator[Found]:
    if isinstance(value, Text):
        yield value, Entry(value.reader, room, name, value.id, value.en)
    elif isinstance(value, Note):
        yield value, Entry(value.reader, room, name, None, value.en)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _entries(item, room, f"{name}[{key}]")
    elif isinstance(value, tuple | list):
        for number, item in enumerate(value):
            yield from _entries(item, room, f"{name}[{number}]")
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _entries(getattr(value, field.name), room, f"{name}.{field.name}")
