"""Which mails a merchant was sent and what became of them, for operators and exports."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lumiku import clock
from lumiku.deliveries.mails import store
from lumiku.deliveries.mails.kinds import MailKind, MailState

__all__ = ["Sent", "latest"]

_READ: Final = 500  # of a merchant's mails


@dataclass(frozen=True)
class Sent:
    """One mail; `reason` says why it was not sent or did not arrive."""

    mail_id: str
    kind: MailKind
    state: MailState
    subject: str | None
    reason: str | None
    created_at: datetime
    settled_at: datetime | None


def latest(user_id: str, limit: int) -> list[Sent]:
    """A merchant's mails, newest first."""
    # Their keys name what they are about, not when: the order is made here.
    rows = sorted(store.of_user(user_id, _READ), key=lambda row: str(row.created_at), reverse=True)
    return [
        Sent(
            mail_id=row.mail_id,
            kind=MailKind(row.mail_kind),
            state=row.state,
            subject=row.subject,
            reason=row.reason,
            created_at=clock.from_iso(row.created_at),
            settled_at=clock.from_iso(row.settled_at) if row.settled_at else None,
        )
        for row in rows[:limit]
    ]
