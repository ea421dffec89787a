"""The end of an export: its ZIP, its statistics, its poses marked as kept."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from lumiku.clock import day_key, from_iso, iso, month_key
from lumiku.cloud import blobs, keys
from lumiku.cloud.archive import Archive
from lumiku.cloud.table import Transaction, TransactionRefused
from lumiku.cloud.telemetry import metric
from lumiku.cloud.work import ended_actions
from lumiku.errors import Unavailable
from lumiku.exports import snapshot, store
from lumiku.exports.manifest import manifest
from lumiku.exports.store import ExportItem, ExportRowItem, ExportStatItem
from lumiku.exports.whatsapp import whatsapp_pack
from lumiku.generations import service as generations
from lumiku.posters import facts
from lumiku.posters.assets import poses_among
from lumiku.posters.rules import JobStatus, final_status

__all__ = ["bundle"]


def bundle(user_id: str, export_id: str, now: datetime) -> bool:
    """Ends an export whose every file has ended; False when there is nothing to end.

    The same rows make the same ZIP at the same key, so a second worker does no harm; the first
    one's transaction counts.
    """
    row = store.find_export(user_id, export_id)
    if row is None or not JobStatus(row.status).runs or int(row.remaining) > 0:
        return False
    rows = store.rows(user_id, export_id)
    good = [item for item in rows if any("key" in file for file in item.files)]
    if not good:
        return store.stop_work(row, JobStatus.FAILED, now, store.running())
    generations.keep(user_id, _poses(good), now)
    size = _write(row, good)
    return _finish(row, rows, size, now)


def _poses(rows: Iterable[ExportRowItem]) -> list[str]:
    return list(dict.fromkeys(pose for row in rows for pose in poses_among(row.photo_ids)))


def _write(row: ExportItem, rows: Sequence[ExportRowItem]) -> int:
    """Streams the ZIP into its place and returns its bytes."""
    made_at = from_iso(row.created_at)
    filename = f"lumiku-{day_key(made_at)}-{row.id[-6:].lower()}.zip"
    spec = store.find_spec(row.user_id, row.id)
    shown = snapshot.spoken(spec, [int(item.number) for item in rows])
    made = [
        ({**file, "poster_id": item.poster_id}, shown[int(item.number)])
        for item in rows
        for file in item.files
        if "key" in file
    ]
    made.sort(key=lambda entry: str(entry[0]["path"]))
    files, docs = [file for file, _ in made], [doc for _, doc in made]
    with Archive(keys.export_zip(row.user_id, row.id), made_at, filename) as archive:
        for file in files:
            data = blobs.read(file["key"])
            if data is None:  # S3 shows a written object at once, so this is a fault, not a delay
                raise Unavailable
            archive.add(file["path"], data)
        archive.add("manifest.csv", manifest(files, docs).encode())
        for path, data in whatsapp_pack(files, docs):
            archive.add(path, data)
    return archive.size


def _finish(row: ExportItem, rows: Sequence[ExportRowItem], size: int, now: datetime) -> bool:
    """One transaction: the final state with the ZIP, and the statistics beside it."""
    status = final_status(int(row.done), int(row.failed))
    transaction = Transaction()
    transaction.update(
        store.EXPORT,
        store.export_key(row.user_id, row.id),
        [
            ExportItem.status.set(status.value),
            ExportItem.zip_key.set(keys.export_zip(row.user_id, row.id)),
            ExportItem.zip_bytes.set(size),
            ExportItem.finished_at.set(iso(now)),
            *ended_actions(),
        ],
        (ExportItem.remaining == 0) & store.running(),
    )
    transaction.put_new("statistics", _statistics(row, rows, now))
    try:
        transaction.commit()
    except TransactionRefused:
        return False  # another worker ended it, or it was cancelled
    metric("FilesExported", int(row.done))
    if int(row.failed):
        metric("FilesFailed", int(row.failed))
    return True


def _statistics(row: ExportItem, rows: Sequence[ExportRowItem], now: datetime) -> ExportStatItem:
    formats: Counter[str] = Counter()
    templates: Counter[str] = Counter()
    kits: Counter[str] = Counter()
    size = 0
    for item in rows:
        made = [file for file in item.files if "key" in file]
        formats.update(file["format"] for file in made)
        templates[item.template or "custom"] += len(made)
        kits[item.brand_kit_id] += len(made)
        size += sum(file["bytes"] for file in made)
    families: Counter[str] = Counter()
    known = facts.templates()
    for template, count in templates.items():
        families[known[template].family if template in known else "custom"] += count
    shown = [item for item in rows if any("key" in file for file in item.files)]
    return ExportStatItem(
        pk=keys.user(row.user_id),
        sk=keys.statistic(month_key(now), "export", row.id),
        export_id=row.id,
        user_id=row.user_id,
        finished_at=iso(now),
        files=int(row.done),
        failed=int(row.failed),
        bytes=size,
        posters=len(shown),
        poses=len(_poses(shown)),
        seconds=round((now - from_iso(row.created_at)).total_seconds(), 3),
        by_format=dict(+formats),
        by_template=dict(+templates),
        by_family=dict(+families),
        by_brand_kit=dict(+kits),
        pose_ids=_poses(shown),
    )
