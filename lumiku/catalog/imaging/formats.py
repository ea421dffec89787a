"""What a file really is, told by its first bytes and never by its name."""

from typing import Final

__all__ = ["ACCEPTED_TYPES", "sniff", "type_matches"]

# Content types a merchant may declare -> the format that must then be found.
ACCEPTED_TYPES: Final[dict[str, str]] = {
    "image/jpeg": "JPEG",
    "image/jpg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
    "image/heif": "HEIF",
}

_HEIF_STILLS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_HEIF_SEQUENCES: Final = frozenset({b"hevc", b"hevx", b"hevm", b"hevs", b"msf1"})

_PREFIXES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"%PDF-", "PDF"),
    (b"%!PS", "EPS"),
    (b"\xc5\xd0\xd3\xc6", "EPS"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"\0\0\x01\0", "ICO"),
    (b"8BPS", "PSD"),
)


def _sniff_container(head: bytes) -> str | None:
    """ISO media files (HEIF, AVIF, video) by their major and compatible brands."""
    if head[4:8] != b"ftyp":
        return None
    end = min(max(int.from_bytes(head[:4], "big"), 16), len(head))
    major = head[8:12]
    brands = {major, *(head[i : i + 4] for i in range(16, end - 3, 4))}
    if major in _HEIF_SEQUENCES:
        return "HEIF sequence"
    if major == b"avis" or b"avif" in brands:
        return "AVIF"
    return "HEIF" if brands & _HEIF_STILLS else "video"


def sniff(data: bytes) -> str:
    """The format's name (`JPEG`, `PNG`, `WEBP`, `HEIF`, or one we refuse), or `unknown`."""
    head = data[:256]
    for prefix, name in _PREFIXES:
        if head.startswith(prefix):
            return name
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if container := _sniff_container(head):
        return container
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html", b"<script")):
        return "HTML"
    if text.startswith((b"<?xml", b"<svg", b"<!doctype svg")):
        return "SVG"
    return "unknown"


def type_matches(declared: str, found: str) -> bool:
    """Whether a declared content type is one we take and names the format that was found."""
    return ACCEPTED_TYPES.get(declared.partition(";")[0].strip().lower()) == found
