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


def key_of(sub: str) -> AccountItem:
    """An item that carries only its key, for updates."""
    return AccountItem(pk=keys.user(sub), sk=keys.ACCOUNT)


def find_account(sub: str) -> AccountItem | None:
    return find(AccountItem, keys.user(sub), keys.ACCOUNT)


def find_accounts(subs: Sequence[str]) -> list[AccountItem]:
    """The accounts that exist of these users, in no order; they may be a second old."""
    return list(AccountItem.batch_get([(keys.user(sub), keys.ACCOUNT) for sub in subs]))


def users_of_email(email: str) -> list[str]:
    """The users whose account has this address, however it is written."""
    rows = AddressItem.query(_address_key(email), consistent_read=True)
    return [row.user_id for row in rows]


def _address_key(email: str) -> str:
    return keys.email(hashlib.sha256(email.strip().lower().encode()).hexdigest()[:32])


def _address(sub: str, email: str) -> AddressItem:
    return AddressItem(pk=_address_key(email), sk=keys.user(sub), user_id=sub)


def create(sub: str, email: str, language: str, now: datetime) -> bool:
    """Puts a free account; False when there was one already."""
    item = AccountItem(
        pk=keys.user(sub),
        sk=keys.ACCOUNT,
        user_id=sub,
        email=email,
        language=language,
        created_at=clock.iso(now),
    )
    transaction = Transaction()
    transaction.put_new(_ACCOUNT, item)
    if email:
        transaction.put("address", _address(sub, email))
    return _committed(transaction)


def change_email(sub: str, old: str, new: str) -> bool:
    """Gives the account its new address; False when it is no longer at the old one."""
    transaction = Transaction()
    transaction.update(
        _ACCOUNT, key_of(sub), [AccountItem.email.set(new)], AccountItem.email == old
    )
    if old and _address_key(old) != _address_key(new):
        transaction.delete("old address", _address(sub, old))
    transaction.put("address", _address(sub, new))
    return _committed(transaction)


def _committed(transaction: Transaction) -> bool:
    try:
        transaction.commit()
    except TransactionRefused:
        return False
    return True


def update(sub: str, actions: list[Action]) -> None:
    """Sets attributes of the account; setting the same twice changes nothing."""
    key_of(sub).update(actions=actions, condition=AccountItem.pk.exists())
