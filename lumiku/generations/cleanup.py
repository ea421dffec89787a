"""Clean-up: pictures that nobody used are announced a week ahead by one mail, then deleted.

Used is what was exported, put into a poster, rated or marked as a favourite; it stays for good.
Rows lose their pictures first, each unless it has just become used, then the objects go, then the
batch says so: a pass that dies in between is repeated whole and finds what is left.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final, NamedTuple, TypeVar

from pynamodb.expressions.update import Action

from lumiku import clock
from lumiku.accounts.policy import CLEANUP_NOTICE
from lumiku.clock import iso
from lumiku.cloud import blobs, keys
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.cloud.telemetry import logger
from lumiku.deliveries.mails import outbox
from lumiku.generations import rules, store
from lumiku.generations.rules import Outcome
from lumiku.generations.store import GenerationItem, PictureItem

__all__ = ["CLEANED", "Pass", "announce", "clean"]

CLEANED: Final = "cleaned_up"  # why a pose that succeeded shows nothing any more
_ANNOUNCED: Final = 500  # batches of one pass
_CLEANED: Final = 20  # batches of one pass; a batch is at most a thousand pictures
_TOGETHER: Final = 99  # batches of one transaction, beside their mail

T = TypeVar("T")
log: Final = logger()


class Pass(NamedTuple):
    """Batches that were looked after, and those that could not be: the next pass tries again."""

    done: int
    failed: int


def announce(now: datetime) -> Pass:
    """Writes to each merchant once about all batches whose unused pictures will go."""
    rows = store.due_work(store.ANNOUNCE, until=now, limit=_ANNOUNCED)
    if len(rows) == _ANNOUNCED and rows[0].due != rows[-1].due:
        # The page may have cut off some of the last merchant's: all of them come first next time.
        rows = [row for row in rows if row.due != rows[-1].due]
    rows.sort(key=_owner)
    return _each((list(batches) for _, batches in groupby(rows, _owner)), _announce, now)


def clean(now: datetime) -> Pass:
    """Deletes the unused pictures of batches that were announced long enough ago."""
    return _each(store.due_work(store.CLEAN, until=now, limit=_CLEANED), _clean, now)


def _owner(row: GenerationItem) -> str:
    return str(row.user_id)


def _each(parts: Iterable[T], act: Callable[[T, datetime], int], now: datetime) -> Pass:
    """One that fails does not stop the others; whoever calls tells the operators."""
    done = failed = 0
    for part in parts:
        try:
            done += act(part, now)
        except Exception:
            log.exception("batch not cleaned up", extra={"action": "cleanup_failed"})
            failed += 1
    return Pass(done, failed)


def _announce(batches: Sequence[GenerationItem], now: datetime) -> int:
    """One merchant's batches; one in which all is used has nothing to announce."""
    losing, count = [], 0
    for row in batches:
        poses = store.poses_of(row.user_id, row.generation_id)
        if unused := sum(pose.is_unused for pose in poses):
            losing.append(row)
            count += unused
        else:
            _close(row, now)
    if losing:
        _tell(losing, count, now)
    return len(batches)


def _tell(batches: Sequence[GenerationItem], count: int, now: datetime) -> None:
    """The mail and the day of deletion, all or nothing; a merchant who was written to today
    already is told of these tomorrow."""
    user_id, today = batches[0].user_id, clock.day_of(now)
    day = today + CLEANUP_NOTICE
    first, *others = (batches[i : i + _TOGETHER] for i in range(0, len(batches), _TOGETHER))
    transaction = _armed(first, store.CLEAN, rules.cleanup_moment(user_id, day), day)
    mail = outbox.cleanup_announced(transaction, user_id, count=count, delete_on=day, now=now)
    try:
        transaction.commit()
    except TransactionRefused as refusal:
        if mail not in refusal.names:
            return  # another pass announces them
        tomorrow = today + timedelta(days=1)
        work, due = store.ANNOUNCE, rules.cleanup_moment(user_id, tomorrow)
        day, others = tomorrow + CLEANUP_NOTICE, [first, *others]
    else:
        work, due = store.CLEAN, rules.cleanup_moment(user_id, day)
    for part in others:
        _commit(_armed(part, work, due, day))


def _armed(batches: Sequence[GenerationItem], work: str, due: datetime, day: date) -> Transaction:
    """Batches that wait for another moment, refused when one waits for another already."""
    transaction = Transaction()
    for row in batches:
        transaction.update(
            str(row.generation_id),
            store.key_of(row.user_id, row.generation_id),
            [
                GenerationItem.work.set(work),
                GenerationItem.due.set(iso(due)),
                GenerationItem.cleanup_on.set(day.isoformat()),
            ],
            store.waits_as(row),
        )
    return transaction


def _commit(transaction: Transaction) -> bool:
    try:
        transaction.commit()
    except TransactionRefused:
        return False  # another pass was quicker
    return True


def _clean(row: GenerationItem, now: datetime) -> int:
    for pose in store.poses_of(row.user_id, row.generation_id):
        if pose.is_unused:
            store.discard(pose, CLEANED)
    return _close(row, now)


def _close(row: GenerationItem, now: datetime) -> int:
    """Deletes every object of a batch that no row shows, also those of tries that failed, and
    takes the batch out of the index."""
    # Read anew: a row may have become used just now, or lost its picture though no answer came.
    poses = store.poses_of(row.user_id, row.generation_id)
    shown = {key for pose in poses for key in (pose.key, pose.thumbnail_key) if key}
    blobs.remove([key for key in _objects(row, poses) if key not in shown])
    gone = sum(pose.outcome == Outcome.DONE and pose.key is None for pose in poses)
    actions: list[Action] = [
        GenerationItem.work.remove(),
        GenerationItem.due.remove(),
        GenerationItem.cleaned.set(gone),
    ]
    actions.append(
        GenerationItem.cleaned_at.set(iso(now)) if gone else GenerationItem.cleanup_on.remove()
    )
    transaction = Transaction()
    transaction.update(
        "generation",
        store.key_of(row.user_id, row.generation_id),
        actions,
        store.waits_as(row),
    )
    if not _commit(transaction):
        return 0
    log.info(
        "batch cleaned up",
        extra={"action": "cleaned_up", "generation_id": row.generation_id, "pictures": gone},
    )
    return 1


def _objects(row: GenerationItem, poses: Sequence[PictureItem]) -> list[str]:
    """Every place where something of these poses may lie."""
    return [
        place(row.user_id, row.generation_id, int(pose.slot), attempt)
        for pose in poses
        for attempt in range(1, rules.TRIES + 1)
        for place in (keys.generated_image, keys.generated_thumbnail)
    ]
