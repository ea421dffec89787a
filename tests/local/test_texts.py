"""`lumiku texts` prints every text there is: nothing is said that its tables do not hold."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from string import Formatter

import pytest

from local.cli import app
from local.stack.home import ROOT
from local.texts import show
from local.texts.entries import Entry
from local.texts.tables import sources, table_texts
from lumiku.texts import Reader

# Words that Indonesian has and English has not.
_INDONESIAN = re.compile(
    r"\b(?:yang|tidak|belum|sudah|atau|untuk|dengan|ini|itu|foto|anda|akun|bisa|harus|silakan|coba"
    r"|lagi|paket|produk|merek|gambar|unggahan|izin|hanya|dapat|lebih|masih|akan|pada|dalam|boleh"
    r"|pilih|kami|berkas|jumlah|daftar|lihat|buat|ubah|hapus|bukan|oleh|adalah|serta)\b",
    re.IGNORECASE,
)
# Indonesian that is no message: what merchants' words are searched for, and what posters show.
_NO_MESSAGES = {
    "lumiku/posters/advice/claims.py": "patterns of risky claims",
    "lumiku/posters/templates/": "sample words that a poster shows until the merchant writes",
    "lumiku/posters/drawing/watermark.py": "what the free plan's mark says",
    "lumiku/generations/rules.py": "words that must not meet a child's picture",
    "lumiku/generations/prompts.py": "words of prompts",
}


@cache
def printed() -> tuple[Entry, ...]:
    return tuple(show.every_text(app))


@cache
def said() -> str:
    return "\n".join(f"{entry.id or ''}\n{entry.en}" for entry in printed())


def literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The strings of a module that are no docstrings: whole, or a template's parts."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def unprinted(source: str, known: str) -> list[str]:
    """Sentences in Indonesian that stand in the source and not in what is printed."""
    return [
        f"{line}: {text}"
        for line, text in literals(ast.parse(source))
        if _INDONESIAN.search(text) and " " in text.strip() and text not in known
    ]


def chosen_in_code(source: str) -> list[int]:
    """Lines where a literal is chosen by language, which belongs into a Text."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.IfExp)
        and "language" in ast.unparse(node.test)
        and any(_worded(side) for side in (node.body, node.orelse))
    ]


def _worded(node: ast.expr) -> bool:
    """Whether an expression is a literal, or a template, with words in it."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return any(
        isinstance(part, ast.Constant)
        and isinstance(part.value, str)
        and re.search(r"[A-Za-z]{2,}", part.value) is not None
        for part in parts
    )


def inside_functions(source: str) -> list[int]:
    """Lines where a Text or a Note with words of its own is made inside a function."""
    lines = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).rpartition(".")[2] in ("Text", "Note")
                and any(_worded(argument) for argument in node.args[:2])
            ):
                lines.append(node.lineno)
    return lines


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


class TestComplete:
    def test_no_sentence_stands_outside_the_tables(self) -> None:
        found = {
            name: lines
            for name, file in sources()
            if not any(part in file.as_posix() for part in _NO_MESSAGES)
            and (lines := unprinted(file.read_text(), said()))
        }
        assert found == {}

    def test_no_text_is_made_where_it_cannot_be_found(self) -> None:
        found = {
            name: lines for name, file in sources() if (lines := inside_functions(file.read_text()))
        }
        assert found == {}

    def test_no_sentence_is_chosen_by_language_in_code(self) -> None:
        found = {
            name: lines for name, file in sources() if (lines := chosen_in_code(file.read_text()))
        }
        assert found == {}

    @pytest.mark.parametrize(
        "source",
        [
            'def f():\n    raise wrong("tidak boleh kosong sekali", "must not be empty")',
            'def f(n):\n    return f"masih ada {n} foto", f"{n} photos are left"',
        ],
    )
    def test_a_hidden_sentence_is_found(self, source: str) -> None:
        assert unprinted(source, said())

    def test_a_hidden_text_is_found(self) -> None:
        assert inside_functions('def f():\n    return Text("coba lagi", "try again")') == [2]
        assert chosen_in_code('x = "coba lagi" if language == "id" else "try again"') == [1]


class TestWords:
    def test_both_languages_take_the_same_facts(self) -> None:
        differing = [
            entry.name
            for entry in table_texts()
            if entry.id is not None and fields(entry.id) != fields(entry.en)
        ]
        assert differing == []

    def test_every_text_is_a_sentence_in_each_language(self) -> None:
        assert all(entry.en.strip() for entry in printed())
        assert all(entry.id is None or entry.id.strip() for entry in printed())
        assert all(entry.id is not None for entry in printed() if entry.reader is Reader.MERCHANT)

    def test_every_reader_and_kind_is_there(self) -> None:
        rooms = {entry.room for entry in printed()}
        assert {
            "errors",
            "reasons",
            "deliveries/mails",
            "accounts",
            "posters/advice",
            "catalog/imaging",
            "infra/alarms",
            "command line",
            "local/stack/page",
            "functions/api",
        } <= rooms
        assert {entry.reader for entry in printed()} == set(Reader)


class TestLocalPage:
    def test_every_word_that_the_page_says_is_in_its_table(self) -> None:
        folder = ROOT / "local/stack/page"
        source = "\n".join(
            file.read_text()
            for file in sorted(folder.iterdir())
            if file.suffix in (".js", ".html") and file.name != "words.js"
        )
        said = set(re.findall(r'say\("(\w+)"', source))
        said |= set(re.findall(r'data-(?:say|label)="(\w+)"', source))
        said |= {word for pair in re.findall(r'\? "(\w+)" : "(\w+)"[,)]', source) for word in pair}
        known = {entry.name for entry in printed() if entry.room == "local/stack/page"}
        assert len(said) > 60
        assert said - known <= {"second", "first", "quiet", "card"}
        assert {"pending", "completed", "GREEN", "RED", "order_open"} <= known
