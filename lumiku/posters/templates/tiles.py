"""Tiles of a catalogue: a picture with an item's name and price under, beside or on it."""

import math
from collections.abc import Sequence

from lumiku.posters.document.content import Item, rupiah
from lumiku.posters.document.geometry import Rect
from lumiku.posters.layout.blocks import Block
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.goods import item_photo, item_words

__all__ = ["best_grid", "hero_tile", "tiles"]

Shown = tuple[int, Item, Rect]


def best_grid(count: int, room: Rect, gap: float, aspect: float) -> tuple[int, int]:
    """(columns, rows) whose tiles come closest to an aspect, without empty places if possible."""

    def cost(columns: int) -> float:
        rows = math.ceil(count / columns)
        wide = (room.w - gap * (columns - 1)) / columns
        high = (room.h - gap * (rows - 1)) / rows
        empty = columns * rows - count
        return abs(math.log(max(wide, 1) / max(high, 1) / aspect)) + 0.6 * empty

    columns = min(range(1, count + 1), key=cost)
    return columns, math.ceil(count / columns)


def tiles(canvas: Canvas, shown: Sequence[Shown]) -> None:
    """Items in their places; those with their words below have their pictures in line."""
    label = _label_height(canvas, shown)
    for index, item, place in shown:
        if place.aspect > _beside(canvas):
            _row_tile(canvas, index, item, place.rounded())
        else:
            _tile(canvas, index, item, place.rounded(), label)


def _beside(canvas: Canvas) -> float:
    """The aspect from which a tile has its words beside the picture, not under it."""
    return 1.1 if canvas.wide else 1.5


def _label_height(canvas: Canvas, shown: Sequence[Shown]) -> float:
    """Px that the tallest label of a row of tiles needs, so that their photos line up."""
    heights = (
        canvas.needs(_label(index, item), tile.w - 2 * _pad(canvas, tile), tile.h * 0.4)
        for index, item, tile in shown
    )
    return max(heights, default=0.0)


def _label(index: int, item: Item) -> list[Block | None]:
    return item_words(index, item, size=0.95, price=1.05)


def _pad(canvas: Canvas, tile: Rect) -> float:
    return min(canvas.base * 0.75, tile.w * 0.08)


def _tile(canvas: Canvas, index: int, item: Item, box: Rect, label: float) -> None:
    pad = _pad(canvas, box)
    canvas.rect(
        box,
        "card",
        radius=canvas.base * 0.8,
        name="tile",
        group=f"tile-{index + 1}",
        shadow=canvas.soft(0.5),
    )
    picture = box.inset(pad * 0.5).cut(bottom=label + pad * 1.4)
    canvas.photo(
        item_photo(canvas, index, item),
        picture,
        view=View(0.5, 0.44),
        radius=canvas.base * 0.5,
        ground="bg",
    )
    room = Rect.between(box.x + pad, picture.bottom, box.right - pad, box.bottom)
    canvas.stack(room, _label(index, item), surface="card", valign="middle")


def hero_tile(canvas: Canvas, item: Item, box: Rect) -> None:
    """A photo with its name on a plate in the corner."""
    canvas.photo(
        item_photo(canvas, 0, item),
        box,
        view=View(0.5, 0.42),
        radius=canvas.base * 1.1,
        ground="card",
    )
    words = item_words(0, item, lines=2, size=1.2, price=1.7)
    pad = canvas.base * 0.9
    width = min(box.w * 0.62, canvas.base * 12)
    column, high = canvas.solve(
        [block for block in words if block is not None],
        Rect(0, 0, width - 2 * pad, box.h * 0.5),
        "panel",
    )
    wide = max((fitted.width for _, fitted in column), default=1.0) + 2 * pad
    tall = high + 2 * pad
    inner = box.inset(canvas.base * 0.7)
    spots = [
        Rect(inner.x, inner.bottom - tall, wide, tall),
        Rect(inner.right - wide, inner.bottom - tall, wide, tall),
        Rect(inner.x, inner.y, wide, tall),
    ]
    plate = canvas.quiet(spots).rounded()
    canvas.rect(plate, "panel", radius=canvas.base * 0.7, name="plate", group="item-1")
    canvas.stack(plate.inset(pad - 0.5), words, surface="panel", valign="middle")


def _row_tile(canvas: Canvas, index: int, item: Item, box: Rect) -> None:
    """A small photo with its words to the right."""
    canvas.rect(
        box,
        "card",
        radius=canvas.base * 0.8,
        name="tile",
        group=f"tile-{index + 1}",
        shadow=canvas.soft(0.4),
    )
    pad = min(canvas.base * 0.5, box.h * 0.08)
    side = box.h - 2 * pad
    size = canvas.px(1.0, 1.0)
    text = canvas.setting("body", 700, 0, item.name)
    longest = max([*item.name.split(), rupiah(item.price or 0)], key=text.face.width)
    spare = box.w - text.face.width(longest) * size - canvas.base * 1.2 - 3 * pad
    picture = Rect(box.x + pad, box.y + pad, max(min(side, box.w * 0.42, spare), side * 0.4), side)
    canvas.photo(
        item_photo(canvas, index, item),
        picture,
        view=View(0.5, 0.44),
        radius=canvas.base * 0.5,
        ground="bg",
    )
    room = Rect.between(
        picture.right + canvas.base * 0.8, box.y + pad, box.right - pad * 2, box.bottom - pad
    )
    canvas.stack(room, item_words(index, item, lines=2), surface="card", valign="middle")
