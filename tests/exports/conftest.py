"""The rehearsal world with a shop in it."""

from collections.abc import Iterator

import pytest

from local.fakes.cloud import Cloud
from local.fakes.pipeline import Endpoint, World, furnish
from lumiku import clock
from tests.exports.shop import Shop
from tests.generations.skeletons import templates


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    cloud = Cloud()
    cloud.endpoint = endpoint = Endpoint(cloud)
    with cloud.installed():
        world = World(cloud, endpoint)
        monkeypatch.setattr(clock, "now", lambda: world.now)
        monkeypatch.setattr("time.sleep", lambda _seconds: None)
        furnish(world, templates())
        made = Shop(world)
        cloud.stream()
        cloud.calls.clear()
        yield made
