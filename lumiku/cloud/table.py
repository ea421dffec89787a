"""The two DynamoDB tables: their base models, and transactions that say which condition refused."""

import logging
import random
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final, TypeVar

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.attributes import DiscriminatorAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection.table import TableConnection
from pynamodb.exceptions import (
    DoesNotExist,
    PutError,
    PynamoDBConnectionError,
    PynamoDBException,
    TransactWriteError,
    UpdateError,
)
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from lumiku.errors import Busy, Unavailable
from lumiku.settings import settings

__all__ = [
    "OUTAGES",
    "BoundModel",
    "CoreItem",
    "Transaction",
    "TransactionRefused",
    "find",
    "refused",
]

T = TypeVar("T", bound="CoreItem")

_log: Final = logging.getLogger(__name__)
_TRIES: Final = 10
_BASE: Final = 0.025  # seconds
_CAP: Final = 0.8
# Nothing was written: the same transaction may be sent again.
_TRANSIENT: Final = frozenset(
    {
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
        "ThrottlingError",
        "ThrottlingException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "InternalServerError",
    }
)


# What a later try may not meet again; everything else is a fault of the data or of the code.
OUTAGES: Final = (PynamoDBException, BotoCoreError, ClientError, Busy, Unavailable)


class BoundModel(Model):
    """A model whose table's name comes from the settings when the table is first used.

    All models of a table share one connection, and all tables one botocore client: PynamoDB would
    make a client (100 to 200 ms of CPU) for every model class.
    """

    table_setting: ClassVar[str]
    _client: ClassVar[Any] = None

    @classmethod
    def root(cls) -> "type[BoundModel]":
        """The class that stands for the table and holds its connection."""
        return next(base for base in reversed(cls.__mro__) if "table_setting" in vars(base))

    @classmethod
    def _get_connection(cls) -> TableConnection:
        root = cls.root()
        if root.Meta.table_name is None:
            root.Meta.table_name = settings().need(root.table_setting)
            root.Meta.region = settings().region
        if root._connection is None:
            made = super(BoundModel, root)._get_connection()
            if BoundModel._client is None:
                BoundModel._client = made.connection.client
            made.connection._client = BoundModel._client
            root._connection = made
        return root._connection

    @classmethod
    def forget(cls) -> None:
        """Drops connections and names, as a fresh process has none."""
        BoundModel._client = None
        for root in BoundModel.__subclasses__():
            root._connection = None
            root.Meta.table_name = None  # type: ignore[assignment]


class WorkIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """Work in flight by the moment it is due. Sparse: only items with both attributes are in it."""

    class Meta:
        index_name = "by_work"
        # `kind`, because PynamoDB filters every query of a model by it, and a filter sees only
        # what the index carries.
        projection = IncludeProjection(["kind", "user_id", "generation_id"])

    work = UnicodeAttribute(hash_key=True)
    due = UnicodeAttribute(range_key=True)


class CoreItem(BoundModel):
    """The base of every item of the core table; `kind` tells which one it is."""

    class Meta:
        table_name: str | None = None
        region: str | None = None

    table_setting = "core_table"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = DiscriminatorAttribute()
    by_work = WorkIndex()
    work = UnicodeAttribute(null=True)
    due = UnicodeAttribute(null=True)
    expires_at = NumberAttribute(null=True)  # epoch seconds; DynamoDB deletes it some time after


class TransactionRefused(Exception):
    """A transaction wrote nothing because conditions did not hold; `names` are those writes."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        super().__init__(", ".join(sorted(names)))


class Transaction:
    """Writes that happen all or not at all; each has a name by which a refusal is told.

    The client token is drawn once per transaction, never derived from ids: it makes a repetition
    of this very request safe, while conditions make a redelivery of the work safe.
    """

    def __init__(
        self,
        *,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._checks: list[tuple[str, Any]] = []
        self._deletes: list[tuple[str, Any]] = []
        self._puts: list[tuple[str, Any]] = []
        self._updates: list[tuple[str, Any]] = []
        self._token = str(uuid.uuid4())
        self._sleep = sleep
        self._jitter = jitter

    def put_new(self, name: str, item: CoreItem) -> None:
        """Writes an item that must not exist yet."""
        self.put(name, item, type(item).pk.does_not_exist())

    def put(self, name: str, item: CoreItem, condition: Condition | None = None) -> None:
        self._puts.append((name, lambda write: write.save(item, condition=condition)))

    def update(
        self,
        name: str,
        item: BoundModel,
        actions: Sequence[Action],
        condition: Condition | None = None,
    ) -> None:
        """Changes the item with the key of `item`; its other attributes are not sent."""
        self._updates.append(
            (name, lambda write: write.update(item, actions=list(actions), condition=condition))
        )

    def check(
        self, name: str, model: type[CoreItem], pk: str, sk: str, condition: Condition
    ) -> None:
        self._checks.append(
            (name, lambda write: write.condition_check(model, pk, sk, condition=condition))
        )

    def delete(self, name: str, item: CoreItem, condition: Condition | None = None) -> None:
        self._deletes.append((name, lambda write: write.delete(item, condition=condition)))

    def __len__(self) -> int:
        return len(self._operations())

    def _operations(self) -> list[tuple[str, Any]]:
        # The order in which PynamoDB sends them, and so the order of DynamoDB's reasons.
        return [*self._checks, *self._deletes, *self._puts, *self._updates]

    def commit(self) -> None:
        """Writes everything, repeating under contention with full jitter.

        Raises TransactionRefused when a condition does not hold, Busy when the contention lasts,
        Unavailable when DynamoDB cannot be reached (the outcome is then unknown; the conditions
        make it safe to run the work again).
        """
        for attempt in range(_TRIES):
            try:
                self._send()
                return
            except TransactWriteError as error:
                last = error
                self._raise_unless_transient(error)
            self._sleep(self._jitter() * min(_CAP, _BASE * 2**attempt))
        _log.warning("transaction gave up", extra={"action": "transaction_busy"})
        if isinstance(last.cause, BotoCoreError):
            raise Unavailable from last
        raise Busy(retry_after=2) from last

    def _send(self) -> None:
        connection = CoreItem._get_connection().connection
        with TransactWrite(connection=connection, client_request_token=self._token) as write:
            for _, operation in self._operations():
                operation(write)

    def _raise_unless_transient(self, error: TransactWriteError) -> None:
        reasons = [reason.code if reason else None for reason in error.cancellation_reasons]
        names = [name for name, _ in self._operations()]
        failed = frozenset(
            name
            for name, code in zip(names, reasons, strict=False)
            if code == "ConditionalCheckFailed"
        )
        if failed:
            raise TransactionRefused(failed) from error
        if isinstance(error.cause, BotoCoreError):
            return
        codes = {code for code in reasons if code} or {error.cause_response_code or ""}
        if not codes <= _TRANSIENT:
            raise error


def find(model: type[T], pk: str, sk: str, *, consistent: bool = True) -> T | None:
    """The item, or None."""
    try:
        return model.get(pk, sk, consistent_read=consistent)
    except DoesNotExist:
        return None


def refused(error: PutError | UpdateError | PynamoDBConnectionError) -> bool:
    """Whether a single conditional write was refused by its condition."""
    return error.cause_response_code == "ConditionalCheckFailedException"
