"""Mails as text and HTML: the words stand once per language, the medium is a set of macros."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from jinja2 import Environment

from lumiku import clock
from lumiku.accounts import policy
from lumiku.accounts.policy import PLANS, Analytics, Plan, TemplateSet, Tier
from lumiku.console import Page, page_url
from lumiku.deliveries.mails.kinds import MailKind
from lumiku.money import digits
from lumiku.settings import settings
from lumiku.text_templates import flowed, templates
from lumiku.texts import Text
from lumiku.words import duration_words, hour_words

__all__ = ["Written", "gains", "render"]

Medium = Literal["html", "text"]
_GAINS: Final[dict[str, Text]] = {
    "unlimited": Text(
        "foto tanpa batas bulanan, dengan pemakaian wajar",
        "photos without a monthly limit, under fair use",
    ),
    "no_watermark": Text("ekspor tanpa tanda air", "exports without a watermark"),
    "kits": Text(
        "kit merek dan avatar sebanyak yang Anda perlukan",
        "as many brand kits and avatars as you need",
    ),
    "faster": Text(
        "foto pertama paling lambat {first} setelah diminta (sekarang {now_first})",
        "the first photo at most {first} after you ask (now {now_first})",
    ),
    "analytics": Text(
        "analitik lengkap yang bisa diunduh sebagai CSV dan PDF",
        "full analytics to download as CSV and PDF",
    ),
    "templates": Text(
        "semua templat poster, termasuk yang premium",
        "all poster templates, the premium ones as well",
    ),
    "never_slower": Text(
        "tanpa ambang pemakaian wajar: antrean tidak pernah melambat karena pemakaian",
        "no fair-use thresholds: your use never slows the queue",
    ),
    "slower_later": Text(
        "antrean jam sibuk baru melambat di atas {above} foto sebulan (sekarang {now_above})",
        "busy hours slow the queue only above {above} photos a month (now {now_above})",
    ),
}
_TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Written:
    """A mail's words in both media."""

    subject: str
    text: str
    html: str


def render(
    kind: MailKind,
    language: str,
    facts: Mapping[str, Any],
    *,
    unsubscribe_url: str | None = None,
) -> Written:
    """A mail of this kind from its facts, in `id` or `en`.

    Every number of a plan comes from the policy. Raises jinja2.UndefinedError when a fact lacks.
    """
    known = settings()
    words = {
        **facts,
        **_plan_words(facts.get("tier"), language),
        **({"resets_on": _month_after(facts["month"])} if "month" in facts else {}),
        "language": language,
        "site": known.public_url,
        "page": _page,
        "fair_use_url": f"{known.public_url}/v1/fair-use",
        "kept_days": policy.PICTURES_KEPT.days,
        "support": known.mail_support,
        "unsubscribe_url": unsubscribe_url,
        "peak_start": hour_words(policy.PEAK_START, language),
        "peak_end": hour_words(policy.PEAK_END, language),
    }
    return Written(
        subject=_subject(kind, language, words),
        text=_body("text", kind, language, words),
        html=_body("html", kind, language, words),
    )


def _page(name: str, of: str = "") -> str:
    return page_url(Page(name), of)


def _plan_words(tier: str | None, language: str) -> dict[str, Any]:
    """The reader's plan, the lower one that holds in busy hours, and the next one, if any."""
    if tier is None:
        return {}
    plan = PLANS[Tier(tier)]
    above, below = policy.next_tier(plan.tier), plan.throttled_as
    return {
        "plan": plan,
        "next": PLANS[above] if above else None,
        "slow": PLANS[below] if below else None,
        "gains": gains(plan, PLANS[above], language) if above else [],
    }


def _month_after(month: str) -> datetime:
    """The first moment after a WIB month such as `2026-11`."""
    return clock.month_end(datetime.fromisoformat(f"{month}-15T00:00:00+07:00"))


def gains(plan: Plan, other: Plan, language: str) -> list[str]:
    """What the other plan has and this one has not: never a promise of what one has already."""
    facts = {"first": _duration(other.promise), "now_first": _duration(plan.promise)}
    if plan.thresholds is not None:
        facts["now_above"] = _number(plan.thresholds.orange)
    if other.thresholds is not None:
        facts["above"] = _number(other.thresholds.orange)
    slows = plan.thresholds is not None
    held = {
        "unlimited": plan.poses_per_month is not None and other.poses_per_month is None,
        "no_watermark": plan.watermark and not other.watermark,
        "kits": plan.brand_kits is not None and other.brand_kits is None,
        "faster": other.promise < plan.promise,
        "analytics": plan.analytics is not Analytics.FULL and other.analytics is Analytics.FULL,
        "templates": (plan.templates is not TemplateSet.ALL and other.templates is TemplateSet.ALL),
        "never_slower": slows and other.thresholds is None,
        "slower_later": slows and other.thresholds is not None,
    }
    return [_GAINS[name].filled(**facts).said(language) for name, holds in held.items() if holds]


def _duration(span: timedelta) -> Text:
    return Text(duration_words(span, "id"), duration_words(span, "en"))


def _number(count: int) -> Text:
    return Text(digits(count, "id"), digits(count, "en"))


def _subject(kind: MailKind, language: str, words: Mapping[str, Any]) -> str:
    template = _environment("text", language).get_template(f"{language}/{kind.value}.j2")
    context = template.new_context(dict(words))
    return flowed("".join(template.blocks["subject"](context)))


def _body(medium: Medium, kind: MailKind, language: str, words: Mapping[str, Any]) -> str:
    template = _environment(medium, language).get_template(f"{language}/{kind.value}.j2")
    body = template.render(words)
    return body if medium == "html" else re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"


@cache
def _environment(medium: Medium, language: str) -> Environment:
    return templates(_TEMPLATES, language, medium, frame="layout")
