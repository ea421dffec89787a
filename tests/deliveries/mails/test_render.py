"""What the mails say: every kind, both languages, only the policy's numbers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from lumiku.accounts.policy import PLANS, Plan, Thresholds, Tier, milestones
from lumiku.console import Page, page_url
from lumiku.deliveries.mails.kinds import MARKETING, OF_MILESTONE, MailKind
from lumiku.deliveries.mails.render import Written, gains, render
from lumiku.money import digits, rupiah
from lumiku.settings import settings
from lumiku.words import duration_words

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted(
    [
        *(ROOT / "lumiku/deliveries/mails/templates").glob("[ei][nd]/*.j2"),
        *(ROOT / "lumiku/accounts/templates").glob("fair-use.*.j2"),
    ]
)
LINK = "https://lumiku.test/v1/unsubscribe?token=abc"
OTHER: dict[MailKind, dict[str, Any]] = {
    MailKind.BATCH_FINISHED: {"generation_id": "gen_1", "done": 96, "failed": 4, "total": 100},
    MailKind.CLEANUP_ANNOUNCED: {"count": 37, "delete_on": "2026-12-07"},
    MailKind.PLAN_STARTED: {
        "tier": "pro",
        "order_id": "ord_1",
        "amount_idr": 123_000,
        "until": "2026-12-23T05:00:00.000Z",
    },
    MailKind.NOTICE: {"reason": "<b>Dijual & dipakai</b>", "not_before": "2026-11-30"},
}


def cases() -> Iterator[tuple[MailKind, dict[str, Any]]]:
    """Every mail that can be sent, for each tier that can get it."""
    for tier in Tier:
        for milestone in milestones(tier, 100_000):
            yield (
                OF_MILESTONE[milestone],
                {"milestone": milestone, "month": "2026-11", "tier": tier.value, "used": 8},
            )
    yield from OTHER.items()


CASES = [pytest.param(kind, facts, id=f"{kind}-{facts.get('tier', '')}") for kind, facts in cases()]


class Reader(HTMLParser):
    """The visible words, the links, and whether every tag was closed in order."""

    VOID = frozenset({"meta", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


def read(written: Written) -> Reader:
    reader = Reader()
    reader.feed(written.html)
    reader.close()
    assert reader.open == []
    return reader


def test_every_kind_has_a_case() -> None:
    assert {kind for kind, _ in cases()} == set(MailKind)
    assert len(TEMPLATES) == 2 * (len(MailKind) + 1)


def test_links_lead_to_pages_of_the_console_or_to_the_policy() -> None:
    site = settings().public_url
    known = {page_url(page) for page in Page} | {f"{site}/v1/fair-use"}
    for kind, facts in cases():
        for link in read(render(kind, "id", facts)).links:
            page = link.removesuffix("/gen_1")
            assert page in known or link == "mailto:support@lumiku.com"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("kind", "facts"), CASES)
class TestEvery:
    def test_is_whole_in_both_media(
        self, kind: MailKind, facts: dict[str, Any], language: str
    ) -> None:
        written = render(kind, language, facts, unsubscribe_url=LINK)
        reader = read(written)
        assert 10 < len(written.subject) < 78
        assert "\n" not in written.subject
        assert all(len(line) <= 120 for line in written.text.splitlines())
        for text in (written.subject, written.text, "".join(reader.words)):
            assert not re.search(r"{{|}}|{%|None|Undefined|StrEnum", text)
        assert LINK in written.text
        assert LINK in reader.links
        assert "support@lumiku.com" in written.text
        assert f'lang="{language}"' in written.html

    def test_claims_nothing_that_was_not_computed(
        self, kind: MailKind, facts: dict[str, Any], language: str
    ) -> None:
        written = render(kind, language, facts)
        assert not re.search(r"\d\s*%|\btop\b|5x|\d+\s*(×|x) (lebih|faster)", written.text, re.I)

    def test_both_media_say_the_same_numbers(
        self, kind: MailKind, facts: dict[str, Any], language: str
    ) -> None:
        written = render(kind, language, facts)
        shown = " ".join(read(written).words)
        assert set(re.findall(r"\d[\d.,]*\d|\d", written.text)) - set(
            re.findall(r"\d[\d.,]*\d|\d", shown)
        ) <= {"1", "127.0.0.1", "8787"}


class TestTierTrue:
    def test_nobody_is_promised_what_he_has(self) -> None:
        for plan in PLANS.values():
            for language in ("id", "en"):
                assert gains(plan, plan, language)[:-1] == []

    @pytest.mark.parametrize("kind", [MailKind.ORANGE, MailKind.RED])
    @pytest.mark.parametrize("tier", [Tier.STARTER, Tier.PRO])
    def test_the_slower_promise_is_the_lower_tiers(self, kind: MailKind, tier: Tier) -> None:
        facts = {"milestone": kind.value.upper(), "month": "2026-11", "tier": tier, "used": 9}
        text = render(kind, "id", facts).text
        below = PLANS[tier].throttled_as
        assert below is not None
        assert f"foto pertama dalam {duration_words(PLANS[below].promise, 'id')}" in text
        assert "09.00–21.00 WIB" in text


class TestNumbers:
    @pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.stem}")
    def test_no_template_has_one_of_its_own(self, path: Path) -> None:
        """Not even in the texts that stand inside of expressions."""
        tokens = Environment(autoescape=True).lex(path.read_text())
        words = [text for _, kind, text in tokens if kind in ("data", "string", "integer", "float")]
        assert len(words) > 2
        assert not re.search(r"\d", " ".join(words))

    def test_all_come_from_the_policy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """With other plans every mail changes, and none of the old numbers is left."""
        old = dict(PLANS)
        for tier, plan in old.items():
            monkeypatch.setitem(PLANS, tier, _other(plan))
        for kind, facts in cases():
            if "tier" not in facts or kind is MailKind.PLAN_STARTED:
                continue
            for language in ("id", "en"):
                written = render(kind, language, {**facts, "used": 6})
                told = f"{written.subject}\n{written.text}"
                for plan in old.values():
                    for number in _numbers(plan, language):
                        assert not re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d.,]\d)", told)

    def test_a_text_of_a_user_stays_text(self) -> None:
        written = render(MailKind.NOTICE, "id", OTHER[MailKind.NOTICE])
        assert "&lt;b&gt;Dijual &amp; dipakai&lt;/b&gt;" in written.html
        assert "<b>Dijual & dipakai</b>" in written.text


def _other(plan: Plan) -> Plan:
    limits = plan.thresholds
    return replace(
        plan,
        price_idr=plan.price_idr and plan.price_idr + 7_000,
        poses_per_month=plan.poses_per_month and plan.poses_per_month + 7,
        thresholds=limits and Thresholds(*(limit + 77 for limit in limits)),
        promise=plan.promise + timedelta(seconds=77),
    )


def _numbers(plan: Plan, language: str) -> list[str]:
    limits = plan.thresholds or ()
    found = [digits(limit, language) for limit in limits]
    found += [rupiah(plan.price_idr, language)] if plan.price_idr else []
    found += [duration_words(plan.promise, language)]
    return found


def test_marketing_is_yellow_and_orange() -> None:
    assert {MailKind.YELLOW, MailKind.ORANGE} == MARKETING


class TestMoney:
    @pytest.mark.parametrize(
        ("amount", "id_", "en"),
        [
            (0, "Rp\u00a00", "Rp\u00a00"),
            (99_000, "Rp\u00a099.000", "Rp\u00a099,000"),
            (1_500_000, "Rp\u00a01.500.000", "Rp\u00a01,500,000"),
        ],
    )
    def test_one_formatter(self, amount: int, id_: str, en: str) -> None:
        assert (rupiah(amount), rupiah(amount, "en")) == (id_, en)
