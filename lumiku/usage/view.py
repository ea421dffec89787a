"""A merchant's month in words: level, throttling and why, and the plan worth having."""

from datetime import datetime

from lumiku import clock
from lumiku.accounts import policy
from lumiku.accounts.policy import PLANS, Level, Milestone, Tier
from lumiku.accounts.service import Account
from lumiku.money import digits
from lumiku.usage import service
from lumiku.usage.schemas import DayOfUse, LimitNotice, Usage, UsageReason
from lumiku.usage.service import Month
from lumiku.words import moment_words

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
) -> UsageReason | None:
    """What holds work up, the strongest first; None when nothing does."""
    if account.suspended_at is not None:
        code = "suspended"
        words = (
            "Akun ini ditangguhkan. Balas surel kami agar bisa aktif kembali.",
            "This account is suspended. Reply to our mail to have it back.",
        )
        return UsageReason(code=code, detail=words[0 if language == "id" else 1])
    if until is None:
        return None
    facts = {"until": moment_words(until, now, language)}
    if policy.overridden(account.override, now):
        code = "throttled_by_team"
        words = (
            "Tim kami memperlambat antrean akun ini sampai {until}.",
            "Our team slowed this account's queue until {until}.",
        )
    else:
        limits = PLANS[account.tier_at(now)].thresholds
        above = 0 if limits is None else limits.red if level is Level.RED else limits.orange
        facts |= {"above": digits(above, language)}
        code = "fair_use"
        words = (
            "Pemakaian bulan ini di atas {above} foto, jadi antreannya lebih lambat sampai "
            "{until}. Di luar jam sibuk tetap kecepatan penuh.",
            "This month's use is above {above} photos, so the queue is slower until {until}. "
            "Outside the busy hours it runs at full speed.",
        )
    return UsageReason(code=code, detail=words[0 if language == "id" else 1].format_map(facts))
