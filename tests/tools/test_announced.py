"""What docs/api-changes.toml excuses, and how a wrong entry is told."""

from datetime import date
from pathlib import Path

import pytest

from tools.api import announced
from tools.api.announced import Announcement
from tools.api.compatibility import Break

ENTRY = """# a head
[[change]]
id = "codes-merged"
date = 2026-11-28
why = "One state had two codes."
breaks = ["answer Usage.reason*: enum value removed: *"]
"""
REMOVED = Break("answer Usage.reason.code", "enum value removed: fair_use")
OTHER = Break("answer Usage.used", "field removed")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "api-changes.toml"


def test_reads_an_entry(path: Path) -> None:
    path.write_text(ENTRY)
    assert announced.read(path) == [
        Announcement(
            "codes-merged",
            date(2026, 11, 28),
            "One state had two codes.",
            ("answer Usage.reason*: enum value removed: *",),
        )
    ]


def test_excuses_what_it_names_and_nothing_else(path: Path) -> None:
    path.write_text(ENTRY)
    assert announced.unannounced([REMOVED, OTHER], announced.read(path)) == [OTHER]


def test_square_brackets_are_no_wildcards() -> None:
    told = [Announcement("a", date(2026, 1, 1), "b", ("answer A[]: gone",))]
    assert announced.unannounced([Break("answer A[]", "gone")], told) == []


def test_tells_of_a_line_that_nothing_fits(path: Path) -> None:
    path.write_text(ENTRY)
    told = announced.read(path)
    assert announced.unused([REMOVED], told) == []
    assert announced.unused([OTHER], told) == [
        "codes-merged: answer Usage.reason*: enum value removed: *"
    ]


def test_a_released_change_excuses_nothing_any_more(path: Path) -> None:
    path.write_text(announced.mark_released(ENTRY, "0.2.0"))
    told = announced.read(path)
    assert told[0].released == "0.2.0"
    assert announced.unannounced([REMOVED], told) == [REMOVED]
    assert announced.unused([], told) == []


def test_marks_each_entry_once() -> None:
    once = announced.mark_released(ENTRY, "0.2.0")
    again = announced.mark_released(once + ENTRY.removeprefix("# a head\n"), "0.3.0")
    assert again.count("released") == 2
    assert 'released = "0.2.0"' in again
    assert 'released = "0.3.0"' in again


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (ENTRY.replace("2026-11-28", '"soon"'), "date must be a date"),
        (ENTRY.replace("2026-11-28", "2026-11-28T10:00:00"), "date must be a date"),
        (ENTRY.replace('"One state had two codes."', '" "'), "id and why must be texts"),
        (ENTRY.replace("breaks", "brakes"), "unknown field brakes"),
        (
            ENTRY.replace('["answer Usage.reason*: enum value removed: *"]', "[]"),
            "breaks must list",
        ),
        (ENTRY + ENTRY, "comes twice"),
    ],
)
def test_refuses_a_wrong_entry(path: Path, wrong: str, told: str) -> None:
    path.write_text(wrong)
    with pytest.raises(ValueError, match=told):
        announced.read(path)
