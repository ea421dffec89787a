"""An uploaded file -> an upright sRGB picture of bounded size, or a refusal with its reason."""

import io
import struct
import warnings
import zlib
from functools import cache
from typing import Final

import numpy as np
from PIL import Image, ImageCms

from lumiku.catalog.imaging.formats import sniff, type_matches
from lumiku.errors import RejectedImage
from lumiku.texts import Text

__all__ = [
    "LONGEST_SIDE",
    "MAX_ASPECT",
    "MAX_BYTES",
    "MAX_PIXELS",
    "MIN_SIDE",
    "decode",
    "has_alpha",
]

MAX_BYTES: Final = 15 * 1024 * 1024
MAX_PIXELS: Final = 25_000_000
MIN_SIDE: Final = 64  # px
MAX_ASPECT: Final = 10  # longest : shortest side
LONGEST_SIDE: Final = 2048  # px, of the picture that leaves this module

# What Pillow, libheif and their parsers raise on damaged input (found by fuzzing).
_DAMAGE: Final = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
)

_TRANSPOSE: Final[dict[int, Image.Transpose]] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION_TAG: Final = 0x0112


def decode(data: bytes, declared_type: str | None = None) -> Image.Image:
    """Decode a merchant's picture.

    Takes JPEG, PNG, WebP and HEIC. Returns an upright image in mode RGB, or RGBA when some of it
    is see-through, in sRGB, its longest side at most LONGEST_SIDE px, with no metadata attached.
    `declared_type` is the content type the client promised; None skips that comparison.

    Raises RejectedImage whose `reason` is one of: empty, too_heavy, unsupported, type_mismatch,
    damaged, too_many_pixels, too_small, too_narrow, animated.
    """
    kind = _check_envelope(data, declared_type)
    image = _open(data, kind)
    _check_shape(image.size)
    if kind not in {"JPEG", "HEIF"} and getattr(image, "n_frames", 1) > 1:
        # Phones store depth and HDR maps as further frames of a JPEG or HEIC: those are welcome.
        raise _refuse("animated")
    image = _load(image, kind)
    orientation, profile = _orientation(image, kind), image.info.get("icc_profile")
    image = _shrink(_plain_mode(image))
    image = _to_srgb(image, profile)
    if image.mode == "RGBA" and not has_alpha(image):
        image = image.convert("RGB")
    if image.mode not in {"RGB", "RGBA"}:
        image = image.convert("RGB")
    if orientation in _TRANSPOSE:
        image = image.transpose(_TRANSPOSE[orientation])
    image.info = {}
    return image


def has_alpha(image: Image.Image) -> bool:
    """Whether at least 0.1 % of the picture is visibly see-through."""
    if image.mode != "RGBA":
        return False
    counts = image.getchannel("A").histogram()
    return sum(counts[:250]) >= 0.001 * sum(counts)


