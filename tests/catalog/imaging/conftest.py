"""Picture files made on the spot, good and hostile."""

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

Encode = Callable[..., bytes]


def photo(width: int = 320, height: int = 240) -> Image.Image:
    """A smooth colourful picture: red grows to the right, green downwards."""
    y, x = np.mgrid[0:height, 0:width]
    pixels = np.stack([x * 255 / width, y * 255 / height, 90 + 0 * x], axis=2)
    return Image.fromarray(pixels.astype(np.uint8))


@pytest.fixture(name="photo")
def photo_fixture() -> Image.Image:
    return photo()


@pytest.fixture
def encoded() -> Encode:
    """encoded(image, format, **options) -> bytes."""

    def encode(image: Image.Image, kind: str, **options: object) -> bytes:
        out = io.BytesIO()
        image.save(out, kind, **options)
        return out.getvalue()

    return encode


@pytest.fixture
def heic() -> bytes:
    from pillow_heif import from_pillow

    out = io.BytesIO()
    from_pillow(photo()).save(out, quality=80)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@pytest.fixture
def png_of() -> Callable[[int, int], bytes]:
    """png_of(width, height): a valid black 1-bit PNG of that size in very few bytes."""

    def make(width: int, height: int) -> bytes:
        packer = zlib.compressobj(9)
        row = bytes(1 + (width + 7) // 8)
        body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
        head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
        parts = chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + parts

    return make


@pytest.fixture
def adobe_rgb() -> bytes:
    """A minimal ICC profile: Adobe RGB (1998) primaries adapted to D50, gamma 2.2."""

    def xyz(*values: float) -> bytes:
        return b"XYZ " + bytes(4) + b"".join(struct.pack(">i", round(v * 65536)) for v in values)

    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, 563) + bytes(2)
    tags = [
        (b"wtpt", xyz(0.9642, 1.0, 0.8249)),
        (b"rXYZ", xyz(0.60974, 0.31111, 0.01947)),
        (b"gXYZ", xyz(0.20528, 0.62567, 0.06087)),
        (b"bXYZ", xyz(0.14919, 0.06322, 0.74457)),
        (b"rTRC", curve),
        (b"gTRC", curve),
        (b"bTRC", curve),
    ]
    place, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, data in tags:
        table += name + struct.pack(">II", place + len(body), len(data))
        body += data
    head = struct.pack(
        ">I4sI4s4s4s", place + len(body), b"none", 0x02200000, b"mntr", b"RGB ", b"XYZ "
    )
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">iii", 63190, 65536, 54061) + bytes(48)
    return head[:128] + struct.pack(">I", len(tags)) + table + body
