"""What the API says about plans."""

from lumiku.accounts.policy import PLANS, Analytics, Lane, Plan, TemplateSet, Tier
from lumiku.schemas import Out

__all__ = ["PlanOut", "PlanTable", "ThresholdsOut", "plan_table"]


class ThresholdsOut(Out):
    """Poses a month above which a fair-use level begins."""

    yellow: int
    orange: int
    red: int


class PlanOut(Out):
    """One plan; null means no limit."""

    tier: Tier
    price_idr: int  # per month
    price_is_from: bool
    brand_kits: int | None
    avatars: int | None
    poses_per_month: int | None
    thresholds: ThresholdsOut | None
    lane: Lane
    promise_seconds: int  # to the first pose
    best_effort: bool
    throttled_as: Tier | None
    watermark: bool
    analytics: Analytics
    templates: TemplateSet


class PlanTable(Out):
    data: list[PlanOut]


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
