"""The shipped library, and an empty poses table."""

from collections.abc import Iterator

import pytest

from local.fakes.cloud import Cloud
from lumiku.poses.schemas import PoseTemplate
from lumiku.settings import settings
from pose_seed.library import Library, shipped


@pytest.fixture(scope="session")
def library() -> Library:
    return shipped()


@pytest.fixture(scope="session")
def front(library: Library) -> PoseTemplate:
    """A full-length standing pose seen from the front with all its points."""
    return next(
        one
        for one in library.templates
        if one.id.startswith("fsf_")
        and one.frame == "full"
        and "front-view" in one.tags
        and all(point[2] == 1 for point in one.people[0])
    )


@pytest.fixture(scope="session")
def few(library: Library) -> list[PoseTemplate]:
    """Three poses of every category: enough for the table, quick to load."""
    chosen: list[PoseTemplate] = []
    for template in library.templates:
        if sum(one.category == template.category for one in chosen) < 3:
            chosen.append(template)
    return chosen


@pytest.fixture
def table() -> Iterator[str]:
    """The name of an empty poses table."""
    with Cloud().installed():
        yield settings().poses_table
