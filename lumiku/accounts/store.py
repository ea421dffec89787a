"""The account row: one per user, made when the user is first seen, and found by its address."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from lumiku import clock
from lumiku.accounts.policy import Tier
from lumiku.cloud import keys
from lumiku.cloud.table import CoreItem, Transaction, TransactionRefused, find

__all__ = [
    "AccountItem",
    "change_email",
    "create",
    "find_account",
    "find_accounts",
    "key_of",
    "update",
    "users_of_email",
]

_ACCOUNT = "account"


class AccountItem(CoreItem, discriminator="account"):
    user_id = UnicodeAttribute()
    email = UnicodeAttribute(default="")
    tier = UnicodeAttribute(default=Tier.FREE.value)
    plan_until = UnicodeAttribute(null=True)
    override: JSONAttribute = JSONAttribute(null=True)  # {mode, until}
    language = UnicodeAttribute(default="id")
    noticed_at = UnicodeAttribute(null=True)  # a suspension was announced
    suspended_at = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    marketing_off_at = UnicodeAttribute(null=True)  # unsubscribed from marketing mails
    batch_mails = NumberAttribute(null=True)  # 1: wants a mail when a batch has finished
    mail_block: JSONAttribute = JSONAttribute(null=True)  # {email, reason, at}: it does not arrive


class AddressItem(CoreItem, discriminator="address"):
    """Says which account an address belongs to; one address may have several."""

    user_id = UnicodeAttribute()


def key_of(user_id: str) -> AccountItem:
    """An item that carries only its key, for updates."""
    return AccountItem(pk=keys.user(user_id), sk=keys.ACCOUNT)


def find_account(user_id: str) -> AccountItem | None:
    return find(AccountItem, keys.user(user_id), keys.ACCOUNT)


def find_accounts(user_ids: Sequence[str]) -> list[AccountItem]:
    """The accounts that exist of these users, in no order; they may be a second old."""
    return list(AccountItem.batch_get([(keys.user(user_id), keys.ACCOUNT) for user_id in user_ids]))


def users_of_email(email: str) -> list[str]:
    """The users whose account has this address, however it is written."""
    rows = AddressItem.query(_address_key(email), consistent_read=True)
    return [row.user_id for row in rows]


def _address_key(email: str) -> str:
    return keys.email(hashlib.sha256(email.strip().lower().encode()).hexdigest()[:32])


def _address(user_id: str, email: str) -> AddressItem:
    return AddressItem(pk=_address_key(email), sk=keys.user(user_id), user_id=user_id)


def create(user_id: str, email: str, language: str, now: datetime) -> bool:
    """Puts a free account; False when there was one already."""
    item = AccountItem(
        pk=keys.user(user_id),
        sk=keys.ACCOUNT,
        user_id=user_id,
        email=email,
        language=language,
        created_at=clock.iso(now),
    )
    transaction = Transaction()
    transaction.put_new(_ACCOUNT, item)
    if email:
        transaction.put("address", _address(user_id, email))
    return _committed(transaction)


def change_email(user_id: str, old: str, new: str) -> bool:
    """Gives the account its new address; False when it is no longer at the old one."""
    transaction = Transaction()
    transaction.update(
        _ACCOUNT, key_of(user_id), [AccountItem.email.set(new)], AccountItem.email == old
    )
    if old and _address_key(old) != _address_key(new):
        transaction.delete("old address", _address(user_id, old))
    transaction.put("address", _address(user_id, new))
    return _committed(transaction)


def _committed(transaction: Transaction) -> bool:
    try:
        transaction.commit()
    except TransactionRefused:
        return False
    return True


def update(user_id: str, actions: list[Action]) -> None:
    """Sets attributes of the account; setting the same twice changes nothing."""
    key_of(user_id).update(actions=actions, condition=AccountItem.pk.exists())
