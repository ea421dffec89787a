"""Alerts to the team: put down once per cause and day, then posted to each channel at most once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from pynamodb.exceptions import PutError
from pynamodb.expressions.update import Action

from lumiku import clock
from lumiku.accounts.policy import TEAM_ALERTS_KEPT
from lumiku.cloud import keys
from lumiku.cloud.table import Transaction, TransactionRefused, refused
from lumiku.cloud.telemetry import logger, metric
from lumiku.cloud.webhooks import PostFailed, PostUnclear, post
from lumiku.deliveries.team import config, store
from lumiku.deliveries.team.config import BadConfig, Channel, Target
from lumiku.deliveries.team.store import WORK, TeamItem

__all__ = ["Cause", "deliver", "tell"]

_PENDING: Final = "pending"
_DONE: Final = "done"
_FAILED: Final = "failed"
_TRIES: Final = 6
_PAUSE: Final = timedelta(minutes=5)  # doubling: six tries in about five hours
_LONGEST: Final = 1_800  # characters; Discord takes few more


@dataclass(frozen=True)
class Cause:
    """What an alert is about: its kind, and whose or which."""

    kind: str  # red | margin | outbox | breaker
    subject: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject}" if self.subject else self.kind


def tell(cause: Cause, text: str, now: datetime, *, once_ever: bool = False) -> bool:
    """Puts an alert down unless the same cause was told this WIB day (or ever, for causes that
    name their month); False when it was."""
    day = "once" if once_ever else clock.day_key(now)
    stamp = clock.iso(now)
    item = TeamItem(
        pk=keys.SYSTEM,
        sk=keys.team_alert(day, str(cause)),
        cause=str(cause),
        text=text[:_LONGEST],
        status=_PENDING,
        at=stamp,
        work=WORK,
        due=stamp,
        expires_at=int((now + TEAM_ALERTS_KEPT).timestamp()),
    )
    try:
        item.save(TeamItem.pk.does_not_exist())
    except PutError as error:
        if refused(error):
            return False
        raise
    return True


def deliver(sort_key: str, now: datetime) -> bool:
    """Posts a waiting alert to every target that has not got it; True when none is left.

    A target is noted before it is posted to and taken back only when it certainly refused: a
    crash in between loses a line of chat, never repeats one.
    """
    row = store.find_alert(sort_key)
    if row is None or row.status != _PENDING or str(row.due) > clock.iso(now):
        return True
    try:
        left = [t for t in config.targets() if t.name not in (row.told or ())]
    except BadConfig as error:
        return _close(row, _FAILED, str(error), now)
    failures = [(target, why) for target in left if (why := _tell(row, target)) is not None]
    if not failures:
        return _close(row, _DONE, None, now)
    if int(row.attempts) + 1 >= _TRIES or not any(why.may_retry for _, why in failures):
        return _close(row, _FAILED, f"{failures[0][0].name}: {failures[0][1]}", now)
    later = now + _PAUSE * 2 ** int(row.attempts)
    _update(row, [TeamItem.attempts.add(1), TeamItem.due.set(clock.iso(later))])
    return False


def _tell(row: TeamItem, target: Target) -> PostFailed | None:
    """Posts to one target; what it was refused with, or None when it is told or somebody else
    tells it."""
    claim = Transaction()
    claim.update(
        "team",
        TeamItem(pk=row.pk, sk=row.sk),
        [TeamItem.told.add({target.name})],
        (TeamItem.status == _PENDING)
        & (TeamItem.told.does_not_exist() | ~TeamItem.told.contains(target.name)),
    )
    try:
        claim.commit()
    except TransactionRefused:
        return None
    try:
        post(target.url, _body(target.channel, row.text))
    except PostFailed as failure:
        _update(row, [TeamItem.told.delete({target.name})])
        return failure
    except PostUnclear:
        return None  # it may have arrived: not a second time
    return None


def _body(channel: Channel, text: str) -> dict[str, Any]:
    """Plain text: nothing in it may mention everybody or become a link to elsewhere."""
    if channel is Channel.SLACK:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return {"text": f"Lumiku: {escaped}"}
    return {"content": f"Lumiku: {text}", "allowed_mentions": {"parse": []}}


def _close(row: TeamItem, status: str, reason: str | None, now: datetime) -> bool:
    actions: list[Action] = [
        TeamItem.status.set(status),
        TeamItem.work.remove(),
        TeamItem.due.remove(),
    ]
    if reason is not None:
        actions.append(TeamItem.reason.set(reason))
        metric("TeamAlertFailed", 1)
        logger().error(
            "team alert not delivered",
            extra={"action": "team_not_told", "cause": row.cause, "why": reason},
        )
    _update(row, actions)
    return True


def _update(row: TeamItem, actions: list[Action]) -> None:
    transaction = Transaction()
    transaction.update("team", TeamItem(pk=row.pk, sk=row.sk), actions)
    transaction.commit()
