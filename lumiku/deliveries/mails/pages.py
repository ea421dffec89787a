"""The page behind an unsubscribe link: it asks, because programs open links that nobody clicked."""

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment

from lumiku.deliveries.mails.kinds import Topic
from lumiku.settings import settings
from lumiku.texts import templates

__all__ = ["POLICY", "unsubscribe_page"]

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"


def unsubscribe_page(topic: Topic, token: str, language: str, *, done: bool) -> str:
    """HTML that asks for one more click, or says that it is done."""
    template = _environment(language).get_template("unsubscribe.html.j2")
    return template.render(
        topic=topic.value,
        token=token,
        language=language,
        done=done,
        support=settings().mail_support,
    )


@cache
def _environment(language: str) -> Environment:
    return templates(Path(__file__).parent / "templates", language, "html")
