"""Idempotency keys: the row that stands for "this request was carried out" and its answer."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pynamodb.attributes import UnicodeAttribute

from lumiku.cloud import keys
from lumiku.cloud.table import CoreItem, Transaction, TransactionRefused, find
from lumiku.errors import IdempotencyReuse

__all__ = ["Claim", "commit_once", "earlier"]

_KEPT: Final = timedelta(hours=24)
_WRITE: Final = "idempotency"


@dataclass(frozen=True)
class Claim:
    """A client's key for one request, with the digest of operation and body."""

    key: str
    body_digest: str

    @classmethod
    def of(cls, key: str, operation: str, body: bytes) -> "Claim":
        return cls(key, hashlib.sha256(operation.encode() + b"\0" + body).hexdigest())

    @property
    def sort_key(self) -> str:
        return keys.idempotency(hashlib.sha256(self.key.encode()).hexdigest()[:32])


class IdempotencyItem(CoreItem, discriminator="idempotency"):
    body_digest = UnicodeAttribute()
    resource_id = UnicodeAttribute()


def earlier(user_id: str, claim: Claim | None, now: datetime) -> str | None:
    """The id of what an earlier request with this key made, or None.

    Raises IdempotencyReuse when that request had another body.
    """
    if claim is None:
        return None
    row = find(IdempotencyItem, keys.user(user_id), claim.sort_key)
    if row is None or (row.expires_at or 0) <= now.timestamp():
        return None
    if row.body_digest != claim.body_digest:
        raise IdempotencyReuse
    return str(row.resource_id)


def commit_once(
    transaction: Transaction, user_id: str, claim: Claim | None, resource_id: str, now: datetime
) -> str:
    """Commits the transaction that makes a resource, at most once per key.

    Returns the resource's id: the given one, or the one an earlier request with this key made.
    Other refusals are raised as TransactionRefused.
    """
    if claim is not None:
        row = IdempotencyItem(
            pk=keys.user(user_id),
            sk=claim.sort_key,
            body_digest=claim.body_digest,
            resource_id=resource_id,
            expires_at=int((now + _KEPT).timestamp()),
        )
        # TTL deletes late, so an expired row may still be there and is then replaced.
        transaction.put(
            _WRITE,
            row,
            IdempotencyItem.pk.does_not_exist()
            | (IdempotencyItem.expires_at <= int(now.timestamp())),
        )
    try:
        transaction.commit()
    except TransactionRefused as error:
        if _WRITE not in error.names:
            raise
        if (made := earlier(user_id, claim, now)) is None:
            raise
        return made
    return resource_id
