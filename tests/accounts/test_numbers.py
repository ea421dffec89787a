"""Spans and hours of the policy stand in `lumiku/accounts/policy` and nowhere else.

Prices, thresholds and what sentences say of them: `test_fair_use.py`.
"""

import ast
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest

from lumiku.accounts import policy
from lumiku.accounts.policy import PLANS

ROOT = Path(__file__).parents[2]
POLICY = ROOT / "lumiku" / "accounts" / "policy"
# Fakes and tools rehearse; what runs for merchants is here.
RUNS = ("lumiku", "functions", "local/stack", "local/demo")
SPANS = frozenset(
    {
        policy.PICTURES_KEPT,
        policy.CLEANUP_NOTICE,
        policy.EXPORTS_KEPT,
        policy.MAILS_KEPT,
        policy.USAGE_LOG_KEPT,
        policy.TEAM_ALERTS_KEPT,
        policy.BUDGETS_KEPT,
        policy.SUSPENSION_NOTICE_HOLDS,
        policy.LONGEST_GRANT,
        policy.LONGEST_OVERRIDE,
        *(plan.promise for plan in PLANS.values() if plan.promise >= timedelta(hours=1)),
    }
)
HOURS = frozenset({policy.PEAK_START, policy.PEAK_END, policy.CLEANUP_FROM})


def modules() -> Iterator[Path]:
    for folder in RUNS:
        for path in sorted((ROOT / folder).glob("**/*.py")):
            if POLICY not in path.parents:
                yield path


def _value(node: ast.Call) -> object:
    """The span or the hour that a call of numbers makes, or None."""
    name = ast.unparse(node.func).rpartition(".")[2]
    if name not in ("timedelta", "time"):
        return None
    try:
        positional = [ast.literal_eval(argument) for argument in node.args]
        named = {word.arg: ast.literal_eval(word.value) for word in node.keywords if word.arg}
    except ValueError:
        return None
    if name == "timedelta":
        return timedelta(*positional, **named)
    return time(*positional, **named) if positional else None


def spans_and_hours(source: str) -> list[str]:
    """Where a module says one of them."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (value := _value(node)) in SPANS | HOURS:
            found.append(f"line {node.lineno}: {value}")
    return found


def test_no_module_says_a_span_or_an_hour_of_the_policy() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in modules()
        if (lines := spans_and_hours(path.read_text()))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "KEPT = timedelta(days=30)",
        "START = datetime.time(21)",
        "x = f(2, timedelta(days=400))",
        "promise = timedelta(hours=4)",
    ],
)
def test_such_a_number_would_be_found(source: str) -> None:
    assert spans_and_hours(source)
