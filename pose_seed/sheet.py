"""Contact sheets: a shelf of the library on one page, skeletons over mannequins."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lumiku.poses.drawing import SD15, draw
from lumiku.poses.preview import PAPER, paint
from lumiku.poses.schemas import PoseTemplate

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["contact_sheet"]


def _frame(template: PoseTemplate, height: int) -> "Image":
    from PIL import Image

    body = paint(template, height)
    bones = draw(
        template.people,
        round(template.aspect * 512),
        512,
        style=SD15,
        hands=template.hands,
    ).resize(body.size, Image.Resampling.LANCZOS)
    lit = bones.convert("L").point(lambda value: min(255, value * 4) * 0.72)
    body.paste(bones, mask=lit)
    return body


def contact_sheet(
    templates: Sequence[PoseTemplate],
    *,
    title: str,
    columns: int = 10,
    height: int = 150,
    labels: bool = False,
) -> "Image":
    """All given poses in rows, in their order; with `labels` each carries its id."""
    from PIL import Image, ImageDraw, ImageFont

    gap, head = 6, 26
    width = max((round(t.aspect * height) for t in templates), default=height)
    foot = 12 if labels else 0
    rows = (len(templates) + columns - 1) // columns
    sheet = Image.new(
        "RGB",
        (columns * (width + gap) + gap, head + rows * (height + foot + gap) + gap),
        "#FFFFFF",
    )
    pen = ImageDraw.Draw(sheet)
    pen.text((gap, 6), title, fill="#3A332E", font=ImageFont.load_default(14))
    for number, template in enumerate(templates):
        x = gap + (number % columns) * (width + gap)
        y = head + (number // columns) * (height + foot + gap)
        picture = _frame(template, height)
        cell = Image.new("RGB", (width, height), PAPER)
        cell.paste(picture, ((width - picture.width) // 2, 0))
        sheet.paste(cell, (x, y))
        if labels:
            pen.text(
                (x + 2, y + height), template.id, fill="#3A332E", font=ImageFont.load_default(9)
            )
    return sheet
