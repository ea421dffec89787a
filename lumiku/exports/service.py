"""Exports, for the API: preflight, admission, progress, cancelling, trying failed files again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from lumiku import ids
from lumiku.accounts.policy import PLANS
from lumiku.clock import from_iso, iso
from lumiku.cloud import keys, work
from lumiku.cloud.idempotency import Claim, commit_once, earlier
from lumiku.cloud.pages import page
from lumiku.cloud.queues import Queue
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.cloud.work import UNANNOUNCED
from lumiku.errors import AlreadyDone, FieldError, InvalidInput, NotFound, NotReady
from lumiku.exports import rules, snapshot, store, views
from lumiku.exports.schemas import (
    Export,
    ExportIn,
    ExportPage,
    Preflight,
    PreflightIn,
    PreflightLine,
)
from lumiku.exports.store import WORK, ExportItem, ExportSpecItem
from lumiku.exports.tasks import ExportTask
from lumiku.posters import facts
from lumiku.posters import service as posters
from lumiku.posters import views as posters_shown
from lumiku.posters.document.formats import FORMATS, ExportKey, FileType
from lumiku.posters.rules import JobStatus, PosterStatus
from lumiku.posters.service import Caller
from lumiku.schemas import PageQuery
from lumiku.texts import Text

__all__ = ["admit", "cancel", "get", "list_exports", "preflight", "retry", "tasks_of", "view"]

_WRONG_TYPE: Final = Text(
    "{format} tidak menerima {type}; pilih dari {known}",
    "{format} takes no {type}; choose from {known}",
)
_GRAVITY: Final = ("problem", "warning", "hint")


def admit(by: Caller, wish: ExportIn, claim: Claim | None) -> str:
    """Orders the files and returns the export's id; workers make them, the last one the ZIP.

    They show the posters as they are now, whatever happens to them meanwhile. Raises NotFound for
    a poster, NotReady for one that is not drawn as it was last changed, TemplateNotIncluded for
    one of a larger plan, InvalidInput for a file type that a format does not take.
    """
    if (made := earlier(by.user_id, claim, by.now)) is not None:
        return made
    _check_types(wish)
    rows = posters.drawn(by.user_id, wish.poster_ids)
    for row in rows:
        if row.status is not PosterStatus.READY:
            raise NotReady(kind="poster", state=row.status)
        if row.template is not None:
            facts.require_template(row.template, by.tier, by.language)
    export_id = ids.new("exp")
    snapshot_key = keys.export_snapshot(by.user_id, export_id)
    spec = ExportSpecItem(
        posters=[[row.id, rules.slug(row.title)] for row in rows],
        types={key.value: kind.value for key, kind in wish.types.items()},
        snapshot=snapshot_key,
        lengths=snapshot.keep(snapshot_key, rows),
    )
    formats = [key.value for key in wish.formats]
    return _commit(by, export_id, spec, claim, formats=formats, watermark=PLANS[by.tier].watermark)


def _commit(
    by: Caller,
    export_id: str,
    spec: ExportSpecItem,
    claim: Claim | None,
    *,
    formats: Sequence[str],
    watermark: bool,
    retry_of: str | None = None,
) -> str:
    """One transaction admits: counters, plan, idempotency, and the mark on what is tried again."""
    count = len(spec.posters)
    spec.pk, spec.sk = keys.user(by.user_id), keys.export_spec(export_id)
    row = ExportItem(
        pk=keys.user(by.user_id),
        sk=keys.export(export_id),
        id=export_id,
        user_id=by.user_id,
        status=JobStatus.PENDING.value,
        posters=count,
        total=count * len(formats),
        remaining=count * len(formats),
        watermark=int(watermark),
        formats=list(formats),
        retry_of=retry_of,
        created_at=iso(by.now),
        work=WORK,
        due=iso(by.now + UNANNOUNCED),
    )
    transaction = Transaction()
    transaction.put_new("export", row)
    transaction.put_new("plan", spec)
    if retry_of is not None:
        transaction.update(
            "origin",
            store.export_key(by.user_id, retry_of),
            [ExportItem.retried_by.set(export_id)],
            ExportItem.retried_by.does_not_exist(),
        )
    made = commit_once(transaction, by.user_id, claim, export_id, by.now)
    if made == export_id:
        messages = [task.message() for task in tasks_of(row, range(count))]
        work.announce(row, Queue.POSTERS, messages, by.now)
    return made


def tasks_of(row: ExportItem, numbers: Sequence[int]) -> list[ExportTask]:
    return [
        ExportTask(user_id=row.user_id, export_id=row.id, numbers=part)
        for part in rules.chunks(numbers, len(row.formats))
    ]


def _check_types(wish: ExportIn) -> None:
    errors = [
        FieldError(
            f"/types/{key}",
            _WRONG_TYPE.filled(
                format=FORMATS[key].name,
                type=kind.upper(),
                known=", ".join(entry.upper() for entry in FORMATS[key].types),
            ),
        )
        for key, kind in wish.types.items()
        if FileType(kind) not in FORMATS[key].types
    ]
    if errors:
        raise InvalidInput(errors=errors)


def get(user_id: str, export_id: str) -> ExportItem:
    """Raises NotFound."""
    row = store.find_export(user_id, export_id)
    if row is None:
        raise NotFound("export")
    return row


def view(user_id: str, export_id: str, language: str, now: datetime) -> Export:
    """How far an export is, and which files failed once it has ended. Raises NotFound."""
    row = get(user_id, export_id)
    over = row.finished_at is not None and int(row.failed) > 0
    return views.export(row, language, now, store.rows(user_id, export_id) if over else ())


def list_exports(user_id: str, query: PageQuery, language: str, now: datetime) -> ExportPage:
    """The newest first."""
    rows, following = page(
        ExportItem, user_id, keys.export(), limit=query.limit, cursor=query.cursor
    )
    return ExportPage(
        data=[views.export(row, language, now) for row in rows], next_cursor=following
    )


def cancel(user_id: str, export_id: str, now: datetime) -> None:
    """Stops an export; files on their way are dropped. Cancelling again changes nothing.

    Raises NotFound, and AlreadyDone when it has ended.
    """
    row = get(user_id, export_id)
    if row.status == JobStatus.CANCELLED:
        return
    if not store.stop_work(row, JobStatus.CANCELLED, now, store.running()):
        row = get(user_id, export_id)
        if row.status != JobStatus.CANCELLED:
            raise AlreadyDone(kind="export", state=row.status)


def retry(by: Caller, export_id: str, claim: Claim | None) -> str:
    """Orders the failed files again, or all of them once the first ones have expired; returns
    the new export's id.

    Its ZIP holds everything, as it was when the first one was ordered: files that succeeded are
    taken over. Raises NotFound, NotReady while it runs, AlreadyDone when nothing failed or
    expired, or it was tried again before.
    """
    if (made := earlier(by.user_id, claim, by.now)) is not None:
        return made
    row = get(by.user_id, export_id)
    if row.finished_at is None:
        raise NotReady(kind="export", state=row.status)
    if row.retried_by is not None:
        raise AlreadyDone(kind="export", state="retried")
    ended = from_iso(row.finished_at)
    if row.status == JobStatus.COMPLETED and not rules.expired(ended, by.now):
        raise AlreadyDone(kind="export", state=row.status)
    spec = store.find_spec(by.user_id, export_id)
    again = ExportSpecItem(
        posters=spec.posters,
        types=spec.types,
        snapshot=spec.snapshot,
        lengths=spec.lengths,
        anew=int(rules.expired(ended, by.now + rules.LEAVE)),
    )
    try:
        # The mark of the first time: one ZIP must not hold files with and without it.
        return _commit(
            by,
            ids.new("exp"),
            again,
            claim,
            formats=row.formats,
            watermark=bool(row.watermark),
            retry_of=export_id,
        )
    except TransactionRefused as error:
        raise AlreadyDone(kind="export", state="retried") from error


def preflight(by: Caller, wish: PreflightIn) -> Preflight:
    """What the workers found in these posters for these formats. Raises NotFound, InvalidInput."""
    _check_types(wish)
    watermark = PLANS[by.tier].watermark
    heavy = views.heavy(wish.types, by.language)
    lines = [
        PreflightLine(
            poster_id=row.id,
            status=row.status,
            findings=[
                *posters_shown.findings(
                    row.findings, by.language, formats=_keys(wish), watermark=watermark
                ),
                *heavy,
            ],
        )
        for row in posters.drawn(by.user_id, wish.poster_ids)
    ]
    counts = dict.fromkeys(_GRAVITY, 0)
    for line in lines:
        for finding in line.findings:
            counts[finding.severity] += len(finding.formats)
    lines.sort(key=_gravest, reverse=True)
    return Preflight(
        files=rules.files_of(len(lines), _keys(wish)),
        watermark=watermark,
        hints=counts["hint"],
        warnings=counts["warning"],
        problems=counts["problem"],
        posters=lines,
    )


def _keys(wish: ExportIn) -> list[ExportKey]:
    return list(wish.formats)


def _gravest(line: PreflightLine) -> tuple[int, ...]:
    """How many remarks of each gravity, the gravest counted first."""
    return tuple(sum(finding.severity == kind for finding in line.findings) for kind in _GRAVITY)
