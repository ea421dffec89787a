"""What goes in and out of the API for operators."""

from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from lumiku.accounts.policy import Lane, Level, OverrideMode, Tier
from lumiku.admin.audit import Act
from lumiku.deliveries.mails.kinds import MailKind, MailState
from lumiku.generations.schemas import Generation
from lumiku.generations.workload import BreakerState
from lumiku.poses.schemas import PoseTemplateIn
from lumiku.schemas import (
    AccountId,
    AlertId,
    Count,
    In,
    Language,
    Line,
    Moment,
    Month,
    Out,
    Page,
    PageQuery,
    Paragraph,
    PoseTemplateId,
    Query,
    Rupiah,
)
from lumiku.usage.alerts import Resolution
from lumiku.usage.schemas import Usage

__all__ = [
    "AlertOut",
    "AlertPage",
    "AlertQuery",
    "AuditOut",
    "AuditPage",
    "BreakerOut",
    "EventOut",
    "LaneOut",
    "MailOut",
    "Margins",
    "NoticeIn",
    "OverrideIn",
    "OverrideOut",
    "PlanIn",
    "PoseIn",
    "PoseOut",
    "Queues",
    "ReasonIn",
    "ResolveIn",
    "TierMargin",
    "User",
    "UserList",
    "UserMargin",
    "UserQuery",
    "UserSummary",
]

Note = Annotated[Paragraph, Field(min_length=1)]


class AlertQuery(PageQuery):
    """Which alerts."""

    resolved: bool = False
    """Those that were resolved, instead of the open ones."""
    level: Level | None = None
    """Only alerts of this level."""
    tier: Tier | None = None
    """Only alerts of accounts on this plan."""
    month: Month | None = None
    """Only alerts of this month, as `YYYY-MM`."""
    resolution: Resolution | None = None
    """Only alerts that were resolved like this."""


class AlertOut(Out):
    """A fair-use level that a merchant passed."""

    id: AlertId
    """The alert's id."""
    user_id: AccountId
    """The account."""
    month: Month
    """The month as `YYYY-MM`."""
    level: Level
    """The level that was passed."""
    count: Count
    """The month's photos at that moment."""
    tier: Tier
    """The plan at that moment."""
    throttled: bool
    """Whether work was slowed from then on."""
    mail_sent: bool
    """Whether the merchant was told by mail."""
    team_alerted: bool
    """Whether our team was told."""
    created_at: Moment
    """When the level was passed."""
    resolved: bool
    """Whether somebody has decided."""
    resolution: Resolution | None
    """What was decided; null while it is open."""
    note: str | None
    """Why; null while it is open."""
    resolved_by: str | None
    """The operator's user id; null while it is open."""
    resolved_at: Moment | None
    """When; null while it is open."""


class AlertPage(Page[AlertOut]):
    """Alerts, the newest first."""


class ResolveIn(In):
    """What was decided about an alert, and why."""

    resolution: Annotated[Resolution, Field(strict=False)]
    """What was decided."""
    note: Note
    """Why; only operators read it."""


class PlanIn(In):
    """The plan to put a merchant on."""

    tier: Annotated[Tier, Field(strict=False)]
    """The plan."""
    until: AwareDatetime | None = None
    """Until when, with a time zone; null for good."""
    note: Note
    """Why; only operators read it."""


class OverrideIn(In):
    """How an account's queue is, whatever the hour and the use, until a moment."""

    mode: Annotated[OverrideMode, Field(strict=False)]
    """Full speed, or the slower queue."""
    until: AwareDatetime
    """Until when, with a time zone."""
    note: Note
    """Why; only operators read it."""


class NoticeIn(In):
    """What the merchant is told before an account may be suspended; it is sent by mail."""

    reason: Note
    """Why the account will be suspended, for the merchant."""


class ReasonIn(In):
    """Why something is done."""

    note: Note
    """Why; only operators read it."""


class PoseIn(In):
    """Whether a pose template is used."""

    active: bool | None
    """True or false by an operator's decision; null lets its record decide again."""
    note: Note
    """Why; only operators read it."""


class NewPoseIn(In):
    """A pose template for the library."""

    pose: PoseTemplateIn
    """The pose."""
    note: Note
    """Why it is added; only operators read it."""


class PoseOut(Out):
    """How a pose template stands."""

    id: PoseTemplateId
    """The pose template's id."""
    active: bool
    """Whether it is used in new batches."""
    override: bool | None
    """An operator's decision; null when its record decides."""
    uses: Count
    """How many photos were made with it."""
    successes: Count
    """How many of them succeeded."""
    success_rate: float
    """The expected share of successes, 0 to 1: the mean of a Beta posterior."""
    mean_quality: float
    """The mean quality of its photos, 0 to 1; it starts from a prior."""


class OverrideOut(Out):
    """An operator's decision on an account's queue."""

    mode: OverrideMode
    """Full speed, or the slower queue."""
    until: Moment
    """Until when."""


