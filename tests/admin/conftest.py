"""The simulated world with its queues, an operator, and two merchants."""

from collections.abc import Iterator
from unittest import mock

import boto3
import pytest

from lumiku.accounts.policy import Lane
from lumiku.settings import settings
from tests.api.world import Merchant, simulated_aws


@pytest.fixture(scope="module")
def world() -> Iterator[None]:
    with simulated_aws():
        sqs = boto3.client("sqs")
        queues = {
            f"LUMIKU_QUEUE_{name.upper()}": sqs.create_queue(QueueName=name)["QueueUrl"]
            for name in (*Lane, "parked")
        }
        with mock.patch.dict("os.environ", queues):
            settings.cache_clear()
            yield
        settings.cache_clear()


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
