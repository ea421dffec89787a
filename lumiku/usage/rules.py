"""Which of a month's milestones are new, and which one to write about."""

from collections.abc import Collection
from dataclasses import dataclass

from lumiku.accounts.policy import Milestone, Tier, milestones

__all__ = ["Crossing", "crossing"]


@dataclass(frozen=True)
class Crossing:
    """Milestones passed since the last look, lowest first, and the one to write about, if any."""

    new: tuple[Milestone, ...]
    mail: Milestone | None


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
