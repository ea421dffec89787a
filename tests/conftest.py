"""What all tests share: repeatable examples, and what is costly to make made once per process."""

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

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


# The stack's tests share two stacks, each about half of the work; all that synthesize share a
# synthesis; else the tests of one file share what the file makes.
_FIRST_STACK = (
    "test_clients",
    "test_commands",
    "test_levels",
    "test_lifecycle",
    "test_walkthrough",
)


def _place(nodeid: str) -> str:
    """What runs in one process: tests of the same place do."""
    path = Path(nodeid.split("::", maxsplit=1)[0])
    match path.parent.name:
        case "stack":
            return f"stack {1 if path.stem in _FIRST_STACK else 2}"
        case "infra":
            return "infra"
        case _:
            return str(path)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """`--dist loadgroup` would need marks that this xdist cannot write into pytest 9.2's ids."""
    from xdist.scheduler import LoadScopeScheduling

    class ByPlace(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return _place(nodeid)

    return ByPlace(config, log)
