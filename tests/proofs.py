"""What proves rather than tests: which tests it is, how much of each is run, and what it took.

`make test` runs a seeded sample of every sweep, `make prove` all of it, and `QUICK=1 make prove` a
larger sample that ends within five minutes. A test that carries `@pytest.mark.proof(NAME)` has more
to say in a proof; with `only=True` it has nothing to say outside of one.
"""

import os
import random
import resource
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Hashable, Sequence
from enum import StrEnum
from typing import Any, Final

import pytest

__all__ = ["BUDGETS", "EXTENT", "Extent", "examples", "pick"]


class Extent(StrEnum):
    """How much of a sweep is run; PROVE in the environment names it."""

    SAMPLE = ""  # `make test`
    QUICK = "quick"  # `QUICK=1 make prove`
    WHOLE = "whole"  # `make prove`


EXTENT: Final = Extent(os.environ.get("PROVE", ""))

# CPU seconds that each proof may take on two ordinary cores: (quick, whole).
BUDGETS: Final[dict[str, tuple[int, int]]] = {
    "faults of a batch": (50, 120),
    "faults of hosted rendering": (60, 180),
    "faults of a clean-up": (15, 45),
    "faults of posters and exports": (60, 160),
    "faults of a mail": (20, 50),
    "requests at random": (60, 300),
    "cut-outs": (45, 45),
    "drawn album": (45, 45),
    "CDK app as a process": (20, 20),
}

_CPU: Final = "cpu_seconds"
_BEGAN: Final = pytest.StashKey[float]()


def examples(count: int) -> int:
    """How many examples a property test tries of the number that a quick proof tries."""
    return {Extent.SAMPLE: max(1, count // 3), Extent.QUICK: count, Extent.WHOLE: 5 * count}[EXTENT]


def pick(kinds: Sequence[Hashable], seed: str, extent: Extent = EXTENT) -> list[int]:
    """Which positions of a sweep are tried: of every kind some, drawn by the seed.

    A sample takes one of each kind and a quick proof a third of each kind, so that no kind of call
    is left out however small the sample is.
    """
    places: dict[Hashable, list[int]] = defaultdict(list)
    for position, kind in enumerate(kinds):
        places[kind].append(position)
    draw = random.Random(seed)
    taken: list[int] = []
    for found in places.values():
        count = {
            Extent.SAMPLE: 1,
            Extent.QUICK: -(-len(found) // 3),
            Extent.WHOLE: len(found),
        }[extent]
        taken += draw.sample(found, count)
    return sorted(taken)


@pytest.fixture
def some_of(request: pytest.FixtureRequest) -> Callable[[Sequence[Hashable]], list[int]]:
    """`pick`, seeded by the test's own name."""
    return lambda kinds: pick(kinds, request.node.name)


def _proof(item: pytest.Item) -> str | None:
    marker = item.get_closest_marker("proof")
    return str(marker.args[0]) if marker is not None else None


def _only_in_proofs(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("proof")
    return marker is not None and bool(marker.kwargs.get("only", False))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    unknown = {_proof(item) for item in items} - {None, *BUDGETS}
    if unknown:
        raise pytest.UsageError(f"no budget for the proofs {sorted(map(str, unknown))}")
    left_out = [
        item
        for item in items
        if (_only_in_proofs(item) if EXTENT is Extent.SAMPLE else _proof(item) is None)
    ]
    if left_out:
        gone = set(left_out)
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in gone]


def _cpu() -> float:
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    item.stash[_BEGAN] = _cpu()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    proof = _proof(item)
    if call.when == "teardown" and proof is not None:
        report.user_properties.append((_CPU, (proof, _cpu() - item.stash[_BEGAN])))
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if EXTENT is Extent.SAMPLE:
        return
    seconds: Counter[str] = Counter()
    tests: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, told in getattr(report, "user_properties", []):
                if name == _CPU and getattr(report, "when", "") == "teardown":
                    seconds[told[0]] += told[1]
                    tests[told[0]] += 1
    terminalreporter.section("proofs")
    for proof in sorted(tests):
        budget = BUDGETS[proof][EXTENT is Extent.WHOLE]
        over = "  OVER ITS BUDGET" if seconds[proof] > budget else ""
        terminalreporter.write_line(
            f"{proof:32}{tests[proof]:4} tests{seconds[proof]:7.1f} s CPU of {budget}{over}"
        )
