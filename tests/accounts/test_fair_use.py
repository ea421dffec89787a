"""The fair-use page is the policy's, and so is every number of the tier table."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lumiku.accounts.fair_use import LANGUAGES, fair_use
from lumiku.accounts.policy import NOTICE_PERCENT, PLANS, Plan, Thresholds, Tier
from lumiku.money import digits
from lumiku.words import duration_words

ROOT = Path(__file__).parents[2]
POLICY = ROOT / "lumiku" / "accounts" / "policy"


class TestPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_docs_are_what_is_served(self, language: str) -> None:
        """Write them anew with `python -m lumiku.accounts.fair_use` after a change."""
        written = (ROOT / "docs" / f"fair-use.{language}.md").read_text()
        assert written == fair_use(language, "md")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_both_media_hold_the_same_numbers(self, language: str) -> None:
        page, text = fair_use(language, "html"), fair_use(language, "md")
        body = re.sub(r"<[^>]+>", " ", page.split("</style>")[1])
        found = re.compile(r"\d[\d.,]*\d|\d")
        assert found.findall(body) == found.findall(text)
        for plan in PLANS.values():
            for limit in plan.thresholds or ():
                assert digits(limit, language) in text

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_follows_the_policy(self, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
        old = dict(PLANS)
        for tier, plan in old.items():
            monkeypatch.setitem(PLANS, tier, _other(plan))
        text = fair_use(language, "md")
        for plan in old.values():
            for limit in plan.thresholds or ():
                assert not re.search(rf"(?<![\d.,]){re.escape(digits(limit, language))}\b", text)
            if plan.thresholds:
                assert duration_words(plan.promise, language) not in text
        assert digits((PLANS[Tier.PRO].thresholds or (0,))[0], language) in text


def _other(plan: Plan) -> Plan:
    limits = plan.thresholds
    return replace(
        plan,
        thresholds=limits and Thresholds(*(limit + 77 for limit in limits)),
        promise=plan.promise + timedelta(seconds=77),
    )


# What of the tier table could hardly stand anywhere by chance, as texts and as Python numbers.
def prices() -> set[int]:
    return {plan.price_idr for plan in PLANS.values() if plan.price_idr}


def thresholds() -> set[int]:
    return {limit for plan in PLANS.values() for limit in plan.thresholds or ()}


def grouped(numbers: set[int]) -> set[str]:
    """As a text writes them; what has no group may stand anywhere."""
    texts = {digits(number, language) for number in numbers for language in LANGUAGES}
    return {text for text in texts if len(text) > 3}


SUBJECTS = ("accounts", "admin", "billing", "deliveries", "generations", "usage")
ABOUT_PLANS = (*(f"lumiku/{subject}" for subject in SUBJECTS), "functions", "docs", "web/src")
EVERYWHERE = ("lumiku", "functions", "infra", "local", "docs", "web/src")
# Files in which such a number means something else.
ELSEWHERE = {
    "functions/api/guard.py": "digits of a hostile integer",
    "lumiku/deliveries/mails/history.py": "rows read at once",
    "lumiku/admin/view.py": "rows read at once",
}


def sources(folders: tuple[str, ...]) -> Iterator[Path]:
    """Code, templates, console and docs, but for what is made of the policy."""
    made = {ROOT / "docs" / f"fair-use.{language}.md" for language in LANGUAGES}
    for folder in folders:
        for pattern in ("*.py", "*.j2", "*.md", "*.html", "*.js", "*.ts", "*.tsx"):
            for path in sorted((ROOT / folder).rglob(pattern)):
                # Decision records are history and may quote the numbers of their day.
                skipped = {"node_modules", "adr"} & set(path.parts)
                if path not in made and POLICY not in path.parents and not skipped:
                    yield path


def lines_with(texts: set[str], folders: tuple[str, ...]) -> list[str]:
    pattern = re.compile(
        r"(?<![\w.,#])(" + "|".join(sorted(map(re.escape, texts))) + r")(?![\w]|[.,]\d)"
    )
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in sources(folders)
        if str(path.relative_to(ROOT)) not in ELSEWHERE
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_price_is_written_elsewhere() -> None:
    plain = {str(price) for price in prices()}
    assert lines_with(grouped(prices()) | plain, EVERYWHERE) == []


def test_no_threshold_is_written_where_plans_are_spoken_of() -> None:
    assert lines_with(grouped(thresholds()), ABOUT_PLANS) == []


def spoken() -> set[str]:
    """The promises, the free limit and the notice as a sentence would say them."""
    said = {
        duration_words(plan.promise, language) for plan in PLANS.values() for language in LANGUAGES
    }
    limits = {plan.poses_per_month for plan in PLANS.values() if plan.poses_per_month}
    nouns = ("foto", "pose", "photos", "poses", "free photos", "foto gratis")
    said |= {f"{limit} {noun}" for limit in limits for noun in nouns}
    return said | {f"{NOTICE_PERCENT}%", f"{NOTICE_PERCENT} %"}


def test_no_promise_limit_or_notice_is_said_elsewhere() -> None:
    found = lines_with(spoken(), (*ABOUT_PLANS, "local"))
    # The alarms of the operators' manual look at minutes of their own.
    assert [line for line in found if not line.startswith("docs/operations.md")] == []


def test_no_threshold_is_a_number_of_code_about_plans() -> None:
    """In these folders 500 can only mean one thing."""
    subjects = (subject for subject in SUBJECTS if subject != "generations")
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"
        for subject in subjects
        for path in sorted((ROOT / "lumiku" / subject).rglob("*.py"))
        if POLICY not in path.parents and str(path.relative_to(ROOT)) not in ELSEWHERE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and type(node.value) is int
        and node.value in prices() | thresholds()
    ]
    # 500 characters of an address is the one length among them.
    assert [line for line in found if not line.startswith("lumiku/deliveries/team/config.py")] == []
