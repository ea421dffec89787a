"""Batches and their poses as items, and every query over them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from pynamodb.attributes import (
    JSONAttribute,
    ListAttribute,
    NumberAttribute,
    NumberSetAttribute,
    UnicodeAttribute,
)
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from lumiku.clock import iso
from lumiku.cloud import keys
from lumiku.cloud.table import CoreItem, find, refused
from lumiku.generations.rules import RUNNING

__all__ = [
    "ANNOUNCE",
    "CLEAN",
    "DISPATCH",
    "SETTLE",
    "GenerationItem",
    "PictureItem",
    "SpecItem",
    "discard",
    "due_work",
    "existing_slots",
    "find_generation",
    "find_pose",
    "find_poses",
    "find_spec",
    "first_due",
    "in_flight",
    "key_of",
    "running",
    "unchanged",
    "waiting_before",
]

DISPATCH: Final = "dispatch"  # has slots that were not sent to a queue yet
SETTLE: Final = "settle"  # every slot was sent; the sweeper looks again when it is due
ANNOUNCE: Final = "announce"  # ended; when it is due, its unused pictures are announced to go
CLEAN: Final = "clean"  # announced; when it is due, they are deleted


class GenerationItem(CoreItem, discriminator="generation"):
    """The counters of a batch. It is written at every micro-batch, so it stays below 1 KB;
    what never changes lies in the SpecItem beside it.

    `rev` counts the changes of what is dispatched: dispatch, defer, sweep and cancel depend on it.
    """

    generation_id = UnicodeAttribute()
    user_id = UnicodeAttribute()
    month = UnicodeAttribute()  # whose quota it uses
    status = UnicodeAttribute()
    total = NumberAttribute()
    done = NumberAttribute(default=0)
    failed = NumberAttribute(default=0)
    cancelled = NumberAttribute(default=0)  # cancelled
    remaining = NumberAttribute()
    cursor = NumberAttribute(default=0)  # slots below it were dispatched at least once
    returned = NumberSetAttribute(null=True)  # dispatched, but handed back unrendered
    rev = NumberAttribute(default=0)
    sweeps = NumberAttribute(default=0)
    cost_idr = NumberAttribute(default=0)
    recorded = NumberAttribute(default=0)  # rounds of pose records written at the end
    admitted_at = UnicodeAttribute()
    start_at = UnicodeAttribute()  # admitted, or the off-peak moment it waits for
    hold_until = UnicodeAttribute(null=True)  # the renderer asked to wait
    first_at = UnicodeAttribute(null=True)  # the first micro-batch was finished
    finished_at = UnicodeAttribute(null=True)
    stopped_by = UnicodeAttribute(null=True)  # a ReasonCode, when it was not the merchant
    cleanup_on = UnicodeAttribute(null=True)  # the WIB day on which unused pictures are deleted
    cleaned = NumberAttribute(null=True)  # how many were
    cleaned_at = UnicodeAttribute(null=True)
    brand_kit_id = UnicodeAttribute()
    product_id = UnicodeAttribute()
    project_id = UnicodeAttribute(null=True)
    retry_of = UnicodeAttribute(null=True)
    retried_by = UnicodeAttribute(null=True)

    @property
    def undispatched(self) -> int:
        return int(self.total) - int(self.cursor) + len(self.returned or ())

    def dispatched(self, slots: Iterable[int]) -> list[int]:
        """Those of the slots that were sent and not handed back."""
        back = {int(slot) for slot in self.returned or ()}
        return [slot for slot in slots if slot < self.cursor and slot not in back]

    @property
    def ready_at(self) -> str:
        """From when on it may be dispatched."""
        return max(str(self.start_at), self.hold_until or "")

    @property
    def is_running(self) -> bool:
        return self.status in RUNNING


class SpecItem(CoreItem, discriminator="spec"):
    """What a batch is made of, fixed at admission: enough to make every picture again."""

    generation_id = UnicodeAttribute()
    distribution = JSONAttribute()  # {key: poses}
    templates: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)  # template id of each slot
    slots: ListAttribute[Any] = ListAttribute(
        of=NumberAttribute, null=True
    )  # a retry's slots in its origin
    seed = NumberAttribute()
    model_id = UnicodeAttribute()
    library = NumberAttribute()  # version of the pose library
    prompt = UnicodeAttribute()
    negative_prompt = UnicodeAttribute()
    palette: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    subjects = JSONAttribute()  # [{avatar_id, name, key, gender, age_range}]
    product = JSONAttribute()  # {product_id, name, key, product_type, placement}
    width = NumberAttribute()
    height = NumberAttribute()


class PictureItem(CoreItem, discriminator="pose"):
    """One pose in its terminal state; there is no row before. Stays below 1 KB."""

    slot = NumberAttribute()
    outcome = UnicodeAttribute()
    template_id = UnicodeAttribute()
    attempt = NumberAttribute()
    seed = NumberAttribute()
    reason = UnicodeAttribute(null=True)
    key = UnicodeAttribute(null=True)
    thumbnail_key = UnicodeAttribute(null=True)
    sha256 = UnicodeAttribute(null=True)
    size = NumberAttribute(null=True)
    score = NumberAttribute(null=True)
    product_box: JSONAttribute = JSONAttribute(null=True)  # [x, y, w, h] as fractions
    gpu_ms = NumberAttribute(default=0)
    cost_idr = NumberAttribute(default=0)
    provider = UnicodeAttribute(null=True)
    model = UnicodeAttribute(null=True)  # id and version
    done_at = UnicodeAttribute()
    rating = NumberAttribute(null=True)
    favourite = NumberAttribute(null=True)
    rejected = NumberAttribute(null=True)
    kept_at = UnicodeAttribute(null=True)  # something was made of it: it must not be deleted

    @property
    def is_unused(self) -> bool:
        """It has a picture that nobody exported, rated or marked as a favourite."""
        wanted = (self.kept_at, self.rating, self.favourite)
        return self.key is not None and all(mark is None for mark in wanted)


def key_of(user_id: str, generation_id: str) -> GenerationItem:
    """An item that carries only its key, for updates."""
    return GenerationItem(pk=keys.user(user_id), sk=keys.generation(generation_id))


def find_generation(user_id: str, generation_id: str) -> GenerationItem | None:
    return find(GenerationItem, keys.user(user_id), keys.generation(generation_id))


def find_spec(user_id: str, generation_id: str) -> SpecItem | None:
    return find(SpecItem, keys.user(user_id), keys.spec(generation_id), consistent=False)


def find_pose(user_id: str, generation_id: str, slot: int) -> PictureItem | None:
    return find(PictureItem, keys.user(user_id), keys.pose(generation_id, slot))


def find_poses(user_id: str, sort_keys: Iterable[str]) -> list[PictureItem]:
    """The user's ended poses at these sort keys."""
    wanted = [(keys.user(user_id), sort_key) for sort_key in sort_keys]
    return list(PictureItem.batch_get(wanted, consistent_read=True))


