"""The record of what operators did: one row per act, written in the act's own transaction."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from lumiku import clock, ids
from lumiku.admin.store import AuditItem
from lumiku.cloud import keys
from lumiku.cloud.table import Transaction

__all__ = ["Act", "Operator", "record"]

State = dict[str, Any]  # the fields that an act changed, as JSON


class Act(StrEnum):
    """What an operator can do."""

    SET_PLAN = "set_plan"
    SET_OVERRIDE = "set_override"
    END_OVERRIDE = "end_override"
    RESOLVE_ALERT = "resolve_alert"
    GIVE_NOTICE = "give_notice"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    SET_POSE = "set_pose"
    ADD_POSE = "add_pose"


@dataclass(frozen=True)
class Operator:
    """Who acts, as the verified token says, and the request in which it happens."""

    user_id: str
    email: str
    request_id: str


def record(
    transaction: Transaction,
    operator: Operator,
    act: Act,
    user_id: str | None,
    *,
    before: State,
    after: State,
    note: str,
    now: datetime,
) -> None:
    """Writes the act down within its own transaction: neither is there without the other.

    `user_id` is None for an act that is about no merchant.
    """
    item = AuditItem(
        pk=keys.SYSTEM if user_id is None else keys.user(user_id),
        sk=keys.audit(ids.new("aud")),
        act=act.value,
        at=clock.iso(now),
        by=operator.user_id,
        by_email=operator.email,
        request_id=operator.request_id,
        before=before,
        after=after,
        note=note,
    )
    transaction.put_new("audit", item)
