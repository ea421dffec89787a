"""What the monitor does about a change in the core table, if anything."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from lumiku import clock
from lumiku.accounts import service as accounts
from lumiku.cloud import keys
from lumiku.deliveries import service as deliveries
from lumiku.deliveries.mails import outbox
from lumiku.deliveries.mails.kinds import MailState
from lumiku.deliveries.tasks import Delivery, MailTask, TeamTask
from lumiku.deliveries.team import service as team
from lumiku.deliveries.team.service import Cause
from lumiku.rendering.breaker import FAILURES
from lumiku.texts import Note
from lumiku.usage import monitor

__all__ = ["ASKED", "Look", "look_of"]

_BREAKER_OPEN: Final = Note(
    "{provider} failed {failures} times in a row. No work is sent to it for now and batches wait; "
    "Lumiku tries it again by itself. Look at the endpoint's logs."
)
Image = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Look:
    """One thing to do; two records that ask for the same are one look."""

    about: tuple[str, ...]
    act: Callable[[datetime], object]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Look) and self.about == other.about

    def __hash__(self) -> int:
        return hash(self.about)


def look_of(record: dict[str, Any], now: datetime) -> Look | None:
    """What a record asks for. Raises KeyError for one without what its kind must have."""
    change = record["dynamodb"]
    new, old = change.get("NewImage", {}), change.get("OldImage", {})
    if not new:
        return None
    asked = ASKED.get(_text(new, "kind"))
    return asked(new, old, now) if asked else None


def _usage(new: Image, old: Image, _now: datetime) -> Look | None:
    """Only use counts: a reservation passes nothing."""
    if old and old.get("used") == new["used"]:
        return None
    return _month(_text(new, "user_id"), _text(new, "month"))


def _account(new: Image, old: Image, now: datetime) -> Look | None:
    """A plan or an operator's decision has changed, so this month's level may differ."""
    if all(old.get(name) == new.get(name) for name in ("tier", "plan_until", "override")):
        return None
    return _month(_text(new, "user_id"), clock.month_key(now))


def _month(user_id: str, month: str) -> Look:
    return Look(("month", user_id, month), partial(monitor.observe, user_id, month))


def _batch(new: Image, old: Image, _now: datetime) -> Look | None:
    if "finished_at" not in new or "finished_at" in old:
        return None
    user_id, generation_id = _text(new, "user_id"), _text(new, "generation_id")
    done, failed, total = (int(new[name]["N"]) for name in ("done", "failed", "total"))

    def announce(now: datetime) -> None:
        account = accounts.find(user_id)
        if account is not None and account.batch_mails:
            outbox.batch_finished(
                user_id, generation_id, done=done, failed=failed, total=total, now=now
            )

    return Look(("batch", generation_id), announce)


def _mail(new: Image, _old: Image, _now: datetime) -> Look | None:
    if _text(new, "status") != MailState.PENDING:
        return None
    user_id, mail_id = _text(new, "user_id"), _text(new, "mail_id")
    return Look(("mail", user_id, mail_id), _hand_over(MailTask(user_id=user_id, mail_id=mail_id)))


def _team(new: Image, _old: Image, _now: datetime) -> Look | None:
    sort_key = _text(new, "sk")
    if _text(new, "status") != "pending":
        return None
    return Look(("team", sort_key), _hand_over(TeamTask(sort_key=sort_key)))


def _hand_over(task: Delivery) -> Callable[[datetime], object]:
    """What may hang leaves through a queue of its own: the stream must stay quick."""
    return lambda _now: deliveries.hand_over([task])


def _breaker(new: Image, _old: Image, _now: datetime) -> Look | None:
    failures = int(new["failures"]["N"])
    if failures < FAILURES:
        return None
    provider = _text(new, "sk").removeprefix(keys.breaker(""))

    def call(now: datetime) -> None:
        text = _BREAKER_OPEN.filled(provider=provider, failures=failures)
        team.tell(Cause("breaker", provider), text, now)

    return Look(("breaker", provider), call)


def _text(image: Image, name: str) -> str:
    return str(image[name]["S"])


ASKED: Final[dict[str, Callable[[Image, Image, datetime], Look | None]]] = {
    "usage": _usage,
    "account": _account,
    "generation": _batch,
    "mail": _mail,
    "team": _team,
    "breaker": _breaker,
}
