"""Days 5 and 6: posters of the best pictures, and every file of them in one ZIP, looked at."""

import csv
import io
import shutil
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PIL import Image
from rich.console import Console

from local.demo.client import Api, Json
from local.demo.progress import watch_job
from local.demo.sheet import contact_sheet
from local.stack.problems import StackProblem
from lumiku.posters.document.formats import FORMATS, ExportKey

__all__ = ["FORMATS_WANTED", "HEADLINES", "POSES", "VARIATIONS", "export_posters", "make_posters"]

POSES: Final = 20
VARIATIONS: Final = 5
FORMATS_WANTED: Final = (
    ExportKey.IG_POST,
    ExportKey.WA_STATUS,
    ExportKey.FB_POST,
    ExportKey.WA_CATALOG,
)
HEADLINES: Final = (
    "Kenalan dengan {product}",
    "{product} dari {brand}",
    "Pilihan hari ini: {product}",
)
PRICE: Final = 99_000
_SHEET_OF: Final = ExportKey.IG_POST
_STICKER_BYTES: Final = 100_000
_PROVENANCE: Final = b"compositeWithTrainedAlgorithmicMedia"


def make_posters(
    api: Api, console: Console, *, kit_id: str, product: str, poses: Sequence[Json]
) -> dict[str, Any]:
    """Day 5: five variations of each of the best poses, in one request."""
    best = sorted(poses, key=lambda pose: pose["quality_score"] or 0, reverse=True)[:POSES]
    started = time.monotonic()
    made = api.post(
        "/poster-sets",
        {
            "brand_kit_id": kit_id,
            "pose_ids": [pose["id"] for pose in best],
            "count": VARIATIONS,
            "headlines": list(HEADLINES),
            "content": {"product": product, "price": PRICE, "cta": "Pesan sekarang"},
        },
    )
    made = watch_job(api, console, f"/poster-sets/{made['id']}", "Posters")
    if made["failed"]:
        raise StackProblem(f"{made['failed']} poses became no posters: {made['reason']}")
    posters = list(api.pages("/posters", set_id=made["id"]))
    return {
        "poses": len(best),
        "variations": VARIATIONS,
        "ids": [poster["id"] for poster in posters],
        "templates": len({poster["template"] for poster in posters}),
        "seconds": round(time.monotonic() - started, 1),
    }


def export_posters(
    api: Api, console: Console, posters: dict[str, Any], out: Path
) -> dict[str, Any]:
    """Day 6: the posters in four formats as one ZIP; every file of it is opened and checked."""
    wish = {"poster_ids": posters["ids"], "formats": list(FORMATS_WANTED)}
    checked = api.post("/exports/preflight", wish)
    started = time.monotonic()
    job = api.post("/exports", wish)
    job = watch_job(api, console, f"/exports/{job['id']}", "Files")
    seconds = time.monotonic() - started
    if job["status"] != "completed":
        raise StackProblem(f"{job['failed']} files were not made.", details=str(job["failures"]))
    archive = out / "posters.zip"
    archive.write_bytes(api.download(job["url"]))
    files = check_archive(archive, len(posters["ids"]))
    _sheet(archive, out / "posters-sheet.jpg")
    return {
        "files": sum(files.values()),
        "by_format": dict(files),
        "seconds": round(seconds, 1),
        "ms_per_file": round(seconds * 1000 / max(1, sum(files.values()))),
        "zip": str(archive),
        "zip_bytes": job["size"],
        "preflight": {name: checked[name] for name in ("problems", "warnings", "hints")},
        "again_seconds": _download_again(api, job["id"]),
    }


def check_archive(path: Path, posters: int) -> Counter[str]:
    """Opens every file of an export's ZIP; returns how many pictures there are of each format.

    Raises StackProblem for a picture of the wrong size, kind, bytes or without its metadata, and
    for a manifest, catalogue or sticker that is not what it should be.
    """
    found: Counter[str] = Counter()
    with zipfile.ZipFile(path) as archive:
        if (broken := archive.testzip()) is not None:
            raise StackProblem(f"{broken} in {path} is damaged.")
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith(".jpg"):
                key = ExportKey(name.partition("/")[0])
                _check_picture(name, data, key)
                found[key.value] += 1
            else:
                found[_beside(name, data, posters)] += 1
    pictures = Counter({key.value: found.pop(key.value, 0) for key in FORMATS_WANTED})
    if set(pictures.values()) != {posters}:
        raise StackProblem(f"{path} should hold {posters} files of each format, not {pictures}.")
    if set(found) != {"manifest", "catalogue", "captions", "sticker"}:
        raise StackProblem(f"{path} should hold the manifest and the WhatsApp pack, not {found}.")
    return pictures


def _beside(name: str, data: bytes, posters: int) -> str:
    """What a file beside the pictures is, when it is as it should be."""
    lines = {"manifest.csv": posters * len(FORMATS_WANTED), "wa_catalog/catalog.csv": posters}
    if name in lines:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        if len(rows) != lines[name] + 1 or len({len(row) for row in rows}) != 1:
            raise StackProblem(f"{name} should have {lines[name]} full lines.")
        return "manifest" if name == "manifest.csv" else "catalogue"
    if name == "wa_catalog/captions.txt" and len(data.decode().split("\n\n")) == posters:
        return "captions"
    if name.startswith("wa_catalog/stickers/"):
        with Image.open(io.BytesIO(data)) as sticker:
            sticker.load()
            told = (sticker.format, sticker.mode, sticker.size)
        if told == ("WEBP", "RGBA", (512, 512)) and len(data) <= _STICKER_BYTES:
            return "sticker"
    raise StackProblem(f"{name} is not as it should be.")


def _check_picture(name: str, data: bytes, key: ExportKey) -> None:
    target = FORMATS[key]
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        wrong = {
            "kind": picture.format != "JPEG",
            "size": picture.size != (target.width, target.height),
            "colours": picture.mode != "RGB" or not picture.info.get("icc_profile"),
            "bytes": len(data) > target.max_bytes,
            "provenance": _PROVENANCE not in picture.info.get("xmp", b""),
        }
    if any(wrong.values()):
        told = ", ".join(what for what, is_wrong in wrong.items() if is_wrong)
        raise StackProblem(f"{name} is not as {target.name.en} needs it: {told}.")


def _sheet(archive: Path, target: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="lumiku-sheet-"))
    try:
        with zipfile.ZipFile(archive) as files:
            names = [name for name in files.namelist() if name.startswith(f"{_SHEET_OF}/")]
            contact_sheet([Path(files.extract(name, folder)) for name in names], target)
    finally:
        shutil.rmtree(folder)


def _download_again(api: Api, export_id: str) -> float:
    """The ZIP a second time: it is there already, so this costs a download only."""
    started = time.monotonic()
    job = api.get(f"/exports/{export_id}")
    if len(api.download(job["url"])) != job["size"]:
        raise StackProblem("The second download is not the same ZIP.")
    return round(time.monotonic() - started, 2)
