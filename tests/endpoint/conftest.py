"""Fixtures of the endpoint's tests."""

from collections.abc import Iterator

import pytest

from tests.endpoint.harness import Running, serving, stocked


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """One preview server for a module."""
    with serving(store=stocked()) as server:
        yield server
