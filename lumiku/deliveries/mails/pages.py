"""The page behind an unsubscribe link: it asks, because programs open links that nobody clicked."""

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment

from lumiku.deliveries.mails.kinds import Topic
from lumiku.settings import settings
from lumiku.text_templates import templates
from lumiku.texts import Text

__all__ = ["POLICY", "unsubscribe_page"]

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"
_MAILS: Final[dict[Topic, Text]] = {
    Topic.MARKETING: Text(
        "surel tentang paket dan pemakaian Anda", "mails about your plan and use"
    ),
    Topic.BATCHES: Text("surel saat batch foto selesai", "mails when a photo batch has finished"),
}
_WORDS: Final[dict[str, Text]] = {
    "title": Text("Berhenti menerima surel", "Stop these mails"),
    "ask": Text("Anda tidak ingin lagi menerima {mails}?", "Do you want no more {mails}?"),
    "button": Text("Ya, berhenti kirim", "Yes, stop sending them"),
    "done": Text(
        "Selesai. Kami tidak akan lagi mengirim {mails}.", "Done. You get no more {mails}."
    ),
    "stays": Text(
        "Surel penting tentang akun dan batas paket Anda tetap kami kirim. Pertanyaan? Tulis ke "
        "{support}.",
        "We still send important mails about your account and your plan's limits. Questions? "
        "Write to {support}.",
    ),
}


def unsubscribe_page(topic: Topic, token: str, language: str, *, done: bool) -> str:
    """HTML that asks for one more click, or says that it is done."""
    template = _environment(language).get_template("unsubscribe.html.j2")
    facts = {"mails": _MAILS[topic], "support": settings().mail_support}
    words = {name: text.filled(**facts).said(language) for name, text in _WORDS.items()}
    return template.render(token=token, language=language, done=done, words=words)


@cache
def _environment(language: str) -> Environment:
    return templates(Path(__file__).parent / "templates", language, "html")
