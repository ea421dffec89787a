"""Whatever is sent, the answer is ours: never a 500, always a problem document that fits."""

import base64
import json
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.api import openapi
from functions.api.routes import ROUTES
from functions.api.routing import Access, AnyRoute
from tests.api.world import Answer, Merchant, event, send
from tests.proofs import examples

pytestmark = pytest.mark.proof("requests at random")

SETTINGS: Final = settings(
    max_examples=examples(40),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
USER_ID: Final = "5c4c2a3e-0c0e-4a7f-8b41-0f7f0d1f2b3c"
DOCUMENT: Final = openapi.render(ROUTES)
WITH_BODY: Final = [r for r in ROUTES if r.body and r.access is Access.USER]
WITH_QUERY: Final = [r for r in ROUTES if r.query and r.access is Access.USER]

texts = st.text(max_size=12) | st.sampled_from(["#FFB6C1", "2026-01-05", "female", "kit_", "\x00"])
scalars = st.none() | st.booleans() | st.integers(-(10**19), 10**19) | st.floats() | texts
junk = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def like(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that mostly fit a JSON schema: they reach further in than junk does."""
    if "$ref" in schema:
        return like(DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    if "anyOf" in schema:
        return st.one_of([like(option) for option in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | texts
    if schema.get("type") == "object":
        return _objects(schema)
    if schema.get("type") == "array":
        return st.lists(like(schema.get("items", {})), max_size=3)
    return {
        "integer": st.integers(-2, 1_100) | st.integers(),
        "null": st.none(),
        "boolean": st.booleans(),
    }.get(schema.get("type", ""), texts | st.sampled_from(["A name", "image/png", "x" * 300]))


def _objects(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "properties" in schema:
        fields = {name: like(field) | junk for name, field in schema["properties"].items()}
        return st.fixed_dictionaries({}, optional=fields)
    inner = schema.get("additionalProperties")
    values = like(inner) if isinstance(inner, dict) else junk
    return st.dictionaries(texts | st.sampled_from(["skincare-closeup"]), values, max_size=3)


def path_of(route: AnyRoute) -> str:
    """The route's address with ids that could exist."""
    path = route.path
    for name in route.parameters:
        prefix = {"brand_kit_id": "kit", "avatar_id": "ava", "product_id": "prd"}.get(name, "x")
        path = path.replace("{" + name + "}", f"{prefix}_01JD0000000000000000000000")
    return path


def sound(answer: Answer) -> None:
    """A success, or a problem document."""
    assert answer.status < 500, answer.text
    if answer.status < 400:
        return
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "code", "request_id", "errors"} <= set(answer.body)
    assert answer.body["status"] == answer.status
    for error in answer.body["errors"]:
        assert error["detail"]
        assert not error["pointer"] or error["pointer"][0] in "/?I"


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: str(route.operation_id))
@SETTINGS
@given(data=st.data())
def test_bodies(route: AnyRoute, data: st.DataObject) -> None:
    assert route.body is not None
    schema = DOCUMENT["components"]["schemas"][route.body.__name__]
    body = data.draw(like(schema) | junk)
    claims = {"sub": USER_ID, "email": "fuzz@lumiku.test"}
    sound(send(event(route.method, path_of(route), body=json.dumps(body), claims=claims)))


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("route", WITH_QUERY, ids=lambda route: str(route.operation_id))
@SETTINGS
@given(data=st.data())
def test_queries(route: AnyRoute, data: st.DataObject) -> None:
    assert route.query is not None
    names = st.sampled_from([*route.query.model_fields, "unknown"])
    values = st.text(max_size=30) | st.integers(-1, 200).map(str)
    query = data.draw(st.dictionaries(names, values, max_size=3))
    sound(send(event(route.method, path_of(route), query=query, claims={"sub": USER_ID})))


@pytest.mark.usefixtures("world")
@settings(SETTINGS, max_examples=examples(150))
@given(raw=st.binary(max_size=200), encoded=st.booleans())
def test_bytes(raw: bytes, encoded: bool) -> None:
    body = base64.b64encode(raw).decode() if encoded else raw.decode("latin-1")
    made = event("POST", "/v1/projects", body=body, claims={"sub": USER_ID}, base64_encoded=encoded)
    sound(send(made))


@settings(SETTINGS, max_examples=examples(100))
@given(
    headers=st.dictionaries(
        st.sampled_from(
            ["accept-language", "if-match", "if-none-match", "idempotency-key", "X-Else"]
        ),
        st.text(max_size=40),
    )
)
def test_headers(headers: dict[str, str], merchant: Merchant) -> None:
    for method, path in (("GET", "/v1/brand-kits"), ("POST", "/v1/projects")):
        made = event(method, path, body="{}", headers=headers, claims={"sub": merchant.user_id})
        sound(send(made))


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: str(route.operation_id))
def test_null_everywhere(route: AnyRoute, merchant: Merchant) -> None:
    """Each field as null: taken where it may be cleared, else named."""
    assert route.body is not None
    for name in route.body.model_fields:
        body = json.dumps({name: None})
        sound(
            send(event(route.method, path_of(route), body=body, claims={"sub": merchant.user_id}))
        )
