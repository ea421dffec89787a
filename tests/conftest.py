"""What all tests share: repeatable examples, and what is costly to make made once per process."""

import os
from functools import cache
from importlib.util import find_spec

import pytest

pytest_plugins = ["tests.proofs"]

if find_spec("hypothesis"):  # the endpoint's own environment has none, and needs none
    from hypothesis import settings

    settings.register_profile("repeatable", derandomize=True, database=None)
    settings.register_profile("explore", max_examples=1_000, deadline=None)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

if find_spec("botocore"):
    from botocore import loaders

    # Every session that a test makes would read the same megabytes of JSON again.
    loaders.create_loader = cache(loaders.create_loader)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shares a costly fixture runs in one process: a file's tests, or all that synthesize."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            shared = "synth" if item.get_closest_marker("synth") else str(item.path)
            item.add_marker(pytest.mark.xdist_group(shared))
