"""A merchant's month in words: level, throttling and why, and the plan worth having."""

from datetime import datetime

from lumiku import clock
from lumiku.accounts import policy
from lumiku.accounts.policy import PLANS, Level, Milestone, Tier
from lumiku.accounts.service import Account
from lumiku.money import digits
from lumiku.reasons import Reason, ReasonCode, reason
from lumiku.usage import service
from lumiku.usage.schemas import DayOfUse, LimitNotice, Usage
from lumiku.usage.service import Month

__all__ = ["usage_of"]


def usage_of(account: Account, now: datetime, language: str) -> Usage:
    """The account's month at this moment; `language` is id or en."""
    month = service.month(account.user_id, clock.month_key(now))
    tier = account.tier_at(now)
    level = policy.level(tier, month.used)
    until = policy.throttled_until(tier, level, account.override, now)
    limit = PLANS[tier].poses_per_month
    return Usage(
        month=month.month,
        resets_at=clock.iso(clock.month_end(now)),
        tier=tier,
        used=month.used,
        held=month.held,
        limit=limit,
        remaining=None if limit is None else max(0, limit - month.used - month.held),
        notice=_notice(tier, month.used),
        level=level,
        throttled=until is not None,
        throttled_until=clock.iso(until) if until else None,
        reason=_reason(account, level, until, now, language),
        suspended=account.suspended_at is not None,
        recommendation=policy.recommendation(tier, month.used),
        days=_days(month, now),
    )


def _notice(tier: Tier, used: int) -> LimitNotice | None:
    passed = policy.milestones(tier, used)
    if Milestone.LIMIT_REACHED in passed:
        return LimitNotice.REACHED
    return LimitNotice.NEAR if Milestone.LIMIT_NEAR in passed else None


def _days(month: Month, now: datetime) -> list[DayOfUse]:
    today = now.astimezone(clock.WIB).day
    return [
        DayOfUse(day=f"{month.month}-{day:02d}", used=month.days.get(day, 0))
        for day in range(1, today + 1)
    ]


def _reason(
    account: Account, level: Level, until: datetime | None, now: datetime, language: str
) -> Reason | None:
    """What holds work up, the strongest first; None when nothing does."""
    if account.suspended_at is not None:
        return reason(ReasonCode.SUSPENDED, language, now)
    if until is None:
        return None
    if policy.overridden(account.override, now):
        return reason(ReasonCode.THROTTLED_BY_TEAM, language, now, until=until)
    above = digits(policy.begins_above(account.tier_at(now), level), language)
    return reason(ReasonCode.FAIR_USE, language, now, until=until, above=above)
