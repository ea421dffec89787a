"""What a merchant's use may pass in a month: the free plan's limit, and the fair-use levels."""

from enum import StrEnum
from typing import Final

from lumiku.accounts.policy.plans import PLANS, Level, Tier
from lumiku.accounts.policy.standing import level, levels_up_to

__all__ = [
    "FIRST_NOTICE",
    "NOTICE_PERCENT",
    "Milestone",
    "level_of",
    "milestones",
    "notice_at",
]

NOTICE_PERCENT: Final = 80  # of a hard limit, from which the merchant is told


class Milestone(StrEnum):
    """What a merchant's use may pass in a month, each once."""

    LIMIT_NEAR = "LIMIT_NEAR"
    LIMIT_REACHED = "LIMIT_REACHED"
    YELLOW = "YELLOW"
    ORANGE = "ORANGE"
    RED = "RED"


def notice_at(tier: Tier) -> int | None:
    """Poses a month from which a merchant is told that the hard limit is near; None without one."""
    limit = PLANS[tier].poses_per_month
    return None if limit is None else -(-limit * NOTICE_PERCENT // 100)


def _first(tier: Tier) -> list[int]:
    limits, notice = PLANS[tier].thresholds, notice_at(tier)
    return [*([limits.yellow + 1] if limits else []), *([notice] if notice is not None else [])]


# Below so many poses no merchant of any tier has passed anything: nothing needs to be read.
FIRST_NOTICE: Final = min(n for tier in Tier for n in _first(tier))


def milestones(tier: Tier, used: int) -> tuple[Milestone, ...]:
    """Every milestone that so many poses have passed on a tier, lowest first."""
    limit, notice = PLANS[tier].poses_per_month, notice_at(tier)
    if limit is not None and notice is not None:
        passed = ((Milestone.LIMIT_NEAR, notice), (Milestone.LIMIT_REACHED, limit))
        return tuple(milestone for milestone, count in passed if used >= count)
    return tuple(Milestone(passed.value) for passed in levels_up_to(level(tier, used)))


def level_of(milestone: Milestone) -> Level | None:
    """The fair-use level of a milestone; the free plan's limits are none."""
    return Level(milestone.value) if milestone.value in Level.__members__ else None
