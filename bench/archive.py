"""What the ZIP of a large export costs in memory: 2,000 files of half a megabyte, about 1 GB.

The worker's own code runs: rows and documents from the table and the bucket, entries streamed
into a multipart upload, statistics in one transaction. Only the bucket is another: it makes up the
files when they are asked for and appends the parts to a file on disk, which is opened and checked
in the end. `--files` and `--kilobytes` change the size.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from botocore.awsrequest import AWSPreparedRequest

from local.fakes.cloud import Cloud
from lumiku.cloud import keys
from lumiku.exports import snapshot, store
from lumiku.exports.bundle import bundle
from lumiku.exports.manifest import planned_files
from lumiku.exports.outcomes import end_rows, ended_row
from lumiku.exports.rules import ROWS_AT_ONCE
from lumiku.exports.store import ExportItem, ExportSpecItem
from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import ExportKey
from lumiku.posters.editing import Brand, lay_out
from lumiku.posters.rules import JobStatus, PosterStatus
from lumiku.posters.service import Drawn

USER_ID = "merchant-1"
EXPORT = "exp_01JD0000000000000000000001"
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
FORMATS = (ExportKey.IG_POST, ExportKey.WA_STATUS, ExportKey.FB_POST, ExportKey.WA_CATALOG)


class Bucket(Cloud):
    """A bucket whose pictures are made up and whose uploads go to a file."""

    def serve(self, picture: bytes, target: BinaryIO) -> None:
        self.picture, self.target = picture, target

    def _s3(self, request: AWSPreparedRequest, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        if request.method == "GET" and str(request.url).endswith(".jpg"):
            return 200, self.picture, {"Content-Length": str(len(self.picture))}
        return super()._s3(request, body)

    def _multipart(
        self, path: str, method: str, query: dict[str, list[str]], body: bytes
    ) -> tuple[int, bytes, dict[str, str]]:
        if method == "PUT":
            self.target.write(body)
            body = b""
        return super()._multipart(path, method, query, body)


def order(posters: int, kilobytes: int) -> None:
    """An export whose every file has ended; only the ZIP is missing."""
    content = Content(headline="Kulit lembap", product="Glow Serum 30 ml", price=99_000)
    doc = lay_out("hero-spotlight", Brand("Aura"), content, [], ExportKey.IG_POST)
    drawn = Drawn(
        id="poster",
        title="poster",
        status=PosterStatus.READY,
        template=doc.template,
        brand_kit_id="kit",
        photo_ids=[],
        logo_key=None,
        doc=doc.model_dump(mode="json"),
        findings=[],
    )
    key = keys.export_snapshot(USER_ID, EXPORT)
    named = [(f"pst_{number:04d}", "glow-serum") for number in range(posters)]
    ExportSpecItem(
        pk=keys.user(USER_ID),
        sk=keys.export_spec(EXPORT),
        posters=[list(entry) for entry in named],
        types={},
        snapshot=key,
        lengths=snapshot.keep(key, [drawn] * posters),
    ).save()
    row = ExportItem(
        pk=keys.user(USER_ID),
        sk=keys.export(EXPORT),
        id=EXPORT,
        user_id=USER_ID,
        status=JobStatus.PENDING.value,
        posters=posters,
        total=posters * len(FORMATS),
        remaining=posters * len(FORMATS),
        watermark=0,
        formats=[to.value for to in FORMATS],
        created_at=NOW.isoformat(),
    )
    row.save()
    files = planned_files(named, FORMATS, {})
    ended = [
        ended_row(row, number, named[number][0], _files(files, number, kilobytes), NOW)
        for number in range(posters)
    ]
    for start in range(0, posters, ROWS_AT_ONCE):
        end_rows(row, ended[start : start + ROWS_AT_ONCE], NOW)


def _files(files: Any, number: int, kilobytes: int) -> list[dict[str, Any]]:
    return [
        {
            "format": file.format.value,
            "type": file.type.value,
            "path": file.path,
            "key": keys.export_file(USER_ID, EXPORT, file.path),
            "bytes": kilobytes * 1000,
            "width": 1080,
            "height": 1350,
            "quality": 86,
        }
        for file in files[number * len(FORMATS) : (number + 1) * len(FORMATS)]
    ]


def peak_megabytes() -> float:
    """The most memory this process ever held."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def main(files: int, kilobytes: int) -> None:
    posters = files // len(FORMATS)
    cloud = Bucket()
    with tempfile.TemporaryDirectory() as folder, cloud.installed():
        path = Path(folder) / "export.zip"
        with path.open("wb") as target:
            cloud.serve(random.Random(1).randbytes(kilobytes * 1000), target)
            order(posters, kilobytes)
            before = peak_megabytes()
            started = time.perf_counter()
            if not bundle(USER_ID, EXPORT, NOW):
                raise SystemExit("the export did not end")
            seconds = time.perf_counter() - started
            after = peak_megabytes()
        told = store.find_export(USER_ID, EXPORT)
        with zipfile.ZipFile(path) as archive:
            names = len(archive.namelist())
            if told is None or archive.testzip() is not None:
                raise SystemExit("the ZIP is damaged")
        size = path.stat().st_size
        if size != int(told.zip_bytes or 0):
            raise SystemExit("the export tells another size")
    print(f"{names} entries, {size / 1e6:,.0f} MB in {seconds:.1f} s")
    print(f"peak memory {before:.0f} MB before, {after:.0f} MB after: {after - before:+.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--kilobytes", type=int, default=500)
    wishes = parser.parse_args()
    main(wishes.files, wishes.kilobytes)
