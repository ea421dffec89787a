"""The rehearsal world as a fixture, with time under the tests' control."""

from collections.abc import Iterator

import pytest

from local.fakes.cloud import Cloud
from local.fakes.pipeline import Endpoint, World, furnish
from lumiku import clock
from tests.generations.skeletons import templates


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    cloud = Cloud()
    endpoint = Endpoint(cloud)
    cloud.endpoint = endpoint
    with cloud.installed():
        made = World(cloud, endpoint)
        monkeypatch.setattr(clock, "now", lambda: made.now)
        furnish(made, templates())
        cloud.stream()
        cloud.calls.clear()
        yield made
