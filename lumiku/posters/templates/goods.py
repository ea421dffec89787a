"""What catalogues and price lists share: a headed room, and how an item is shown and named."""

from collections.abc import Sequence
from dataclasses import dataclass

from lumiku.posters.document.content import Item, rupiah
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Photo
from lumiku.posters.layout.blocks import Align, Block, Words
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.templates.arrange import below_mark, mark_above
from lumiku.posters.templates.base import headline, kicker

__all__ = ["Heading", "headed", "item_photo", "item_words", "items_of", "titles"]


def titles(canvas: Canvas, *, size: float = 2.1, lines: int = 2) -> list[Block | None]:
    return [kicker(canvas), headline(canvas, size=size, lines=lines, grow=1.25)]


def items_of(canvas: Canvas, most: int) -> list[Item]:
    """The first items; without any the product itself is the only one."""
    if canvas.content.items:
        return list(canvas.content.items[:most])
    name = canvas.values["product"] or canvas.values["headline"] or canvas.brand
    return [Item(name=name[:80] or "Produk", price=canvas.content.price)]


@dataclass(frozen=True)
class Heading:
    """How goods are headed: the title's size, where it stands, and what closes the page.

    `beside` are further blocks under the title where it stands beside the goods, which take
    the rest of the width after `share`.
    """

    size: float = 2.1
    align: Align = "left"
    surface: str = "bg"
    share: float = 0.3
    beside: Sequence[Block | None] = ()
    foot: Block | None = None
    foot_units: float = 3.2  # height that the foot takes, in units of body text


def headed(canvas: Canvas, heading: Heading, area: Rect) -> Rect:
    """Places the brand's mark, the title and the foot in an area; returns the room for goods."""
    surface = heading.surface
    if canvas.wide:
        words = area.left_part(area.w * heading.share)
        blocks = [*titles(canvas, size=heading.size, lines=5), *heading.beside]
        used = canvas.stack(words, blocks, surface=surface, valign="middle")
        mark_above(canvas, words, used, surface)
        return Rect.between(words.right + canvas.gutter * 1.4, area.y, area.right, area.bottom)
    canvas.mark(area, align=heading.align, surface=surface)
    head = area.cut(top=below_mark(canvas, 1.1, surface).y - canvas.safe.y)
    blocks = titles(canvas, size=heading.size)
    room = head.top_part(canvas.needs(blocks, head.w, canvas.safe.h * 0.22))
    used = canvas.stack(room, blocks, surface=surface, align=heading.align)
    foot_h = 0.0
    if heading.foot is not None:
        foot_h = canvas.base * heading.foot_units
        foot = area.bottom_part(foot_h)
        canvas.stack(foot, [heading.foot], surface=surface, align=heading.align, valign="bottom")
    return Rect.between(area.x, used.bottom + canvas.gutter * 1.2, area.right, area.bottom - foot_h)


def item_photo(canvas: Canvas, index: int, item: Item) -> Photo | None:
    """The item's own photo, else the poster's photos in turn."""
    own = {photo.id: photo for photo in canvas.photos}
    return own.get(item.photo or "") or canvas.photo_at(index)


def item_words(
    index: int, item: Item, *, lines: int = 2, size: float = 1.0, price: float = 1.15
) -> list[Block | None]:
    """Name and price of an item; they are stored as they are, not as variables."""
    name = Words(
        item.name,
        item.name,
        f"item-{index + 1}",
        size=size,
        weight=600,
        lines=lines,
        leading=1.2,
        gap=0.6,
        cut=True,
    )
    if item.price is None:
        return [name]
    told = rupiah(item.price)
    cost = Words(
        told, told, f"item-{index + 1}-price", size=price, weight=750, ink="accent", gap=0.55
    )
    return [name, cost]
