"""Docstrings, comments and logs say what happens; figures of speech are for poems."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("lumiku", "functions", "local", "endpoint", "infra")
FIGURES = re.compile(
    r"one's eyes|\bleash\b|hands that carry|rehears|\bpoison|\bhonest"
    r"|(?:admin|operator)s?'s? words?\b|breath of|turns? to mud|nobody can render"
    r"|workers died|died on a|\bzombie|\bbury\b|\bstranger\b|at the keyboard",
    re.IGNORECASE,
)


def said(source: str) -> Iterator[tuple[int, str]]:
    """The comments, docstrings and other texts of several words in a module."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value


def figures(source: str) -> list[str]:
    return [f"{line}: {hit[0]}" for line, text in said(source) if (hit := FIGURES.search(text))]


def test_no_figures_of_speech() -> None:
    found = {
        str(file.relative_to(ROOT)): hits
        for room in ROOMS
        for file in sorted((ROOT / room).rglob("*.py"))
        if (hits := figures(file.read_text()))
    }
    assert found == {}


def test_a_figure_is_found() -> None:
    assert figures('"""Shows progress before one\'s eyes."""\n# a poison message\n') == [
        "2: poison",
        "1: one's eyes",
    ]
