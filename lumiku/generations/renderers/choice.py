"""Which provider renders next: our own endpoint, else a paid one within the day's budget."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lumiku.accounts.policy import Tier

__all__ = ["Candidate", "choose"]


@dataclass(frozen=True)
class Candidate:
    """A provider as it stands now. `price_idr` per picture is 0 for our own endpoint."""

    name: str
    is_closed: bool  # its breaker
    price_idr: float = 0.0
    tiers: Collection[Tier] = tuple(Tier)  # for whom we pay


def choose(
    candidates: Sequence[Candidate],
    tier: Tier,
    *,
    pictures: int,
    spent_idr: float,
    budget_idr: float,
) -> str | None:
    """The first usable provider in order of preference, or None: then the work waits.

    `spent_idr` and `budget_idr` are today's, over all paid providers; a batch that would break the
    budget is not begun.
    """
    for candidate in candidates:
        if not candidate.is_closed:
            continue
        if candidate.price_idr == 0:
            return candidate.name
        affordable = spent_idr + pictures * candidate.price_idr <= budget_idr
        if affordable and tier in candidate.tiers:
            return candidate.name
    return None
