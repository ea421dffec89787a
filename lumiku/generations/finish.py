"""Ending poses: one transaction per micro-batch keeps pose rows, batch and meter in step."""

from collections.abc import Sequence
from datetime import datetime

from pynamodb.exceptions import UpdateError

from lumiku.clock import iso
from lumiku.generations import store
from lumiku.generations.rules import CHUNK, Outcome, final_status
from lumiku.generations.store import GenerationItem, PoseItem
from lumiku.kit import keys
from lumiku.kit.table import Transaction, TransactionRefused, refused
from lumiku.kit.telemetry import logger
from lumiku.usage import service as usage_service

__all__ = ["end", "end_without_picture", "finalise"]

_BATCH = "generation"


def end(row: GenerationItem, poses: Sequence[PoseItem], now: datetime) -> int:
    """Records poses in their terminal state, each once, and returns how many were new.

    Slots that have ended meanwhile, or are not released (any more), are left out: the first
    terminal state wins, and what is not released will be sent again.
    """
    waiting = list(poses)
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


def _commit(row: GenerationItem, poses: Sequence[PoseItem], now: datetime) -> None:
    ok = sum(pose.outcome == Outcome.OK for pose in poses)
    void = sum(pose.outcome == Outcome.CANCELLED for pose in poses)
    bad = len(poses) - ok - void
    gpu_ms = sum(int(pose.gpu_ms) for pose in poses)
    transaction = Transaction()
    for pose in poses:
        transaction.put_new(f"pose {int(pose.slot)}", pose)
    actions = store.progress_actions(ok, bad, void, gpu_ms)
    if row.first_at is None:
        actions.append(GenerationItem.first_at.set(GenerationItem.first_at | iso(now)))
    transaction.update(
        _BATCH,
        store.key_of(row.user_id, row.generation_id),
        actions,
        store.released(int(pose.slot) for pose in poses),
    )
    usage_service.settle(
        transaction,
        row.user_id,
        row.month,
        succeeded=ok,
        failed=bad + void,
        gpu_ms=gpu_ms,
        moment=now,
    )
    transaction.commit()


def _still_open(
    row: GenerationItem, poses: Sequence[PoseItem], names: frozenset[str]
) -> list[PoseItem]:
    """The poses that can still end after a refusal at these names."""
    if _BATCH not in names:
        return [pose for pose in poses if f"pose {int(pose.slot)}" not in names]
    current = store.find_generation(row.user_id, row.generation_id)
    if current is None:
        return []
    released = current.released(int(pose.slot) for pose in poses)
    ended = store.existing_slots(row.user_id, row.generation_id, released)
    return [pose for pose in poses if pose.slot in released and pose.slot not in ended]


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
        poses = [
            PoseItem(
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
        ended += end(row, poses, now)
    return ended


def finalise(sub: str, generation_id: str, now: datetime) -> bool:
    """Gives a batch whose every pose has ended its final state, once."""
    row = store.find_generation(sub, generation_id)
    if row is None or row.finished_at is not None or int(row.remaining) > 0:
        return False
    actions = [
        GenerationItem.finished_at.set(iso(now)),
        GenerationItem.work.remove(),
        GenerationItem.due.remove(),
        GenerationItem.returned.remove(),
    ]
    if row.is_running:
        status = final_status(int(row.ok), int(row.bad), int(row.void))
        actions.append(GenerationItem.status.set(status.value))
    try:
        store.key_of(sub, generation_id).update(
            actions=actions,
            condition=(GenerationItem.remaining == 0) & GenerationItem.finished_at.does_not_exist(),
        )
    except UpdateError as error:
        if not refused(error):
            raise
        return False
    logger().info(
        "generation finished",
        extra={"action": "generation_finished", "generation_id": generation_id},
    )
    return True
