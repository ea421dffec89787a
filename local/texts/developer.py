"""What operators and developers read: alarms, the command line and the local stack's problems."""

import ast
from collections.abc import Iterator
from typing import Any, Final

import typer

from infra.constructs.alarm_texts import DESCRIPTIONS
from local.stack.home import ROOT
from local.texts.entries import Entry
from lumiku.texts import Reader

__all__ = ["alarms", "command_line", "problems"]

# Whatever these are called with is a sentence for the user.
_SPEAKERS: Final = frozenset({"StackProblem", "Finding", "say", "_say"})


def alarms() -> Iterator[Entry]:
    for name, description in DESCRIPTIONS.items():
        yield Entry(Reader.OPERATOR, "infra/alarms", name, None, description)


def command_line(app: typer.Typer) -> Iterator[Entry]:
    """The help of every command and of its options."""
    yield from _help(typer.main.get_command(app), "lumiku")


def _help(command: Any, name: str) -> Iterator[Entry]:
    if command.help:
        yield _developer("command line", name, " ".join(command.help.split()))
    for parameter in command.params:
        text = getattr(parameter, "help", None)
        if text and parameter.name != "help":
            yield _developer("command line", f"{name} {parameter.opts[0]}", text)
    if hasattr(command, "list_commands"):
        context = typer.Context(command)
        for part in sorted(command.list_commands(context)):
            yield from _help(command.get_command(context, part), f"{name} {part}")


def problems() -> Iterator[Entry]:
    """What the local stack says of itself, with `{…}` where something is filled in."""
    for file in sorted((ROOT / "local").rglob("*.py")):
        room = file.relative_to(ROOT).with_suffix("").as_posix()
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and _speaker(node) in _SPEAKERS:
                for sentence in filter(None, map(_sentence, node.args)):
                    yield _developer(room, f"line {node.lineno}", sentence)


def _speaker(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _sentence(node: ast.expr) -> str | None:
    """The words of a literal, or None for what is none or is only a code."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if " " in node.value else None
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value)
            if isinstance(part, ast.Constant)
            else "{"
            + ast.unparse(part.value if isinstance(part, ast.FormattedValue) else part)
            + "}"
            for part in node.values
        )
    return None


def _developer(room: str, name: str, text: str) -> Entry:
    return Entry(Reader.DEVELOPER, room, name, None, text)
