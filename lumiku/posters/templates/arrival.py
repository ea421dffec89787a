"""New arrivals: something is here that was not here yesterday."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Block, Words
from lumiku.posters.layout.canvas import Stage
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


def _shout(stage: Stage) -> None:
    """BARU across the whole width, its feet behind the picture."""
    stage.background = Solid(colour="bg")
    blocks: list[Block | None] = [
        headline(stage, size=2.2, lines=3, grow=1.3),
        body(stage, lines=2),
        offer(stage, "bg"),
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
    with_giant(stage, Giant(shout, overlap=0.13), blocks)


def _tag(stage: Stage) -> None:
    """A swing tag hanging into the photo."""
    canvas, safe = stage.canvas, stage.safe
    stage.background = Solid(colour="panel")
    text: list[Block | None] = [
        headline(stage, size=2.6, lines=3),
        None if stage.covered else body(stage, lines=2),  # room for the tag
        _order(stage),
    ]
    picture, words = split(stage, text, share=0.62 if not stage.wide else 0.56, surface="panel")
    stage.photo(stage.photo_at(0), picture, view=View(0.56, 0.42), ground="bg")
    used = stage.stack(words, text, surface="panel", valign="top" if stage.tall else "middle")
    if stage.wide:
        mark_above(stage, words, used, "panel")
    elif stage.tall:
        stage.mark(safe, surface="panel")
    tag = _hung(stage, picture)
    if not stage.wide and not stage.tall:
        left = tag.x > canvas.cx - tag.w / 2
        mark_on_photo(stage, picture.bottom, "left" if left else "right")


def _hung(stage: Stage, picture: Rect) -> Rect:
    """The tag on its string, where it hides the least of the picture; returns its place."""
    safe, inside = stage.safe, _on_tag(stage)
    wide = min(picture.w * (0.33 if stage.wide else 0.4), stage.base * 9)
    pad, corner = stage.base * 0.95, stage.base * 1.7
    need = stage.needs(inside, wide - 2 * pad, picture.h * 0.6)
    hang = picture.y + stage.base * (1.8 if stage.tall else 1.4)
    high = min(need + corner * 1.55 + pad, safe.bottom - hang)
    at = safe.right if not stage.wide else min(safe.right, picture.right - stage.margin)
    spots = [
        Rect(at - wide, hang, wide, high),
        Rect(max(safe.x, picture.x + stage.margin), hang, wide, high),
    ]
    box = stage.quiet(spots).rounded()
    string = box.y + corner * 0.85 - picture.y
    stage.path(
        Rect(box.cx - 3, picture.y, 6, string),
        f"M3,0 L3,{string:.1f}",
        None,
        view=(6, string),
        name="string",
        group="tag",
        stroke=("card", max(stage.base * 0.08, 1.5)),
    )
    stage.path(
        box,
        motifs.tag(box.w, box.h, stage.base * 0.34, corner),
        "card",
        view=(box.w, box.h),
        name="tag",
        group="tag",
        shadow=stage.soft(),
    )
    room = box.cut(left=pad, top=corner * 1.55, right=pad, bottom=pad)
    stage.stack(room, inside, surface="card", align="center", valign="middle")
    return box


def _on_tag(stage: Stage) -> list[Block | None]:
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
    cost = price(stage, size=1.55, gap=0.9)
    if stage.covered:  # little is left between the words and the buttons
        return [title, cost]
    return [title, Rule(length=1.6, gap=0.8), product(stage, size=0.95, gap=0.8, ink="ink"), cost]


def _order(stage: Stage) -> Button | None:
    return cta(stage, fill="on_panel", ink="panel", gap=1.4)


def _windows(stage: Stage) -> None:
    """The same picture through two windows: whole, and close."""
    canvas, safe = stage.canvas, stage.safe
    stage.background = Solid(colour="bg")
    whole, close = stage.photo_at(0), stage.photo_at(1)
    same = whole is not None and close is not None and whole.id == close.id
    near = View(0.5, 0.45, 2.0 if same else 1.1)
    blocks: list[Block | None] = [
        kicker(stage),
        headline(stage, size=2.5, lines=4),
        body(stage, lines=3),
        offer(stage, "bg"),
    ]
    gap = stage.gutter * 0.8
    radius = stage.base * 1.3
    if stage.wide:
        right = canvas.w - stage.margin
        room = Rect.between(safe.x + safe.w * 0.5, safe.y, right, safe.bottom)
        if stage.banner:
            room = Rect.between(
                safe.x + safe.w * 0.54, safe.y, safe.right + safe.x * 0.7, safe.bottom
            )
        first, second = room.columns(2, gap)
        second = second.cut(top=room.h * 0.26)
        words = Rect.between(safe.x, safe.y, room.x - stage.gutter * 1.3, safe.bottom)
        stage.photo(
            whole, first, view=View(0.5, 0.42), mask=door_mask(first.rounded()), ground="panel"
        )
        stage.photo(close, second, view=near, radius=radius, ground="card")
        top = Rect(second.x, room.y, second.w, room.h * 0.26 - gap)
        _blossom(stage, Rect.around(top.cx, top.cy, top.h * 0.8, top.h * 0.8))
        stage.stack(words, blocks, valign="middle")
        return
    if stage.tall:
        area = below_mark(stage)
        most = safe.h * 0.46
        words = area.top_part(stage.needs(blocks, safe.w, most))
        room = Rect.between(
            safe.x, words.bottom + stage.gutter * 1.5, canvas.w - safe.x, canvas.h + radius
        )
    else:
        need = stage.needs(blocks, safe.w, safe.h * 0.42)
        words = safe.bottom_part(need)
        room = Rect.between(
            safe.x, below_mark(stage, 1.0).y, safe.right, words.y - stage.gutter * 1.5
        )
    first = room.left_part(room.w * 0.58)
    column = room.right_part(room.w - first.w - gap)
    second = column.cut(top=column.h * 0.34) if not stage.tall else column.cut(top=column.h * 0.24)
    stage.photo(whole, first, view=View(0.5, 0.42), mask=door_mask(first.rounded()), ground="panel")
    stage.photo(close, second, view=near, radius=radius, ground="card")
    top = Rect.between(column.x, column.y, column.right, second.y - gap)
    size = min(top.w, top.h) * 0.86
    _blossom(stage, Rect.around(top.cx, top.cy, size, size))
    stage.stack(words, blocks, valign="top" if stage.tall else "bottom")
    stage.mark(safe)


def _blossom(stage: Stage, box: Rect) -> None:
    """A turning stamp that says new."""
    words = Words(
        "Baru", "Baru", "stamp-text", font="display", weight=700, ink="on_accent", leading=1.0
    )
    face = stage.setting("display", 700, 0, "Baru").face
    size = box.w * 0.46 / face.width("Baru")
    if size < stage.smallest:
        stage.path(box.inset(box.w * 0.2).rounded(), motifs.sparkle(), "accent", name="glint")
        return
    stage.path(box.rounded(), motifs.burst(12, 0.2), "accent", name="stamp", group="stamp")
    middle = (box.x, box.cy + face.cap * size / 2, box.w)
    stage.line(words, size, middle, align="center", surface="accent", group="stamp")


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
