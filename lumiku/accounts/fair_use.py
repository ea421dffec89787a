"""The fair-use policy as a page: every number in it is the policy module's."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from jinja2 import Environment

from lumiku.accounts import policy
from lumiku.accounts.policy import PLANS
from lumiku.settings import settings
from lumiku.text_templates import templates
from lumiku.words import hour_words

__all__ = ["LANGUAGES", "POLICY", "fair_use"]

Medium = Literal["md", "html"]
LANGUAGES: Final = ("id", "en")
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_TEMPLATES: Final = Path(__file__).parent / "templates"


def fair_use(language: str, medium: Medium) -> str:
    """The page in `id` or `en`, as Markdown for the docs or as HTML for a browser."""
    template = _environment(medium, language).get_template(f"fair-use.{language}.j2")
    page = template.render(
        measured=[plan for plan in PLANS.values() if plan.thresholds],
        slowed=list(_slowed()),
        limited=[plan for plan in PLANS.values() if plan.poses_per_month is not None],
        kept_days=policy.PICTURES_KEPT.days,
        cleanup_notice_days=policy.CLEANUP_NOTICE.days,
        notice_percent=policy.NOTICE_PERCENT,
        peak_start=hour_words(policy.PEAK_START, language),
        peak_end=hour_words(policy.PEAK_END, language),
        support=settings().mail_support,
        language=language,
    )
    return page if medium == "html" else re.sub(r"\n{3,}", "\n\n", page).strip() + "\n"


def _slowed() -> Iterator[dict[str, Any]]:
    """Each plan that can be slowed, with the one whose lane it then uses."""
    for plan in PLANS.values():
        if plan.throttled_as is not None:
            yield {"plan": plan, "slow": PLANS[plan.throttled_as]}


@cache
def _environment(medium: Medium, language: str) -> Environment:
    return templates(_TEMPLATES, language, medium, frame="page")


def _write_docs(folder: Path) -> None:
    for language in LANGUAGES:
        (folder / f"fair-use.{language}.md").write_text(fair_use(language, "md"))


if __name__ == "__main__":
    _write_docs(Path(__file__).parents[2] / "docs")
