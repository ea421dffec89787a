"""Catalogue grids: several products with their names and prices."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Solid
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import door_mask, floor
from lumiku.posters.templates.base import Family, PosterTemplate, body, contact, cta
from lumiku.posters.templates.goods import Heading, headed, item_photo, item_words, items_of
from lumiku.posters.templates.tiles import best_grid, hero_tile, tiles
from lumiku.texts import Text

__all__ = ["TEMPLATES"]


def _grid(canvas: Canvas) -> None:
    """Even tiles under a short title."""
    canvas.background = Solid(colour="bg")
    floor(canvas)
    items = items_of(canvas, 3 if canvas.banner else 6)
    if len(items) == 5:
        items = items[:4]
    heading = Heading(
        align="center",
        beside=(body(canvas, lines=4), cta(canvas), contact(canvas)),
        foot=None if canvas.tall else contact(canvas, gap=0.0),
        foot_units=1.8,
    )
    room = headed(canvas, heading, canvas.even if canvas.tall else canvas.safe)
    gap = canvas.gutter * 0.7
    columns, rows = best_grid(len(items), room, gap, 0.82)
    places = [place for row in room.rows(rows, gap) for place in row.columns(columns, gap)]
    tiles(canvas, list(zip(range(len(items)), items, places, strict=False)))


def _feature(canvas: Canvas) -> None:
    """One product large, the others in a row or column beside it."""
    canvas.background = Solid(colour="bg")
    floor(canvas)
    first, *others = items_of(canvas, 4)
    room = headed(canvas, Heading(share=0.26, beside=(contact(canvas),)), canvas.safe)
    gap, count = canvas.gutter * 0.7, max(len(others), 1)
    if canvas.wide:
        big = room.left_part(room.w * (0.48 if others else 1))
        places = Rect.between(big.right + gap, room.y, room.right, room.bottom).rows(count, gap)
    else:
        share = 0.64 if room.aspect < 0.95 else 0.58
        big = room.top_part(room.h * (share if others else 1))
        places = Rect.between(room.x, big.bottom + gap, room.right, room.bottom).columns(count, gap)
    hero_tile(canvas, first, big.rounded())
    tiles(canvas, list(zip(range(1, 4), others, places, strict=False)))


def _strips(canvas: Canvas) -> None:
    """Tall arches side by side, names under them."""
    canvas.background = Solid(colour="panel")
    floor(canvas)
    items = items_of(canvas, 3)
    heading = Heading(
        size=2.2,
        align="center",
        surface="panel",
        beside=(body(canvas, lines=3), contact(canvas)),
    )
    room = headed(canvas, heading, canvas.safe if canvas.wide else canvas.even)
    columns = room.columns(len(items), canvas.gutter * 0.7)
    label = max(
        canvas.needs(item_words(index, item), column.w, room.h * 0.34)
        for index, (item, column) in enumerate(zip(items, columns, strict=True))
    )
    sway = 0.0 if canvas.banner else room.h * 0.08  # every second one hangs lower
    for index, (item, column) in enumerate(zip(items, columns, strict=True)):
        lower = sway if index % 2 else 0.0
        door = column.cut(top=lower, bottom=label + canvas.base * 1.1 + sway - lower).rounded()
        canvas.photo(
            item_photo(canvas, index, item),
            door,
            view=View(0.5, 0.44),
            mask=door_mask(door),
            ground="card",
        )
        words = Rect(column.x, door.bottom + canvas.base * 0.9, column.w, label + 1)
        canvas.stack(words, item_words(index, item), surface="panel", align="center")


TEMPLATES = (
    PosterTemplate(
        "shelf-grid",
        Family.CATALOGUE,
        Text("Etalase", "Grid"),
        TemplateSet.BASIC,
        _grid,
        photos=4,
        needs=("items",),
        moods=("tint", "light", "deep", "bold", "duo"),
    ),
    PosterTemplate(
        "shelf-feature",
        Family.CATALOGUE,
        Text("Andalan", "Feature"),
        TemplateSet.STANDARD,
        _feature,
        photos=4,
        needs=("items",),
        moods=("light", "tint", "deep", "bold", "duo"),
    ),
    PosterTemplate(
        "shelf-arches",
        Family.CATALOGUE,
        Text("Deret Gapura", "Arches"),
        TemplateSet.ALL,
        _strips,
        photos=3,
        needs=("items",),
    ),
)
