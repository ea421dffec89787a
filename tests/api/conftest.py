"""One simulated world for each test module, a fresh merchant for each test."""

from collections.abc import Iterator

import pytest

from local.fakes.cloud import Cloud
from lumiku.billing.duitku import Opened
from tests.api.world import Merchant, simulated_aws


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with simulated_aws() as cloud, pytest.MonkeyPatch.context() as patch:
        opened = Opened("https://pay.lumiku.test/1", "R1")
        patch.setattr("lumiku.billing.duitku.open_payment", lambda *_: opened)
        yield cloud


@pytest.fixture(scope="module")
def world(cloud: Cloud) -> None:
    """The services stand in for AWS; for tests that need not look into them."""


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
