"""The dispatcher: one virtual-deadline queue feeds shallow tier queues."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from lumiku import clock
from lumiku.accounts import policy
from lumiku.accounts import service as accounts
from lumiku.clock import from_iso, iso
from lumiku.cloud import queues
from lumiku.cloud.table import refused
from lumiku.generations import rules, store
from lumiku.generations.rules import CHUNK, Status, Waiting
from lumiku.generations.store import GenerationItem
from lumiku.generations.tasks import PoseTask
from lumiku.rendering import breaker, choice
from lumiku.settings import settings
from lumiku.usage import service as usage

__all__ = [
    "Dispatched",
    "Standing",
    "dispatch",
    "due",
    "pending_slots",
    "standing",
    "standings_of",
    "waiting",
]

_LOOK = 60  # waiting batches looked at in one pass; more than are ever dispatched in one
_SET_ASIDE = timedelta(days=365)  # how far ahead a suspended merchant's batches are filed


@dataclass(frozen=True)
class Dispatched:
    """What one pass did: micro-batches sent, and why no more."""

    sent: int
    why: str  # idle | full | breaker


@dataclass(frozen=True)
class Standing:
    """How a merchant's work is treated at this moment."""

    tier: policy.Tier
    throttled_until: datetime | None  # as far as one can say now
    overridden: bool  # an operator's decision holds
    slowed_above: int  # poses a month above which the present level begins
    suspended: bool

    @property
    def throttled(self) -> bool:
        return self.throttled_until is not None


def standing(user_id: str, now: datetime) -> Standing:
    """Tier, level and peak hour are read at dispatch, never remembered from the request."""
    account = accounts.get(user_id)
    tier = account.tier_at(now)
    level = policy.level(tier, usage.month(user_id, clock.month_key(now)).used)
    return Standing(
        tier=tier,
        throttled_until=policy.throttled_until(tier, level, account.override, now),
        overridden=policy.overridden(account.override, now),
        slowed_above=policy.begins_above(tier, level),
        suspended=account.suspended_at is not None,
    )


def standings_of(rows: Iterable[GenerationItem], now: datetime) -> dict[str, Standing]:
    """The standing of every owner of these batches, each read once."""
    return {user_id: standing(user_id, now) for user_id in {row.user_id for row in rows}}


def pending_slots(row: GenerationItem) -> list[int]:
    """The slots still to send: those handed back first, then those never sent."""
    returned = sorted(int(slot) for slot in row.returned or ())
    return [*returned, *range(int(row.cursor), int(row.total))]


def waiting(row: GenerationItem, at: Standing) -> Waiting:
    """A batch's place in the virtual-deadline queue under its owner's present standing."""
    left = row.undispatched
    chunk = (int(row.total) - left) // CHUNK
    start = from_iso(row.start_at)
    return Waiting(
        deadline=rules.deadline(start, chunk, at.tier, at.throttled),
        generation_id=row.generation_id,
        chunk=chunk,
        chunks=math.ceil(left / CHUNK),
        tier=at.tier,
        throttled=at.throttled,
        start=start,
    )


def due(row: GenerationItem, at: Standing) -> datetime:
    """Where a waiting batch belongs in the index under its owner's present standing.

    A suspended merchant's go behind everything: they may not run, and would else fill what a pass
    looks at until nobody behind them is seen.
    """
    if at.suspended:
        return from_iso(row.start_at) + _SET_ASIDE
    return waiting(row, at).deadline


def dispatch(now: datetime) -> Dispatched:
    """Releases the earliest chunks until the tier queues hold enough work for the endpoint."""
    gate = breaker.gate(settings().provider)
    served = frozenset(policy.Tier) if gate.is_closed else choice.served(CHUNK, now)
    if gate.is_open(now) and not served:
        return Dispatched(0, "breaker")
    depth = 2 * settings().gpu_slots if served else 1
    out = {lane: queues.depth(queues.Queue(lane)).total for lane in policy.Lane}
    room = depth - sum(out.values())
    if room <= 0:
        return Dispatched(0, "full")
    rows = {row.generation_id: row for row in store.due_work(store.DISPATCH, limit=_LOOK)}
    standings = standings_of(rows.values(), now)
    places = []
    for row in rows.values():
        at = standings[row.user_id]
        if gate.is_open(now) and at.tier not in served:
            continue
        if row.is_running and not at.suspended and from_iso(row.ready_at) <= now:
            places.append(waiting(row, at))
    chosen: dict[str, list[Waiting]] = {}
    picked = rules.choose(
        places,
        room=room,
        reserved=settings().reserved_slots,
        urgent_out=out[policy.Lane.DEDICATED],
    )
    for place in picked:
        chosen.setdefault(place.generation_id, []).append(place)
    for generation_id, chunks in chosen.items():
        _send(rows[generation_id], chunks, now)
    sent = sum(len(chunks) for chunks in chosen.values())
    return Dispatched(sent, "full" if sent >= room else "idle")


def _send(row: GenerationItem, chunks: list[Waiting], now: datetime) -> None:
    """Sends the next micro-batches of one batch, then moves its cursor.

    In this order a crash in between sends them twice, which the workers tolerate; the other way
    round it would lose them.
    """
    pending = pending_slots(row)
    parts = rules.chunks_of(pending[: len(chunks) * CHUNK])
    queues.send(
        queues.Queue(chunks[0].lane),
        [_task(row, c, p).message() for c, p in zip(chunks, parts, strict=True)],
    )
    _advance(row, {slot for part in parts for slot in part}, chunks[-1], now)


def _task(row: GenerationItem, chunk: Waiting, slots: list[int]) -> PoseTask:
    return PoseTask(
        user_id=row.user_id,
        generation_id=row.generation_id,
        slots=slots,
        lane=chunk.lane,
        deadline=iso(chunk.deadline),
    )


def _advance(row: GenerationItem, sent: Iterable[int], last: Waiting, now: datetime) -> None:
    """Records what was sent; does nothing when the batch was cancelled or dispatched meanwhile."""
    sent = set(sent)
    cursor = max([int(row.cursor), *(slot + 1 for slot in sent)])
    handed_back = {int(slot) for slot in row.returned or ()}
    following = last.following()
    actions: list[Action] = [
        GenerationItem.cursor.set(cursor),
        GenerationItem.rev.add(1),
        GenerationItem.status.set(Status.PROCESSING.value),
        *work_actions(following.deadline if following else None, now),
    ]
    if again := handed_back & sent:
        actions.append(GenerationItem.returned.delete(again))
    try:
        store.key_of(row.user_id, row.generation_id).update(
            actions=actions, condition=store.unchanged(int(row.rev))
        )
    except UpdateError as error:
        if not refused(error):
            raise


def work_actions(next_deadline: datetime | None, now: datetime) -> list[Action]:
    """Where a batch stands in the work index: waiting for dispatch, or for its poses to end."""
    if next_deadline is not None:
        return [
            GenerationItem.work.set(store.DISPATCH),
            GenerationItem.due.set(iso(next_deadline)),
        ]
    return [
        GenerationItem.work.set(store.SETTLE),
        GenerationItem.due.set(iso(now + rules.SWEEP_AFTER)),
    ]
