"""The demo opens every file of its ZIP: each of these faults stops it."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from local.demo.posters import FORMATS_WANTED, check_archive
from local.stack.problems import StackProblem
from lumiku.exports.encode import provenance
from lumiku.exports.sticker import price_sticker
from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import FORMATS, ExportKey
from lumiku.posters.document.schemas import Photo
from lumiku.posters.drawing.pictures import SRGB
from lumiku.posters.editing import Brand, lay_out

Files = dict[str, bytes]
PHOTO = Photo(id="p", width=10, height=10)
DOC = lay_out("hero-plain", Brand("A"), Content(price=9_000), [PHOTO], ExportKey.IG_POST)


def picture(key: ExportKey, *, kind: str = "JPEG", xmp: bytes = provenance(DOC)) -> bytes:
    file, target = io.BytesIO(), FORMATS[key]
    image = Image.new("RGB", (target.width, target.height), "#c71585")
    image.save(file, kind, xmp=xmp, icc_profile=SRGB)
    return file.getvalue()


def lines(count: int) -> bytes:
    sheet = io.StringIO()
    csv.writer(sheet).writerows([["a", "b"]] * (count + 1))
    return sheet.getvalue().encode("utf-8-sig")


@pytest.fixture
def files() -> Files:
    """A ZIP's files of one poster, all of them right."""
    return {
        **{f"{key}/001-a.jpg": picture(key) for key in FORMATS_WANTED},
        "manifest.csv": lines(len(FORMATS_WANTED)),
        "wa_catalog/catalog.csv": lines(1),
        "wa_catalog/captions.txt": b"001-a.jpg\nHalo\n",
        "wa_catalog/stickers/01-a.webp": price_sticker(DOC),
    }


def packed(folder: Path, files: Files) -> Path:
    path = folder / "posters.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_a_good_one_is_counted(tmp_path: Path, files: Files) -> None:
    assert check_archive(packed(tmp_path, files), 1) == dict.fromkeys(FORMATS_WANTED, 1)


def damage(name: str, data: bytes | None) -> Callable[[Files], None]:
    def spoil(files: Files) -> None:
        files.pop(name, None)
        if data is not None:
            files[name] = data

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        damage("ig_post/001-a.jpg", None),
        damage("ig_post/001-a.jpg", b"no picture"),
        damage("ig_post/001-a.jpg", picture(ExportKey.FB_POST)),
        damage("ig_post/001-a.jpg", picture(ExportKey.IG_POST, kind="PNG")),
        damage("ig_post/001-a.jpg", picture(ExportKey.IG_POST, xmp=b"")),
        damage("manifest.csv", None),
        damage("manifest.csv", lines(1)),
        damage("wa_catalog/catalog.csv", lines(2)),
        damage("wa_catalog/captions.txt", b"one\n\ntwo"),
        damage("wa_catalog/stickers/01-a.webp", picture(ExportKey.WA_CATALOG)),
        damage("something.exe", b"MZ"),
    ],
    ids=[
        "missing",
        "broken",
        "size",
        "kind",
        "provenance",
        "no manifest",
        "short manifest",
        "long catalogue",
        "captions",
        "sticker",
        "stranger",
    ],
)
def test_a_fault_stops_the_demo(
    tmp_path: Path, files: Files, spoil: Callable[[Files], None]
) -> None:
    spoil(files)
    with pytest.raises((StackProblem, OSError)):
        check_archive(packed(tmp_path, files), 1)
