"""The kinds of mails, and which of them a merchant may refuse."""

from enum import StrEnum
from typing import Final

from lumiku.accounts.policy import Milestone

__all__ = ["MARKETING", "OF_MILESTONE", "MailKind", "MailState", "Topic", "topic"]


class MailKind(StrEnum):
    """What a mail is about."""

    YELLOW = "yellow"
    """The fair-use level yellow."""
    ORANGE = "orange"
    """The fair-use level orange."""
    RED = "red"
    """The fair-use level red."""
    LIMIT_NEAR = "limit_near"
    """The plan's limit is near."""
    LIMIT_REACHED = "limit_reached"
    """The plan's limit is reached."""
    BATCH_FINISHED = "batch_finished"
    """A batch has finished."""
    CLEANUP_ANNOUNCED = "cleanup_announced"
    """Unused photos will be deleted."""
    PLAN_STARTED = "plan_started"
    """The receipt of a payment."""
    NOTICE = "notice"
    """The logged notice before a suspension."""


class Topic(StrEnum):
    """What one click turns off; other mails are part of the service."""

    MARKETING = "marketing"
    BATCHES = "batches"


class MailState(StrEnum):
    """What became of a mail."""

    PENDING = "pending"
    """Waits to be sent."""
    SENDING = "sending"
    """Claimed; SES may have it."""
    SENT = "sent"
    """SES has it."""
    DELIVERED = "delivered"
    """The recipient's server took it."""
    BOUNCED = "bounced"
    """It came back."""
    COMPLAINED = "complained"
    """The recipient called it spam."""
    SKIPPED = "skipped"
    """Not sent on purpose, with the reason."""
    FAILED = "failed"
    """Certainly not sent, and not tried again."""
    UNKNOWN = "unknown"
    """Claimed long ago, and SES has said nothing: a person must look."""


OF_MILESTONE: Final = {milestone: MailKind(milestone.value.lower()) for milestone in Milestone}
MARKETING: Final = frozenset({MailKind.YELLOW, MailKind.ORANGE})


def topic(kind: MailKind) -> Topic | None:
    """The topic a mail can be unsubscribed from, or None."""
    if kind in MARKETING:
        return Topic.MARKETING
    return Topic.BATCHES if kind is MailKind.BATCH_FINISHED else None
