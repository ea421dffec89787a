"""Before and after: two moments beside each other, each labelled."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Photo, Solid
from lumiku.posters.layout.blocks import Align, Block, Words
from lumiku.posters.layout.canvas import Canvas, VAlign
from lumiku.posters.layout.elements import Button
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import (
    below_mark,
    mark_above,
    mark_on_photo,
    tide,
    turned_about,
)
from lumiku.posters.templates.base import Family, PosterTemplate, body, cta, headline, kicker, offer
from lumiku.texts import Text

__all__ = ["TEMPLATES"]


def _label(canvas: Canvas, which: str) -> Button:
    """Sebelum or Sesudah on a pill, in the merchant's own words where there are any."""
    field = f"label_{which}"
    fallback = "Sebelum" if which == "before" else "Sesudah"
    text = canvas.values.get(field) or fallback
    after = which == "after"
    return Button(
        text,
        f"{{{field}}}" if canvas.values.get(field) else fallback,
        field.replace("_", "-"),
        fill="accent" if after else "card",
        ink="on_accent" if after else "on_card",
        size=0.95,
        pad=(1.1, 0.68),
    )


def _pair(canvas: Canvas) -> tuple[Photo | None, Photo | None]:
    return canvas.photo_at(0), canvas.photo_at(1)


def _pinned(canvas: Canvas, which: str, box: Rect, align: Align, valign: VAlign) -> None:
    """A label inside a photo, in the corner that hides least of a face."""
    spots = {"bottom": box.bottom_part(canvas.base * 2.6), "top": box.top_part(canvas.base * 2.6)}
    canvas.stack(spots[valign], [_label(canvas, which)], align=align, valign=valign)


def _frames(canvas: Canvas, blocks: list[Block | None], share: float) -> tuple[Rect, Rect]:
    """(room for the two pictures, room for words)."""
    safe = canvas.safe
    if canvas.wide:
        room = Rect.between(safe.x + safe.w * 0.4, safe.y, safe.right, safe.bottom)
        if canvas.banner:
            room = Rect.between(safe.x + safe.w * 0.43, safe.y, safe.right, safe.bottom)
        return room, Rect.between(safe.x, safe.y, room.x - canvas.gutter * 1.4, safe.bottom)
    area = below_mark(canvas, 1.15)
    if canvas.tall:
        even = canvas.even
        need = canvas.needs(blocks, even.w, safe.h * 0.4)
        words = Rect(even.x, area.y, even.w, need)
        wide = canvas.bounds.inset(canvas.margin, 0)
        return Rect.between(
            wide.x, words.bottom + canvas.gutter * 1.5, wide.right, safe.bottom
        ), words
    need = canvas.needs(blocks, safe.w, safe.h * share)
    words = safe.bottom_part(need)
    return Rect.between(safe.x, area.y, safe.right, words.y - canvas.gutter * 1.5), words


def _beside(canvas: Canvas) -> None:
    """Two equal pictures with a gap, labels at their feet."""
    canvas.background = Solid(colour="bg")
    align: Align = "left" if canvas.wide else "center"
    blocks: list[Block | None] = [
        kicker(canvas),
        headline(canvas, size=2.3, lines=3, grow=1.3),
        body(canvas, lines=2),
        offer(canvas, "bg"),
    ]
    room, words = _frames(canvas, blocks, 0.42)
    radius = canvas.base * 0.9
    if canvas.tall:  # they run off the canvas, so their labels stand at their heads
        room = Rect.between(room.x, room.y, room.right, canvas.bounds.h + radius)
    halves = room.columns(2, canvas.gutter * 0.6)
    before, after = _pair(canvas)
    for which, photo, half in zip(("before", "after"), (before, after), halves, strict=True):
        box = half.rounded()
        canvas.photo(photo, box, view=View(0.5, 0.44), radius=radius, ground="card")
        inside = box.inset(canvas.base * 0.7)
        _pinned(canvas, which, inside, "left", "top" if canvas.tall else "bottom")
    used = canvas.stack(words, blocks, align=align, valign="middle" if canvas.wide else "top")
    if not canvas.wide:
        canvas.mark(canvas.even, align="center")
    else:
        mark_above(canvas, words, used)


def _prints(canvas: Canvas) -> None:
    """Two instant prints lying over each other."""
    canvas.background = Solid(colour="bg")
    align: Align = "left" if canvas.wide else "center"
    blocks: list[Block | None] = [
        kicker(canvas),
        headline(canvas, size=2.3, lines=3, grow=1.3),
        body(canvas, lines=2),
        cta(canvas),
    ]
    room, words = _frames(canvas, blocks, 0.36)
    wide = min(room.w * 0.56, room.h * (0.72 if room.aspect > 1 else 0.62))
    if room.aspect < 0.9:
        wide = min(room.w * 0.7, room.h * 0.5)
    if canvas.tall:
        tide(canvas, room.cy)
        wide = min(room.w * 0.56, room.h * 0.82)
    high = wide * 1.2
    dx = min((room.w - wide) / 2 * 0.92, wide * 0.48)
    dy = (room.h - high) / 2 * (0.9 if room.aspect < 0.9 else 0.35)
    centres = ((room.cx - dx, room.cy - dy), (room.cx + dx, room.cy + dy))
    for which, photo, centre, turn in zip(
        ("before", "after"), _pair(canvas), centres, (-5.0, 4.0), strict=True
    ):
        _print(canvas, which, photo, Rect.around(*centre, wide * 0.94, high * 0.94).rounded(), turn)
    canvas.stack(words, blocks, align=align, valign="middle" if canvas.wide else "top")
    if not canvas.wide:
        canvas.mark(canvas.even, align="center")


