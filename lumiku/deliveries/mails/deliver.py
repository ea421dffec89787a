"""Sending a mail of the outbox: checked once more, claimed, sent once, and settled."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from pynamodb.expressions.update import Action

from lumiku import clock
from lumiku.accounts import service as accounts
from lumiku.accounts.service import Account
from lumiku.cloud.mail import MailNotSent, MailUnclear, Outgoing, send
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.cloud.telemetry import logger, metric
from lumiku.deliveries.mails import store, unsubscribe
from lumiku.deliveries.mails.kinds import MARKETING, MailKind, MailState, Topic, topic
from lumiku.deliveries.mails.render import render
from lumiku.deliveries.mails.store import MailItem, in_state
from lumiku.settings import settings

__all__ = ["MAIL_TAG", "USER_TAG", "Occasion", "deliver", "give_up_claimed"]

MAIL_TAG: Final = "lumiku_mail"
USER_TAG: Final = "lumiku_user"
_TRIES: Final = 8
_PAUSE: Final = timedelta(minutes=5)  # doubling: eight tries in about ten hours
_STALE: Final = timedelta(hours=1)  # after which a claimed mail of which SES says nothing is lost


class Occasion(Protocol):
    """What mails are about, as the area knows it that put them into the outbox."""

    def still_holds(self, account: Account, facts: Mapping[str, Any], now: datetime) -> bool:
        """Whether what a mail says is still true."""
        ...

    def was_told(self, user_id: str, facts: Mapping[str, Any]) -> None:
        """The merchant was written to."""
        ...


def deliver(user_id: str, mail_id: str, occasion: Occasion, now: datetime) -> MailState | None:
    """Sends a waiting mail unless it should not be sent; returns its state afterwards.

    Repeating it is harmless: only the process whose claim is on the row may send, and what has
    left PENDING never comes back to it unless SES certainly refused it.
    """
    row = store.find_mail(user_id, mail_id)
    if row is None:
        return None
    if row.state is not MailState.PENDING or str(row.due) > clock.iso(now):
        return row.state
    account = accounts.find(user_id)
    if account is None or (why := _unwanted(row, account)) is not None:
        return _settle(row, MailState.SKIPPED, now, reason="no_account" if not account else why)
    if not occasion.still_holds(account, row.facts, now):
        return _settle(row, MailState.SKIPPED, now, reason="outdated")
    mail = _outgoing(row, account)
    if not _claim(row, mail, now):
        return None
    state = _send_once(row, mail, now)
    if state is MailState.SENT:
        occasion.was_told(row.user_id, row.facts)
    return state


def _send_once(row: MailItem, mail: Outgoing, now: datetime) -> MailState:
    try:
        message_id = send(mail)
    except MailNotSent as error:
        return _refused(row, error, now)
    except MailUnclear as error:
        # Left as SENDING: an event of SES will tell, or nobody ever can.
        logger().warning(
            "unclear whether the mail was sent",
            extra={"action": "mail_unclear", "mail": row.mail_id, "why": str(error)},
        )
        return MailState.SENDING
    return _settle(row, MailState.SENT, now, message_id=message_id)


def _unwanted(row: MailItem, account: Account) -> str | None:
    """Why a mail must not be sent any more, or None."""
    kind = MailKind(row.mail_kind)
    if not account.email:
        return "no_address"
    if account.mail_blocked is not None:
        return f"suppressed_{account.mail_blocked}"
    if kind in MARKETING and not account.marketing:
        return "unsubscribed"
    if topic(kind) is Topic.BATCHES and not account.batch_mails:
        return "unsubscribed"
    return None


def _outgoing(row: MailItem, account: Account) -> Outgoing:
    kind = MailKind(row.mail_kind)
    about = topic(kind)
    link = unsubscribe.link(account.user_id, about) if about else None
    written = render(kind, account.language, row.facts, unsubscribe_url=link)
    known = settings()
    field = "mails_marketing" if kind in MARKETING else "mails_transactional"
    return Outgoing(
        to=account.email,
        subject=written.subject,
        text=written.text,
        html=written.html,
        configuration_set=known.need(field),
        tags={MAIL_TAG: row.mail_id, USER_TAG: account.user_id},
        headers=unsubscribe.headers(link) if link else {},
    )


def _claim(row: MailItem, mail: Outgoing, now: datetime) -> bool:
    """Whether this process may send it. A transaction, because its answer may get lost."""
    row.claim = uuid.uuid4().hex
    item = MailItem
    transaction = Transaction()
    transaction.update(
        "mail",
        store.key_of(row.user_id, row.mail_id),
        [
            item.status.set(MailState.SENDING.value),
            item.claim.set(row.claim),
            item.claimed_at.set(clock.iso(now)),
            item.email.set(mail.to),
            item.subject.set(mail.subject),
            item.attempts.add(1),
            item.due.set(clock.iso(now + _STALE)),
        ],
        in_state([MailState.PENDING]),
    )
    try:
        transaction.commit()
    except TransactionRefused:
        return False  # somebody else sends it
    row.attempts = int(row.attempts) + 1
    return True


def _refused(row: MailItem, error: MailNotSent, now: datetime) -> MailState:
    """Certainly not sent: back to waiting for a while, or given up for a person to see."""
    logger().error(
        "mail not sent",
        extra={"action": "mail_not_sent", "mail": row.mail_id, "why": error.reason},
    )
    if not error.may_retry or int(row.attempts) >= _TRIES:
        metric("MailsStuck", 1)
        return _settle(row, MailState.FAILED, now, reason=error.reason)
    item = MailItem
    transaction = Transaction()
    transaction.update(
        "mail",
        store.key_of(row.user_id, row.mail_id),
        [
            item.status.set(MailState.PENDING.value),
            item.reason.set(error.reason),
            item.due.set(clock.iso(now + _PAUSE * 2 ** (int(row.attempts) - 1))),
        ],
        in_state([MailState.SENDING], row.claim),
    )
    return _committed(transaction, row, MailState.PENDING)


def _settle(
    row: MailItem,
    state: MailState,
    now: datetime,
    *,
    reason: str | None = None,
    message_id: str | None = None,
) -> MailState:
    item = MailItem
    actions: list[Action] = [
        item.status.set(state.value),
        item.settled_at.set(clock.iso(now)),
        *store.work_actions(state),
    ]
    actions += [item.reason.set(reason)] if reason else []
    actions += [item.message_id.set(message_id)] if message_id else []
    before = MailState.PENDING if row.claim is None else MailState.SENDING
    transaction = Transaction()
    transaction.update(
        "mail", store.key_of(row.user_id, row.mail_id), actions, in_state([before], row.claim)
    )
    return _committed(transaction, row, state)


def _committed(transaction: Transaction, row: MailItem, state: MailState) -> MailState:
    """The new state, or the present one where an event of SES was quicker."""
    try:
        transaction.commit()
    except TransactionRefused:
        now_there = store.find_mail(row.user_id, row.mail_id)
        return now_there.state if now_there is not None else state
    return state


def give_up_claimed(row: MailItem, now: datetime) -> bool:
    """Ends a mail that was claimed long ago and of which SES has said nothing; False when it was
    settled meanwhile."""
    transaction = Transaction()
    transaction.update(
        "mail",
        store.key_of(row.user_id, row.mail_id),
        [
            MailItem.status.set(MailState.UNKNOWN.value),
            MailItem.settled_at.set(clock.iso(now)),
            *store.work_actions(MailState.UNKNOWN),
        ],
        in_state([MailState.SENDING], row.claim),
    )
    try:
        transaction.commit()
    except TransactionRefused:
        return False
    logger().error("mail lost", extra={"action": "mail_lost", "mail": row.mail_id})
    metric("MailsStuck", 1)
    return True
