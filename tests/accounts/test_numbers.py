"""The numbers of the plans stand in `lumiku/accounts/policy` and nowhere else."""

import ast
import re
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
# Prices, thresholds and limits that nothing else is likely to be equal to.
COUNTS = frozenset(
    number
    for plan in PLANS.values()
    for number in (plan.price_idr, *(plan.thresholds or ()), plan.recommend_above or 0)
    if number >= 500
) - {500, 1_000, 2_000, 3_000, 5_000, 10_000}  # round sizes of pages, files and pixels
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
# What a product costs in sample texts happens to be what a plan costs.
SAMPLES = frozenset({"local/demo/posters.py", "lumiku/posters/templates/samples.py"})
HOURS = frozenset({policy.PEAK_START, policy.PEAK_END, policy.CLEANUP_FROM})
# A number before a word that only the policy may count, in a text for people.
WORDED = re.compile(
    r"(?<![\d.,])(?!100%)\d[\d.,]*\s?(?:hari|days|jam sebelum|hours ahead|%|persen|percent|"
    r"foto (?:per|se)bulan|photos a month)|Rp\s?\d|\d\d[.:]00 WIB",
    re.IGNORECASE,
)


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


def numbers_of_plans(source: str) -> list[str]:
    """Where a module says a number of the plans."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value in COUNTS:
            found.append(f"line {node.lineno}: {node.value:,}")
        if isinstance(node, ast.Call) and (value := _value(node)) in SPANS | HOURS:
            found.append(f"line {node.lineno}: {value}")
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Duration.days"):
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


def test_no_module_says_a_number_of_the_plans() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in modules()
        if (lines := numbers_of_plans(path.read_text()))
    }
    assert found.keys() <= SAMPLES, found


def test_no_text_says_a_number_of_the_plans() -> None:
    """Templates of mails and pages are given every number."""
    found = {
        str(path.relative_to(ROOT)): hits
        for path in sorted((ROOT / "lumiku").glob("**/*.j2"))
        if (hits := WORDED.findall(path.read_text()))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "PRICE = 299_000",
        "KEPT = timedelta(days=30)",
        "START = datetime.time(21)",
        "x = f(1_500, timedelta(days=400))",
        "promise = timedelta(hours=4)",
    ],
)
def test_such_a_number_would_be_found(source: str) -> None:
    assert numbers_of_plans(source)


@pytest.mark.parametrize("text", ["dihapus setelah 30 hari", "Rp 99.000", "from 09:00 WIB"])
def test_such_a_text_would_be_found(text: str) -> None:
    assert WORDED.search(text)
