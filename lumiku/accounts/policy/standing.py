"""From a month's use to level, throttling, lane and promise: pure rules over the tier table."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from lumiku.accounts.policy.peak import is_peak, next_boundary
from lumiku.accounts.policy.plans import PLANS, Lane, Level, Tier

__all__ = [
    "LONGEST_OVERRIDE",
    "THROTTLED",
    "Override",
    "OverrideMode",
    "begins_above",
    "effective_tier",
    "lane",
    "level",
    "levels_up_to",
    "overridden",
    "promise",
    "slowed_at_peak",
    "step",
    "throttled",
    "throttled_until",
]

THROTTLED: Final = frozenset({Level.ORANGE, Level.RED})  # in busy hours
LONGEST_OVERRIDE: Final = timedelta(days=366)
_ORDER: Final = tuple(Level)


class OverrideMode(StrEnum):
    """What an operator decided about an account's queue."""

    FULL_SPEED = "full_speed"
    """Never slowed."""
    THROTTLED = "throttled"
    """Always slowed."""


@dataclass(frozen=True)
class Override:
    """An admin's decision on throttling, valid until a moment."""

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


def begins_above(tier: Tier, reached: Level) -> int:
    """The poses a month above which a tier's level begins; 0 for GREEN and without thresholds."""
    limits = PLANS[tier].thresholds
    if limits is None or reached is Level.GREEN:
        return 0
    marks = {Level.YELLOW: limits.yellow, Level.ORANGE: limits.orange, Level.RED: limits.red}
    return marks[reached]


def levels_up_to(reached: Level) -> tuple[Level, ...]:
    """The levels above GREEN up to the reached one, lowest first."""
    return _ORDER[1 : _ORDER.index(reached) + 1]


def overridden(override: Override | None, now: datetime) -> bool:
    """Whether an admin's decision holds at this moment."""
    return override is not None and now < override.until


def slowed_at_peak(tier: Tier, level: Level) -> bool:
    """Whether the policy puts this merchant into the lower lane in busy hours."""
    return PLANS[tier].throttled_as is not None and level in THROTTLED


def throttled(tier: Tier, reached: Level, override: Override | None, now: datetime) -> bool:
    """Whether work released now runs in the lower lane: ORANGE and RED at peak, unless overridden.

    A tier that has no lane to fall back to (free, enterprise) is never throttled.
    """
    if PLANS[tier].throttled_as is None:
        return False
    if override is not None and overridden(override, now):
        return override.mode is OverrideMode.THROTTLED
    return reached in THROTTLED and is_peak(now)


def throttled_until(
    tier: Tier, reached: Level, override: Override | None, now: datetime
) -> datetime | None:
    """When today's throttling ends, or None when there is none now."""
    if not throttled(tier, reached, override, now):
        return None
    if override is not None and overridden(override, now):
        return override.until
    return next_boundary(now)


def effective_tier(tier: Tier, is_throttled: bool) -> Tier:
    """The tier whose lane and promise hold at this moment."""
    fallback = PLANS[tier].throttled_as
    return fallback if is_throttled and fallback is not None else tier


def lane(tier: Tier, is_throttled: bool) -> Lane:
    return PLANS[effective_tier(tier, is_throttled)].lane


def promise(tier: Tier, is_throttled: bool) -> timedelta:
    return PLANS[effective_tier(tier, is_throttled)].promise


def step(tier: Tier, is_throttled: bool) -> timedelta:
    """Between the deadlines of two chunks of one batch."""
    return PLANS[effective_tier(tier, is_throttled)].step
