"""Price lists to send on WhatsApp: everything on one picture, readable on a phone."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.blocks import Align, Block, Words
from lumiku.posters.content import Item, rupiah
from lumiku.posters.geometry import Rect
from lumiku.posters.photos import View
from lumiku.posters.pieces import Button
from lumiku.posters.schemas import Solid
from lumiku.posters.stage import Stage
from lumiku.posters.templates.arrange import below_mark, floor, mark_above
from lumiku.posters.templates.base import Family, PosterTemplate, contact, headline, kicker
from lumiku.posters.templates.catalogue import item_photo
from lumiku.posters.typeset import ellipsise, line_width

__all__ = ["TEMPLATES"]


def _titles(stage: Stage, size: float = 2.3, lines: int = 2) -> list[Block | None]:
    return [kicker(stage), headline(stage, size=size, lines=lines, grow=1.2)]


def _order(stage: Stage, surface: str, gap: float = 1.4) -> Block | None:
    """Where to order: the contact on a pill."""
    if not stage.has("contact"):
        return None
    text, bind = f"Pesan: {stage.values['contact']}", "Pesan: {contact}"
    if surface == "panel":
        return Button(text, bind, "order", fill="on_panel", ink="panel", gap=gap, drop=4)
    return Button(text, bind, "order", gap=gap, drop=4)


def _rows(
    stage: Stage,
    items: list[Item],
    room: Rect,
    surface: str,
    *,
    leaders: bool = True,
    thumbs: bool = False,
) -> None:
    """Items one under another, evenly spread: notes go first when room is short, then a second
    column helps, and only then items are left out."""
    noted, bare = stage.px(2.9, 1.0), stage.px(2.1, 1.0)
    if thumbs:
        noted, bare = stage.base * 3.1, stage.base * 2.5
    columns = 1
    least = noted if any(item.note for item in items) else bare
    if len(items) * least > room.h:
        items = [item.model_copy(update={"note": ""}) for item in items]
        least = bare
    if len(items) * least > room.h and not thumbs and _names_fit(stage, items, room.w / 2):
        columns = 2
    per_column = max(int((room.h + 1) // least), 1)
    shown = items[: per_column * columns]
    if not shown:
        return
    count = -(-len(shown) // columns)
    for column, part in enumerate(room.columns(columns, stage.gutter * 1.6)):
        chosen = shown[column * count : (column + 1) * count]
        step = min(part.h / count, least * 1.75)
        top = part.y + (part.h - step * count) / 2
        for index, item in enumerate(chosen):
            line = Rect(part.x, top + index * step, part.w, step)
            number = column * count + index
            if thumbs:
                _card_row(stage, number, item, line.inset(0, stage.base * 0.2).rounded())
            else:
                _row(stage, number, item, line, surface, leaders=leaders)


def _names_fit(stage: Stage, items: list[Item], width: float) -> bool:
    """Whether every name fits beside its price in a column."""
    size = stage.px(1.12, 1.0)

    def needs(item: Item) -> float:
        cost = rupiah(item.price) if item.price is not None else ""
        face = stage.setting("body", 600, 0, item.name).face
        return (face.width(item.name) + face.width(cost) + 3) * size

    return all(needs(item) <= width for item in items)


def _row(stage: Stage, index: int, item: Item, line: Rect, surface: str, *, leaders: bool) -> None:
    """Name, dots, price; the note in small print under the name."""
    size = stage.px(1.12, 1.0)
    cost = rupiah(item.price) if item.price is not None else ""
    price_set = stage.setting("body", 700, 0, cost)
    name_set = stage.setting("body", 600, 0, item.name)
    price_w = line_width(price_set, cost, size)
    room = line.w - price_w - size * (1.2 if leaders else 0.8)
    name = ellipsise(name_set, item.name, size, room, 1)
    cap = name_set.face.cap * size
    small = stage.px(0.82, 1.0)
    gap = small * 0.72
    note_set = stage.setting("body", 450, 0, item.note)
    block = cap + (gap + note_set.face.cap * small if item.note else 0)
    base = line.cy - block / 2 + cap
    group = f"row-{index + 1}"
    top = base - name_set.face.baseline(size, 1.2)
    stage.text_layer(
        Words(item.name, item.name, f"item-{index + 1}", weight=600, leading=1.2),
        name,
        name_set,
        size,
        Rect(line.x, top, room, size * 1.2),
        align="left",
        surface=surface,
        group=group,
        was_cut=name[0] != item.name,
    )
    if cost:
        stage.text_layer(
            Words(cost, cost, f"item-{index + 1}-price", weight=700, leading=1.2, ink="accent"),
            (cost,),
            price_set,
            size,
            Rect(line.right - price_w - 1, top, price_w + 1, size * 1.2),
            align="right",
            surface=surface,
            group=group,
        )
    name_w = line_width(name_set, name[0], size)
    if leaders and cost and room - name_w > size * 1.2:
        left, right = line.x + name_w + size * 0.5, line.right - price_w - size * 0.5
        dot = max(size * 0.07, 1.5)
        stage.path(
            Rect(left, base - dot, right - left, dot * 2),
            f"M0,{dot:.2f} L{right - left:.1f},{dot:.2f}",
            None,
            view=(right - left, dot * 2),
            name="leader",
            group=group,
            stroke=(stage.ink("muted", surface), dot),
            dash=dot * 2.2,
            opacity=0.55,
        )
    if item.note:
        note = ellipsise(note_set, item.note, small, room, 1)
        low = base + gap + note_set.face.cap * small - note_set.face.baseline(small, 1.2)
        stage.text_layer(
            Words(
                item.note, item.note, f"item-{index + 1}-note", weight=450, leading=1.2, ink="muted"
            ),
            note,
            note_set,
            small,
            Rect(line.x, low, room, small * 1.2),
            align="left",
            surface=surface,
            group=group,
        )


def _card_row(stage: Stage, index: int, item: Item, box: Rect) -> None:
    """A rounded card with a thumbnail, name and note, and the price on the right."""
    stage.rect(box, "card", radius=stage.base * 0.75, name="row", group=f"row-{index + 1}")
    pad = min(stage.base * 0.42, box.h * 0.1)
    side = box.h - 2 * pad
    stage.photo(
        item_photo(stage, index, item),
        Rect(box.x + pad, box.y + pad, side * 1.05, side),
        view=View(0.5, 0.44, 1.2),
        radius=stage.base * 0.5,
        ground="bg",
    )
    inner = Rect.between(
        box.x + pad + side * 1.05 + stage.base * 0.85, box.y, box.right - stage.base, box.bottom
    )
    _row(stage, index, item, inner, "card", leaders=False)


def _menu(stage: Stage) -> None:
    """A menu board: a frame, a centred title and dotted lines."""
    safe, canvas = stage.safe, stage.canvas
    stage.background = Solid(colour="bg")
    edge = stage.margin * 0.5
    frame = canvas.inset(edge)
    if stage.tall:
        floor(stage)
        frame = Rect.between(edge, edge, canvas.w - edge, safe.bottom + stage.gutter * 1.4 - edge)
    items = list(stage.content.items)
    stage.rect(
        frame.rounded(),
        None,
        name="frame",
        stroke=("bg_accent", max(stage.base * 0.07, 2)),
        radius=stage.base * 0.5,
    )
    if not stage.banner:
        stage.rect(
            frame.inset(stage.base * 0.28).rounded(),
            None,
            name="frame",
            opacity=0.4,
            stroke=("bg_accent", max(stage.base * 0.035, 1)),
            radius=stage.base * 0.3,
        )
    area = safe.inset(
        stage.base * (0.9 if not stage.banner else 0.2),
        stage.base * (0.7 if not stage.banner else 0),
    )
    if stage.wide:
        words = area.left_part(area.w * 0.34)
        used = stage.stack(words, [*_titles(stage, lines=5), _order(stage, "bg")], valign="middle")
        mark_above(stage, words, used)
        room = Rect.between(words.right + stage.gutter * 1.6, area.y, area.right, area.bottom)
        _rows(stage, items, room, "bg")
        return
    even = stage.even.inset(stage.base * 0.9, stage.base * (0.7 if not stage.tall else 0))
    mark = stage.mark(even, align="center")
    head = Rect.between(even.x, mark.bottom + stage.gutter * 1.2, even.right, even.bottom)
    used = stage.stack(head.top_part(safe.h * 0.2), _titles(stage), align="center")
    foot = _order(stage, "bg", gap=0.0)
    foot_h = stage.base * 3.2 if foot else 0.0
    stage.stack(even.bottom_part(foot_h), [foot], align="center", valign="bottom")
    room = Rect.between(even.x, used.bottom + stage.gutter * 1.1, even.right, even.bottom - foot_h)
    _rows(stage, items, room, "bg")


def _cards(stage: Stage) -> None:
    """A card per product with a small picture."""
    safe = stage.safe
    stage.background = Solid(colour="bg")
    floor(stage)
    items = list(stage.content.items)
    if stage.wide:
        words = safe.left_part(safe.w * 0.32)
        used = stage.stack(words, [*_titles(stage, lines=5), _order(stage, "bg")], valign="middle")
        mark_above(stage, words, used)
        room = Rect.between(words.right + stage.gutter * 1.4, safe.y, safe.right, safe.bottom)
        _rows(stage, items, room, "bg", thumbs=True)
        return
    mark = stage.mark(safe)
    head = Rect.between(safe.x, mark.bottom + stage.gutter * 1.1, safe.right, safe.bottom)
    used = stage.stack(head.top_part(safe.h * 0.2), _titles(stage))
    foot = _order(stage, "bg", gap=0.0)
    foot_h = stage.base * 3.3 if foot else 0.0
    stage.stack(safe.bottom_part(foot_h), [foot], align="left", valign="bottom")
    room = Rect.between(safe.x, used.bottom + stage.gutter, safe.right, safe.bottom - foot_h)
    _rows(stage, items, room, "bg", thumbs=True)


def _poster(stage: Stage) -> None:
    """The picture above or beside, the list on a panel."""
    safe, canvas = stage.safe, stage.canvas
    stage.background = Solid(colour="panel")
    items = list(stage.content.items)
    align: Align = "left"
    if stage.wide:
        left = safe.x + safe.w * (0.36 if not stage.banner else 0.3)
        picture = Rect.between(0, 0, left, canvas.h)
        area = Rect.between(left + stage.gutter * 1.4, safe.y, safe.right, safe.bottom)
        stage.photo(stage.photo_at(0), picture, view=View(0.5, 0.42), ground="bg")
        used = stage.stack(area.top_part(area.h * 0.26), _titles(stage, 1.8), surface="panel")
        line = contact(stage, gap=0.0)
        foot_h = stage.base * 1.5 if line and not stage.banner else 0.0
        if foot_h:
            stage.stack(area.bottom_part(foot_h), [line], surface="panel", valign="bottom")
        rows = Rect.between(
            area.x, used.bottom + stage.gutter * 0.8, area.right, area.bottom - foot_h
        )
        _rows(stage, items, rows, "panel")
        return
    if stage.tall:
        area = below_mark(stage, surface="panel")
        area = area.top_part(area.h if stage.covered else safe.h * 0.66)
        picture = canvas.cut(top=area.bottom + stage.gutter * 1.3)
        stage.mark(safe, surface="panel")
    else:
        wanted = stage.base * (2.3 * len(items) + 11)
        picture = canvas.top_part(max(min(canvas.h - wanted, canvas.h * 0.4), canvas.h * 0.22))
        area = Rect.between(safe.x, picture.bottom + stage.gutter * 1.3, safe.right, safe.bottom)
    stage.photo(stage.photo_at(0), picture, view=View(0.5, 0.44), ground="bg")
    if not stage.tall:
        corner = Rect.between(safe.x, stage.margin, safe.right, picture.bottom)
        stage.mark(corner, surface="photo", ink="on_shade")
    used = stage.stack(
        area.top_part(area.h * 0.24), _titles(stage, 2.1), surface="panel", align=align
    )
    foot = _order(stage, "panel", gap=0.0)
    foot_h = stage.base * 3.1 if foot else 0.0
    stage.stack(area.bottom_part(foot_h), [foot], surface="panel", valign="bottom")
    rows = Rect.between(area.x, used.bottom + stage.gutter * 0.9, area.right, area.bottom - foot_h)
    _rows(stage, items, rows, "panel")


TEMPLATES = (
    PosterTemplate(
        "list-menu",
        Family.PRICE_LIST,
        "Papan Menu",
        "Menu board",
        TemplateSet.BASIC,
        _menu,
        photos=0,
        needs=("items",),
        moods=("light", "deep", "tint", "bold", "duo"),
    ),
    PosterTemplate(
        "list-cards",
        Family.PRICE_LIST,
        "Kartu Harga",
        "Price cards",
        TemplateSet.STANDARD,
        _cards,
        photos=4,
        needs=("items",),
        moods=("tint", "bold", "light", "deep", "duo"),
    ),
    PosterTemplate(
        "list-photo",
        Family.PRICE_LIST,
        "Daftar Bergambar",
        "List with photo",
        TemplateSet.BASIC,
        _poster,
        needs=("items",),
    ),
)
