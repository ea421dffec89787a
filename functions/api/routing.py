"""How an operation is declared beside its function: the Call it receives, the Reply it gives."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, Generic, TypeAlias

from pydantic import BaseModel
from typing_extensions import TypeVar

from lumiku import ids
from lumiku.accounts import service as accounts
from lumiku.accounts.service import Account
from lumiku.cloud.idempotency import Claim
from lumiku.errors import (
    BadCursor,
    BodyTooLarge,
    Busy,
    IdempotencyReuse,
    InvalidInput,
    LumikuError,
    MalformedBody,
    NotFound,
    NotSignedIn,
    StaleVersion,
    Unavailable,
)
from lumiku.texts import Reader, Text

__all__ = [
    "IDS",
    "KEY_PATTERN",
    "WRITES",
    "Access",
    "AnyRoute",
    "Call",
    "Identity",
    "Reply",
    "Route",
    "RouteTable",
]

BodyT = TypeVar("BodyT", default=None)
QueryT = TypeVar("QueryT", default=None)

# What every transaction may raise, also the one that makes an account when it is first seen.
WRITES: Final[tuple[type[LumikuError], ...]] = (Busy, Unavailable)

# Path parameter -> (the noun of its 404, the pattern its value must have).
IDS: Final[dict[str, tuple[str, re.Pattern[str]]]] = {
    name: (kind, re.compile(ids.FORMS[kind] + r"\Z"))
    for name, kind in {
        **{f"{kind}_id": kind for kind in ids.FORMS},
        "set_id": "poster_set",
        "template_id": "pose_template",
        "user_id": "account",
    }.items()
}
_BAD_KEY: Final = Text(
    "harus 1 sampai 128 karakter ASCII tanpa spasi",
    "must be 1 to 128 ASCII characters without spaces",
    Reader.DEVELOPER,
)
KEY_PATTERN: Final = r"[\x21-\x7e]{1,128}"
_KEY: Final = re.compile(KEY_PATTERN + r"\Z")


class Access(StrEnum):
    OPEN = "open"
    USER = "user"
    ADMIN = "admin"  # others are told that the address does not exist


@dataclass(frozen=True)
class Identity:
    """Who calls, as the verified token says."""

    user_id: str
    email: str
    groups: frozenset[str]


@dataclass(frozen=True)
class Call(Generic[BodyT, QueryT]):
    """One request on its way to a route's function."""

    route: "Route[BodyT, QueryT]"
    identity: Identity | None
    ids: Mapping[str, str]
    body: BodyT
    query: QueryT
    headers: Mapping[str, str]  # lower-case names
    language: str  # id | en
    now: datetime
    request_id: str
    raw: bytes = b""  # the checked body, for routes that take no JSON

    @property
    def user_id(self) -> str:
        return self.user.user_id

    @property
    def user(self) -> Identity:
        if self.identity is None:
            raise NotSignedIn
        return self.identity

    @cached_property
    def account(self) -> Account:
        """The caller's account, made when it is first seen."""
        return accounts.ensure(self.user.user_id, self.user.email, self.now, self.language)

    def id(self, name: str) -> str:
        """A path parameter; one that cannot be an id of its kind is not found."""
        kind, pattern = IDS[name]
        if not pattern.match(self.ids[name]):
            raise NotFound(kind)
        return self.ids[name]

    @property
    def claim(self) -> Claim | None:
        """The Idempotency-Key of a request that creates, bound to what is asked; or None."""
        key = self.headers.get("idempotency-key")
        if key is None:
            return None
        if not _KEY.match(key):
            raise InvalidInput.at("Idempotency-Key", _BAD_KEY)
        body = self.body.model_dump_json() if isinstance(self.body, BaseModel) else ""
        operation = "\n".join([self.route.operation_id, *self.ids.values()])
        return Claim.of(key, operation, body.encode())

    @property
    def expected_version(self) -> int | None:
        """The version in If-Match; None without the header or for `*`; -1 for a foreign tag."""
        tag = self.headers.get("if-match")
        if tag is None or tag.strip() == "*":
            return None
        # CloudFront makes a tag weak when it compresses; the version in it is as good as before.
        match = re.fullmatch(r'(?:W/)?"(\d{1,9})(?:\.[0-9a-f]*)?"', tag.strip())
        return int(match[1]) if match else -1


