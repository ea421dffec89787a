"""A small picture of a pose for browsing: the mannequin as SVG or painted with Pillow."""

from typing import TYPE_CHECKING, Final

from lumiku.poses.mannequin import Part, parts
from lumiku.poses.schemas import PoseTemplate

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["PAPER", "paint", "svg"]

PAPER: Final = "#F6F3EF"
_LINE: Final = 0.003  # of the frame's height: the line around every part


def _path(part: Part) -> str:
    """All outlines of a part as one SVG path, in thousandths of the frame's height."""
    return "".join(
        "M" + " ".join(f"{x * 1000:.0f},{y * 1000:.0f}" for x, y in outline) + "Z"
        for outline in part.outlines
    )


def svg(template: PoseTemplate) -> str:
    """The preview as an SVG of about 10 kB; its size is the viewer's choice."""
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {template.aspect * 1000:.0f} 1000" '
        f'role="img"><rect width="100%" height="100%" fill="{PAPER}"/>'
        f'<g stroke-width="{_LINE * 2000:.0f}" stroke-linejoin="round">'
    ]
    for number, part in enumerate(parts(template)):
        if part.ink is None:
            drawn.append(f'<path d="{_path(part)}" fill="{part.fill}"/>')
            continue
        # The line lies under the fill, so that it runs around the whole part and not through it.
        drawn.append(
            f'<path id="p{number}" d="{_path(part)}" stroke="{part.ink}"/>'
            f'<use href="#p{number}" fill="{part.fill}" stroke="none"/>'
        )
    return "".join([*drawn, "</g></svg>"])


def paint(template: PoseTemplate, height: int = 320, *, smooth: int = 3) -> "Image":
    """The preview as a Pillow picture, drawn at `smooth` times its size and reduced."""
    from PIL import Image, ImageDraw

    scale = height * smooth
    size = (round(template.aspect * scale), scale)
    picture = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(picture)
    line = max(1, round(2 * _LINE * scale))
    for part in parts(template):
        shapes = [[(x * scale, y * scale) for x, y in outline] for outline in part.outlines]
        if part.ink is not None:
            for shape in shapes:
                pen.line([*shape, *shape[:2]], fill=part.ink, width=line, joint="curve")
        for shape in shapes:
            pen.polygon(shape, fill=part.fill)
    return picture.resize((size[0] // smooth, height), Image.Resampling.LANCZOS)
