"""What operators see: accounts, the review queue, the work under way, cost next to price."""

from datetime import datetime
from typing import Final

from lumiku import clock
from lumiku.accounts import policy
from lumiku.accounts import service as accounts
from lumiku.accounts.policy import PLANS, Tier
from lumiku.accounts.service import Account
from lumiku.admin import store
from lumiku.admin.schemas import (
    AlertOut,
    AlertPage,
    AlertQuery,
    AuditOut,
    AuditPage,
    BreakerOut,
    EventOut,
    LaneOut,
    MailOut,
    Margins,
    OverrideOut,
    PoseOut,
    Queues,
    TierMargin,
    User,
    UserList,
    UserMargin,
    UserSummary,
)
from lumiku.admin.service import alert_id
from lumiku.admin.store import AuditItem
from lumiku.deliveries.mails import history
from lumiku.deliveries.mails.history import Sent
from lumiku.generations import service as generations
from lumiku.generations import workload
from lumiku.generations.schemas import GenerationQuery
from lumiku.poses.rules import PoseCard
from lumiku.schemas import PageQuery
from lumiku.usage import alerts, flags
from lumiku.usage import service as usage
from lumiku.usage.alerts import Alert
from lumiku.usage.flags import Event
from lumiku.usage.service import Month
from lumiku.usage.view import usage_of

__all__ = [
    "alert_out",
    "audit_page",
    "list_alerts",
    "margins",
    "pose_out",
    "queues",
    "summary",
    "user",
    "users",
]

_LATEST: Final = 20  # entries of each list in the view of a user
_READ: Final = 5_000  # accounts read for one answer about margins
_LOWEST: Final = 50  # of them named
_AT_ONCE: Final = 100  # accounts of one read


def list_alerts(query: AlertQuery) -> AlertPage:
    """The review queue, newest first. Raises BadCursor."""
    wanted = query.model_dump(
        include={"level", "tier", "month", "resolution"}, exclude_none=True, mode="json"
    )
    found, following = alerts.list_alerts(
        resolved=query.resolved, limit=query.limit, cursor=query.cursor, **wanted
    )
    return AlertPage(data=[alert_out(alert) for alert in found], next_cursor=following)


def alert_out(alert: Alert) -> AlertOut:
    return AlertOut(
        id=alert_id(alert),
        user_id=alert.user_id,
        month=alert.month,
        level=alert.level,
        count=alert.count,
        tier=alert.tier,
        throttled=alert.throttled,
        mail_sent=alert.mail_sent,
        team_alerted=alert.team_alerted,
        created_at=clock.iso(alert.created_at),
        resolved=alert.resolution is not None,
        resolution=alert.resolution,
        note=alert.note,
        resolved_by=alert.resolved_by,
        resolved_at=_moment(alert.resolved_at),
    )


def users(email: str, now: datetime) -> UserList:
    """The accounts with an address, usually one or none."""
    return UserList(data=[_summary(found, now) for found in accounts.find_by_email(email)])


def summary(user_id: str, now: datetime) -> UserSummary:
    """Raises NotFound."""
    return _summary(accounts.get(user_id), now)


def user(user_id: str, language: str, now: datetime) -> User:
    """Everything about an account. Raises NotFound."""
    account = accounts.get(user_id)
    batches = generations.list_generations(user_id, GenerationQuery(limit=_LATEST), language, now)
    done, _ = store.entries(user_id, limit=_LATEST)
    return User(
        **_summary(account, now).model_dump(),
        usage=usage_of(account, now, language),
        may_suspend=policy.may_suspend(account.noticed_at, now),
        alerts=[alert_out(alert) for alert in reversed(alerts.of_month(user_id))],
        events=[_event_out(event) for event in flags.events_of(user_id, _LATEST)],
        mails=[_mail_out(mail) for mail in history.latest(user_id, _LATEST)],
        batches=batches.data,
        audit=[_audit_out(item) for item in done],
    )


def _event_out(event: Event) -> EventOut:
    return EventOut(
        event=event.event,
        at=clock.iso(event.at),
        month=event.month,
        count=event.count,
        tier=event.tier,
    )


def _mail_out(mail: Sent) -> MailOut:
    return MailOut(
        id=mail.mail_id,
        kind=mail.kind,
        status=mail.state,
        subject=mail.subject,
        reason=mail.reason,
        created_at=clock.iso(mail.created_at),
        settled_at=_moment(mail.settled_at),
    )


