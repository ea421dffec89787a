"""The outbox: one row per mail, and the only changes of state that are allowed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from lumiku import clock
from lumiku.accounts.policy import MAILS_KEPT
from lumiku.cloud import keys
from lumiku.cloud.table import CoreItem, find
from lumiku.deliveries.mails.kinds import MailKind, MailState

__all__ = [
    "STUCK",
    "WORK",
    "MailItem",
    "created_before",
    "due_mails",
    "find_mail",
    "in_state",
    "key_of",
    "new_mail",
    "of_user",
    "work_actions",
]

WORK: Final = "mail"  # waits or is claimed; `due` says when the reconciler looks
STUCK: Final = "mail_stuck"  # a person must look


class MailItem(CoreItem, discriminator="mail"):
    user_id = UnicodeAttribute()
    mail_id = UnicodeAttribute()
    mail_kind = UnicodeAttribute()
    facts: JSONAttribute = JSONAttribute()  # what the text says
    status = UnicodeAttribute()
    created_at = UnicodeAttribute()
    attempts = NumberAttribute(default=0)
    claim = UnicodeAttribute(null=True)  # of the one process that may send it
    claimed_at = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)  # where it went
    message_id = UnicodeAttribute(null=True)  # SES's
    subject = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    settled_at = UnicodeAttribute(null=True)

    @property
    def state(self) -> MailState:
        return MailState(self.status)


def new_mail(
    user_id: str, kind: MailKind, mail_id: str, facts: dict[str, Any], now: datetime
) -> MailItem:
    """A mail that waits; `mail_id` is made of what it is about, so that it exists once."""
    stamp = clock.iso(now)
    return MailItem(
        pk=keys.user(user_id),
        sk=keys.mail(mail_id),
        user_id=user_id,
        mail_id=mail_id,
        mail_kind=kind.value,
        facts=facts,
        status=MailState.PENDING.value,
        created_at=stamp,
        work=WORK,
        due=stamp,
        expires_at=int((now + MAILS_KEPT).timestamp()),
    )


def key_of(user_id: str, mail_id: str) -> MailItem:
    return MailItem(pk=keys.user(user_id), sk=keys.mail(mail_id))


def find_mail(user_id: str, mail_id: str) -> MailItem | None:
    return find(MailItem, keys.user(user_id), keys.mail(mail_id))


def of_user(user_id: str, limit: int) -> list[MailItem]:
    """A merchant's mails, the latest ids first."""
    rows = MailItem.query(
        keys.user(user_id),
        MailItem.sk.startswith(keys.mail()),
        scan_index_forward=False,
        limit=limit,
    )
    return list(rows)


def due_mails(now: datetime, limit: int) -> list[MailItem]:
    """Mails the reconciler must look at, earliest first, read whole and consistently."""
    found = MailItem.by_work.query(WORK, MailItem.due <= clock.iso(now), limit=limit)
    rows = MailItem.batch_get([(row.pk, row.sk) for row in found], consistent_read=True)
    return sorted((row for row in rows if row.work == WORK), key=lambda row: str(row.due))


def created_before(row: MailItem, moment: datetime) -> bool:
    return str(row.created_at) < clock.iso(moment)


def in_state(states: Sequence[MailState], claim: str | None = None) -> Condition:
    """The mail is in one of these states and, where a claim is given, still ours."""
    condition: Condition = MailItem.status.is_in(*(state.value for state in states))
    return condition if claim is None else condition & (MailItem.claim == claim)


def work_actions(state: MailState) -> list[Action]:
    """Where a mail stands in the work index once it has reached a last state."""
    if state in (MailState.FAILED, MailState.UNKNOWN):
        return [MailItem.work.set(STUCK)]
    return [MailItem.work.remove(), MailItem.due.remove()]
