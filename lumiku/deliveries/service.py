"""The verbs of deliveries: hand over what waits, send it, and find what got lost on its way."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel

from lumiku.cloud import queues
from lumiku.cloud.queues import Queue
from lumiku.deliveries.mails import store as mails
from lumiku.deliveries.mails.deliver import Occasion, deliver, give_up_claimed
from lumiku.deliveries.mails.kinds import MailState
from lumiku.deliveries.tasks import Delivery, MailTask, TeamTask
from lumiku.deliveries.team import service as team
from lumiku.deliveries.team import store as alerts
from lumiku.texts import Note

__all__ = ["Reconciled", "hand_over", "reconcile", "send"]

_LOOK: Final = 100  # mails, and alerts, of one pass
_ON_ITS_WAY: Final = timedelta(minutes=2)  # a fresh row's own message needs no second one yet

_MAILS_STUCK: Final = Note(
    "{stuck} mails were given up or SES never said what became of them; {refused} more were "
    "refused by SES and will be sent later. See “mails” in docs/operations.md."
)


def hand_over(tasks: Sequence[Delivery]) -> None:
    """Puts deliveries into their queue. Raises Unavailable when some cannot be sent."""
    if tasks:
        queues.send(Queue.DELIVERIES, [task.message() for task in tasks])


def send(task: Delivery, occasion: Occasion, now: datetime) -> str:
    """Sends what a message asks for, unless it was sent or should not be; returns how it stands."""
    match task:
        case MailTask():
            state = deliver(task.user_id, task.mail_id, occasion, now)
            return state.value if state is not None else "nothing to send"
        case TeamTask():
            return "told" if team.deliver(task.sort_key, now) else "waits"


class Reconciled(BaseModel):
    """What a pass found: messages sent again, mails that SES refused and that wait, and mails that
    need a person."""

    sent_again: int = 0
    refused: int = 0
    stuck: int = 0


def reconcile(now: datetime) -> Reconciled:
    """Hands over what waits since its message got lost or it was refused, and gives up on claimed
    mails that SES never saw.

    The latter are never sent again: at most once is the promise, and the team is told.
    """
    tasks: list[Delivery] = []
    refused = stuck = 0
    for row in mails.due_mails(now, _LOOK):
        if row.state is MailState.SENDING:
            stuck += give_up_claimed(row, now)
            continue
        refused += int(row.attempts) > 0
        if int(row.attempts) or mails.created_before(row, now - _ON_ITS_WAY):
            tasks.append(MailTask(user_id=row.user_id, mail_id=row.mail_id))
    for alert in alerts.due_alerts(now, _LOOK):
        if int(alert.attempts) or alerts.told_of_before(alert, now - _ON_ITS_WAY):
            tasks.append(TeamTask(sort_key=str(alert.sk)))
    hand_over(tasks)
    if stuck or refused:
        text = _MAILS_STUCK.filled(stuck=stuck, refused=refused)
        team.tell(team.Cause("outbox"), text, now)
    return Reconciled(sent_again=len(tasks), refused=refused, stuck=stuck)
