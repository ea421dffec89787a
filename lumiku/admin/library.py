"""What operators do to the pose library: each act and its audit row are one transaction."""

from datetime import datetime

from lumiku.admin import audit
from lumiku.admin.audit import Act, Operator
from lumiku.admin.schemas import NewPoseIn, PoseIn
from lumiku.cloud.idempotency import Claim, commit_once, earlier
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.errors import AlreadyDone, NotFound
from lumiku.poses import service as poses
from lumiku.poses.rules import PoseCard

__all__ = ["add_pose", "set_pose"]


def add_pose(operator: Operator, wish: NewPoseIn, claim: Claim | None, now: datetime) -> str:
    """Adds a pose that keeps every rule and is like no other; returns its id.

    Raises InvalidInput with every reason against it, AlreadyDone, Busy.
    """
    if made := earlier(operator.user_id, claim, now):
        return made
    template = poses.propose(wish.pose, source=f"admin:{operator.user_id}")
    transaction = Transaction()
    poses.add(transaction, template)
    audit.record(
        transaction,
        operator,
        Act.ADD_POSE,
        None,
        before={"pose_template": None},
        after={"pose_template": template.id},
        note=wish.note,
        now=now,
    )
    try:
        made = commit_once(transaction, operator.user_id, claim, template.id, now)
    except TransactionRefused as refusal:
        raise AlreadyDone(kind="pose_template", state="added") from refusal
    poses.forget()
    return made


def set_pose(operator: Operator, template_id: str, wish: PoseIn, now: datetime) -> PoseCard:
    """Overrules a pose's automatic retirement, or gives it back to its record.

    Raises NotFound, Busy.
    """
    before = _pose(template_id).override
    transaction = Transaction()
    poses.override(transaction, template_id, wish.active, by=operator.user_id, now=now)
    audit.record(
        transaction,
        operator,
        Act.SET_POSE,
        None,
        before={"pose_template": template_id, "override": before},
        after={"pose_template": template_id, "override": wish.active},
        note=wish.note,
        now=now,
    )
    try:
        transaction.commit()
    except TransactionRefused as refusal:
        raise NotFound("pose_template") from refusal
    poses.forget()
    return _pose(template_id)


def _pose(template_id: str) -> PoseCard:
    category = poses.get(template_id).category
    for card in poses.cards(category):
        if card.id == template_id:
            return card
    raise NotFound("pose_template")  # withdrawn by a newer library
