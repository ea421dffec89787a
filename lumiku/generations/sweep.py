"""The minute tick: deadlines follow the peak hours, and what got lost on its way is found."""

from datetime import datetime

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from lumiku.accounts import policy
from lumiku.clock import iso
from lumiku.cloud import queues
from lumiku.cloud.table import refused
from lumiku.cloud.telemetry import logger
from lumiku.generations import dispatch, finish, rules, store
from lumiku.generations.store import GenerationItem
from lumiku.generations.tasks import PoseTask
from lumiku.rendering import breaker, choice
from lumiku.settings import settings

__all__ = ["end_dead_letter", "rerank", "sweep"]


def rerank(now: datetime) -> int:
    """Moves waiting batches to the deadline that holds now; returns how many moved.

    At 09:00 WIB a throttled merchant's deadlines recede, at 21:00 they come back, and so they do
    with a suspension and its end. Level-triggered: a missed tick is made good by the next one.
    """
    moved = 0
    rows = store.due_work(store.DISPATCH)
    standings = dispatch.standings_of(rows, now)
    for row in rows:
        due = iso(dispatch.due(row, standings[row.user_id]))
        if due == row.due:
            continue
        moved += _update(row, [GenerationItem.due.set(due)])
    return moved


def sweep(now: datetime) -> int:
    """Looks after batches that should have ended: finalises them, sends missing slots again, and
    after three times ends them as failed. Returns how many batches were touched."""
    if breaker.gate(settings().provider).is_open(now) and not choice.served(rules.CHUNK, now):
        return 0
    rows = store.due_work(store.SETTLE, until=now)
    for row in rows:
        _settle(row, now)
    return len(rows)


def _settle(row: GenerationItem, now: datetime) -> None:
    if int(row.remaining) == 0:
        finish.finalise(row.user_id, row.generation_id, now)
        return
    ended = store.ended_slots(row.user_id, row.generation_id)
    missing = [slot for slot in row.dispatched(range(int(row.total))) if slot not in ended]
    if int(row.sweeps) >= rules.SWEEPS or not row.is_running:
        _give_up(row, missing, now)
        return
    logger().warning(
        "sending lost poses again",
        extra={
            "action": "sweep",
            "generation_id": row.generation_id,
            "missing": len(missing),
            "sweep": int(row.sweeps) + 1,
        },
    )
    at = dispatch.standing(row.user_id, now)
    lane = policy.lane(at.tier, at.throttled)
    tasks = [
        PoseTask(
            user_id=row.user_id,
            generation_id=row.generation_id,
            slots=part,
            lane=lane,
            deadline=iso(now),
        )
        for part in rules.chunks_of(missing)
    ]
    queues.send(queues.Queue(lane), [task.message() for task in tasks])
    _update(row, [GenerationItem.sweeps.add(1), *dispatch.work_actions(None, now)])


def _give_up(row: GenerationItem, missing: list[int], now: datetime) -> None:
    spec = store.find_spec(row.user_id, row.generation_id)
    if spec is None:
        raise RuntimeError(f"{row.generation_id} has no plan")
    finish.end_without_picture(row, missing, spec.templates, "lost", now)
    finish.finalise(row.user_id, row.generation_id, now)


def _update(row: GenerationItem, actions: list[Action]) -> bool:
    """Changes a batch unless what is dispatched changed since it was read."""
    try:
        store.key_of(row.user_id, row.generation_id).update(
            actions=actions, condition=GenerationItem.rev == int(row.rev)
        )
    except UpdateError as error:
        if not refused(error):
            raise
        return False
    return True


def end_dead_letter(task: PoseTask, now: datetime) -> int:
    """Accounts for a message whose workers crashed: its poses end as failed."""
    row = store.find_generation(task.user_id, task.generation_id)
    spec = store.find_spec(task.user_id, task.generation_id)
    if row is None or spec is None:
        return 0
    ended = finish.end_without_picture(row, task.slots, spec.templates, "worker_died", now)
    finish.finalise(task.user_id, task.generation_id, now)
    return ended
