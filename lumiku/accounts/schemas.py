"""What the API says about plans."""

from lumiku.accounts.policy import PLANS, Analytics, Lane, Plan, TemplateSet, Tier
from lumiku.schemas import Count, Out, Rupiah

__all__ = ["PlanOut", "PlanTable", "ThresholdsOut", "plan_table"]


class ThresholdsOut(Out):
    """Photos a month above which a fair-use level begins."""

    yellow: Count
    """Above this the merchant is told."""
    orange: Count
    """Above this work is slower during the busy hours."""
    red: Count
    """Above this our team looks at the account."""


class PlanOut(Out):
    """One plan."""

    tier: Tier
    """The plan's name."""
    price_idr: Rupiah
    """Rupiah a month."""
    price_is_from: bool
    """Whether the price is the least that is agreed upon."""
    brand_kits: Count | None
    """How many brand kits an account may have; null for no limit."""
    avatars: Count | None
    """How many avatars an account may have; null for no limit."""
    poses_per_month: Count | None
    """How many photos a month; null for no limit."""
    thresholds: ThresholdsOut | None
    """Where the fair-use levels begin; null for a plan without them."""
    lane: Lane
    """The queue in which its work waits."""
    promise_seconds: Count
    """Seconds within which the first photo of a batch is promised."""
    best_effort: bool
    """Whether that promise holds only when there is room."""
    throttled_as: Tier | None
    """The plan whose queue and promise hold while work is slowed; null when it never is."""
    watermark: bool
    """Whether exports carry our mark."""
    analytics: Analytics
    """How much the statistics show."""
    templates: TemplateSet
    """Which poster templates it includes."""


class PlanTable(Out):
    """All plans."""

    data: list[PlanOut]
    """The cheapest plan first."""


def plan_out(plan: Plan) -> PlanOut:
    limits = plan.thresholds
    return PlanOut(
        tier=plan.tier,
        price_idr=plan.price_idr,
        price_is_from=plan.price_is_from,
        brand_kits=plan.brand_kits,
        avatars=plan.avatars,
        poses_per_month=plan.poses_per_month,
        thresholds=ThresholdsOut(**limits._asdict()) if limits else None,
        lane=plan.lane,
        promise_seconds=int(plan.promise.total_seconds()),
        best_effort=plan.best_effort,
        throttled_as=plan.throttled_as,
        watermark=plan.watermark,
        analytics=plan.analytics,
        templates=plan.templates,
    )


def plan_table() -> PlanTable:
    """The tier table, the cheapest plan first."""
    return PlanTable(data=[plan_out(plan) for plan in PLANS.values()])
