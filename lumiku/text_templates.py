"""Templates of what people read: the words stand once per language, a medium is a set of macros."""

import re
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from lumiku.money import digits, rupiah
from lumiku.words import day_words, duration_words, plan_name

__all__ = ["flowed", "templates"]


def templates(folder: Path, language: str, medium: str, *, frame: str = "") -> Environment:
    """The templates of a folder for one language (`id` or `en`) and one medium (`html` escapes).

    `layout` names the frame around a text in this medium (`<frame>.<medium>.j2`), `medium` its
    macros. A fact that lacks raises jinja2.UndefinedError.
    """
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape((), default=medium == "html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"layout": f"{frame}.{medium}.j2", "medium": f"macros.{medium}.j2"}
    made.filters |= {
        "rupiah": partial(rupiah, language=language),
        "number": partial(digits, language=language),
        "duration": partial(duration_words, language=language),
        "day": partial(day_words, language=language),
        "flowed": flowed,
        "plan_name": partial(plan_name, language=language),
    }
    return made


def flowed(text: str) -> str:
    """One line of what a template breaks for its writer; no-break spaces stay."""
    line = re.sub(r"[ \n]+", " ", text).strip(" \n")
    return Markup(line) if isinstance(text, Markup) else line  # noqa: S704 escaped before
