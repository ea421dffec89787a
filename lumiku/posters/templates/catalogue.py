"""Catalogue grids: several products with their names and prices."""

import math
from collections.abc import Sequence

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.blocks import Align, Block, Words
from lumiku.posters.content import Item, rupiah
from lumiku.posters.geometry import Rect
from lumiku.posters.photos import View
from lumiku.posters.schemas import Photo, Solid
from lumiku.posters.stage import Stage
from lumiku.posters.templates.arrange import below_mark, door_mask, floor, mark_above
from lumiku.posters.templates.base import (
    Family,
    PosterTemplate,
    body,
    contact,
    cta,
    headline,
    kicker,
)

__all__ = ["TEMPLATES", "item_photo", "item_words"]


def item_photo(stage: Stage, index: int, item: Item) -> Photo | None:
    """The item's own photo, else the poster's photos in turn."""
    own = {photo.id: photo for photo in stage.photos}
    return own.get(item.photo or "") or stage.photo_at(index)


def item_words(
    index: int, item: Item, *, lines: int = 2, size: float = 1.0, price: float = 1.15
) -> list[Block | None]:
    """Name and price of an item; they are stored as they are, not as variables."""
    return [
        Words(
            item.name,
            item.name,
            f"item-{index + 1}",
            size=size,
            weight=600,
            lines=lines,
            leading=1.2,
            gap=0.6,
            cut=True,
        ),
        Words(
            rupiah(item.price),
            rupiah(item.price),
            f"item-{index + 1}-price",
            size=price,
            weight=750,
            ink="accent",
            gap=0.55,
        )
        if item.price is not None
        else None,
    ]


def _best_grid(count: int, room: Rect, gap: float, aspect: float) -> tuple[int, int]:
    """(columns, rows) whose tiles come closest to an aspect, without empty places if possible."""

    def cost(columns: int) -> float:
        rows = math.ceil(count / columns)
        wide = (room.w - gap * (columns - 1)) / columns
        high = (room.h - gap * (rows - 1)) / rows
        empty = columns * rows - count
        return abs(math.log(max(wide, 1) / max(high, 1) / aspect)) + 0.6 * empty

    columns = min(range(1, count + 1), key=cost)
    return columns, math.ceil(count / columns)


def _titles(stage: Stage, *, size: float = 2.1, lines: int = 2) -> list[Block | None]:
    return [kicker(stage), headline(stage, size=size, lines=lines, grow=1.25)]


def _grid(stage: Stage) -> None:
    """Even tiles under a short title."""
    safe = stage.safe
    stage.background = Solid(colour="bg")
    items = stage.content.items[: 4 if stage.banner else 6] or _fallback(stage)
    if len(items) == 5:
        items = items[:4]
    if stage.wide:
        words = safe.left_part(safe.w * 0.3)
        room = Rect.between(words.right + stage.gutter * 1.4, safe.y, safe.right, safe.bottom)
        items = items[: 3 if stage.banner else 6]
        blocks = [*_titles(stage, lines=5), body(stage, lines=4), cta(stage), contact(stage)]
        used = stage.stack(words, blocks, valign="middle")
        mark_above(stage, words, used)
    else:
        area = below_mark(stage, 1.1)
        if stage.tall:
            area = Rect.between(stage.even.x, area.y, stage.even.right, area.bottom)
        title = stage.needs(_titles(stage), area.w, safe.h * 0.2)
        used = stage.stack(area.top_part(title), _titles(stage), align="center")
        foot = contact(stage, gap=0.0)
        foot_h = stage.base * 1.8 if foot and not stage.tall else 0.0
        room = Rect.between(
            area.x, used.bottom + stage.gutter * 1.2, area.right, safe.bottom - foot_h
        )
        floor(stage)
        if foot and not stage.tall:
            stage.stack(safe.bottom_part(foot_h), [foot], align="center", valign="bottom")
        stage.mark(stage.even, align="center")
    gap = stage.gutter * 0.7
    columns, rows = _best_grid(len(items), room, gap, 0.82)
    tiles = [tile for row in room.rows(rows, gap) for tile in row.columns(columns, gap)]
    shown = list(zip(range(len(items)), items, tiles, strict=False))
    label = _label_height(stage, shown)
    for index, item, tile in shown:
        if tile.aspect > _beside(stage):
            _row_tile(stage, index, item, tile.rounded())
        else:
            _tile(stage, index, item, tile.rounded(), label)