class AuditOut(Out):
    """One act of an operator."""

    id: str
    """The entry's id."""
    act: Act
    """What was done."""
    at: Moment
    """When."""
    by: str
    """The operator's user id."""
    by_email: str
    """The operator's address."""
    request_id: str
    """The id of the request in our logs."""
    before: dict[str, Any]
    """The changed fields as they were."""
    after: dict[str, Any]
    """The changed fields as they became."""
    note: str
    """Why."""


class AuditPage(Page[AuditOut]):
    """Acts, the newest first."""


class UserQuery(Query):
    """Which accounts."""

    email: Annotated[Line, Field(max_length=320)]
    """The whole address, in capitals or not."""


class UserSummary(Out):
    """An account."""

    id: AccountId
    """The user id."""
    email: str
    """The address; empty when the token has none."""
    language: Language
    """The language of its mails."""
    tier: Tier
    """The plan that holds now."""
    plan: Tier
    """The plan that was set last, which may have ended."""
    plan_until: Moment | None
    """When that plan ends; null when it does not."""
    override: OverrideOut | None
    """An operator's decision on its queue, which may have ended; null without one."""
    noticed_at: Moment | None
    """When a suspension was announced; null when none was."""
    suspended_at: Moment | None
    """When it was suspended; null when it is not."""
    created_at: Moment | None
    """When it was first seen; null for very old ones."""


class UserList(Out):
    """Accounts with an address."""

    data: list[UserSummary]
    """The accounts, usually one or none."""


class EventOut(Out):
    """One line of the log of a merchant's use, such as a level that was passed."""

    event: str
    """A code for what happened."""
    at: Moment
    """When."""
    month: Month
    """The month as `YYYY-MM`."""
    count: Count
    """The month's photos at that moment."""
    tier: Tier
    """The plan at that moment."""


class MailOut(Out):
    """One mail to a merchant and what became of it."""

    id: str
    """The mail's id."""
    kind: MailKind
    """What it is about."""
    status: MailState
    """What became of it."""
    subject: str | None
    """Its subject; null while it is not written."""
    reason: str | None
    """A code for why it did not arrive; null otherwise."""
    created_at: Moment
    """When it was ordered."""
    settled_at: Moment | None
    """When its fate was known; null before."""


class User(UserSummary):
    """Everything an operator needs to judge an account; lists hold the latest entries."""

    usage: Usage
    """This month's use."""
    may_suspend: bool
    """Whether it was announced long enough ago, but not too long."""
    alerts: list[AlertOut]
    """Fair-use levels that were passed."""
    events: list[EventOut]
    """The log of its use."""
    mails: list[MailOut]
    """Mails to it."""
    batches: list[Generation]
    """Its batches."""
    audit: list[AuditOut]
    """What operators did to it."""


class LaneOut(Out):
    """How much work is in a tier queue."""

    lane: Lane
    """The queue."""
    waiting: Count
    """About how many micro-batches wait in it."""
    in_work: Count
    """About how many of them are being rendered."""


class BreakerOut(Out):
    """Whether work is sent to the renderer."""

    provider: str
    """The renderer."""
    state: BreakerState
    """Whether work is sent to it."""
    failures: Count
    """Failures in a row."""
    retry_after: Count | None
    """Seconds until the next trial; null when work is sent."""


class Queues(Out):
    """Where the work is: batches that wait for their dispatch, the queues, the renderer."""

    lanes: list[LaneOut]
    """The tier queues, the least urgent first."""
    parked: Count
    """About how many micro-batches wait for the renderer to come back."""
    releasing: Annotated[int, Field(json_schema_extra={"minimum": 0, "maximum": 1_000})]
    """Batches with photos that were not dispatched yet, counted up to 1,000."""
    settling: Count
    """Batches whose last photos are on their way."""
    next_deadline: Moment | None
    """The earliest deadline of a photo that waits; null when none does."""
    breaker: BreakerOut
    """Whether work is sent to the renderer."""


class UserMargin(Out):
    """A merchant's measured cost this month next to the plan's price, in rupiah."""

    user_id: AccountId
    """The account."""
    email: str
    """Its address."""
    tier: Tier
    """The plan that holds now."""
    used: Count
    """Photos that succeeded this month."""
    cost_idr: float
    """What they cost us in rupiah, with fractions."""
    price_idr: Rupiah
    """The plan's full monthly price in rupiah."""
    margin_idr: float
    """What remains of the price; below 0 for a loss."""
    is_low: bool
    """Whether less of the price remains than the policy wants."""


class TierMargin(Out):
    """The same over all accounts of a plan that ordered photos this month."""

    tier: Tier
    """The plan."""
    accounts: Count
    """How many accounts."""
    used: Count
    """Their photos that succeeded."""
    cost_idr: float
    """What these cost us in rupiah, with fractions."""
    price_idr: Rupiah
    """The sum of the monthly prices in rupiah."""
    margin_idr: float
    """What remains of it; below 0 for a loss."""


class Margins(Out):
    """Measured cost next to price this month."""

    month: Month
    """The month as `YYYY-MM`."""
    complete: bool
    """False when there are more accounts than are read for one answer."""
    tiers: list[TierMargin]
    """The plans, the cheapest first."""
    lowest: list[UserMargin]
    """The accounts with the lowest margins, the lowest first; at most 50."""
