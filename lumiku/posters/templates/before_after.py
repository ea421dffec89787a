"""Before and after: two moments beside each other, each labelled."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Photo, Solid
from lumiku.posters.layout.blocks import Align, Block, Words
from lumiku.posters.layout.canvas import Stage, VAlign
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


def _label(stage: Stage, which: str) -> Button:
    """Sebelum or Sesudah on a pill, in the merchant's own words where there are any."""
    field = f"label_{which}"
    fallback = "Sebelum" if which == "before" else "Sesudah"
    text = stage.values.get(field) or fallback
    after = which == "after"
    return Button(
        text,
        f"{{{field}}}" if stage.values.get(field) else fallback,
        field.replace("_", "-"),
        fill="accent" if after else "card",
        ink="on_accent" if after else "on_card",
        size=0.95,
        pad=(1.1, 0.68),
    )


def _pair(stage: Stage) -> tuple[Photo | None, Photo | None]:
    return stage.photo_at(0), stage.photo_at(1)


def _pinned(stage: Stage, which: str, box: Rect, align: Align, valign: VAlign) -> None:
    """A label inside a photo, in the corner that hides least of a face."""
    spots = {"bottom": box.bottom_part(stage.base * 2.6), "top": box.top_part(stage.base * 2.6)}
    stage.stack(spots[valign], [_label(stage, which)], align=align, valign=valign)


def _frames(stage: Stage, blocks: list[Block | None], share: float) -> tuple[Rect, Rect]:
    """(room for the two pictures, room for words)."""
    safe = stage.safe
    if stage.wide:
        room = Rect.between(safe.x + safe.w * 0.4, safe.y, safe.right, safe.bottom)
        if stage.banner:
            room = Rect.between(safe.x + safe.w * 0.43, safe.y, safe.right, safe.bottom)
        return room, Rect.between(safe.x, safe.y, room.x - stage.gutter * 1.4, safe.bottom)
    area = below_mark(stage, 1.15)
    if stage.tall:
        even = stage.even
        need = stage.needs(blocks, even.w, safe.h * 0.4)
        words = Rect(even.x, area.y, even.w, need)
        wide = stage.canvas.inset(stage.margin, 0)
        return Rect.between(
            wide.x, words.bottom + stage.gutter * 1.5, wide.right, safe.bottom
        ), words
    need = stage.needs(blocks, safe.w, safe.h * share)
    words = safe.bottom_part(need)
    return Rect.between(safe.x, area.y, safe.right, words.y - stage.gutter * 1.5), words


def _beside(stage: Stage) -> None:
    """Two equal pictures with a gap, labels at their feet."""
    stage.background = Solid(colour="bg")
    align: Align = "left" if stage.wide else "center"
    blocks: list[Block | None] = [
        kicker(stage),
        headline(stage, size=2.3, lines=3, grow=1.3),
        body(stage, lines=2),
        offer(stage, "bg"),
    ]
    room, words = _frames(stage, blocks, 0.42)
    radius = stage.base * 0.9
    if stage.tall:  # they run off the canvas, so their labels stand at their heads
        room = Rect.between(room.x, room.y, room.right, stage.canvas.h + radius)
    halves = room.columns(2, stage.gutter * 0.6)
    before, after = _pair(stage)
    for which, photo, half in zip(("before", "after"), (before, after), halves, strict=True):
        box = half.rounded()
        stage.photo(photo, box, view=View(0.5, 0.44), radius=radius, ground="card")
        inside = box.inset(stage.base * 0.7)
        _pinned(stage, which, inside, "left", "top" if stage.tall else "bottom")
    used = stage.stack(words, blocks, align=align, valign="middle" if stage.wide else "top")
    if not stage.wide:
        stage.mark(stage.even, align="center")
    else:
        mark_above(stage, words, used)


def _prints(stage: Stage) -> None:
    """Two instant prints lying over each other."""
    stage.background = Solid(colour="bg")
    align: Align = "left" if stage.wide else "center"
    blocks: list[Block | None] = [
        kicker(stage),
        headline(stage, size=2.3, lines=3, grow=1.3),
        body(stage, lines=2),
        cta(stage),
    ]
    room, words = _frames(stage, blocks, 0.36)
    wide = min(room.w * 0.56, room.h * (0.72 if room.aspect > 1 else 0.62))
    if room.aspect < 0.9:
        wide = min(room.w * 0.7, room.h * 0.5)
    if stage.tall:
        tide(stage, room.cy)
        wide = min(room.w * 0.56, room.h * 0.82)
    high = wide * 1.2
    dx = min((room.w - wide) / 2 * 0.92, wide * 0.48)
    dy = (room.h - high) / 2 * (0.9 if room.aspect < 0.9 else 0.35)
    centres = ((room.cx - dx, room.cy - dy), (room.cx + dx, room.cy + dy))
    for which, photo, centre, turn in zip(
        ("before", "after"), _pair(stage), centres, (-5.0, 4.0), strict=True
    ):
        _print(stage, which, photo, Rect.around(*centre, wide * 0.94, high * 0.94).rounded(), turn)
    stage.stack(words, blocks, align=align, valign="middle" if stage.wide else "top")
    if not stage.wide:
        stage.mark(stage.even, align="center")


