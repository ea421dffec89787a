"""The documents in docs/ are those that the API serves, and no break of them is a surprise."""

import json

import pytest

from tests.api.world import Merchant, event, send
from tools.api import announced
from tools.api.compatibility import breaks
from tools.api.kept import ANNOUNCED, KEPT, RELEASED, difference, kept_text, served


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("operators", [False, True])
def test_what_is_served_is_kept(operators: bool) -> None:
    if operators:
        now = Merchant(groups="[admin]").get("/admin/openapi.json").text
    else:
        now = send(event("GET", "/v1/openapi.json")).text
    path = KEPT[operators]
    kept = path.read_text(encoding="utf-8")
    changes = "\n".join(difference(json.loads(kept), json.loads(now)))
    assert not changes, f"the API changed; `make openapi` keeps it in docs/{path.name}:\n{changes}"
    assert kept == kept_text(json.loads(now)), "the same in another order: `make openapi`"


def test_nothing_breaks_clients_unannounced() -> None:
    released = json.loads(RELEASED.read_text(encoding="utf-8"))
    found = breaks(released, served(operators=True))
    told = announced.read(ANNOUNCED)
    untold = "\n".join(map(str, announced.unannounced(found, told)))
    assert not untold, f"clients would break; announce it in docs/{ANNOUNCED.name}:\n{untold}"
    assert announced.unused(found, told) == []


class TestDifference:
    def test_names_places_and_values(self) -> None:
        old = {"a": {"x": 1, "y": [{"name": "n", "v": 1}]}, "gone": True}
        new = {"a": {"x": 2, "y": [{"name": "n", "v": 2}]}, "new": False}
        assert difference(old, new) == [
            "~ a › x: 1 -> 2",
            "~ a › y › n › v: 1 -> 2",
            "- gone: true",
            "+ new: false",
        ]

    def test_is_cut_where_nobody_reads_on(self) -> None:
        lines = difference({}, {str(n): n for n in range(9)}, limit=3)
        assert len(lines) == 4
        assert lines[-1] == "… and 6 more"
