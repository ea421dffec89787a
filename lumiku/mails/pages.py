"""The page behind an unsubscribe link: it asks, because programs open links that nobody clicked."""

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lumiku.mails.kinds import Topic
from lumiku.settings import settings

__all__ = ["POLICY", "unsubscribe_page"]

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"


def unsubscribe_page(topic: Topic, token: str, language: str, *, done: bool) -> str:
    """HTML that asks for one more click, or says that it is done."""
    template = _environment().get_template("unsubscribe.html.j2")
    return template.render(
        topic=topic.value,
        token=token,
        language=language,
        done=done,
        support=settings().mail_support,
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