@dataclass(frozen=True)
class Reply:
    """What a route answers: a model, or bytes with their content type.

    `version` becomes the part of the ETag before its dot, which If-Match compares.
    """

    body: BaseModel | None = None
    status: int | None = None  # None: the route's own
    headers: Mapping[str, str] = field(default_factory=dict)
    version: int | None = None
    content: bytes | str | None = None
    content_type: str = "application/json"


Function: TypeAlias = Callable[[Call[BodyT, QueryT]], Reply]


@dataclass(frozen=True, kw_only=True)
class Route(Generic[BodyT, QueryT]):
    """One operation; the resolver and the OpenAPI document are made from it."""

    method: str
    path: str  # such as /v1/brand-kits/{brand_kit_id}
    operation_id: str
    run: Callable[[Call[BodyT, QueryT]], Reply]
    summary_id: str
    summary_en: str
    body: type[BodyT] | None = None
    query: type[QueryT] | None = None
    form: type[BaseModel] | None = None  # of a body that the function reads itself from `raw`
    out: type[BaseModel] | None = None
    media_type: str = "application/json"  # of the answer
    status: int = 200
    access: Access = Access.USER
    creates: bool = False  # takes an Idempotency-Key
    versioned: bool = False  # takes If-Match
    headers: tuple[str, ...] = ()  # that its answer has beside ETag
    raises: tuple[type[LumikuError], ...] = ()

    @property
    def tag(self) -> str:
        """The resource, such as `brand-kits`."""
        return self.path.split("/")[2]

    @property
    def parameters(self) -> list[str]:
        """The names in the path, in order."""
        return re.findall(r"{(\w+)}", self.path)

    @property
    def errors(self) -> tuple[type[LumikuError], ...]:
        """Every error that it may answer, each once, by status and code."""
        possible = {*self.raises, *self._implied()}
        return tuple(sorted(possible, key=lambda error: (error.status, error.code)))

    def _implied(self) -> Iterator[type[LumikuError]]:
        """What the shape of its request can run into before or inside its function."""
        if self.access is Access.USER:
            yield NotSignedIn
        if self.access is Access.ADMIN or self.parameters:
            yield NotFound
        if self.body is not None or self.form is not None:
            yield from (MalformedBody, BodyTooLarge, InvalidInput)
        if self.query is not None:
            yield InvalidInput
            if "cursor" in self.query.model_fields:  # type: ignore[attr-defined]
                yield BadCursor
        if self.creates:
            yield from (InvalidInput, IdempotencyReuse)
        if self.versioned:
            yield StaleVersion


AnyRoute = Route[Any, Any]


class RouteTable(list[AnyRoute]):
    """The operations of one file, in the order in which their functions stand in it."""

    def __init__(self, access: Access = Access.USER) -> None:
        super().__init__()
        self._access = access

    def route(
        self,
        *,
        method: str,
        path: str,
        operation_id: str,
        summary_id: str,
        summary_en: str,
        body: type[BodyT] | None = None,
        query: type[QueryT] | None = None,
        form: type[BaseModel] | None = None,
        out: type[BaseModel] | None = None,
        media_type: str = "application/json",
        status: int = 200,
        access: Access | None = None,
        creates: bool = False,
        versioned: bool = False,
        headers: tuple[str, ...] = (),
        errors: tuple[type[LumikuError], ...] = (),
    ) -> Callable[[Function[BodyT, QueryT]], Function[BodyT, QueryT]]:
        """Declares the operation that the function below it carries out.

        `errors` are those of the services that it calls; what every request of this shape can run
        into (a bad token, body, query, key or id) is added.
        """

        def declare(run: Function[BodyT, QueryT]) -> Function[BodyT, QueryT]:
            made = Route(
                method=method,
                path=path,
                operation_id=operation_id,
                run=run,
                summary_id=summary_id,
                summary_en=summary_en,
                body=body,
                query=query,
                form=form,
                out=out,
                media_type=media_type,
                status=status,
                access=self._access if access is None else access,
                creates=creates,
                versioned=versioned,
                headers=headers,
                raises=errors,
            )
            self.append(made)
            return run

        return declare
