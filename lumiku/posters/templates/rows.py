"""Rows of a price list: a name, its note and its price, on a line or a card."""

from lumiku.posters.document.content import Item, rupiah
from lumiku.posters.document.geometry import Rect
from lumiku.posters.layout.blocks import Words
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.photos import View
from lumiku.posters.layout.typeset import ellipsise, line_width
from lumiku.posters.templates.goods import item_photo

__all__ = ["rows"]


def rows(
    canvas: Canvas,
    items: list[Item],
    room: Rect,
    surface: str,
    *,
    leaders: bool = True,
    thumbs: bool = False,
) -> None:
    """Items one under another, evenly spread: notes go first when room is short, then a second
    column helps, and only then items are left out."""
    noted, bare = canvas.px(2.9, 1.0), canvas.px(2.1, 1.0)
    if thumbs:
        noted, bare = canvas.base * 3.1, canvas.base * 2.5
    columns = 1
    least = noted if any(item.note for item in items) else bare
    if len(items) * least > room.h:
        items = [item.model_copy(update={"note": ""}) for item in items]
        least = bare
    if len(items) * least > room.h and not thumbs and _names_fit(canvas, items, room.w / 2):
        columns = 2
    per_column = max(int((room.h + 1) // least), 1)
    shown = items[: per_column * columns]
    if not shown:
        return
    count = -(-len(shown) // columns)
    for column, part in enumerate(room.columns(columns, canvas.gutter * 1.6)):
        chosen = shown[column * count : (column + 1) * count]
        step = min(part.h / count, least * 1.75)
        top = part.y + (part.h - step * count) / 2
        for index, item in enumerate(chosen):
            line = Rect(part.x, top + index * step, part.w, step)
            number = column * count + index
            if thumbs:
                _card_row(canvas, number, item, line.inset(0, canvas.base * 0.2).rounded())
            else:
                _row(canvas, number, item, line, surface, leaders=leaders)


def _names_fit(canvas: Canvas, items: list[Item], width: float) -> bool:
    """Whether every name fits beside its price in a column."""
    size = canvas.px(1.12, 1.0)

    def needs(item: Item) -> float:
        cost = rupiah(item.price) if item.price is not None else ""
        face = canvas.setting("body", 600, 0, item.name).face
        return (face.width(item.name) + face.width(cost) + 3) * size

    return all(needs(item) <= width for item in items)


def _row(
    canvas: Canvas, index: int, item: Item, line: Rect, surface: str, *, leaders: bool
) -> None:
    """Name, dots, price; the note in small print under the name."""
    size, small = canvas.px(1.12, 1.0), canvas.px(0.82, 1.0)
    cost, group = rupiah(item.price) if item.price is not None else "", f"row-{index + 1}"
    price_w = line_width(canvas.setting("body", 700, 0, cost), cost, size)
    room = line.w - price_w - size * (1.2 if leaders else 0.8)
    name_set, note_set = (
        canvas.setting("body", weight, 0, text)
        for weight, text in ((600, item.name), (450, item.note))
    )
    cap, below = name_set.face.cap * size, small * 0.72 + note_set.face.cap * small
    level = line.cy + (cap - (below if item.note else 0)) / 2
    (name,) = ellipsise(name_set, item.name, size, room, 1)
    words = Words(name, item.name, f"item-{index + 1}", weight=600, leading=1.2)
    canvas.line(
        words,
        size,
        (line.x, level, room),
        align="left",
        surface=surface,
        group=group,
        was_cut=name != item.name,
    )
    if cost:
        words = Words(cost, cost, f"item-{index + 1}-price", weight=700, leading=1.2, ink="accent")
        place = (line.right - price_w - 1, level, price_w + 1)
        canvas.line(words, size, place, align="right", surface=surface, group=group)
    if leaders and cost:
        left = line.x + line_width(name_set, name, size) + size * 0.5
        right = line.right - price_w - size * 0.5
        if right - left >= size * 0.7:
            _leader(canvas, Rect.between(left, level, right, level), surface, group)
    if item.note:
        (note,) = ellipsise(note_set, item.note, small, room, 1)
        words = Words(
            note, item.note, f"item-{index + 1}-note", weight=450, leading=1.2, ink="muted"
        )
        place = (line.x, level + below, room)
        canvas.line(words, small, place, align="left", surface=surface, group=group)


def _leader(canvas: Canvas, line: Rect, surface: str, group: str) -> None:
    """Dots from a name to its price."""
    dot = max(canvas.px(1.12, 1.0) * 0.07, 1.5)
    canvas.path(
        Rect(line.x, line.y - dot, line.w, dot * 2),
        f"M0,{dot:.2f} L{line.w:.1f},{dot:.2f}",
        None,
        view=(line.w, dot * 2),
        name="leader",
        group=group,
        stroke=(canvas.ink("muted", surface), dot),
        dash=dot * 2.2,
        opacity=0.55,
    )


def _card_row(canvas: Canvas, index: int, item: Item, box: Rect) -> None:
    """A rounded card with a thumbnail, name and note, and the price on the right."""
    canvas.rect(box, "card", radius=canvas.base * 0.75, name="row", group=f"row-{index + 1}")
    pad = min(canvas.base * 0.42, box.h * 0.1)
    side = box.h - 2 * pad
    canvas.photo(
        item_photo(canvas, index, item),
        Rect(box.x + pad, box.y + pad, side * 1.05, side),
        view=View(0.5, 0.44, 1.2),
        radius=canvas.base * 0.5,
        ground="bg",
    )
    inner = Rect.between(
        box.x + pad + side * 1.05 + canvas.base * 0.85, box.y, box.right - canvas.base, box.bottom
    )
    _row(canvas, index, item, inner, "card", leaders=False)
