"""The tier table as data."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, NamedTuple

__all__ = [
    "LONGEST_GRANT",
    "MARGIN_PERCENT",
    "PLANS",
    "Analytics",
    "Lane",
    "Level",
    "Plan",
    "TemplateSet",
    "Thresholds",
    "Tier",
    "margin_alert_above",
    "next_tier",
    "recommendation",
]


class Tier(StrEnum):
    """A plan."""

    FREE = "free"
    STARTER = "starter"
    PRO = "pro"
    ENTERPRISE = "enterprise"


class Level(StrEnum):
    """How high the use of a month is, against the fair-use policy."""

    GREEN = "GREEN"
    """As the plan expects."""
    YELLOW = "YELLOW"
    """High; the merchant is told."""
    ORANGE = "ORANGE"
    """Very high; work is slower during the busy hours."""
    RED = "RED"
    """Our team looks at the account; work is slower during the busy hours."""


class Lane(StrEnum):
    """A tier queue, from the least to the most urgent."""

    FREE = "free"
    STANDARD = "standard"
    PRIORITY = "priority"
    DEDICATED = "dedicated"


class Analytics(StrEnum):
    """How much the statistics show."""

    SUMMARY = "summary"
    FULL = "full"


class TemplateSet(StrEnum):
    """Which poster templates a plan includes."""

    BASIC = "basic"
    """The basic ones."""
    STANDARD = "standard"
    """All but premium ones."""
    ALL = "all"
    """All."""


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
    step: timedelta  # between the deadlines of two chunks of one batch
    best_effort: bool
    throttled_as: Tier | None  # whose lane and promise hold while throttled
    watermark: bool
    analytics: Analytics
    templates: TemplateSet
    recommend_above: int | None  # poses a month from which the next plan is worth it


# Steps are shorter for who pays for speed, so that a long batch yields to others' first chunks but
# keeps its pace.
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
        step=timedelta(minutes=10),
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
        step=timedelta(minutes=2),
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
        step=timedelta(seconds=30),
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
        step=timedelta(seconds=5),
        best_effort=False,
        throttled_as=None,
        watermark=False,
        analytics=Analytics.FULL,
        templates=TemplateSet.ALL,
        recommend_above=None,
    ),
}

MARGIN_PERCENT: Final = 50  # of the price that must remain after the measured cost
LONGEST_GRANT: Final = timedelta(days=3 * 366)  # of a plan that an operator gives
_NEXT: Final = {Tier.FREE: Tier.STARTER, Tier.STARTER: Tier.PRO, Tier.PRO: Tier.ENTERPRISE}


def margin_alert_above(tier: Tier) -> float | None:
    """Measured cost a month (Rp) above which the team is told; None where nothing is paid."""
    price = PLANS[tier].price_idr
    return price * (100 - MARGIN_PERCENT) / 100 if price else None


def next_tier(tier: Tier) -> Tier | None:
    return _NEXT.get(tier)


def recommendation(tier: Tier, used: int) -> Tier | None:
    """The plan worth having at this use, or None."""
    above = PLANS[tier].recommend_above
    return _NEXT[tier] if above is not None and used > above else None
