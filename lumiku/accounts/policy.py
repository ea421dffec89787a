"""The policy: the tier table as data, and pure rules over it. No number of it stands elsewhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from lumiku import clock

__all__ = [
    "CLEANUP_NOTICE",
    "MARGIN_PERCENT",
    "NOTICE_PERCENT",
    "PICTURES_KEPT",
    "PLANS",
    "SUSPENSION_NOTICE",
    "SUSPENSION_NOTICE_HOLDS",
    "Analytics",
    "Lane",
    "Level",
    "Override",
    "OverrideMode",
    "Plan",
    "TemplateSet",
    "Thresholds",
    "Tier",
    "effective_tier",
    "lane",
    "level",
    "levels_up_to",
    "margin_alert_above",
    "may_suspend",
    "next_tier",
    "notice_at",
    "overridden",
    "promise",
    "recommendation",
    "throttled",
    "throttled_until",
]


class Tier(StrEnum):
    FREE = "free"
    STARTER = "starter"
    PRO = "pro"
    ENTERPRISE = "enterprise"


class Level(StrEnum):
    GREEN = "GREEN"
    YELLOW = "YELLOW"
    ORANGE = "ORANGE"
    RED = "RED"


class Lane(StrEnum):
    """A tier queue, from the least to the most urgent."""

    FREE = "free"
    STANDARD = "standard"
    PRIORITY = "priority"
    DEDICATED = "dedicated"


class Analytics(StrEnum):
    SUMMARY = "summary"
    FULL = "full"


class TemplateSet(StrEnum):
    BASIC = "basic"
    STANDARD = "standard"  # all but premium
    ALL = "all"


class Thresholds(NamedTuple):
    """Poses a month above which a level begins."""

    yellow: int
    orange: int
    red: int


@dataclass(frozen=True)
class Plan:
    """One column of the tier table. None means no limit."""

    tier: Tier
    price_idr: int  # per month
    price_is_from: bool
    brand_kits: int | None
    avatars: int | None
    poses_per_month: int | None
    thresholds: Thresholds | None
    lane: Lane
    promise: timedelta  # to the first pose
    best_effort: bool
    throttled_as: Tier | None  # whose lane and promise hold while throttled
    watermark: bool
    analytics: Analytics
    templates: TemplateSet
    recommend_above: int | None  # poses a month from which the next plan is worth it


PLANS: Final[dict[Tier, Plan]] = {
    Tier.FREE: Plan(
        tier=Tier.FREE,
        price_idr=0,
        price_is_from=False,
        brand_kits=1,
        avatars=1,
        poses_per_month=10,
        thresholds=None,
        lane=Lane.FREE,
        promise=timedelta(hours=4),
        best_effort=True,
        throttled_as=None,
        watermark=True,
        analytics=Analytics.SUMMARY,
        templates=TemplateSet.BASIC,
        recommend_above=5,
    ),
    Tier.STARTER: Plan(
        tier=Tier.STARTER,
        price_idr=99_000,
        price_is_from=False,
        brand_kits=None,
        avatars=None,
        poses_per_month=None,
        thresholds=Thresholds(yellow=500, orange=1_500, red=3_000),
        lane=Lane.STANDARD,
        promise=timedelta(minutes=30),
        best_effort=False,
        throttled_as=Tier.FREE,
        watermark=False,
        analytics=Analytics.SUMMARY,
        templates=TemplateSet.STANDARD,
        recommend_above=1_000,
    ),
    Tier.PRO: Plan(
        tier=Tier.PRO,
        price_idr=299_000,
        price_is_from=False,
        brand_kits=None,
        avatars=None,
        poses_per_month=None,
        thresholds=Thresholds(yellow=2_000, orange=5_000, red=10_000),
        lane=Lane.PRIORITY,
        promise=timedelta(minutes=5),
        best_effort=False,
        throttled_as=Tier.STARTER,
        watermark=False,
        analytics=Analytics.FULL,
        templates=TemplateSet.ALL,
        recommend_above=5_000,
    ),
    Tier.ENTERPRISE: Plan(
        tier=Tier.ENTERPRISE,
        price_idr=1_500_000,
        price_is_from=True,
        brand_kits=None,
        avatars=None,
        poses_per_month=None,
        thresholds=None,
        lane=Lane.DEDICATED,
        promise=timedelta(seconds=10),
        best_effort=False,
        throttled_as=None,
        watermark=False,
        analytics=Analytics.FULL,
        templates=TemplateSet.ALL,
        recommend_above=None,
    ),
}

NOTICE_PERCENT: Final = 80  # of a hard limit, from which the merchant is told
MARGIN_PERCENT: Final = 50  # of the price that must remain after the measured cost
PICTURES_KEPT: Final = timedelta(days=30)  # that nobody exported, rated or marked, from the end
CLEANUP_NOTICE: Final = timedelta(days=7)  # from the announcement to their deletion
SUSPENSION_NOTICE: Final = timedelta(hours=24)  # from the announcement to the earliest suspension
SUSPENSION_NOTICE_HOLDS: Final = timedelta(days=30)  # after that it must be announced again

_ORDER: Final = tuple(Level)
_NEXT: Final = {Tier.FREE: Tier.STARTER, Tier.STARTER: Tier.PRO, Tier.PRO: Tier.ENTERPRISE}


class OverrideMode(StrEnum):
    FULL_SPEED = "full_speed"
    THROTTLED = "throttled"


@dataclass(frozen=True)
class Override:
    """An admin's word on throttling, valid until a moment."""

    mode: OverrideMode
    until: datetime