def _summary(account: Account, now: datetime) -> UserSummary:
    override = account.override
    return UserSummary(
        id=account.user_id,
        email=account.email,
        language=account.language,
        tier=account.tier_at(now),
        plan=account.tier,
        plan_until=_moment(account.plan_until),
        override=OverrideOut(mode=override.mode, until=clock.iso(override.until))
        if override
        else None,
        noticed_at=_moment(account.noticed_at),
        suspended_at=_moment(account.suspended_at),
        created_at=_moment(account.created_at),
    )


def audit_page(user_id: str, query: PageQuery) -> AuditPage:
    """What was done to an account, newest first. Raises NotFound, BadCursor."""
    accounts.get(user_id)
    items, following = store.entries(user_id, limit=query.limit, cursor=query.cursor)
    return AuditPage(data=[_audit_out(item) for item in items], next_cursor=following)


def _audit_out(item: AuditItem) -> AuditOut:
    return AuditOut(
        id=item.id,
        act=item.act,
        at=item.at,
        by=item.by,
        by_email=item.by_email,
        request_id=item.request_id,
        before=item.before,
        after=item.after,
        note=item.note,
    )


def queues(now: datetime) -> Queues:
    """How much work is where, and whether the renderer takes it."""
    work = workload.under_way(now)
    return Queues(
        lanes=[
            LaneOut(lane=lane, waiting=depth.waiting, in_work=depth.in_work)
            for lane, depth in work.lanes.items()
        ],
        parked=work.parked,
        releasing=work.releasing,
        settling=work.settling,
        next_deadline=_moment(work.next_deadline),
        breaker=BreakerOut(
            provider=work.breaker.provider,
            state=work.breaker.state,
            failures=work.breaker.failures,
            retry_after=work.breaker.retry_after,
        ),
    )


def margins(now: datetime) -> Margins:
    """Measured cost next to price of every account that asked for poses this month.

    The cost is GPU seconds x their price; the price is the full monthly one of the plan that holds
    now. The lowest margins come first.
    """
    month = clock.month_key(now)
    rows = list(usage.active_months(month, _READ + 1))
    found = sorted(_with_accounts(rows[:_READ], now), key=lambda one: one.margin_idr)
    return Margins(
        month=month,
        complete=len(rows) <= _READ,
        tiers=[_tier_margin(tier, found) for tier in Tier],
        lowest=found[:_LOWEST],
    )


def _with_accounts(rows: list[tuple[str, Month]], now: datetime) -> list[UserMargin]:
    made: list[UserMargin] = []
    for start in range(0, len(rows), _AT_ONCE):
        chunk = rows[start : start + _AT_ONCE]
        known = accounts.find_many([user_id for user_id, _ in chunk])
        made += [
            _user_margin(known[user_id], month, now) for user_id, month in chunk if user_id in known
        ]
    return made


def _user_margin(account: Account, month: Month, now: datetime) -> UserMargin:
    tier = account.tier_at(now)
    cost = round(month.cost_idr, 2)
    price = PLANS[tier].price_idr
    most = policy.margin_alert_above(tier)
    return UserMargin(
        user_id=account.user_id,
        email=account.email,
        tier=tier,
        used=month.used,
        cost_idr=cost,
        price_idr=price,
        margin_idr=round(price - cost, 2),
        is_low=most is not None and cost > most,
    )


def _tier_margin(tier: Tier, found: list[UserMargin]) -> TierMargin:
    of_tier = [one for one in found if one.tier is tier]
    return TierMargin(
        tier=tier,
        accounts=len(of_tier),
        used=sum(one.used for one in of_tier),
        cost_idr=round(sum(one.cost_idr for one in of_tier), 2),
        price_idr=sum(one.price_idr for one in of_tier),
        margin_idr=round(sum(one.margin_idr for one in of_tier), 2),
    )


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else clock.iso(moment)


def pose_out(card: PoseCard) -> PoseOut:
    """A pose's standing for operators."""
    record = card.record
    return PoseOut(
        id=card.id,
        active=card.active,
        override=card.override,
        uses=record.uses,
        successes=record.successes,
        success_rate=round(record.success_rate, 3),
        mean_quality=round(record.quality, 3),
    )
