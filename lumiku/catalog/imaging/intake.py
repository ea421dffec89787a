"""One uploaded file -> everything that the catalog keeps of it."""

from dataclasses import dataclass

from PIL import Image

from lumiku.catalog.imaging import encode
from lumiku.catalog.imaging.cutout import Cutter, LocalCutter
from lumiku.catalog.imaging.decode import decode
from lumiku.catalog.imaging.palette import palette
from lumiku.vocabulary import UploadKind

__all__ = ["Intake", "process"]

_CUTOUT_MARGIN = 0.01  # of the product's longer side, kept clear around it


@dataclass(frozen=True)
class Intake:
    """A clean upload.

    clean: JPEG or (see-through products and logos) PNG without metadata; content_type says which;
    width, height: its size in px; thumb: WebP of at most 320 px; colours: `#RRGGBB`, largest
    share first, of the product itself where there is a cut-out; cutout: PNG of the product alone,
    trimmed to its own size, or None for avatars, logos and where nothing was found; coverage: the
    product's part of the frame, 0..1; doubt: a key of doubts.DOUBTS when the cut may be wrong.
    """

    clean: bytes
    content_type: str
    width: int
    height: int
    thumb: bytes
    colours: list[str]
    cutout: bytes | None
    coverage: float | None
    doubt: str | None


def process(
    data: bytes, kind: UploadKind, declared_type: str | None, cutter: Cutter | None = None
) -> Intake:
    """Check, clean and analyse one upload.

    `declared_type` is the content type the client signed up for; `cutter` defaults to this
    process's own. Raises RejectedImage (see decode.decode).
    """
    image = decode(data, declared_type)
    if kind is UploadKind.AVATAR:
        image = encode.flatten(image)
    see_through = image.mode == "RGBA"
    cutout: bytes | None = None
    coverage: float | None = None
    doubt: str | None = None
    subject = image
    if kind is UploadKind.PRODUCT:
        result = (cutter or LocalCutter()).cut(image)
        coverage, doubt = round(result.coverage, 4), result.doubt
        if trimmed := _trim(result.image):
            cutout, subject = encode.png(trimmed), trimmed
    return Intake(
        clean=encode.png(image) if see_through else encode.jpeg(image),
        content_type="image/png" if see_through else "image/jpeg",
        width=image.width,
        height=image.height,
        thumb=encode.thumbnail(image),
        colours=palette(subject),
        cutout=cutout,
        coverage=coverage,
        doubt=doubt,
    )


def _trim(image: Image.Image) -> Image.Image | None:
    """The box that holds every visible pixel, or None when there is none."""
    box = image.getchannel("A").point(lambda a: 255 if a > 20 else 0).getbbox()
    if box is None:
        return None
    margin = round(_CUTOUT_MARGIN * max(box[2] - box[0], box[3] - box[1]))
    left, top = max(0, box[0] - margin), max(0, box[1] - margin)
    right, bottom = min(image.width, box[2] + margin), min(image.height, box[3] + margin)
    return image.crop((left, top, right, bottom))
