"""Putting a mail into the outbox, alone or inside the transaction of what it tells about."""

import re
from datetime import date, datetime
from typing import Any, Final

from pynamodb.exceptions import PutError

from lumiku import clock
from lumiku.accounts.policy import Milestone, Tier
from lumiku.cloud.table import Transaction, refused
from lumiku.deliveries.mails import store
from lumiku.deliveries.mails.kinds import OF_MILESTONE, MailKind

__all__ = [
    "batch_finished",
    "cleanup_announced",
    "enqueue",
    "milestone_id",
    "milestone_passed",
    "write_name",
]


_TAG: Final = re.compile(r"[A-Za-z0-9_-]{1,128}\Z")


def write_name(mail_id: str) -> str:
    """The name under which a transaction tells that this mail exists already."""
    return f"mail {mail_id}"


def enqueue(
    transaction: Transaction,
    user_id: str,
    *,
    kind: MailKind,
    mail_id: str,
    facts: dict[str, Any],
    now: datetime,
) -> None:
    """Puts a mail into the caller's transaction, which is refused when the mail exists.

    `mail_id` may have letters, digits, `_` and `-` only: SES carries it as a tag. Raises
    ValueError for another one.
    """
    if not _TAG.match(mail_id):
        raise ValueError(f"{mail_id!r} cannot be a tag of SES")
    transaction.put_new(write_name(mail_id), store.new_mail(user_id, kind, mail_id, facts, now))


def milestone_id(month: str, milestone: Milestone) -> str:
    """One mail per merchant, month and milestone."""
    return f"{month}_{milestone.value}"


def milestone_passed(
    transaction: Transaction,
    user_id: str,
    *,
    milestone: Milestone,
    month: str,
    tier: Tier,
    used: int,
    now: datetime,
) -> None:
    facts = {"milestone": milestone.value, "month": month, "tier": tier.value, "used": used}
    enqueue(
        transaction,
        user_id,
        kind=OF_MILESTONE[milestone],
        mail_id=milestone_id(month, milestone),
        facts=facts,
        now=now,
    )


def batch_finished(
    user_id: str, generation_id: str, *, done: int, failed: int, total: int, now: datetime
) -> bool:
    """Tells that a batch has ended, once; False when that mail exists already."""
    facts = {"generation_id": generation_id, "done": done, "failed": failed, "total": total}
    item = store.new_mail(user_id, MailKind.BATCH_FINISHED, f"{generation_id}_finished", facts, now)
    try:
        item.save(store.MailItem.pk.does_not_exist())
    except PutError as error:
        if refused(error):
            return False
        raise
    return True


def cleanup_announced(
    transaction: Transaction, user_id: str, *, count: int, delete_on: date, now: datetime
) -> str:
    """Announces that so many unused pictures will be deleted on a WIB day; returns the mail's
    `write_name`, at which the transaction is refused when one was announced today already."""
    mail_id = f"{clock.day_key(now)}_cleanup"
    facts = {"count": count, "delete_on": delete_on.isoformat()}
    enqueue(
        transaction, user_id, kind=MailKind.CLEANUP_ANNOUNCED, mail_id=mail_id, facts=facts, now=now
    )
    return write_name(mail_id)
