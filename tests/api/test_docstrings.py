"""Descriptions are the docstrings below the fields."""

import sys
from enum import StrEnum
from types import ModuleType
from typing import ClassVar

import pytest
from pydantic import BaseModel

from functions.api.openapi import docstrings
from lumiku.schemas import In, Page


class Base(BaseModel):
    """One line
    and its end.

    Another paragraph.
    """

    name: str
    """Its name,
    on two lines."""
    bare: str = ""
    kept: str = ""
    """Of the base."""


class Derived(Base):
    name: str
    """Another name."""


class Change(BaseModel):
    described_by: ClassVar[type[BaseModel]] = Derived

    name: str
    kept: str
    """Its own."""


class Colour(StrEnum):
    RED = "red"
    """Like a tomato."""
    BLUE = "blue"


@pytest.fixture(autouse=True)
def ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """These classes count as ours."""
    module = ModuleType("lumiku.described")
    for cls in (Base, Derived, Change, Colour):
        monkeypatch.setattr(cls, "__module__", module.__name__)
    module.__file__ = __file__
    monkeypatch.setitem(sys.modules, module.__name__, module)
    docstrings._in_module.cache_clear()


def test_reads_what_stands_below_a_field() -> None:
    assert docstrings.of_fields(Base) == {"name": "Its name, on two lines.", "kept": "Of the base."}


def test_a_class_may_say_it_anew_or_leave_it_to_its_base() -> None:
    assert docstrings.of_fields(Derived) == {"name": "Another name.", "kept": "Of the base."}


def test_another_model_may_describe_the_same_fields() -> None:
    assert docstrings.of_fields(Change) == {"name": "Another name.", "kept": "Its own."}


def test_values_of_enumerations_are_read_too() -> None:
    assert docstrings.of_fields(Colour) == {"RED": "Like a tomato."}


def test_paragraphs_stay_apart() -> None:
    assert docstrings.of_class(Base) == "One line and its end.\n\nAnother paragraph."
    assert docstrings.of_class(Derived) is None


def test_what_a_generic_page_says_holds_for_its_pages() -> None:
    class Entries(Page[In]):
        pass

    assert "last one" in docstrings.of_fields(Entries)["next_cursor"]
