"""The usage monitor: looks at a merchant's month and records, once each, what has been passed.

It is level-triggered: what a look finds does not depend on which event caused it, so events that
come twice, late or never change nothing but the moment.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from lumiku import clock
from lumiku.accounts import policy
from lumiku.accounts import service as accounts
from lumiku.accounts.policy import Milestone
from lumiku.accounts.service import Account
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.deliveries.mails import outbox
from lumiku.deliveries.team import service as team
from lumiku.deliveries.team.service import Cause
from lumiku.errors import Busy
from lumiku.texts import Note
from lumiku.usage import alerts, flags, rules
from lumiku.usage import service as usage
from lumiku.usage.flags import Event, Flag
from lumiku.usage.service import Month

__all__ = ["observe"]

_TRIES: Final = 8
_RED: Final = Note(
    "User {user} ({tier}) has used {used} poses in {month}, above the RED level. Work goes on, "
    "slower in the busy hours; review the account in the admin view."
)
_THIN_MARGIN: Final = Note(
    "The pictures of user {user} have cost Rp {cost} in {month}; the plan pays Rp {price} a month."
)


def observe(user_id: str, month_key: str, now: datetime) -> tuple[Milestone, ...]:
    """Looks at a merchant's WIB month; returns the milestones that were new.

    Raises Busy when others keep changing the same row, and the event is delivered again.
    """
    for _ in range(_TRIES):
        account = accounts.find(user_id)
        month = usage.month(user_id, month_key)
        before = flags.find_flag(user_id, month_key)
        if account is None or (before is None and month.used < policy.FIRST_NOTICE):
            return ()
        _watch_margin(account, month, now)
        seen = _seen(account, month, before, now)
        if seen is None:
            return ()
        flag, crossing = seen
        if Milestone.RED in crossing.new:
            _call_team(account, flag, month_key, now)
        try:
            _recorded(
                account, month_key, before=before, flag=flag, crossing=crossing, now=now
            ).commit()
        except TransactionRefused:
            continue
        if Milestone.RED in crossing.new:
            alerts.mark(user_id, month_key, policy.Level.RED, team_alerted=True)
        return crossing.new
    raise Busy(retry_after=1)


def _seen(
    account: Account, month: Month, before: Flag | None, now: datetime
) -> tuple[Flag, rules.Crossing] | None:
    """The flag as it must be now and what is new, or None when nothing has changed."""
    tier = account.tier_at(now)
    level = policy.level(tier, month.used)
    crossing = rules.crossing(
        tier,
        month.used,
        before.recorded if before else (),
        tier_before=before.tier if before else tier,
        month_over=month.month != clock.month_key(now),
    )
    slowed = policy.slowed_at_peak(tier, level)
    flag = Flag(
        tier=tier,
        level=level,
        used=month.used,
        recorded=(before.recorded if before else frozenset()) | {m.value for m in crossing.new},
        slowed=slowed,
        since=((before.since if before else None) or now) if slowed else None,
        override=_override(account, now),
        rev=before.rev if before else 0,
    )
    if before is not None and replace(flag, used=before.used) == before:
        return None
    return replace(flag, rev=flag.rev + 1), crossing


def _override(account: Account, now: datetime) -> dict[str, str] | None:
    word = account.override
    if word is None or not policy.overridden(word, now):
        return None
    return {"mode": word.mode.value, "until": clock.iso(word.until)}


def _recorded(
    account: Account,
    month: str,
    *,
    before: Flag | None,
    flag: Flag,
    crossing: rules.Crossing,
    now: datetime,
) -> Transaction:
    """Flag, alerts, events and the one mail, all or nothing."""
    user_id = account.user_id
    transaction = Transaction()
    flags.write_flag(
        transaction, user_id, month, flag, before=before.rev if before else None, now=now
    )
    throttled = policy.throttled(flag.tier, flag.level, account.override, now)
    for milestone in crossing.new:
        if (level := policy.level_of(milestone)) is not None:
            alerts.record(
                transaction,
                user_id,
                month=month,
                level=level,
                count=flag.used,
                tier=flag.tier,
                now=now,
                throttled=throttled,
            )
    for name in _events(before, flag, crossing):
        flags.log_event(transaction, user_id, Event(name, now, month, flag.used, flag.tier))
    if crossing.mail is not None:
        outbox.milestone_passed(
            transaction,
            user_id,
            milestone=crossing.mail,
            month=month,
            tier=flag.tier,
            used=flag.used,
            now=now,
        )
    return transaction


def _events(before: Flag | None, flag: Flag, crossing: rules.Crossing) -> list[str]:
    names = [milestone.value for milestone in crossing.new]
    if before is not None and before.tier is not flag.tier:
        names.append("PLAN_CHANGED")
    if flag.slowed != (before.slowed if before else False):
        names.append("SLOWED" if flag.slowed else "FULL_SPEED")
    if flag.override != (before.override if before else None):
        names.append("OVERRIDDEN" if flag.override else "OVERRIDE_ENDED")
    return names


def _call_team(account: Account, flag: Flag, month: str, now: datetime) -> None:
    team.tell(
        Cause("red", f"{account.user_id}.{month}"),
        _RED.filled(user=account.user_id, tier=flag.tier, used=f"{flag.used:,}", month=month),
        now,
        once_ever=True,
    )


def _watch_margin(account: Account, month: Month, now: datetime) -> None:
    """Tells the team when a merchant's pictures of this month cost too much of what they pay."""
    above = policy.margin_alert_above(account.tier_at(now))
    if above is not None and month.cost_idr > above:
        price = policy.PLANS[account.tier_at(now)].price_idr
        team.tell(
            Cause("margin", f"{account.user_id}.{month.month}"),
            _THIN_MARGIN.filled(
                user=account.user_id,
                cost=f"{month.cost_idr:,.0f}",
                month=month.month,
                price=f"{price:,}",
            ),
            now,
            once_ever=True,
        )
