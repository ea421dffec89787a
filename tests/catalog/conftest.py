"""One simulated world for each test module, a fresh merchant for each test."""

from collections.abc import Iterator

import pytest

from local.fakes.cloud import Cloud
from tests.api.world import Merchant, simulated_aws


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with simulated_aws() as cloud:
        yield cloud


@pytest.fixture(scope="module")
def world(cloud: Cloud) -> None:
    """The services stand in for AWS; for tests that need not look into them."""


@pytest.fixture
def merchant(world: None) -> Merchant:
    return Merchant().on("pro")
