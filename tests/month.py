"""A rehearsed month as a fixture, with time under the tests' control; conftests import it."""

from collections.abc import Iterator

import pytest

from local.fakes.cloud import Cloud
from local.fakes.month import Month
from lumiku import clock


@pytest.fixture
def month(monkeypatch: pytest.MonkeyPatch) -> Iterator[Month]:
    cloud = Cloud(secrets={"team": '{"targets": []}'})
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with cloud.installed():
        made = Month(cloud)
        monkeypatch.setattr(clock, "now", lambda: made.now)
        yield made
