"""A merchant's month in words: level, throttling and why, and the plan worth having."""

from datetime import datetime

from lumiku import clock
from lumiku.accounts import policy
from lumiku.accounts.policy import PLANS, Level
from lumiku.accounts.service import Account
from lumiku.usage import service
from lumiku.usage.schemas import Usage, UsageReason

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
        level=level,
        throttled=until is not None,
        throttled_until=clock.iso(until) if until else None,
        reason=_reason(account, level, until, now, language) if until else None,
        recommendation=policy.recommendation(tier, month.used),
    )


def _reason(
    account: Account, level: Level, until: datetime, now: datetime, language: str
) -> UsageReason:
    facts = {"until": _hour(until)}
    if account.override is not None and now < account.override.until:
        code = "throttled_by_team"
        words = (
            "Tim kami memperlambat antrean akun ini sampai {until} WIB.",
            "Our team slowed this account's queue until {until} WIB.",
        )
    else:
        limits = PLANS[account.tier_at(now)].thresholds
        above = 0 if limits is None else limits.red if level is Level.RED else limits.orange
        facts |= {"above": f"{above:,}".replace(",", "." if language == "id" else ",")}
        code = "fair_use"
        words = (
            "Pemakaian bulan ini di atas {above} foto, jadi antreannya lebih lambat sampai pukul "
            "{until} WIB. Di luar jam sibuk tetap kecepatan penuh.",
            "This month's use is above {above} photos, so the queue is slower until {until} WIB. "
            "Outside the busy hours it runs at full speed.",
        )
    return UsageReason(code=code, detail=words[0 if language == "id" else 1].format_map(facts))


def _hour(moment: datetime) -> str:
    return moment.astimezone(clock.WIB).strftime("%H.%M")
