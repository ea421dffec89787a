"""A merchant of the simulated API with a kit and a finished photo."""

from collections.abc import Iterator

import pytest

from local.fakes.cloud import Cloud
from lumiku import clock, ids
from lumiku.cloud import keys
from lumiku.generations.store import PictureItem
from tests.api.world import Merchant, simulated_aws

BATCH = "gen_01JD0000000000000000000001"


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


@pytest.fixture
def pose(merchant: Merchant) -> str:
    """A successful pose of the merchant's."""
    PictureItem(
        pk=keys.user(merchant.user_id),
        sk=keys.pose(BATCH, 0),
        slot=0,
        outcome="ok",
        template_id="scu_00000000",
        attempt=1,
        seed=1,
        key=keys.generated_image(merchant.user_id, BATCH, 0, 1),
        done_at=clock.iso(clock.now()),
    ).save()
    return ids.pose_id(BATCH, 0)
