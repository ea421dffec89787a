"""Ending poses: one transaction per micro-batch keeps pose rows, batch and meter in step."""

from collections.abc import Sequence
from datetime import datetime

from pynamodb.expressions.update import Action

from lumiku.accounts.policy import CLEANUP_NOTICE
from lumiku.clock import iso
from lumiku.cloud import keys
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.cloud.telemetry import logger
from lumiku.generations import rules, store
from lumiku.generations.rules import CHUNK, Outcome, final_status
from lumiku.generations.store import GenerationItem, PictureItem
from lumiku.poses import service as poses
from lumiku.poses.record import Outcome as Attempt
from lumiku.reasons import ReasonCode
from lumiku.usage import service as usage
from lumiku.vocabulary import Placement

__all__ = ["end", "end_without_picture", "finalise"]

_BATCH = "generation"


def end(row: GenerationItem, ended: Sequence[PictureItem], now: datetime) -> int:
    """Records poses in their terminal state, each once, and returns how many were new.

    Slots that have ended meanwhile, or are not dispatched (any more), are left out: the first
    terminal state wins, and what is not dispatched will be sent again.
    """
    waiting = list(ended)
    while waiting:
        try:
            _commit(row, waiting, now)
        except TransactionRefused as error:
            fewer = _still_open(row, waiting, error.names)
            if len(fewer) == len(waiting):
                raise
            waiting = fewer
        else:
            return len(waiting)
    return 0


def _commit(row: GenerationItem, ended: Sequence[PictureItem], now: datetime) -> None:
    done = sum(pose.outcome == Outcome.DONE for pose in ended)
    cancelled = sum(pose.outcome == Outcome.CANCELLED for pose in ended)
    failed = len(ended) - done - cancelled
    cost_idr = round(sum(float(pose.cost_idr) for pose in ended), 2)
    transaction = Transaction()
    for pose in ended:
        transaction.put_new(f"pose {int(pose.slot)}", pose)
    actions = store.progress_actions(done, failed, cancelled, cost_idr)
    if any(pose.reason == ReasonCode.RELEASE_REVOKED for pose in ended):
        actions.append(GenerationItem.stopped_by.set(ReasonCode.RELEASE_REVOKED.value))
    if row.first_at is None:
        actions.append(GenerationItem.first_at.set(GenerationItem.first_at | iso(now)))
    transaction.update(
        _BATCH,
        store.key_of(row.user_id, row.generation_id),
        actions,
        store.dispatched(int(pose.slot) for pose in ended),
    )
    usage.settle(
        transaction,
        row.user_id,
        row.month,
        succeeded=done,
        failed=failed + cancelled,
        cost_idr=cost_idr,
        moment=now,
    )
    transaction.commit()


def _still_open(
    row: GenerationItem, ended: Sequence[PictureItem], names: frozenset[str]
) -> list[PictureItem]:
    """The poses that can still end after a refusal at these names."""
    if _BATCH not in names:
        return [pose for pose in ended if f"pose {int(pose.slot)}" not in names]
    current = store.find_generation(row.user_id, row.generation_id)
    if current is None:
        return []
    dispatched = current.dispatched(int(pose.slot) for pose in ended)
    gone = store.existing_slots(row.user_id, row.generation_id, dispatched)
    return [pose for pose in ended if pose.slot in dispatched and pose.slot not in gone]


def end_without_picture(
    row: GenerationItem,
    slots: Sequence[int],
    templates: Sequence[str],
    reason: str,
    now: datetime,
    *,
    outcome: Outcome = Outcome.FAILED,
) -> int:
    """Ends slots that have no picture, by micro-batches; the reservation is given back."""
    ended = 0
    for start in range(0, len(slots), CHUNK):
        rows = [
            PictureItem(
                pk=keys.user(row.user_id),
                sk=keys.pose(row.generation_id, slot),
                slot=slot,
                outcome=outcome.value,
                template_id=templates[slot],
                attempt=0,
                seed=0,
                reason=reason,
                done_at=iso(now),
            )
            for slot in slots[start : start + CHUNK]
        ]
        ended += end(row, rows, now)
    return ended


def finalise(user_id: str, generation_id: str, now: datetime) -> bool:
    """Gives a batch whose every pose has ended its final state, once, and its poses' records."""
    row = store.find_generation(user_id, generation_id)
    if row is None or row.finished_at is not None or int(row.remaining) > 0:
        return False
    outcomes = _outcomes(row)
    rounds = max(1, poses.record_rounds(outcomes))
    for number in range(int(row.recorded), rounds):
        if not _close(row, outcomes, number, last=number == rounds - 1, now=now):
            return False
    logger().info(
        "generation finished",
        extra={"action": "generation_finished", "generation_id": generation_id},
    )
    return True


def _cleanup(row: GenerationItem, now: datetime) -> list[Action]:
    """Arms the clean-up of a batch that was rendered at all."""
    if not int(row.done) and not int(row.failed):
        return [GenerationItem.work.remove(), GenerationItem.due.remove()]
    day = rules.cleanup_day(now)
    due = rules.cleanup_moment(row.user_id, day - CLEANUP_NOTICE)
    return [
        GenerationItem.work.set(store.ANNOUNCE),
        GenerationItem.due.set(iso(due)),
        GenerationItem.cleanup_on.set(day.isoformat()),
    ]


def _outcomes(row: GenerationItem) -> list[Attempt]:
    """What the batch says about its poses; untried ones and lost workers say nothing."""
    spec = store.find_spec(row.user_id, row.generation_id)
    if spec is None:
        raise RuntimeError(f"{row.generation_id} has no plan")
    placement = Placement(spec.product["placement"])
    return [
        Attempt(pose.template_id, placement, pose.outcome == Outcome.DONE, float(pose.score or 0.0))
        for pose in store.poses_of(row.user_id, row.generation_id)
        if int(pose.attempt) > 0
    ]


def _close(
    row: GenerationItem, outcomes: Sequence[Attempt], number: int, *, last: bool, now: datetime
) -> bool:
    """One transaction: a round of records, and with the last one the batch's final state."""
    actions: list[Action] = [GenerationItem.recorded.set(number + 1)]
    if last:
        actions += [
            GenerationItem.finished_at.set(iso(now)),
            *_cleanup(row, now),
            GenerationItem.returned.remove(),
            GenerationItem.hold_until.remove(),
        ]
        if row.is_running:
            status = final_status(int(row.done), int(row.failed), int(row.cancelled))
            actions.append(GenerationItem.status.set(status.value))
    transaction = Transaction()
    transaction.update(
        _BATCH,
        store.key_of(row.user_id, row.generation_id),
        actions,
        (GenerationItem.remaining == 0)
        & (GenerationItem.recorded == number)
        & GenerationItem.finished_at.does_not_exist(),
    )
    if outcomes:
        poses.record(transaction, outcomes, number)
    try:
        transaction.commit()
    except TransactionRefused:
        return False  # somebody else closes it
    return True
