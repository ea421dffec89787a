"""The simulated world, an operator, and two merchants."""

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
def operator(world: None) -> Merchant:
    return Merchant(groups="[admin]")


@pytest.fixture
def merchant(world: None) -> Merchant:
    return Merchant().on("starter")


@pytest.fixture
def other(world: None) -> Merchant:
    return Merchant().on("pro")


@pytest.fixture(scope="module")
def shelf(world: None) -> list[str]:
    """The ids of a few loaded poses."""
    from lumiku.poses import service
    from tests.generations.skeletons import templates

    few = templates(3)
    service.load(few, 1)
    return [template.id for template in few]
