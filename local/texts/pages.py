"""Mails and pages as a reader gets them, with example facts."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from functions.api.openapi import render as document
from functions.api.routes import ROUTES
from local.stack.home import ROOT
from local.texts.entries import Entry
from lumiku.accounts.fair_use import fair_use
from lumiku.accounts.policy import Tier, milestones
from lumiku.deliveries.mails.kinds import OF_MILESTONE, MailKind, topic
from lumiku.deliveries.mails.render import render
from lumiku.texts import Reader

__all__ = ["local_page", "mails", "operations", "pages"]

_PAGE: Final = ROOT / "local/stack/page/words.js"
_LINK: Final = "https://app.lumiku.com/v1/unsubscribe?token=…"
_MANY: Final = 100_000  # poses: past every milestone of every plan
_FACTS: Final[dict[MailKind, dict[str, Any]]] = {
    MailKind.BATCH_FINISHED: {
        "generation_id": "gen_01JD3X",
        "done": 96,
        "failed": 4,
        "total": 100,
    },
    MailKind.CLEANUP_ANNOUNCED: {"count": 37, "delete_on": "2026-12-07"},
    MailKind.PLAN_STARTED: {
        "tier": Tier.PRO.value,
        "order_id": "ord_01JD3X",
        "amount_idr": 299_000,
        "until": "2026-12-23T05:00:00.000Z",
    },
    MailKind.NOTICE: {
        "reason": "Foto dari akun ini dijual lagi sebagai jasa.",
        "not_before": "2026-11-30",
    },
}


def _examples() -> Iterator[tuple[str, MailKind, Mapping[str, Any]]]:
    """Every kind of mail, those of a plan's month once per plan that can get them."""
    for tier in Tier:
        for milestone in milestones(tier, _MANY):
            facts = {"milestone": milestone, "month": "2026-11", "tier": tier.value, "used": 8}
            yield f"{milestone.value.lower()} ({tier.value})", OF_MILESTONE[milestone], facts
    for kind, facts in _FACTS.items():
        yield kind.value, kind, facts


def mails() -> Iterator[Entry]:
    for name, kind, facts in _examples():
        link = _LINK if topic(kind) is not None else None
        written = {
            language: render(kind, language, facts, unsubscribe_url=link)
            for language in ("id", "en")
        }
        for part in ("subject", "text"):
            yield Entry(
                Reader.MERCHANT,
                "deliveries/mails",
                f"{name}: {part}",
                getattr(written["id"], part).strip(),
                getattr(written["en"], part).strip(),
            )


def pages() -> Iterator[Entry]:
    told = {language: fair_use(language, "md").strip() for language in ("id", "en")}
    yield Entry(Reader.MERCHANT, "accounts", "fair-use page", told["id"], told["en"])


def operations() -> Iterator[Entry]:
    """What the API's document says of itself, and its one line on each operation."""
    about = str(document([])["info"]["description"])
    yield Entry(Reader.DEVELOPER, "functions/api", "document", about, about)
    for route in ROUTES:
        yield Entry(
            Reader.DEVELOPER,
            "functions/api",
            route.operation_id,
            route.summary_id,
            route.summary_en,
        )


def local_page() -> Iterator[Entry]:
    """The words of the local stack's own page: the JSON table in its `words.js`."""
    table = _PAGE.read_text().split("const WORDS = ", 1)[1].split(";\n", 1)[0]
    for name, (said_id, said_en) in json.loads(table).items():
        yield Entry(Reader.MERCHANT, "local/stack/page", name, said_id, said_en)