def _check_envelope(data: bytes, declared_type: str | None) -> str:
    if not data:
        raise _refuse("empty")
    if len(data) > MAX_BYTES:
        raise _refuse("too_heavy", limit=MAX_BYTES // 2**20)
    kind = sniff(data)
    if kind == "HEIF sequence":
        raise _refuse("animated")
    if kind not in {"JPEG", "PNG", "WEBP", "HEIF"}:
        raise _refuse("unsupported", found=kind)
    if declared_type is not None and not type_matches(declared_type, kind):
        raise _refuse("type_mismatch", found=kind, declared=declared_type[:60])
    return kind


def _open(data: bytes, kind: str) -> Image.Image:
    """Read the header only, with the one decoder that the first bytes call for."""
    if kind == "HEIF":
        _register_heif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata is no reason to warn or to refuse
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=(kind,))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refuse("too_many_pixels", limit=MAX_PIXELS // 10**6) from error
    except _DAMAGE as error:
        raise _refuse("damaged") from error


@cache
def _register_heif() -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener()


def _check_shape(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise _refuse("too_many_pixels", limit=MAX_PIXELS // 10**6)
    if min(size) < MIN_SIDE:
        raise _refuse("too_small", limit=MIN_SIDE)
    if max(size) > MAX_ASPECT * min(size):
        raise _refuse("too_narrow", limit=MAX_ASPECT)


def _load(image: Image.Image, kind: str) -> Image.Image:
    if kind == "JPEG":
        # Decode at 1/2, 1/4 or 1/8 where that is still enough: 12 MP then cost 9 MB, not 36.
        image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image.load()
    except MemoryError as error:
        raise _refuse("too_many_pixels", limit=MAX_PIXELS // 10**6) from error
    except _DAMAGE as error:
        raise _refuse("damaged") from error
    if image.size[0] * image.size[1] > MAX_PIXELS:  # a HEIC may decode larger than announced
        raise _refuse("too_many_pixels", limit=MAX_PIXELS // 10**6)
    return image


def _orientation(image: Image.Image, kind: str) -> int:
    """The EXIF orientation, 1 to 8; unreadable EXIF counts as upright."""
    if kind == "HEIF":
        return 1  # libheif has turned it already
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = image.getexif().get(_ORIENTATION_TAG, 1)
    except _DAMAGE:
        return 1
    return value if isinstance(value, int) else 1


def _plain_mode(image: Image.Image) -> Image.Image:
    """L, RGB, RGBA or CMYK of 8 bits from whatever the file held."""
    if image.mode.startswith("I"):
        # Pillow clips 16 bits at 255 when it converts; scale instead.
        values = np.asarray(image).astype(np.uint32)
        return Image.fromarray((values >> 8).clip(0, 255).astype(np.uint8))
    if image.mode in {"LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in {"L", "RGB", "RGBA", "CMYK"}:
        return image
    return image.convert("RGB")


def _shrink(image: Image.Image) -> Image.Image:
    if max(image.size) <= LONGEST_SIDE:
        return image
    scale = LONGEST_SIDE / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _to_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Colours as sRGB; a missing, broken or unfitting profile is read as sRGB itself."""
    if not isinstance(profile, bytes) or not profile:
        return image
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colour = image.convert("RGB") if alpha else image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(colour, source, _srgb(), outputMode="RGB")
    except (ImageCms.PyCMSError, *_DAMAGE):
        return image
    if turned is None:
        return image
    if alpha:
        turned.putalpha(alpha)
    return turned


_REASONS: Final[dict[str, Text]] = {
    "empty": Text(
        "berkasnya kosong. Pilih fotonya lagi, lalu unggah ulang",
        "the file is empty. Choose the photo again, then upload it once more",
    ),
    "too_heavy": Text(
        "berkasnya lebih besar dari {limit} MB. Kirim foto yang lebih kecil",
        "the file is larger than {limit} MB. Send a smaller photo",
    ),
    "unsupported": Text(
        "isinya {found}. Kirim foto JPEG, PNG, WebP, atau HEIC",
        "it holds {found}. Send a JPEG, PNG, WebP or HEIC photo",
    ),
    "type_mismatch": Text(
        "berkas ini dikirim sebagai {declared}, padahal isinya {found}",
        "it was sent as {declared} but holds {found}",
    ),
    "damaged": Text(
        "berkasnya rusak atau tidak lengkap. Coba unggah ulang dari galeri",
        "the file is damaged or incomplete. Try uploading it again from the gallery",
    ),
    "too_many_pixels": Text(
        "ukurannya lebih dari {limit} megapiksel. Kirim foto yang lebih kecil",
        "it has more than {limit} megapixels. Send a smaller photo",
    ),
    "too_small": Text(
        "sisi terpendeknya kurang dari {limit} piksel. Kirim foto yang lebih besar",
        "its shortest side is under {limit} pixels. Send a larger photo",
    ),
    "too_narrow": Text(
        "terlalu panjang dan sempit. Sisi panjangnya paling banyak {limit} kali sisi pendeknya",
        "it is too long and narrow. Its long side may be at most {limit} times its short one",
    ),
    "animated": Text("ini gambar bergerak. Kirim satu foto diam", "it moves. Send one still photo"),
}
_FOUND: Final[dict[str, Text]] = {
    "unknown": Text("bukan gambar yang kami kenal", "no kind of picture that we know"),
    "video": Text("video", "a video"),
}


def _refuse(reason: str, **facts: str | int) -> RejectedImage:
    found = str(facts.get("found", ""))
    words = {**facts, "found": _FOUND.get(found, found)}
    return RejectedImage(reason, _REASONS[reason].filled(**words))
