"""The work index is asked only about what it carries: AWS drops rows by filters it cannot see.

The simulators filter whole items, so no test of behaviour would notice.
"""

from typing import Any

import pytest

from local.fakes.cloud import Cloud
from lumiku.cloud.table import CoreItem
from lumiku.generations import store
from lumiku.usage import alerts

KEYS = {"pk", "sk", "work", "due"}


def test_no_query_filters_by_what_is_not_projected(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    answer = Cloud._dynamodb

    def note(cloud: Cloud, operation: str, data: dict[str, Any]) -> Any:
        if operation == "Query" and data.get("IndexName"):
            asked.append(data)
        return answer(cloud, operation, data)

    monkeypatch.setattr(Cloud, "_dynamodb", note)
    with Cloud().installed():
        store.due_work(store.DISPATCH)
        store.waiting_before("2026", 5)
        alerts.list_alerts(resolved=False, limit=10)
    carried = KEYS | set(CoreItem.by_work.Meta.projection.non_key_attributes)
    assert len(asked) == 3
    for query in asked:
        assert set(query["ExpressionAttributeNames"].values()) <= carried
