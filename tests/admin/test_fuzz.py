"""Whatever an operator sends, the answer is ours, and the audit agrees with the account."""

import json
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.api.routes import ROUTES
from functions.api.routing import Access, AnyRoute
from lumiku.accounts import service as accounts
from lumiku.accounts.policy import Tier
from lumiku.clock import now
from tests.api.test_fuzz import DOCUMENT, SETTINGS, junk, like, sound
from tests.api.world import event, send

pytestmark = pytest.mark.proof("requests at random")

ADMIN: Final = [route for route in ROUTES if route.access is Access.ADMIN]
CLAIMS: Final = {"sub": "operator", "email": "op@lumiku.test", "cognito:groups": "[admin]"}
USER_ID: Final = "fuzzed-merchant"

moments = st.sampled_from(
    [
        "2026-11-23T05:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
        "2030-01-01",
        1_800_000_000,
    ]
)


def path_of(route: AnyRoute) -> str:
    path = route.path.replace("{user_id}", USER_ID)
    return path.replace("{alert_id}", f"{USER_ID}.2026-11.RED")


def body_of(route: AnyRoute) -> st.SearchStrategy[Any]:
    """Bodies that mostly fit; ends of a plan or an override also at the edge of the calendar."""
    assert route.body is not None
    schema = DOCUMENT["components"]["schemas"][route.body.__name__]
    names = schema["properties"]
    close = st.fixed_dictionaries(
        {name: moments if name == "until" else like(field) for name, field in names.items()}
    )
    return close | like(schema) | junk


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    "route", [r for r in ADMIN if r.body], ids=lambda route: str(route.operation_id)
)
@SETTINGS
@given(data=st.data())
def test_bodies(route: AnyRoute, data: st.DataObject) -> None:
    accounts.set_tier(USER_ID, Tier.STARTER, now())
    body = json.dumps(data.draw(body_of(route)))
    sound(send(event(route.method, path_of(route), body=body, claims=CLAIMS)))
    shown = send(event("GET", f"/v1/admin/users/{USER_ID}", claims=CLAIMS))
    assert shown.status == 200, shown.text


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    "route", [r for r in ADMIN if r.query], ids=lambda route: str(route.operation_id)
)
@SETTINGS
@given(data=st.data())
def test_queries(route: AnyRoute, data: st.DataObject) -> None:
    assert route.query is not None
    names = st.sampled_from([*route.query.model_fields, "unknown"])
    values = st.text(max_size=30) | st.sampled_from(["1", "100", "RED", "pro", "true", "2026-11"])
    query = data.draw(st.dictionaries(names, values, max_size=3))
    sound(send(event(route.method, path_of(route), query=query, claims=CLAIMS)))
