"""What a declaration beside a function becomes: an operation and the errors it may answer."""

from typing import Any

from pydantic import BaseModel

from functions.api.routes import ROUTES
from functions.api.routing import WRITES, Access, Call, Reply, Route, RouteTable
from lumiku.errors import (
    AlreadyDone,
    BadCursor,
    BodyTooLarge,
    Busy,
    IdempotencyReuse,
    InvalidInput,
    MalformedBody,
    NotFound,
    NotSignedIn,
    StaleVersion,
    Unavailable,
)
from lumiku.schemas import In, PageQuery


class Body(In):
    name: str


def made(**declared: Any) -> Route[Any, Any]:
    """The operation of a table with one function."""
    table = RouteTable(declared.pop("table", Access.USER))

    @table.route(
        **{
            "method": "GET",
            "path": "/v1/things",
            "operation_id": "x",
            "summary_id": "x",
            "summary_en": "x",
            **declared,
        }
    )
    def run(_: Call[Any, Any]) -> Reply:
        return Reply()

    assert [route.run for route in table] == [run]
    return table[0]


class TestErrors:
    def test_every_closed_operation_needs_a_token(self) -> None:
        assert made().errors == (NotSignedIn,)
        assert made(access=Access.OPEN).errors == ()

    def test_operators_routes_do_not_exist_for_others(self) -> None:
        assert made(table=Access.ADMIN).errors == (NotFound,)

    def test_an_id_may_be_of_nothing(self) -> None:
        assert NotFound in made(path="/v1/things/{product_id}").errors

    def test_a_body_may_be_wrong_in_every_way(self) -> None:
        body = {MalformedBody, BodyTooLarge, InvalidInput}
        assert set(made(body=Body).errors) == {NotSignedIn} | body
        assert set(made(form=BaseModel).errors) == {NotSignedIn} | body

    def test_a_query_may_be_wrong_and_a_cursor_foreign(self) -> None:
        assert set(made(query=PageQuery).errors) == {NotSignedIn, InvalidInput, BadCursor}

    def test_keys_and_versions_may_be_used(self) -> None:
        assert {IdempotencyReuse, InvalidInput} < set(made(creates=True).errors)
        assert StaleVersion in made(versioned=True).errors

    def test_they_come_by_status_each_once(self) -> None:
        route = made(body=Body, creates=True, errors=(AlreadyDone, InvalidInput, *WRITES))
        assert route.errors == (
            MalformedBody,
            NotSignedIn,
            AlreadyDone,
            Busy,
            BodyTooLarge,
            IdempotencyReuse,
            InvalidInput,
            Unavailable,
        )


def test_a_declaration_may_open_a_closed_table() -> None:
    assert made(table=Access.ADMIN, access=Access.OPEN).access is Access.OPEN


def test_functions_take_what_their_operation_declares() -> None:
    """mypy checks it at each declaration; this looks at what mypy cannot: the ids in the path."""
    for route in ROUTES:
        assert route.method in {"GET", "POST", "PUT", "PATCH", "DELETE"}
        assert route.path.startswith("/v1/")
        assert (route.body or route.form) is None or route.method != "GET"
        assert route.headers == tuple(sorted(route.headers))
