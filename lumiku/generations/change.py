"""What a merchant does to a batch: cancel it, try its failed poses again, judge a picture."""

from datetime import datetime
from typing import Final

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from lumiku import clock, ids
from lumiku.accounts import service as accounts
from lumiku.clock import iso
from lumiku.cloud import keys
from lumiku.cloud.idempotency import Claim, earlier
from lumiku.cloud.table import Transaction, TransactionRefused, refused
from lumiku.errors import AlreadyDone, Busy, NotFound, NotReady
from lumiku.generations import admit, finish, store
from lumiku.generations.dispatch import work_actions
from lumiku.generations.rules import MAX_POSES, Outcome, Status
from lumiku.generations.schemas import PosePatch
from lumiku.generations.store import GenerationItem, PictureItem, SpecItem
from lumiku.usage import service as usage

__all__ = ["cancel", "judge", "retry"]

_TRIES: Final = 8


def get(user_id: str, generation_id: str) -> GenerationItem:
    row = store.find_generation(user_id, generation_id)
    if row is None:
        raise NotFound("generation")
    return row


def cancel(user_id: str, generation_id: str, now: datetime) -> None:
    """Stops a batch: what was not dispatched is given back at once, what is on its way ends soon.

    Cancelling a cancelled batch changes nothing; a finished one cannot be cancelled.
    """
    for _ in range(_TRIES):
        row = get(user_id, generation_id)
        if row.status == Status.CANCELLED:
            return
        if not row.is_running:
            raise AlreadyDone(kind="generation", state=row.status)
        try:
            _stop(row, now).commit()
        except TransactionRefused:
            continue  # a chunk was dispatched meanwhile
        finish.finalise(user_id, generation_id, now)
        return
    raise Busy(retry_after=1)


def _stop(row: GenerationItem, now: datetime) -> Transaction:
    left = row.undispatched
    transaction = Transaction()
    transaction.update(
        "generation",
        store.key_of(row.user_id, row.generation_id),
        [
            GenerationItem.status.set(Status.CANCELLED.value),
            GenerationItem.rev.add(1),
            GenerationItem.remaining.add(-left),
            GenerationItem.cancelled.add(left),
            *work_actions(None, now),
        ],
        store.unchanged(int(row.rev)),
    )
    if left:
        usage.give_back(transaction, row.user_id, row.month, left)
    return transaction


def retry(user_id: str, generation_id: str, claim: Claim | None, now: datetime) -> str:
    """Admits the failed poses of a finished batch as a new one, with new seeds; returns its id.

    Raises NotFound, AccountSuspended, NotReady, AlreadyDone, ReleaseMissing and LimitReached.
    """
    if (made := earlier(user_id, claim, now)) is not None:
        return made
    account = accounts.get(user_id)
    account.require_active()
    row = get(user_id, generation_id)
    if row.finished_at is None:
        raise NotReady(kind="generation", state=row.status)
    if row.retried_by is not None:
        raise AlreadyDone(kind="generation", state="retried")
    failed = [
        int(pose.slot)
        for pose in store.poses_of(user_id, generation_id)
        if pose.outcome == Outcome.FAILED
    ]
    if not failed:
        raise AlreadyDone(kind="generation", state=row.status)
    spec = store.find_spec(user_id, generation_id)
    if spec is None:
        raise RuntimeError(f"{generation_id} has no plan")
    again, its_plan = _again(row, spec, failed, now)
    mark = Transaction()
    mark.update(
        "origin",
        store.key_of(user_id, generation_id),
        [GenerationItem.retried_by.set(again.generation_id)],
        GenerationItem.retried_by.does_not_exist(),
    )
    try:
        return admit.commit_batch(again, its_plan, account.tier_at(now), claim, now=now, extra=mark)
    except TransactionRefused as error:
        raise AlreadyDone(kind="generation", state="retried") from error


def _again(
    row: GenerationItem, spec: SpecItem, failed: list[int], now: datetime
) -> tuple[GenerationItem, SpecItem]:
    """The items of a batch that repeats some slots of another."""
    generation_id = ids.new("gen")
    origin = list(spec.slots) if spec.slots else list(range(int(row.total)))
    attributes = {
        name: getattr(spec, name)
        for name in SpecItem.get_attributes()
        if name not in ("pk", "sk", "kind", "expires_at")
    }
    attributes |= {
        "generation_id": generation_id,
        "templates": [spec.templates[slot] for slot in failed],
        "slots": [int(origin[slot]) + MAX_POSES for slot in failed],
        "distribution": {"retry": len(failed)},
    }
    again = SpecItem(pk=keys.user(row.user_id), sk=keys.spec(generation_id), **attributes)
    batch = GenerationItem(
        pk=row.pk,
        sk=keys.generation(generation_id),
        generation_id=generation_id,
        user_id=row.user_id,
        month=clock.month_key(now),
        status=Status.PENDING.value,
        total=len(failed),
        remaining=len(failed),
        admitted_at=iso(now),
        start_at=iso(now),
        brand_kit_id=row.brand_kit_id,
        product_id=row.product_id,
        project_id=row.project_id,
        retry_of=row.generation_id,
        work=store.DISPATCH,
    )
    return batch, again


def judge(user_id: str, pose_id: str, patch: PosePatch) -> PictureItem:
    """Records a merchant's judgement of a picture: rating, favourite, rejected."""
    pose = find(user_id, pose_id)
    actions: list[Action] = []
    for name, value in patch.changes().items():
        attribute = PictureItem.get_attributes()[name]
        stored = None if value is None or value is False else int(value)
        actions.append(attribute.remove() if stored is None else attribute.set(stored))
    if actions:
        try:
            pose.update(actions=actions, condition=PictureItem.pk.exists())
        except UpdateError as error:
            if refused(error):
                raise NotFound("pose") from error
            raise
    return pose


def find(user_id: str, pose_id: str) -> PictureItem:
    """The item of an ended pose that shows something."""
    parts = ids.split_pose_id(pose_id)
    pose = store.find_pose(user_id, *parts) if parts else None
    if pose is None or pose.outcome == Outcome.CANCELLED:
        raise NotFound("pose")
    return pose