def _print(canvas: Canvas, which: str, photo: Photo | None, box: Rect, turn: float) -> None:
    """A white-framed print with its label written below, all turned about one centre."""
    group = f"print-{which}"
    canvas.rect(
        box,
        "#ffffff",
        name=group,
        group=group,
        rotation=turn,
        shadow=canvas.soft(1.3),
        radius=canvas.base * 0.15,
    )
    edge = box.w * 0.06
    foot = box.h * 0.17

    canvas.photo(
        photo,
        turned_about(box, box.cut(left=edge, top=edge, right=edge, bottom=foot), turn),
        view=View(0.5, 0.44),
        rotation=turn,
        ground="card",
    )
    label = _label(canvas, which)
    size = min(foot * 0.42, canvas.base * 1.5)
    setting = canvas.setting("Caveat", 700, 0, label.text)
    words = Words(
        label.text, label.bind, label.name, font="Caveat", weight=700, ink="#26262a", leading=1.1
    )
    size = max(size * 1.25, canvas.smallest)
    line = Rect.around(box.cx, box.bottom - foot * 0.52, box.w - 2 * edge, size * 1.1)
    canvas.text_layer(
        words,
        (label.text,),
        setting,
        size,
        turned_about(box, line, turn),
        align="center",
        surface="#ffffff",
        rotation=turn,
        group=group,
    )


def _slider(canvas: Canvas) -> None:
    """One frame split in two with a handle, as if it could be dragged."""
    bounds, safe = canvas.bounds, canvas.safe
    canvas.background = Solid(colour="panel")
    blocks: list[Block | None] = [
        kicker(canvas),
        headline(canvas, size=2.5, lines=3),
        body(canvas, lines=2),
        offer(canvas, "panel"),
    ]
    if canvas.wide:
        left = safe.x + safe.w * (0.42 if not canvas.banner else 0.46)
        frame = Rect.between(left, 0, bounds.w, bounds.h)
        words = Rect.between(safe.x, safe.y, left - canvas.gutter * 1.3, safe.bottom)
    elif canvas.tall:
        area = below_mark(canvas, surface="panel")
        words = area.top_part(canvas.needs(blocks, safe.w, safe.h * 0.46))
        frame = bounds.cut(top=words.bottom + canvas.gutter * 1.4)
    else:
        words = safe.bottom_part(canvas.needs(blocks, safe.w, safe.h * 0.42))
        frame = bounds.top_part(words.y - canvas.gutter * 1.4)
    one, two = frame.rounded().columns(2, 0)
    before, after = _pair(canvas)
    canvas.photo(before, one, view=View(0.5, 0.44), ground="bg")
    canvas.photo(after, two, view=View(0.5, 0.44), ground="bg")
    _handle(canvas, frame)
    low = min(frame.bottom, safe.bottom + canvas.margin * 0.4) if canvas.tall else frame.bottom
    inside = Rect.between(max(frame.x, safe.x), frame.y, min(frame.right, safe.right), low)
    if not canvas.wide:
        inside = inside.inset(0, canvas.base * 0.9)
    else:
        inside = Rect.between(
            frame.x + canvas.base, safe.y, min(safe.right, bounds.w - canvas.base), safe.bottom
        )
    place: VAlign = "top" if canvas.tall else "bottom"
    _pinned(canvas, "before", inside, "left", place)
    _pinned(canvas, "after", inside, "right", place)
    canvas.stack(words, blocks, surface="panel", valign="middle" if canvas.wide else "top")
    if canvas.tall:
        canvas.mark(safe, surface="panel")
    elif not canvas.wide:
        mark_on_photo(canvas, frame.bottom)


def _handle(canvas: Canvas, frame: Rect) -> None:
    """A line down the middle of a frame with a knob to drag."""
    line = max(canvas.base * 0.16, 3)
    canvas.rect(
        Rect(frame.cx - line / 2, frame.y, line, frame.h).rounded(),
        "card",
        name="divider",
        group="handle",
    )
    middle = frame.cy
    if canvas.tall:
        middle = (frame.y + min(canvas.safe.bottom, frame.bottom)) / 2
    knob = canvas.base * 2.9
    canvas.rect(
        Rect.around(frame.cx, middle, knob, knob),
        "card",
        ellipse=True,
        name="handle",
        group="handle",
        shadow=canvas.soft(),
    )
    arrow = canvas.base * 0.62
    for shift, path in ((-1, "M70,10 L25,50 L70,90"), (1, "M30,10 L75,50 L30,90")):
        canvas.path(
            Rect.around(frame.cx + shift * knob * 0.22, middle, arrow, arrow * 1.25),
            path,
            None,
            name="arrow",
            group="handle",
            stroke=("card_accent", max(canvas.base * 0.17, 2)),
        )


TEMPLATES = (
    PosterTemplate(
        "change-beside",
        Family.BEFORE_AFTER,
        Text("Berdampingan", "Side by side"),
        TemplateSet.BASIC,
        _beside,
        photos=2,
        moods=("light", "tint", "deep", "bold", "duo"),
    ),
    PosterTemplate(
        "change-prints",
        Family.BEFORE_AFTER,
        Text("Foto Instan", "Instant prints"),
        TemplateSet.STANDARD,
        _prints,
        photos=2,
        moods=("tint", "light", "deep", "bold", "duo"),
    ),
    PosterTemplate(
        "change-slider",
        Family.BEFORE_AFTER,
        Text("Geser", "Slider"),
        TemplateSet.ALL,
        _slider,
        photos=2,
        moods=("light", "tint", "bold", "deep", "duo"),
    ),
)
