"""New arrivals: something is here that was not here yesterday."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Block, Words
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.elements import Button, Rule
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import below_mark, door_mask, mark_above, mark_on_photo, split
from lumiku.posters.templates.base import (
    Family,
    PosterTemplate,
    body,
    cta,
    headline,
    kicker,
    offer,
    price,
    product,
)
from lumiku.posters.templates.giant import Giant, with_giant
from lumiku.texts import Text

__all__ = ["TEMPLATES"]


def _shout(canvas: Canvas) -> None:
    """BARU across the whole width, its feet behind the picture."""
    canvas.background = Solid(colour="bg")
    blocks: list[Block | None] = [
        headline(canvas, size=2.2, lines=3, grow=1.3),
        body(canvas, lines=2),
        offer(canvas, "bg"),
    ]
    shout = Words(
        "Baru",
        "Baru",
        "shout",
        font="display",
        weight=800,
        ink="accent",
        leading=1.0,
        tracking=-0.02,
        upper=True,
    )
    with_giant(canvas, Giant(shout, overlap=0.13), blocks)


def _tag(canvas: Canvas) -> None:
    """A swing tag hanging into the photo."""
    bounds, safe = canvas.bounds, canvas.safe
    canvas.background = Solid(colour="panel")
    text: list[Block | None] = [
        headline(canvas, size=2.6, lines=3),
        None if canvas.covered else body(canvas, lines=2),  # room for the tag
        _order(canvas),
    ]
    picture, words = split(canvas, text, share=0.62 if not canvas.wide else 0.56, surface="panel")
    canvas.photo(canvas.photo_at(0), picture, view=View(0.56, 0.42), ground="bg")
    used = canvas.stack(words, text, surface="panel", valign="top" if canvas.tall else "middle")
    if canvas.wide:
        mark_above(canvas, words, used, "panel")
    elif canvas.tall:
        canvas.mark(safe, surface="panel")
    tag = _hung(canvas, picture)
    if not canvas.wide and not canvas.tall:
        left = tag.x > bounds.cx - tag.w / 2
        mark_on_photo(canvas, picture.bottom, "left" if left else "right")


def _hung(canvas: Canvas, picture: Rect) -> Rect:
    """The tag on its string, where it hides the least of the picture; returns its place."""
    safe, inside = canvas.safe, _on_tag(canvas)
    wide = min(picture.w * (0.33 if canvas.wide else 0.4), canvas.base * 9)
    pad, corner = canvas.base * 0.95, canvas.base * 1.7
    need = canvas.needs(inside, wide - 2 * pad, picture.h * 0.6)
    hang = picture.y + canvas.base * (1.8 if canvas.tall else 1.4)
    high = min(need + corner * 1.55 + pad, safe.bottom - hang)
    at = safe.right if not canvas.wide else min(safe.right, picture.right - canvas.margin)
    spots = [
        Rect(at - wide, hang, wide, high),
        Rect(max(safe.x, picture.x + canvas.margin), hang, wide, high),
    ]
    box = canvas.quiet(spots).rounded()
    string = box.y + corner * 0.85 - picture.y
    canvas.path(
        Rect(box.cx - 3, picture.y, 6, string),
        f"M3,0 L3,{string:.1f}",
        None,
        view=(6, string),
        name="string",
        group="tag",
        stroke=("card", max(canvas.base * 0.08, 1.5)),
    )
    canvas.path(
        box,
        motifs.tag(box.w, box.h, canvas.base * 0.34, corner),
        "card",
        view=(box.w, box.h),
        name="tag",
        group="tag",
        shadow=canvas.soft(),
    )
    room = box.cut(left=pad, top=corner * 1.55, right=pad, bottom=pad)
    canvas.stack(room, inside, surface="card", align="center", valign="middle")
    return box


def _on_tag(canvas: Canvas) -> list[Block | None]:
    title = Words(
        "Baru datang",
        "Baru datang",
        "tag-title",
        size=1.25,
        font="display",
        weight=700,
        lines=2,
        ink="accent",
        leading=1.1,
    )
    cost = price(canvas, size=1.55, gap=0.9)
    if canvas.covered:  # little is left between the words and the buttons
        return [title, cost]
    return [title, Rule(length=1.6, gap=0.8), product(canvas, size=0.95, gap=0.8, ink="ink"), cost]


def _order(canvas: Canvas) -> Button | None:
    return cta(canvas, fill="on_panel", ink="panel", gap=1.4)


def _windows(canvas: Canvas) -> None:
    """The same picture through two windows: whole, and close."""
    bounds, safe = canvas.bounds, canvas.safe
    canvas.background = Solid(colour="bg")
    whole, close = canvas.photo_at(0), canvas.photo_at(1)
    same = whole is not None and close is not None and whole.id == close.id
    near = View(0.5, 0.45, 2.0 if same else 1.1)
    blocks: list[Block | None] = [
        kicker(canvas),
        headline(canvas, size=2.5, lines=4),
        body(canvas, lines=3),
        offer(canvas, "bg"),
    ]
    gap = canvas.gutter * 0.8
    radius = canvas.base * 1.3
    if canvas.wide:
        right = bounds.w - canvas.margin
        room = Rect.between(safe.x + safe.w * 0.5, safe.y, right, safe.bottom)
        if canvas.banner:
            room = Rect.between(
                safe.x + safe.w * 0.54, safe.y, safe.right + safe.x * 0.7, safe.bottom
            )
        first, second = room.columns(2, gap)
        second = second.cut(top=room.h * 0.26)
        words = Rect.between(safe.x, safe.y, room.x - canvas.gutter * 1.3, safe.bottom)
        canvas.photo(
            whole, first, view=View(0.5, 0.42), mask=door_mask(first.rounded()), ground="panel"
        )
        canvas.photo(close, second, view=near, radius=radius, ground="card")
        top = Rect(second.x, room.y, second.w, room.h * 0.26 - gap)
        _blossom(canvas, Rect.around(top.cx, top.cy, top.h * 0.8, top.h * 0.8))
        canvas.stack(words, blocks, valign="middle")
        return
    if canvas.tall:
        area = below_mark(canvas)
        most = safe.h * 0.46
        words = area.top_part(canvas.needs(blocks, safe.w, most))
        room = Rect.between(
            safe.x, words.bottom + canvas.gutter * 1.5, bounds.w - safe.x, bounds.h + radius
        )
    else:
        need = canvas.needs(blocks, safe.w, safe.h * 0.42)
        words = safe.bottom_part(need)
        room = Rect.between(
            safe.x, below_mark(canvas, 1.0).y, safe.right, words.y - canvas.gutter * 1.5
        )
    first = room.left_part(room.w * 0.58)
    column = room.right_part(room.w - first.w - gap)
    second = column.cut(top=column.h * 0.34) if not canvas.tall else column.cut(top=column.h * 0.24)
    canvas.photo(
        whole, first, view=View(0.5, 0.42), mask=door_mask(first.rounded()), ground="panel"
    )
    canvas.photo(close, second, view=near, radius=radius, ground="card")
    top = Rect.between(column.x, column.y, column.right, second.y - gap)
    size = min(top.w, top.h) * 0.86
    _blossom(canvas, Rect.around(top.cx, top.cy, size, size))
    canvas.stack(words, blocks, valign="top" if canvas.tall else "bottom")
    canvas.mark(safe)


def _blossom(canvas: Canvas, box: Rect) -> None:
    """A turning stamp that says new."""
    words = Words(
        "Baru", "Baru", "stamp-text", font="display", weight=700, ink="on_accent", leading=1.0
    )
    face = canvas.setting("display", 700, 0, "Baru").face
    size = box.w * 0.46 / face.width("Baru")
    if size < canvas.smallest:
        canvas.path(box.inset(box.w * 0.2).rounded(), motifs.sparkle(), "accent", name="glint")
        return
    canvas.path(box.rounded(), motifs.burst(12, 0.2), "accent", name="stamp", group="stamp")
    middle = (box.x, box.cy + face.cap * size / 2, box.w)
    canvas.line(words, size, middle, align="center", surface="accent", group="stamp")


TEMPLATES = (
    PosterTemplate(
        "new-tag", Family.ARRIVAL, Text("Label Gantung", "Swing tag"), TemplateSet.BASIC, _tag
    ),
    PosterTemplate(
        "new-shout",
        Family.ARRIVAL,
        Text("Serba Baru", "Shout"),
        TemplateSet.STANDARD,
        _shout,
        moods=("tint", "light", "deep", "bold", "duo"),
    ),
    PosterTemplate(
        "new-windows",
        Family.ARRIVAL,
        Text("Dua Jendela", "Windows"),
        TemplateSet.ALL,
        _windows,
        moods=("light", "tint", "deep", "bold", "duo"),
    ),
)
