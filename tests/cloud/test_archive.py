"""A ZIP that is streamed into the bucket: whole, in parts, and never much of it in memory."""

import io
import random
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from local.fakes.cloud import Cloud
from lumiku.cloud import archive as module
from lumiku.cloud.archive import PART_BYTES, Archive

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
KEY = "exports/sub/exp_1/lumiku.zip"


class Sizes(Cloud):
    """Remembers how large each part was."""

    def _multipart(
        self, path: str, method: str, query: dict[str, list[str]], body: bytes
    ) -> tuple[int, bytes, dict[str, str]]:
        if method == "PUT":
            self.sizes = [*getattr(self, "sizes", []), len(body)]
        return super()._multipart(path, method, query, body)


@pytest.fixture
def cloud() -> Iterator[Sizes]:
    with Sizes().installed() as installed:
        assert isinstance(installed, Sizes)
        yield installed


def files(count: int, size: int) -> dict[str, bytes]:
    noise = random.Random(3)
    return {f"ig_post/{number:03d}.jpg": noise.randbytes(size) for number in range(count)}


def test_what_goes_in_comes_out(cloud: Sizes) -> None:
    wanted = files(40, 700_000)
    with Archive(KEY, NOON, "a.zip") as archive:
        for path, data in wanted.items():
            archive.add(path, data)
    stored = cloud.objects[f"media/{KEY}"]
    assert len(stored) == archive.size
    with zipfile.ZipFile(io.BytesIO(stored)) as found:
        assert found.testzip() is None
        assert {name: found.read(name) for name in found.namelist()} == wanted
        assert found.getinfo("ig_post/000.jpg").date_time == (2026, 11, 23, 12, 0, 0)  # WIB


def test_no_more_than_a_part_and_an_entry_is_ever_kept(cloud: Sizes) -> None:
    entry = 900_000
    with Archive(KEY, NOON, "a.zip") as archive:
        for path, data in files(40, entry).items():
            archive.add(path, data)
            assert len(archive._upload._kept) < PART_BYTES
    assert set(cloud.sizes[:-1]) == {PART_BYTES}
    assert cloud.sizes[-1] <= PART_BYTES
    assert sum(cloud.sizes) == archive.size


def test_an_entry_larger_than_a_part_is_sent_in_several(cloud: Sizes) -> None:
    with Archive(KEY, NOON, "a.zip") as archive:
        archive.add("big.bin", bytes(3 * PART_BYTES))
        assert len(cloud.sizes) == 3
        assert len(archive._upload._kept) < PART_BYTES


def test_the_same_entries_make_the_same_bytes(cloud: Sizes) -> None:
    made = []
    for _ in range(2):
        with Archive(KEY, NOON, "a.zip") as archive:
            archive.add("a.txt", b"a")
        made.append(cloud.objects[f"media/{KEY}"])
    assert made[0] == made[1]


def test_what_fails_in_between_leaves_nothing(cloud: Sizes) -> None:
    def breaks() -> None:
        with Archive(KEY, NOON, "a.zip") as archive:
            archive.add("big.bin", bytes(PART_BYTES))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks()
    assert cloud.objects == {}
    assert cloud.parts == {}


def test_parts_are_as_large_as_s3_wants_them() -> None:
    assert 5 * 1024**2 <= module.PART_BYTES <= 5 * 1024**3
    assert module.PART_BYTES * 10_000 > 2_000 * 20_000_000  # the largest export, in 10,000 parts
