"""A sample leaves no kind of call out, and a proof leaves nothing out."""

import pytest

from tests.proofs import Extent, pick

CALLS = ["read", "write", "read", "send", "read", "write", "read", "read", "read", "read"]


def test_a_sample_has_one_of_each_kind() -> None:
    taken = pick(CALLS, "a test", Extent.SAMPLE)
    assert sorted(CALLS[position] for position in taken) == ["read", "send", "write"]


def test_a_quick_proof_has_a_third_of_each_kind() -> None:
    taken = pick(CALLS, "a test", Extent.QUICK)
    assert sorted(CALLS[position] for position in taken) == ["read"] * 3 + ["send", "write"]


def test_a_proof_has_everything_in_its_order() -> None:
    assert pick(CALLS, "a test", Extent.WHOLE) == list(range(len(CALLS)))


@pytest.mark.parametrize("extent", [Extent.SAMPLE, Extent.QUICK])
def test_a_name_takes_the_same_ones_always_and_names_differ(extent: Extent) -> None:
    assert pick(CALLS, "a test", extent) == pick(CALLS, "a test", extent)
    assert len({tuple(pick(CALLS, f"test {n}", extent)) for n in range(20)}) > 3
