"""The shipped library, and an empty poses table in a mocked AWS."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from lumiku.cloud.table import BoundModel, CoreItem
from lumiku.poses import service
from lumiku.poses.schemas import PoseTemplate
from lumiku.poses.store import PoseItem
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


def _unbind() -> None:
    """Forgets connections and names, so that every test meets its own AWS."""
    for model in (PoseItem, CoreItem):
        model._connection = None
        model.Meta.table_name = None
    BoundModel._client = None
    settings.cache_clear()
    service.forget()


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    import boto3

    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "LUMIKU_POSES_TABLE": "poses",
        "LUMIKU_CORE_TABLE": "core",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    _unbind()
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName="poses",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "S"},
            ],
        )
        yield "poses"
    _unbind()