def _beside(stage: Stage) -> float:
    """The aspect from which a tile has its words beside the picture, not under it."""
    return 1.1 if stage.wide else 1.5


def _label_height(stage: Stage, shown: Sequence[tuple[int, Item, Rect]]) -> float:
    """Px that the tallest label of a row of tiles needs, so that their photos line up."""
    return max(
        stage.needs(_label(index, item), tile.w - 2 * _pad(stage, tile), tile.h * 0.4)
        for index, item, tile in shown
    )


def _label(index: int, item: Item) -> list[Block | None]:
    return item_words(index, item, size=0.95, price=1.05)


def _pad(stage: Stage, tile: Rect) -> float:
    return min(stage.base * 0.75, tile.w * 0.08)


def _fallback(stage: Stage) -> list[Item]:
    """Without items the product itself is the only one."""
    name = stage.values["product"] or stage.values["headline"] or stage.brand
    return [Item(name=name[:80] or "Produk", price=stage.content.price)]


def _tile(stage: Stage, index: int, item: Item, box: Rect, label: float) -> None:
    pad = _pad(stage, box)
    stage.rect(
        box,
        "card",
        radius=stage.base * 0.8,
        name="tile",
        group=f"tile-{index + 1}",
        shadow=stage.soft(0.5),
    )
    picture = box.inset(pad * 0.5).cut(bottom=label + pad * 1.4)
    stage.photo(
        item_photo(stage, index, item),
        picture,
        view=View(0.5, 0.44),
        radius=stage.base * 0.5,
        ground="bg",
    )
    room = Rect.between(box.x + pad, picture.bottom, box.right - pad, box.bottom)
    stage.stack(room, _label(index, item), surface="card", valign="middle")


def _feature(stage: Stage) -> None:
    """One product large, the others in a row or column beside it."""
    safe = stage.safe
    stage.background = Solid(colour="bg")
    items = list(stage.content.items[:4]) or _fallback(stage)
    first, others = items[0], items[1:4]
    gap = stage.gutter * 0.7
    if stage.wide:
        words = safe.left_part(safe.w * 0.26)
        room = Rect.between(words.right + stage.gutter * 1.3, safe.y, safe.right, safe.bottom)
        blocks = [*_titles(stage, lines=5, size=2.0), contact(stage)]
        used = stage.stack(words, blocks, valign="middle")
        mark_above(stage, words, used)
        big = room.left_part(room.w * (0.48 if others else 1))
        rest = Rect.between(big.right + gap, room.y, room.right, room.bottom)
        slots = rest.rows(max(len(others), 1), gap)
    else:
        area = below_mark(stage, 1.1)
        title = stage.needs(_titles(stage), area.w, safe.h * 0.2)
        used = stage.stack(area.top_part(title), _titles(stage))
        room = Rect.between(area.x, used.bottom + stage.gutter * 1.2, area.right, safe.bottom)
        floor(stage)
        share = 0.64 if room.aspect < 0.95 else 0.58
        big = room.top_part(room.h * (share if others else 1))
        rest = Rect.between(room.x, big.bottom + gap, room.right, room.bottom)
        slots = rest.columns(max(len(others), 1), gap)
        stage.mark(safe)
    _hero_tile(stage, first, big.rounded())
    shown = list(zip(range(1, 4), others, slots, strict=False))
    label = _label_height(stage, shown) if shown else 0.0
    for index, item, slot in shown:
        if slot.aspect > _beside(stage):
            _row_tile(stage, index, item, slot.rounded())
        else:
            _tile(stage, index, item, slot.rounded(), label)


def _hero_tile(stage: Stage, item: Item, box: Rect) -> None:
    """A photo with its name on a plate in the corner."""
    stage.photo(
        item_photo(stage, 0, item),
        box,
        view=View(0.5, 0.42),
        radius=stage.base * 1.1,
        ground="card",
    )
    words = item_words(0, item, lines=2, size=1.2, price=1.7)
    pad = stage.base * 0.9
    width = min(box.w * 0.62, stage.base * 12)
    column, high = stage.solve(
        [block for block in words if block is not None],
        Rect(0, 0, width - 2 * pad, box.h * 0.5),
        "panel",
    )
    wide = max((fitted.width for _, fitted in column), default=1.0) + 2 * pad
    tall = high + 2 * pad
    inner = box.inset(stage.base * 0.7)
    spots = [
        Rect(inner.x, inner.bottom - tall, wide, tall),
        Rect(inner.right - wide, inner.bottom - tall, wide, tall),
        Rect(inner.x, inner.y, wide, tall),
    ]
    plate = stage.quiet(spots).rounded()
    stage.rect(plate, "panel", radius=stage.base * 0.7, name="plate", group="item-1")
    stage.stack(plate.inset(pad - 0.5), words, surface="panel", valign="middle")


