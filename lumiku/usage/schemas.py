"""What the API says about a merchant's month."""

from enum import StrEnum

from lumiku.accounts.policy import Level, Tier
from lumiku.schemas import Day, Moment, Out

__all__ = ["DayOfUse", "LimitNotice", "Usage", "UsageReason"]


class LimitNotice(StrEnum):
    """How near a plan's hard limit is; only plans with one know it."""

    NEAR = "limit_near"
    REACHED = "limit_reached"


class UsageReason(Out):
    """Why work is slow or stands still: a stable code and a sentence for the merchant.

    Codes: fair_use, throttled_by_team, suspended.
    """

    code: str
    detail: str


class DayOfUse(Out):
    """Photos that succeeded on a WIB day; those of a batch that ran past the month's end count
    on its last day."""

    day: Day
    used: int


class Usage(Out):
    """The present WIB month; null limits mean none.

    `used` poses succeeded, `held` ones are reserved by batches that still run, and `remaining`
    is what is left of the plan's limit. `days` runs from the first of the month to today.
    """

    month: str
    resets_at: Moment
    tier: Tier
    used: int
    held: int
    limit: int | None
    remaining: int | None
    notice: LimitNotice | None
    level: Level
    throttled: bool
    throttled_until: Moment | None
    reason: UsageReason | None
    suspended: bool
    recommendation: Tier | None
    days: list[DayOfUse]
