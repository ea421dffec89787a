"""What goes in and out of the API for operators."""

from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from lumiku.accounts.policy import Lane, Level, OverrideMode, Tier
from lumiku.admin.audit import Act
from lumiku.deliveries.mails.kinds import MailKind, MailState
from lumiku.generations.schemas import Generation
from lumiku.generations.workload import BreakerState
from lumiku.poses.schemas import PoseTemplateIn
from lumiku.schemas import In, Line, Moment, Out, Page, PageQuery, Paragraph, Query
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
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", max_length=7)]


class AlertQuery(PageQuery):
    """Which alerts: the open ones, or those that were resolved."""

    resolved: bool = False
    level: Level | None = None
    tier: Tier | None = None
    month: Month | None = None
    resolution: Resolution | None = None


class AlertOut(Out):
    """A fair-use level that a merchant passed; `count` is the month's poses at that moment."""

    id: str
    user_id: str
    month: str
    level: Level
    count: int
    tier: Tier
    throttled: bool
    mail_sent: bool
    team_alerted: bool
    created_at: Moment
    resolved: bool
    resolution: Resolution | None
    note: str | None
    resolved_by: str | None
    resolved_at: Moment | None


class AlertPage(Page[AlertOut]):
    pass


class ResolveIn(In):
    """What was decided about an alert, and why."""

    resolution: Annotated[Resolution, Field(strict=False)]
    note: Note


class PlanIn(In):
    """The plan to put a merchant on, until a moment or (null) for good."""

    tier: Annotated[Tier, Field(strict=False)]
    until: AwareDatetime | None = None
    note: Note


class OverrideIn(In):
    """Full speed, or the slower lane, whatever the hour and the use, until a moment."""

    mode: Annotated[OverrideMode, Field(strict=False)]
    until: AwareDatetime
    note: Note


class NoticeIn(In):
    """What the merchant is told before an account may be suspended; it is sent by mail."""

    reason: Note


class ReasonIn(In):
    """Why it is done; only operators read it."""

    note: Note


class PoseIn(In):
    """Whether a pose is used: true or false by an operator's word, null by its record."""

    active: bool | None
    note: Note


class NewPoseIn(In):
    """A pose for the library, and why it is added."""

    pose: PoseTemplateIn
    note: Note


class PoseOut(Out):
    """A pose's standing. `success_rate` is the mean of a Beta posterior over `uses`."""

    id: str
    active: bool
    override: bool | None
    uses: int
    successes: int
    success_rate: float
    mean_quality: float


class OverrideOut(Out):
    mode: OverrideMode
    until: Moment


class AuditOut(Out):
    """One act of an operator; `before` and `after` hold the fields that it changed."""

    id: str
    act: Act
    at: Moment
    by: str
    by_email: str
    request_id: str
    before: dict[str, Any]
    after: dict[str, Any]
    note: str


class AuditPage(Page[AuditOut]):
    pass


class UserQuery(Query):
    email: Annotated[Line, Field(max_length=320)]


class UserSummary(Out):
    """An account: `tier` is the plan that holds now, `plan` the one that was set."""

    id: str
    email: str
    language: str
    tier: Tier
    plan: Tier
    plan_until: Moment | None
    override: OverrideOut | None
    noticed_at: Moment | None
    suspended_at: Moment | None
    created_at: Moment | None


class UserList(Out):
    data: list[UserSummary]


class EventOut(Out):
    """One line of the log of a merchant's use, such as a level that was passed."""

    event: str
    at: Moment
    month: str
    count: int  # poses used at that moment
    tier: Tier


class MailOut(Out):
    """One mail to a merchant and what became of it."""

    id: str
    kind: MailKind
    status: MailState
    subject: str | None
    reason: str | None
    created_at: Moment
    settled_at: Moment | None


class User(UserSummary):
    """Everything an operator needs to judge an account; lists hold the latest entries."""

    usage: Usage
    may_suspend: bool
    alerts: list[AlertOut]
    events: list[EventOut]
    mails: list[MailOut]
    batches: list[Generation]
    audit: list[AuditOut]


class LaneOut(Out):
    """About how many micro-batches wait in a tier queue, and how many are being rendered."""

    lane: Lane
    waiting: int
    in_work: int


class BreakerOut(Out):
    provider: str
    state: BreakerState
    failures: int  # in a row
    retry_after: int | None  # seconds


class Queues(Out):
    """The way of the work: batches that wait for release, the queues, the renderer."""

    lanes: list[LaneOut]
    parked: int
    releasing: int  # batches, counted up to 1,000
    settling: int
    next_deadline: Moment | None
    breaker: BreakerOut


class UserMargin(Out):
    """A merchant's measured GPU cost this month next to the plan's price, in rupiah."""

    user_id: str
    email: str
    tier: Tier
    used: int
    cost_idr: float
    price_idr: int
    margin_idr: float
    is_low: bool  # less of the price remains than the policy wants


class TierMargin(Out):
    """The same over all accounts of a tier that asked for poses this month."""

    tier: Tier
    accounts: int
    used: int
    cost_idr: float
    price_idr: int
    margin_idr: float


class Margins(Out):
    """`complete` is false when there are more accounts than are read for one answer."""

    month: str
    complete: bool
    tiers: list[TierMargin]
    lowest: list[UserMargin]
