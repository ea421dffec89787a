"""The kinds of mails, and which of them a merchant may refuse."""

from enum import StrEnum
from typing import Final

from lumiku.accounts.policy import Milestone

__all__ = ["MARKETING", "OF_MILESTONE", "MailKind", "MailState", "Topic", "topic"]


class MailKind(StrEnum):
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    LIMIT_NEAR = "limit_near"
    LIMIT_REACHED = "limit_reached"
    BATCH_FINISHED = "batch_finished"
    CLEANUP_ANNOUNCED = "cleanup_announced"
    PLAN_STARTED = "plan_started"  # the receipt of a payment
    NOTICE = "notice"  # the logged notice before a suspension


class Topic(StrEnum):
    """What one click turns off; other mails are part of the service."""

    MARKETING = "marketing"
    BATCHES = "batches"


class MailState(StrEnum):
    PENDING = "pending"  # waits to be sent
    SENDING = "sending"  # claimed; SES may have it
    SENT = "sent"  # SES has it
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    SKIPPED = "skipped"  # not sent on purpose, with the reason
    FAILED = "failed"  # certainly not sent, and not tried again
    UNKNOWN = "unknown"  # claimed long ago, and SES has said nothing: a person must look


OF_MILESTONE: Final = {milestone: MailKind(milestone.value.lower()) for milestone in Milestone}
MARKETING: Final = frozenset({MailKind.YELLOW, MailKind.ORANGE})


def topic(kind: MailKind) -> Topic | None:
    """The topic a mail can be unsubscribed from, or None."""
    if kind in MARKETING:
        return Topic.MARKETING
    return Topic.BATCHES if kind is MailKind.BATCH_FINISHED else None