def existing_slots(user_id: str, generation_id: str, slots: Iterable[int]) -> set[int]:
    """Which of these slots have ended already."""
    wanted = [(keys.user(user_id), keys.pose(generation_id, slot)) for slot in slots]
    found = PictureItem.batch_get(
        wanted, consistent_read=True, attributes_to_get=["pk", "sk", "slot"]
    )
    return {int(item.slot) for item in found}


def ended_slots(user_id: str, generation_id: str) -> set[int]:
    """All slots of a batch that have ended."""
    rows = PictureItem.query(
        keys.user(user_id),
        PictureItem.sk.startswith(keys.poses_of(generation_id)),
        consistent_read=True,
        attributes_to_get=["pk", "sk", "kind", "slot"],
    )
    return {int(row.slot) for row in rows}


def poses_of(user_id: str, generation_id: str) -> list[PictureItem]:
    return list(
        PictureItem.query(
            keys.user(user_id),
            PictureItem.sk.startswith(keys.poses_of(generation_id)),
            consistent_read=True,
        )
    )


def discard(pose: PictureItem, reason: str) -> None:
    """Takes the picture from a pose's row unless it has just become used.

    The row stays: a manifest still names its seed and its digest.
    """
    try:
        pose.update(
            actions=[
                PictureItem.key.remove(),
                PictureItem.thumbnail_key.remove(),
                PictureItem.reason.set(reason),
            ],
            condition=PictureItem.key.exists()
            & PictureItem.kept_at.does_not_exist()
            & PictureItem.rating.does_not_exist()
            & PictureItem.favourite.does_not_exist(),
        )
    except UpdateError as error:
        if not refused(error):
            raise


def due_work(
    work: str, *, limit: int | None = None, until: datetime | None = None
) -> list[GenerationItem]:
    """Batches of one kind of work, earliest first, read whole and consistently.

    The index may lag behind the table: rows that have left its partition meanwhile are dropped.
    """
    found = list(
        GenerationItem.by_work.query(
            work,
            GenerationItem.due <= iso(until) if until else None,
            limit=limit,
        )
    )
    rows = GenerationItem.batch_get([(row.pk, row.sk) for row in found], consistent_read=True)
    return sorted(
        (row for row in rows if row.work == work), key=lambda row: (row.due, row.generation_id)
    )


def waiting_before(due: str, limit: int) -> int:
    """How many batches wait with an earlier deadline, counted up to the limit."""
    return GenerationItem.by_work.count(DISPATCH, GenerationItem.due < due, limit=limit)


def in_flight(work: str, limit: int) -> int:
    """How many batches are in this state, counted up to the limit."""
    return GenerationItem.by_work.count(work, limit=limit)


def first_due(work: str) -> str | None:
    """When the most urgent batch in this state is due."""
    return next((row.due for row in GenerationItem.by_work.query(work, limit=1)), None)


def running() -> Condition:
    """The batch was neither cancelled nor finished."""
    condition: Condition = GenerationItem.status.is_in(*sorted(RUNNING))
    return condition


def unchanged(rev: int) -> Condition:
    """The batch still runs and nobody changed what is dispatched since `rev` was read."""
    condition: Condition = (GenerationItem.rev == rev) & running()
    return condition


def waits_as(row: GenerationItem) -> Condition:
    """The batch still waits in the index as it was read."""
    condition: Condition = (GenerationItem.work == row.work) & (GenerationItem.due == row.due)
    return condition


def dispatched(slots: Iterable[int]) -> Condition:
    """Every slot was dispatched and not handed back: only then may it end.

    Without it a slot whose message ran ahead of the cursor could end after a cancellation had
    given it back as undispatched, and be counted twice.
    """
    wanted = sorted(slots)
    condition: Condition = GenerationItem.cursor > wanted[-1]
    for slot in wanted:
        condition &= GenerationItem.returned.does_not_exist() | ~(
            GenerationItem.returned.contains(slot)
        )
    return condition


def progress_actions(done: int, failed: int, cancelled: int, cost_idr: float) -> list[Action]:
    """Ends `ok + bad + void` poses in the counters of a batch."""
    return [
        GenerationItem.remaining.add(-(done + failed + cancelled)),
        GenerationItem.done.add(done),
        GenerationItem.failed.add(failed),
        GenerationItem.cancelled.add(cancelled),
        GenerationItem.cost_idr.add(cost_idr),
    ]
