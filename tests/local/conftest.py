"""A simulator on free ports for the tests of deployment and fix-ups."""

from collections.abc import Iterator

import pytest

from local.stack.home import Home, free_port
from local.stack.services import Service
from local.stack.simulator import Clients, command


@pytest.fixture(scope="session")
def simulator_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home.at(free_port(), tmp_path_factory.mktemp("lumiku"))
    home.prepare()
    service = Service(command(home), home.log("simulator"))
    try:
        service.wait_ready(30)
        yield home
    finally:
        service.stop()


@pytest.fixture(scope="session")
def clients(simulator_home: Home) -> Clients:
    return Clients(simulator_home)
