"""One running stack for all flow tests, and a street of merchants to drive it with."""

import shutil
from collections.abc import Iterator

import pytest

from local.fakes.shops import Shop, Street, draw_pictures
from local.stack.home import Home, free_port
from local.stack.stack import Stack


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """A stack on free ports with nobody in it."""
    home = Home.at(free_port())
    try:
        with Stack(home) as running:
            yield running
    finally:
        shutil.rmtree(home.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def street(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with Street(stack, draw_pictures(tmp_path_factory.mktemp("pictures"))) as street:
        yield street


@pytest.fixture(scope="session")
def pro_shop(street: Street) -> Shop:
    """A shop on the pro plan that several tests share; none may count on its batches."""
    return street.shop()
