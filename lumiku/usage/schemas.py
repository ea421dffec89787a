"""What the API says about a merchant's month."""

from enum import StrEnum

from lumiku.accounts.policy import Level, Tier
from lumiku.reasons import Reason
from lumiku.schemas import Count, Day, Moment, Month, Out

__all__ = ["DayOfUse", "LimitNotice", "Usage"]


class LimitNotice(StrEnum):
    """How near a plan's hard limit is; only plans with one know it."""

    NEAR = "limit_near"
    """Most of the month's photos are used."""
    REACHED = "limit_reached"
    """All of them are used."""


class DayOfUse(Out):
    """One day of the month."""

    day: Day
    """The day (WIB)."""
    used: Count
    """Photos that succeeded on it; those of a batch that ran past the month's end count on the
    month's last day."""


class Usage(Out):
    """The present month (WIB)."""

    month: Month
    """The month as `YYYY-MM`."""
    resets_at: Moment
    """When the next month begins."""
    tier: Tier
    """The plan that holds now."""
    used: Count
    """Photos that succeeded."""
    held: Count
    """Photos reserved by batches that still run."""
    limit: Count | None
    """Photos a month that the plan includes; null for no limit."""
    remaining: Count | None
    """Photos that can still be ordered; null for no limit."""
    notice: LimitNotice | None
    """How near the limit is; null while it is far, and without a limit."""
    level: Level
    """The fair-use level."""
    throttled: bool
    """Whether work is slowed at this moment."""
    throttled_until: Moment | None
    """Until when; null when it is not slowed."""
    reason: Reason | None
    """Why work is slow or stands still; null when it does not."""
    suspended: bool
    """Whether the account is suspended: nothing can be ordered."""
    recommendation: Tier | None
    """The plan worth having at this use; null when the present one is."""
    days: list[DayOfUse]
    """From the first of the month to today, each day once."""