def _print(stage: Stage, which: str, photo: Photo | None, box: Rect, turn: float) -> None:
    """A white-framed print with its label written below, all turned about one centre."""
    group = f"print-{which}"
    stage.rect(
        box,
        "#ffffff",
        name=group,
        group=group,
        rotation=turn,
        shadow=stage.soft(1.3),
        radius=stage.base * 0.15,
    )
    edge = box.w * 0.06
    foot = box.h * 0.17

    stage.photo(
        photo,
        turned_about(box, box.cut(left=edge, top=edge, right=edge, bottom=foot), turn),
        view=View(0.5, 0.44),
        rotation=turn,
        ground="card",
    )
    label = _label(stage, which)
    size = min(foot * 0.42, stage.base * 1.5)
    setting = stage.setting("Caveat", 700, 0, label.text)
    words = Words(
        label.text, label.bind, label.name, font="Caveat", weight=700, ink="#26262a", leading=1.1
    )
    size = max(size * 1.25, stage.smallest)
    line = Rect.around(box.cx, box.bottom - foot * 0.52, box.w - 2 * edge, size * 1.1)
    stage.text_layer(
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


def _slider(stage: Stage) -> None:
    """One frame split in two with a handle, as if it could be dragged."""
    canvas, safe = stage.canvas, stage.safe
    stage.background = Solid(colour="panel")
    blocks: list[Block | None] = [
        kicker(stage),
        headline(stage, size=2.5, lines=3),
        body(stage, lines=2),
        offer(stage, "panel"),
    ]
    if stage.wide:
        left = safe.x + safe.w * (0.42 if not stage.banner else 0.46)
        frame = Rect.between(left, 0, canvas.w, canvas.h)
        words = Rect.between(safe.x, safe.y, left - stage.gutter * 1.3, safe.bottom)
    elif stage.tall:
        area = below_mark(stage, surface="panel")
        words = area.top_part(stage.needs(blocks, safe.w, safe.h * 0.46))
        frame = canvas.cut(top=words.bottom + stage.gutter * 1.4)
    else:
        words = safe.bottom_part(stage.needs(blocks, safe.w, safe.h * 0.42))
        frame = canvas.top_part(words.y - stage.gutter * 1.4)
    one, two = frame.rounded().columns(2, 0)
    before, after = _pair(stage)
    stage.photo(before, one, view=View(0.5, 0.44), ground="bg")
    stage.photo(after, two, view=View(0.5, 0.44), ground="bg")
    _handle(stage, frame)
    low = min(frame.bottom, safe.bottom + stage.margin * 0.4) if stage.tall else frame.bottom
    inside = Rect.between(max(frame.x, safe.x), frame.y, min(frame.right, safe.right), low)
    if not stage.wide:
        inside = inside.inset(0, stage.base * 0.9)
    else:
        inside = Rect.between(
            frame.x + stage.base, safe.y, min(safe.right, canvas.w - stage.base), safe.bottom
        )
    place: VAlign = "top" if stage.tall else "bottom"
    _pinned(stage, "before", inside, "left", place)
    _pinned(stage, "after", inside, "right", place)
    stage.stack(words, blocks, surface="panel", valign="middle" if stage.wide else "top")
    if stage.tall:
        stage.mark(safe, surface="panel")
    elif not stage.wide:
        mark_on_photo(stage, frame.bottom)


def _handle(stage: Stage, frame: Rect) -> None:
    """A line down the middle of a frame with a knob to drag."""
    line = max(stage.base * 0.16, 3)
    stage.rect(
        Rect(frame.cx - line / 2, frame.y, line, frame.h).rounded(),
        "card",
        name="divider",
        group="handle",
    )
    middle = frame.cy
    if stage.tall:
        middle = (frame.y + min(stage.safe.bottom, frame.bottom)) / 2
    knob = stage.base * 2.9
    stage.rect(
        Rect.around(frame.cx, middle, knob, knob),
        "card",
        ellipse=True,
        name="handle",
        group="handle",
        shadow=stage.soft(),
    )
    arrow = stage.base * 0.62
    for shift, path in ((-1, "M70,10 L25,50 L70,90"), (1, "M30,10 L75,50 L30,90")):
        stage.path(
            Rect.around(frame.cx + shift * knob * 0.22, middle, arrow, arrow * 1.25),
            path,
            None,
            name="arrow",
            group="handle",
            stroke=("card_accent", max(stage.base * 0.17, 2)),
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
