"""Sending a mail of the outbox: checked once more, claimed, sent once, and settled."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from pynamodb.expressions.update import Action

from lumiku import clock
from lumiku.accounts import service as accounts
from lumiku.accounts.policy import Tier
from lumiku.accounts.service import Account
from lumiku.cloud.mail import MailNotSent, MailUnclear, Outgoing, send
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.cloud.telemetry import logger, metric
from lumiku.deliveries.mails import store, unsubscribe
from lumiku.deliveries.mails.kinds import MARKETING, MailKind, MailState, Topic, topic
from lumiku.deliveries.mails.render import render
from lumiku.deliveries.mails.store import MailItem, in_state
from lumiku.settings import settings
from lumiku.usage import alerts, rules
from lumiku.usage import service as usage

__all__ = ["MAIL_TAG", "USER_TAG", "deliver", "mark_alert"]

MAIL_TAG: Final = "lumiku_mail"
USER_TAG: Final = "lumiku_user"
_TRIES: Final = 8
_PAUSE: Final = timedelta(minutes=5)  # doubling: eight tries in about ten hours
_STALE: Final = timedelta(hours=1)  # after which a claimed mail of which SES says nothing is lost


def deliver(sub: str, mail_id: str, now: datetime) -> MailState | None:
    """Sends a waiting mail unless it should not be sent; returns its state afterwards.

    Repeating it is harmless: only the process whose claim is on the row may send, and what has
    left PENDING never comes back to it unless SES certainly refused it.
    """
    row = store.find_mail(sub, mail_id)
    if row is None:
        return None
    if row.state is not MailState.PENDING or str(row.due) > clock.iso(now):
        return row.state
    account = accounts.find(sub)
    if account is None or (why := _unwanted(row, account, now)) is not None:
        return _settle(row, MailState.SKIPPED, now, reason="no_account" if not account else why)
    mail = _outgoing(row, account)
    return _send_once(row, mail, now) if _claim(row, mail, now) else None


def _send_once(row: MailItem, mail: Outgoing, now: datetime) -> MailState:
    try:
        message_id = send(mail)
    except MailNotSent as error:
        return _refused(row, error, now)
    except MailUnclear as error:
        # Left as SENDING: an event of SES will tell, or nobody ever can.
        logger().warning(
            "mail unclear", extra={"action": "mail_unclear", "mail": row.mail_id, "why": str(error)}
        )
        return MailState.SENDING
    state = _settle(row, MailState.SENT, now, message_id=message_id)
    mark_alert(row)
    return state


def _unwanted(row: MailItem, account: Account, now: datetime) -> str | None:
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
    if "milestone" in row.facts and not _still_true(row, account, now):
        return "outdated"
    return None


def _still_true(row: MailItem, account: Account, now: datetime) -> bool:
    """Whether the merchant still stands, in this month and on this plan, where the mail says."""
    month, tier = str(row.facts["month"]), account.tier_at(now)
    if month != clock.month_key(now) or tier is not Tier(row.facts["tier"]):
        return False
    passed = rules.milestones(tier, usage.month(account.user_id, month).used)
    return bool(passed) and passed[-1].value == row.facts["milestone"]


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


def mark_alert(row: MailItem) -> None:
    """The alert that a mail belongs to says that the merchant was written to."""
    milestone = row.facts.get("milestone")
    level = rules.level_of(rules.Milestone(milestone)) if milestone else None
    if level is not None:
        alerts.mark(row.user_id, str(row.facts["month"]), level, mail_sent=True)


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