def level(tier: Tier, used: int) -> Level:
    """The level of an account that used so many poses this month."""
    limits = PLANS[tier].thresholds
    if limits is None or used <= limits.yellow:
        return Level.GREEN
    if used <= limits.orange:
        return Level.YELLOW
    return Level.ORANGE if used <= limits.red else Level.RED


def levels_up_to(reached: Level) -> tuple[Level, ...]:
    """The levels above GREEN up to the reached one, lowest first."""
    return _ORDER[1 : _ORDER.index(reached) + 1]


def overridden(override: Override | None, now: datetime) -> bool:
    """Whether an admin's word holds at this moment."""
    return override is not None and now < override.until


def throttled(tier: Tier, reached: Level, override: Override | None, now: datetime) -> bool:
    """Whether work released now runs in the lower lane: ORANGE and RED at peak, unless overridden.

    A tier that has no lane to fall back to (free, enterprise) is never throttled.
    """
    if PLANS[tier].throttled_as is None:
        return False
    if override is not None and overridden(override, now):
        return override.mode is OverrideMode.THROTTLED
    return reached in (Level.ORANGE, Level.RED) and clock.is_peak(now)


def throttled_until(
    tier: Tier, reached: Level, override: Override | None, now: datetime
) -> datetime | None:
    """When today's throttling ends, or None when there is none now."""
    if not throttled(tier, reached, override, now):
        return None
    if override is not None and overridden(override, now):
        return override.until
    return clock.next_boundary(now)


def effective_tier(tier: Tier, is_throttled: bool) -> Tier:
    """The tier whose lane and promise hold at this moment."""
    fallback = PLANS[tier].throttled_as
    return fallback if is_throttled and fallback is not None else tier


def lane(tier: Tier, is_throttled: bool) -> Lane:
    return PLANS[effective_tier(tier, is_throttled)].lane


def promise(tier: Tier, is_throttled: bool) -> timedelta:
    return PLANS[effective_tier(tier, is_throttled)].promise


def notice_at(tier: Tier) -> int | None:
    """Poses a month from which a merchant is told that the hard limit is near; None without one."""
    limit = PLANS[tier].poses_per_month
    return None if limit is None else -(-limit * NOTICE_PERCENT // 100)


def margin_alert_above(tier: Tier) -> float | None:
    """Measured cost a month (Rp) above which the team is told; None where nothing is paid."""
    price = PLANS[tier].price_idr
    return price * (100 - MARGIN_PERCENT) / 100 if price else None


def may_suspend(noticed_at: datetime | None, now: datetime) -> bool:
    """Whether an account may be suspended: it was announced long enough ago, but not too long."""
    if noticed_at is None:
        return False
    return SUSPENSION_NOTICE <= now - noticed_at < SUSPENSION_NOTICE_HOLDS


def next_tier(tier: Tier) -> Tier | None:
    return _NEXT.get(tier)


def recommendation(tier: Tier, used: int) -> Tier | None:
    """The plan worth having at this use, or None."""
    above = PLANS[tier].recommend_above
    return _NEXT[tier] if above is not None and used > above else None