def _row_tile(stage: Stage, index: int, item: Item, box: Rect) -> None:
    """A small photo with its words to the right."""
    stage.rect(
        box,
        "card",
        radius=stage.base * 0.8,
        name="tile",
        group=f"tile-{index + 1}",
        shadow=stage.soft(0.4),
    )
    pad = min(stage.base * 0.5, box.h * 0.08)
    side = box.h - 2 * pad
    size = stage.px(1.0, 1.0)
    text = stage.setting("body", 700, 0, item.name)
    longest = max([*item.name.split(), rupiah(item.price or 0)], key=text.face.width)
    spare = box.w - text.face.width(longest) * size - stage.base * 1.2 - 3 * pad
    picture = Rect(box.x + pad, box.y + pad, max(min(side, box.w * 0.42, spare), side * 0.4), side)
    stage.photo(
        item_photo(stage, index, item),
        picture,
        view=View(0.5, 0.44),
        radius=stage.base * 0.5,
        ground="bg",
    )
    room = Rect.between(
        picture.right + stage.base * 0.8, box.y + pad, box.right - pad * 2, box.bottom - pad
    )
    stage.stack(room, item_words(index, item, lines=2), surface="card", valign="middle")


def _strips(stage: Stage) -> None:
    """Tall arches side by side, names under them."""
    safe = stage.safe
    stage.background = Solid(colour="panel")
    items = list(stage.content.items[:3]) or _fallback(stage)
    align: Align = "left" if stage.wide else "center"
    blocks = [*_titles(stage, size=2.2, lines=5 if stage.wide else 2)]
    if stage.wide:
        words = safe.left_part(safe.w * 0.3)
        used = stage.stack(
            words, [*blocks, body(stage, lines=3), contact(stage)], surface="panel", valign="middle"
        )
        mark_above(stage, words, used, "panel")
        room = Rect.between(words.right + stage.gutter * 1.4, safe.y, safe.right, safe.bottom)
    else:
        even = stage.even
        area = below_mark(stage, 1.1, "panel")
        title = stage.needs(blocks, even.w, safe.h * 0.24)
        used = stage.stack(
            Rect(even.x, area.y, even.w, title), blocks, surface="panel", align=align
        )
        room = Rect.between(even.x, used.bottom + stage.gutter * 1.3, even.right, safe.bottom)
        floor(stage)
        stage.mark(even, surface="panel", align="center")
    gap = stage.gutter * 0.7
    columns = room.columns(len(items), gap)
    label_h = max(
        stage.needs(item_words(index, item), column.w, room.h * 0.34)
        for index, (item, column) in enumerate(zip(items, columns, strict=True))
    )
    for index, (item, column) in enumerate(zip(items, columns, strict=True)):
        shift = column.h * 0.08 if index % 2 and len(items) > 1 and not stage.banner else 0.0
        door = column.cut(
            bottom=label_h + stage.base * 1.1 + column.h * (0.08 if not stage.banner else 0)
        )
        door = Rect(door.x, door.y + shift, door.w, door.h).rounded()
        stage.photo(
            item_photo(stage, index, item),
            door,
            view=View(0.5, 0.44),
            mask=door_mask(door),
            ground="card",
        )
        room_for = Rect(column.x, door.bottom + stage.base * 0.9, column.w, label_h + 1)
        stage.stack(room_for, item_words(index, item), surface="panel", align="center")


TEMPLATES = (
    PosterTemplate(
        "shelf-grid",
        Family.CATALOGUE,
        "Etalase",
        "Grid",
        TemplateSet.BASIC,
        _grid,
        photos=4,
        needs=("items",),
        moods=("tint", "light", "deep", "bold", "duo"),
    ),
    PosterTemplate(
        "shelf-feature",
        Family.CATALOGUE,
        "Andalan",
        "Feature",
        TemplateSet.STANDARD,
        _feature,
        photos=4,
        needs=("items",),
        moods=("light", "tint", "deep", "bold", "duo"),
    ),
    PosterTemplate(
        "shelf-arches",
        Family.CATALOGUE,
        "Deret Gapura",
        "Arches",
        TemplateSet.ALL,
        _strips,
        photos=3,
        needs=("items",),
    ),
)
