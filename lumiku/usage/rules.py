"""The month's milestones: which a merchant has passed, which are new, and which to write about."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lumiku.accounts import policy
from lumiku.accounts.policy import PLANS, Level, Tier

__all__ = [
    "FIRST_NOTICE",
    "Crossing",
    "Milestone",
    "crossing",
    "level_of",
    "milestones",
    "slowed_at_peak",
]


class Milestone(StrEnum):
    """What a merchant's use may pass in a month, each once."""

    LIMIT_NEAR = "LIMIT_NEAR"
    LIMIT_REACHED = "LIMIT_REACHED"
    YELLOW = "YELLOW"
    ORANGE = "ORANGE"
    RED = "RED"


def _first(tier: Tier) -> list[int]:
    limits, notice = PLANS[tier].thresholds, policy.notice_at(tier)
    return [*([limits.yellow + 1] if limits else []), *([notice] if notice is not None else [])]


# Below so many poses no merchant of any tier has passed anything: nothing needs to be read.
FIRST_NOTICE: Final = min(n for tier in Tier for n in _first(tier))


@dataclass(frozen=True)
class Crossing:
    """Milestones passed since the last look, lowest first, and the one to write about, if any."""

    new: tuple[Milestone, ...]
    mail: Milestone | None


def milestones(tier: Tier, used: int) -> tuple[Milestone, ...]:
    """Every milestone that so many poses have passed on a tier, lowest first."""
    limit, notice = PLANS[tier].poses_per_month, policy.notice_at(tier)
    if limit is not None and notice is not None:
        passed = ((Milestone.LIMIT_NEAR, notice), (Milestone.LIMIT_REACHED, limit))
        return tuple(milestone for milestone, count in passed if used >= count)
    reached = policy.level(tier, used)
    return tuple(Milestone(level.value) for level in policy.levels_up_to(reached))


def level_of(milestone: Milestone) -> Level | None:
    """The fair-use level of a milestone; the free plan's limits are none."""
    return Level(milestone.value) if milestone.value in Level.__members__ else None


def crossing(
    tier: Tier,
    used: int,
    recorded: Collection[str],
    *,
    tier_before: Tier,
    month_over: bool,
) -> Crossing:
    """What is new. Only the highest milestone is written about, and only when the merchant passed
    it by using the present plan in the running month: a change of plan sends no old mail."""
    passed = milestones(tier, used)
    new = tuple(milestone for milestone in passed if milestone.value not in recorded)
    quiet = tier_before is not tier or month_over
    mail = passed[-1] if new and passed[-1] in new and not quiet else None
    return Crossing(new, mail)


def slowed_at_peak(tier: Tier, level: Level) -> bool:
    """Whether the policy puts this merchant into the lower lane in busy hours."""
    return PLANS[tier].throttled_as is not None and level in (Level.ORANGE, Level.RED)
