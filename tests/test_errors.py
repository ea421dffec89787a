"""The errors' sentences: every code that fills one has words in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from lumiku.errors import (
    AccountSuspended,
    AlreadyDone,
    LimitReached,
    LumikuError,
    NotReady,
    TemplateNotIncluded,
)
from lumiku.generations.rules import Status
from lumiku.posters.rules import JobStatus
from lumiku.reasons import REASONS, ReasonCode
from lumiku.texts import Text
from lumiku.usage.alerts import Resolution

ROOT = Path(__file__).parents[1]


def states(error: str) -> Iterator[str]:
    """The literal states with which an error is raised anywhere."""
    for file in (ROOT / "lumiku").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(error):
                for keyword in node.keywords:
                    if keyword.arg == "state" and isinstance(keyword.value, ast.Constant):
                        yield str(keyword.value.value)


def ended() -> set[str]:
    jobs = {status.value for status in JobStatus if not status.runs}
    batches = {Status.COMPLETED, Status.PARTIALLY_COMPLETED, Status.FAILED, Status.CANCELLED}
    return jobs | {status.value for status in batches}


class TestStates:
    def test_whatever_is_done_already_has_words(self) -> None:
        wanted = {*states("AlreadyDone"), *ended(), *(entry.value for entry in Resolution)}
        assert len(wanted) > 8
        assert wanted <= set(AlreadyDone.words["state"])

    def test_whatever_is_not_ready_has_words(self) -> None:
        running = {status.value for status in JobStatus if status.runs}
        wanted = {*states("NotReady"), *running, "waiting", "failed"}
        assert wanted <= set(NotReady.words["state"])

    @pytest.mark.parametrize("error", [AlreadyDone, NotReady])
    def test_the_code_is_for_programs_and_the_words_for_people(
        self, error: type[LumikuError]
    ) -> None:
        for state in error.words["state"]:
            made = error(kind="generation", state=state)
            assert made.facts["state"] == state
            assert f" {state}." not in made.detail("id")
            assert made.detail("id") != made.detail("en")


class TestSentences:
    def test_a_day_is_written_as_each_language_does(self) -> None:
        error = AccountSuspended(since="2026-11-20")
        assert "20 November 2026" in error.detail("en")
        assert error.facts == {"since": "2026-11-20"}

    def test_plans_have_names(self) -> None:
        template = TemplateNotIncluded(template="Kupon", plan="free", suggested_plan="starter")
        assert template.detail("id").endswith("paket Gratis. Paket Starter mencakupnya.")
        limit = LimitReached(
            limited=Text("foto per bulan", "photos a month"),
            limit=10,
            remaining=0,
            plan="free",
            suggested_plan="starter",
        )
        assert limit.detail("en").startswith("The Free plan includes 10 photos a month")
        assert "limited" not in limit.facts

    def test_braces_of_a_merchant_stay_as_they_are(self) -> None:
        said = Text("“{word}” tidak ada", "there is no “{word}”").filled(word="{harga}")
        assert said.id == "“{harga}” tidak ada"


class TestReasons:
    def test_every_code_has_a_sentence(self) -> None:
        assert set(REASONS) == set(ReasonCode)
