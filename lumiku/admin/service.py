"""What operators do to accounts: each act and its audit row are one transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from lumiku import clock, ids
from lumiku.accounts import policy
from lumiku.accounts import service as accounts
from lumiku.accounts.policy import Level, Override, Tier
from lumiku.accounts.service import Account
from lumiku.admin import audit
from lumiku.admin.audit import Act, Operator
from lumiku.admin.schemas import NoticeIn, OverrideIn, PlanIn, ReasonIn, ResolveIn
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.deliveries.mails import outbox
from lumiku.deliveries.mails.kinds import MailKind
from lumiku.errors import AlreadyDone, Busy, InvalidInput, NotFound, NoticeMissing
from lumiku.texts import Reader, Text
from lumiku.usage import alerts
from lumiku.usage.alerts import Alert

__all__ = [
    "alert_id",
    "described",
    "end_override",
    "find_alert",
    "give_notice",
    "reinstate",
    "resolve",
    "set_override",
    "set_plan",
    "suspend",
]

_TRIES: Final = 5
_ENDLESS: Final = Text(
    "paket Gratis tidak punya tanggal berakhir; kosongkan isian ini",
    "the Free plan has no end; leave this field out",
    Reader.OPERATOR,
)
_BAD_END: Final = Text(
    "harus setelah sekarang dan paling lama {days} hari lagi",
    "must be after now and at most {days} days ahead",
    Reader.OPERATOR,
)

Also = Callable[[Transaction, Account], None]


def set_plan(operator: Operator, user_id: str, wish: PlanIn, now: datetime) -> None:
    """Puts an account on a plan. Raises NotFound, InvalidInput, Busy."""
    until = None if wish.until is None else _end(wish.until, now, policy.LONGEST_GRANT)
    if wish.tier is Tier.FREE and until is not None:
        raise InvalidInput.at("/until", _ENDLESS)
    _act(
        operator,
        Act.SET_PLAN,
        user_id,
        lambda account: replace(account, tier=wish.tier, plan_until=until),
        note=wish.note,
        now=now,
    )


def set_override(operator: Operator, user_id: str, wish: OverrideIn, now: datetime) -> None:
    """Overrules the throttling of an account for a while. Raises NotFound, InvalidInput, Busy."""
    override = Override(wish.mode, _end(wish.until, now, policy.LONGEST_OVERRIDE))
    _act(
        operator,
        Act.SET_OVERRIDE,
        user_id,
        lambda account: replace(account, override=override),
        note=wish.note,
        now=now,
    )


def end_override(operator: Operator, user_id: str, now: datetime) -> None:
    """Lets the policy decide again; without an override it does nothing. Raises NotFound, Busy."""
    _act(
        operator,
        Act.END_OVERRIDE,
        user_id,
        lambda account: replace(account, override=None),
        note="",
        now=now,
    )


def give_notice(operator: Operator, user_id: str, wish: NoticeIn, now: datetime) -> None:
    """Announces a suspension: on record, and by mail. A later notice starts the time anew.

    Raises NotFound, AlreadyDone for an account that is suspended or was told just now, Busy.
    """

    def announced(account: Account) -> Account:
        if account.suspended_at is not None:
            raise AlreadyDone(kind="account", state="suspended")
        if _is_pending(account, now):
            raise AlreadyDone(kind="account", state="noticed")
        return replace(account, noticed_at=now)

    def told(transaction: Transaction, _: Account) -> None:
        outbox.enqueue(
            transaction,
            user_id,
            kind=MailKind.NOTICE,
            mail_id=ids.new("ntc"),
            facts={
                "reason": wish.reason,
                "not_before": clock.day_key(now + policy.SUSPENSION_NOTICE),
            },
            now=now,
        )

    _act(operator, Act.GIVE_NOTICE, user_id, announced, note=wish.reason, now=now, also=told)


def suspend(operator: Operator, user_id: str, wish: ReasonIn, now: datetime) -> None:
    """Stops admission and release for an account whose merchant was told in time.

    Raises NotFound, AlreadyDone, NoticeMissing, Busy.
    """

    def suspended(account: Account) -> Account:
        if account.suspended_at is not None:
            raise AlreadyDone(kind="account", state="suspended")
        if not policy.may_suspend(account.noticed_at, now):
            raise _notice_missing(account, now)
        return replace(account, suspended_at=now)

    _act(operator, Act.SUSPEND, user_id, suspended, note=wish.note, now=now)


def _notice_missing(account: Account, now: datetime) -> NoticeMissing:
    hours = int(policy.SUSPENSION_NOTICE / timedelta(hours=1))
    earliest = None
    if account.noticed_at is not None and _is_pending(account, now):
        earliest = clock.iso(account.noticed_at + policy.SUSPENSION_NOTICE)
    return NoticeMissing(hours=hours, earliest=earliest)


def _is_pending(account: Account, now: datetime) -> bool:
    """Whether the merchant was told, and the time to answer still runs."""
    noticed = account.noticed_at
    return noticed is not None and now - noticed < policy.SUSPENSION_NOTICE


def reinstate(operator: Operator, user_id: str, wish: ReasonIn, now: datetime) -> None:
    """Ends a suspension; another one needs another notice. Raises NotFound, AlreadyDone, Busy."""

    def active(account: Account) -> Account:
        if account.suspended_at is None:
            raise AlreadyDone(kind="account", state="active")
        return replace(account, suspended_at=None, noticed_at=None)

    _act(operator, Act.REINSTATE, user_id, active, note=wish.note, now=now)


def _end(until: datetime, now: datetime, longest: timedelta) -> datetime:
    if not now < until <= now + longest:
        raise InvalidInput.at("/until", _BAD_END.filled(days=longest.days))
    # As it is stored: to the millisecond.
    return clock.from_iso(clock.iso(until))


def _act(
    operator: Operator,
    act: Act,
    user_id: str,
    decide: Callable[[Account], Account],
    *,
    note: str,
    now: datetime,
    also: Also | None = None,
) -> None:
    """Changes an account as `decide` says, with its audit row; what changes nothing is no act."""
    for _ in range(_TRIES):
        before = accounts.get(user_id)
        after = decide(before)
        if after == before:
            return
        was, becomes = _difference(before, after)
        transaction = Transaction()
        accounts.change(transaction, before, after)
        audit.record(
            transaction, operator, act, user_id, before=was, after=becomes, note=note, now=now
        )
        if also is not None:
            also(transaction, after)
        try:
            transaction.commit()
        except TransactionRefused:
            continue  # somebody else changed the account meanwhile: look again
        return
    raise Busy(retry_after=1)


def _difference(before: Account, after: Account) -> tuple[audit.State, audit.State]:
    """The fields that differ, as JSON."""
    was, becomes = described(before), described(after)
    changed = [name for name in was if was[name] != becomes[name]]
    return {name: was[name] for name in changed}, {name: becomes[name] for name in changed}


def described(account: Account) -> dict[str, Any]:
    override = account.override
    moments = {
        "plan_until": account.plan_until,
        "noticed_at": account.noticed_at,
        "suspended_at": account.suspended_at,
    }
    return {
        "tier": account.tier.value,
        "override": override and {"mode": override.mode.value, "until": clock.iso(override.until)},
        **{name: moment and clock.iso(moment) for name, moment in moments.items()},
    }


def alert_id(alert: Alert) -> str:
    """The name of an alert in addresses: user, month and level."""
    return f"{alert.user_id}.{alert.month}.{alert.level.value}"


def find_alert(identity: str) -> Alert:
    """Raises NotFound."""
    parts = identity.split(".")
    if len(parts) != 3 or parts[2] not in Level.__members__:
        raise NotFound("alert")
    return alerts.get(parts[0], parts[1], Level(parts[2]))


def resolve(operator: Operator, identity: str, wish: ResolveIn, now: datetime) -> Alert:
    """Closes an alert. Raises NotFound, or AlreadyDone when it is closed already."""
    alert = find_alert(identity)
    if alert.resolution is not None:
        raise AlreadyDone(kind="alert", state=alert.resolution.value)
    transaction = Transaction()
    alerts.resolve(
        transaction, alert, wish.resolution, note=wish.note, by=operator.user_id, now=now
    )
    audit.record(
        transaction,
        operator,
        Act.RESOLVE_ALERT,
        alert.user_id,
        before={"alert": identity, "resolution": None},
        after={"alert": identity, "resolution": wish.resolution.value},
        note=wish.note,
        now=now,
    )
    try:
        transaction.commit()
    except TransactionRefused as refusal:
        closed = find_alert(identity)
        state = closed.resolution.value if closed.resolution else "open"
        raise AlreadyDone(kind="alert", state=state) from refusal
    return find_alert(identity)
