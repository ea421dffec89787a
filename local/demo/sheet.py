"""One picture of many: the contact sheet of a batch."""

from collections.abc import Sequence
from math import ceil, sqrt
from pathlib import Path
from typing import Final

from PIL import Image

__all__ = ["contact_sheet"]

_CELL: Final = (160, 200)
_GAP: Final = 6
_PAPER: Final = (250, 248, 246)


def contact_sheet(pictures: Sequence[Path], target: Path) -> None:
    """Writes the pictures as a JPEG grid about as wide as high, at most ten in a row, in the given
    order; each is fitted into 160 x 200 pixels."""
    count = max(1, len(pictures))
    columns = min(10, count, ceil(sqrt(count * 1.25)))
    rows = ceil(count / columns)
    width, height = _CELL
    sheet = Image.new(
        "RGB", (columns * (width + _GAP) + _GAP, rows * (height + _GAP) + _GAP), _PAPER
    )
    for index, path in enumerate(pictures):
        left = _GAP + (index % columns) * (width + _GAP)
        top = _GAP + (index // columns) * (height + _GAP)
        with Image.open(path) as picture:
            picture.draft("RGB", _CELL)  # decodes a JPEG at a fraction of its size
            small = picture.convert("RGB")
            small.thumbnail(_CELL, Image.Resampling.LANCZOS)
        sheet.paste(small, (left + (width - small.width) // 2, top + (height - small.height) // 2))
    sheet.save(target, quality=85, optimize=True)
