"""One simulated world for each test module, a fresh merchant for each test."""

from collections.abc import Iterator

import pytest

from lumiku.billing.duitku import Opened
from tests.api.world import Merchant, simulated_aws


@pytest.fixture(scope="module")
def world() -> Iterator[None]:
    with simulated_aws(), pytest.MonkeyPatch.context() as patch:
        opened = Opened("https://pay.lumiku.test/1", "R1")
        patch.setattr("lumiku.billing.duitku.open_payment", lambda *_: opened)
        yield


@pytest.fixture
def merchant(world: None) -> Merchant:
    return Merchant().on("pro")


@pytest.fixture
def other(world: None) -> Merchant:
    """Another tenant."""
    return Merchant().on("pro")


@pytest.fixture
def free(world: None) -> Merchant:
    return Merchant()
