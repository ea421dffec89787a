"""Who a merchant is: the account, its plan at a moment, and the changes an operator makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pynamodb.attributes import Attribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from lumiku import clock
from lumiku.accounts import store
from lumiku.accounts.policy import Override, OverrideMode, Tier
from lumiku.cloud.table import Transaction
from lumiku.errors import AccountSuspended, NotFound

__all__ = [
    "Account",
    "block_mail",
    "change",
    "ensure",
    "find",
    "find_by_email",
    "find_many",
    "get",
    "set_language",
    "set_mail_wishes",
    "set_override",
    "set_tier",
]


@dataclass(frozen=True)
class Account:
    """An account as stored; `tier_at` says which plan holds."""

    user_id: str
    email: str
    tier: Tier
    plan_until: datetime | None
    override: Override | None
    language: str
    suspended_at: datetime | None
    noticed_at: datetime | None = None  # when a suspension was announced
    created_at: datetime | None = None
    marketing: bool = True  # may be written to about plans
    batch_mails: bool = False  # wants a mail when a batch has finished
    mail_blocked: str | None = None  # why mail to this address does not arrive

    def tier_at(self, now: datetime) -> Tier:
        """The plan that holds: one that has ended is the free one."""
        ended = self.plan_until is not None and now >= self.plan_until
        return Tier.FREE if ended else self.tier

    def require_active(self) -> None:
        """Raises AccountSuspended."""
        if self.suspended_at is not None:
            raise AccountSuspended(since=clock.day_key(self.suspended_at))


def find(user_id: str) -> Account | None:
    item = store.find_account(user_id)
    return None if item is None else _account(item)


def find_many(user_ids: Sequence[str]) -> dict[str, Account]:
    """The accounts of these users that exist, by user; they may be a second old."""
    return {item.user_id: _account(item) for item in store.find_accounts(user_ids)}


def find_by_email(email: str) -> list[Account]:
    """The accounts with this address, whatever its capitals."""
    found = [find(user_id) for user_id in store.users_of_email(email)]
    return [account for account in found if account is not None]


def get(user_id: str) -> Account:
    """Raises NotFound."""
    account = find(user_id)
    if account is None:
        raise NotFound("account")
    return account


def ensure(user_id: str, email: str, now: datetime, language: str = "id") -> Account:
    """The account of a verified token, made as a free one when it is first seen."""
    account = find(user_id)
    if account is None:
        store.create(user_id, email, language, now)
        return get(user_id)
    if email and email != account.email:
        store.change_email(user_id, account.email, email)
        return get(user_id)
    return account


def change(transaction: Transaction, before: Account, after: Account) -> None:
    """Changes plan, override, notice and suspension within the caller's transaction.

    It is refused at "account" when any of the four is no longer as in `before`, so that whoever
    writes down what was changed writes the truth.
    """
    item = store.AccountItem
    actions: list[Action] = []
    condition: Condition = item.pk.exists()
    fields: list[tuple[Attribute[Any], Any, Any]] = [
        (item.tier, before.tier.value, after.tier.value),
        (item.plan_until, _moment(before.plan_until), _moment(after.plan_until)),
        (item.override, _override_value(before.override), _override_value(after.override)),
        (item.noticed_at, _moment(before.noticed_at), _moment(after.noticed_at)),
        (item.suspended_at, _moment(before.suspended_at), _moment(after.suspended_at)),
    ]
    for attribute, was, becomes in fields:
        condition &= attribute.does_not_exist() if was is None else attribute == was
        if becomes != was:
            actions.append(attribute.remove() if becomes is None else attribute.set(becomes))
    transaction.update("account", store.key_of(before.user_id), actions, condition)


def set_tier(
    user_id: str, tier: Tier, now: datetime, *, email: str = "", until: datetime | None = None
) -> Account:
    """Puts the account on a plan, until a moment or for good; makes the account when needed."""
    ensure(user_id, email, now)
    item = store.AccountItem
    end = item.plan_until.remove() if until is None else item.plan_until.set(clock.iso(until))
    store.update(user_id, [item.tier.set(tier.value), end])
    return get(user_id)


def set_override(user_id: str, override: Override | None) -> Account:
    """An operator's decision on throttling, or its end. Raises NotFound."""
    get(user_id)
    attribute = store.AccountItem.override
    if override is None:
        store.update(user_id, [attribute.remove()])
    else:
        store.update(user_id, [attribute.set(_override_value(override))])
    return get(user_id)


def set_language(user_id: str, language: str) -> Account:
    """The language of mails, `id` or `en`. Raises NotFound."""
    get(user_id)
    store.update(user_id, [store.AccountItem.language.set(language)])
    return get(user_id)


def set_mail_wishes(
    user_id: str, now: datetime, *, marketing: bool | None = None, batches: bool | None = None
) -> Account:
    """Which mails the merchant wants; None leaves a wish as it is. Raises NotFound."""
    get(user_id)
    item = store.AccountItem
    actions: list[Action] = []
    if marketing is not None:
        off = item.marketing_off_at
        actions.append(off.remove() if marketing else off.set(clock.iso(now)))
    if batches is not None:
        actions.append(item.batch_mails.set(1) if batches else item.batch_mails.remove())
    if actions:
        store.update(user_id, actions)
    return get(user_id)


def block_mail(user_id: str, email: str, reason: str, now: datetime) -> None:
    """Notes that mail to this address bounces or is complained about; another address is free."""
    if find(user_id) is not None:
        value = {"email": email, "reason": reason, "at": clock.iso(now)}
        store.update(user_id, [store.AccountItem.mail_block.set(value)])


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else clock.iso(moment)


def _override_value(override: Override | None) -> dict[str, str] | None:
    if override is None:
        return None
    return {"mode": override.mode.value, "until": clock.iso(override.until)}


def _account(item: store.AccountItem) -> Account:
    override = None
    if item.override is not None:
        until = clock.from_iso(item.override["until"])
        override = Override(OverrideMode(item.override["mode"]), until)
    block = item.mail_block or {}
    return Account(
        user_id=item.user_id,
        email=item.email,
        tier=Tier(item.tier),
        plan_until=clock.from_iso(item.plan_until) if item.plan_until else None,
        override=override,
        language=item.language,
        suspended_at=clock.from_iso(item.suspended_at) if item.suspended_at else None,
        noticed_at=clock.from_iso(item.noticed_at) if item.noticed_at else None,
        created_at=clock.from_iso(item.created_at) if item.created_at else None,
        marketing=item.marketing_off_at is None,
        batch_mails=bool(item.batch_mails),
        mail_blocked=block["reason"] if block.get("email") == item.email else None,
    )
