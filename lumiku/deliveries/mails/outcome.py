"""What became of mails: events of SES settle them."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from pynamodb.expressions.update import Action

from lumiku import clock
from lumiku.accounts import service as accounts
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.deliveries.mails import store
from lumiku.deliveries.mails.deliver import MAIL_TAG, USER_TAG, Occasion
from lumiku.deliveries.mails.kinds import MailState
from lumiku.deliveries.mails.store import MailItem, in_state

__all__ = ["SesEvent", "apply"]

# What an event says, and the states it is news for: events come twice and in any order, so a mail
# only ever moves on.
_BEFORE_SES: Final = (MailState.PENDING, MailState.SENDING, MailState.UNKNOWN)
_NEWS: Final[dict[str, tuple[MailState, tuple[MailState, ...]]]] = {
    "Send": (MailState.SENT, _BEFORE_SES),
    "Delivery": (MailState.DELIVERED, (*_BEFORE_SES, MailState.SENT)),
    "Reject": (MailState.FAILED, (*_BEFORE_SES, MailState.SENT)),
    "Bounce": (MailState.BOUNCED, (*_BEFORE_SES, MailState.SENT, MailState.DELIVERED)),
    "Complaint": (
        MailState.COMPLAINED,
        (*_BEFORE_SES, MailState.SENT, MailState.DELIVERED, MailState.BOUNCED),
    ),
}


class _Open(BaseModel):
    """SES adds fields when it likes."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class SesMail(_Open):
    message_id: Annotated[str, Field(alias="messageId", max_length=200)]
    tags: dict[str, list[str]] = {}
    destination: list[str] = []


class SesBounce(_Open):
    bounce_type: Annotated[str, Field(alias="bounceType")]


class SesEvent(_Open):
    """An event as the configuration sets publish it:
    https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
    """

    event_type: Annotated[
        Literal["Send", "Delivery", "Bounce", "Complaint", "Reject"], Field(alias="eventType")
    ]
    mail: SesMail
    bounce: SesBounce | None = None

    @property
    def about(self) -> tuple[str, str] | None:
        """(user, mail id), or None for a mail that did not come from the outbox."""
        user, mail = (self.mail.tags.get(tag, []) for tag in (USER_TAG, MAIL_TAG))
        return (user[0], mail[0]) if user and mail else None

    @property
    def lasts(self) -> bool:
        """Whether mail to the address will not arrive later either."""
        if self.bounce is not None:
            return self.bounce.bounce_type == "Permanent"
        return self.event_type == "Complaint"


def apply(event: SesEvent, occasion: Occasion, now: datetime) -> bool:
    """Settles a mail by what SES says of it; False when that is no news.

    A hard bounce or a complaint stops all mail to the address: SES would not deliver it, and
    trying costs the sender's reputation.
    """
    if event.about is None:
        return False
    user_id, mail_id = event.about
    row = store.find_mail(user_id, mail_id)
    if row is None:
        return False
    if event.lasts and row.email:
        reason = "complaint" if event.event_type == "Complaint" else "bounce"
        accounts.block_mail(user_id, str(row.email), reason, now)
    if event.event_type in ("Send", "Delivery"):
        occasion.was_told(row.user_id, row.facts)
    return _move(row, event, now)


def _move(row: MailItem, event: SesEvent, now: datetime) -> bool:
    state, news_for = _NEWS[event.event_type]
    actions: list[Action] = [
        MailItem.status.set(state.value),
        MailItem.message_id.set(event.mail.message_id),
        MailItem.settled_at.set(clock.iso(now)),
        *store.work_actions(state),
    ]
    transaction = Transaction()
    transaction.update("mail", store.key_of(row.user_id, row.mail_id), actions, in_state(news_for))
    try:
        transaction.commit()
    except TransactionRefused:
        return False
    return True
