"""Product hero: one picture, one promise."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Mask, Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Align, Words
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.elements import Rule
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import (
    below_mark,
    door_mask,
    mark_above,
    mark_where_free,
    split,
)
from lumiku.posters.templates.base import (
    Family,
    PosterTemplate,
    body,
    contact,
    cta,
    headline,
    kicker,
    offer,
)
from lumiku.posters.templates.bleed import bleed
from lumiku.texts import Text

__all__ = ["TEMPLATES"]


def _spotlight(canvas: Canvas) -> None:
    """The photo to the edges, words over a scrim."""
    blocks = [
        kicker(canvas),
        headline(canvas, size=3.3),
        body(canvas, lines=3, ink="ink"),
        offer(canvas, "photo"),
    ]
    words, above = bleed(canvas, canvas.photo_at(0), blocks)
    canvas.stack(words, blocks, surface="photo", valign="middle" if canvas.wide else "bottom")
    if canvas.wide:
        canvas.mark(canvas.safe, align="right", surface="photo", ink="on_shade")
        return
    if not above:
        shade = Rect(0, 0, canvas.bounds.w, canvas.safe.y + canvas.base * 4)
        canvas.scrim(shade, "top", solid=0.2, strength=0.38)
    canvas.mark(canvas.safe, surface="shade" if above else "photo", ink="on_shade")


def _doorway(canvas: Canvas) -> None:
    """An arch on a quiet ground, words centred with it."""
    blocks = [
        kicker(canvas),
        headline(canvas, size=2.7, lines=3, grow=1.4),
        body(canvas, lines=2),
        cta(canvas),
    ]
    safe, bounds = canvas.safe, canvas.bounds
    _, words = split(canvas, blocks, share=0.56, gap=1.0, even=True)
    if canvas.wide:
        room = Rect.between(words.right + canvas.gutter, safe.y, safe.right, bounds.h)
        door = room.fitted(0.8, 0.5, 1.0)
        words = Rect.between(
            safe.x, safe.y, max(door.x - canvas.gutter * 1.5, words.right), safe.bottom
        )
    elif canvas.tall:
        room = Rect.between(safe.x, words.bottom + canvas.gutter * 1.7, safe.right, bounds.h)
        door = Rect.around(bounds.cx, room.cy, min(safe.w * 0.88, room.h), room.h)
    else:
        top = below_mark(canvas, 0.9).y
        bottom = words.y - canvas.gutter * 1.2
        wide = min(safe.w * 0.84, (bottom - top) * 0.92)
        door = Rect.between(bounds.cx - wide / 2, top, bounds.cx + wide / 2, bottom)
    _door(canvas, door.rounded())
    align: Align = "left" if canvas.wide else "center"
    used = canvas.stack(words, blocks, align=align, valign="middle" if canvas.wide else "top")
    if not canvas.wide:
        canvas.mark(canvas.even, align="center")
    else:
        mark_above(canvas, words, used)


def _door(canvas: Canvas, door: Rect) -> None:
    """The arch with an outline around it and two glints."""
    to_floor = door.bottom >= canvas.bounds.h
    halo = door.inset(-canvas.base * 0.62).cut(bottom=canvas.base * (-1 if to_floor else 0.62))
    outline = door_mask(halo)
    canvas.path(
        halo,
        outline.path,
        None,
        view=outline.view,
        name="doorway",
        stroke=("bg_accent", max(2.0, canvas.base * 0.06)),
        opacity=0.55,
    )
    canvas.photo(
        canvas.photo_at(0), door, view=View(0.5, 0.42), mask=door_mask(door), ground="panel"
    )
    glint = canvas.base * 1.9
    for x, y, size, ink in (
        (door.x - glint * 0.1, door.y + door.h * 0.16, glint, "pop"),
        (door.right - glint * 0.2, door.y + door.h * 0.74, glint * 0.7, "bg_accent"),
    ):
        canvas.path(Rect.around(x, y, size, size), motifs.sparkle(), ink, name="glint")


def _halves(canvas: Canvas) -> None:
    """A panel of colour beside the picture."""
    canvas.background = Solid(colour="panel")
    blocks = [
        kicker(canvas),
        headline(canvas, size=2.8),
        Rule(gap=1.0),
        body(canvas, lines=4),
        offer(canvas, "panel"),
        contact(canvas),
    ]
    picture, words = split(canvas, blocks, share=0.52 if canvas.wide else 0.55, surface="panel")
    canvas.photo(canvas.photo_at(0), picture, view=View(0.5, 0.4), ground="bg")
    used = canvas.stack(words, blocks, surface="panel", valign="top" if canvas.tall else "middle")
    mark_where_free(canvas, picture, words, used, "panel")


def _podium(canvas: Canvas) -> None:
    """The picture in a circle with rings around it, like a product on a stage."""
    safe, bounds = canvas.safe, canvas.bounds
    blocks = [
        kicker(canvas),
        headline(canvas, size=2.7, lines=3, grow=1.4),
        body(canvas, lines=2),
        offer(canvas, "bg"),
    ]
    if canvas.wide:
        disc = Rect.around(safe.x + safe.w * 0.76, bounds.cy, bounds.h * 0.84, bounds.h * 0.84)
        words = Rect.between(safe.x, safe.y, disc.x - canvas.gutter * 1.4, safe.bottom)
    else:
        room = below_mark(canvas)
        need = canvas.needs(blocks, safe.w, safe.h * 0.48)
        words = canvas.even.bottom_part(need)
        if canvas.tall:
            words = Rect(canvas.even.x, room.y, canvas.even.w, need)
            room = Rect.between(0, words.bottom + canvas.gutter, bounds.w, bounds.h)
        else:
            room = Rect.between(0, room.y, bounds.w, words.y - canvas.gutter * 1.6)
        side = min(room.h * 0.98, bounds.w * (0.9 if canvas.tall else 0.84))
        if canvas.tall:
            side = min(room.h * 0.84, bounds.w * 0.9)
        disc = Rect.around(bounds.cx, room.cy, side, side)
    _rings(canvas, disc.rounded())
    align: Align = "left" if canvas.wide else "center"
    used = canvas.stack(words, blocks, align=align, valign="middle" if canvas.wide else "top")
    if not canvas.wide:
        canvas.mark(canvas.even, align="center")
    else:
        mark_above(canvas, words, used)


def _rings(canvas: Canvas, disc: Rect) -> None:
    for grow, opacity in ((0.34, 0.12), (0.17, 0.24)):
        wide = disc.inset(-disc.w * grow / 2)
        canvas.rect(wide, "pop", name="ring", opacity=opacity, ellipse=True)
    canvas.photo(
        canvas.photo_at(0),
        disc,
        view=View(0.5, 0.44, 1.12),
        mask=Mask(kind="ellipse"),
        ground="panel",
    )
    dot = canvas.base * 0.9
    for x, y, size, ink in (
        (disc.x + disc.w * 0.08, disc.y + disc.h * 0.17, dot, "bg_accent"),
        (disc.right - disc.w * 0.02, disc.y + disc.h * 0.68, dot * 1.6, "pop"),
    ):
        canvas.rect(Rect.around(x, y, size, size), ink, name="dot", ellipse=True)


def _editorial(canvas: Canvas) -> None:
    """A magazine page: wide margins, a tall picture, the headline set large and tight."""
    button = cta(canvas, outline=True, ink="ink")
    safe, bounds = canvas.safe, canvas.bounds
    if canvas.wide:
        right = bounds.w if canvas.banner else bounds.w * 0.9
        photo = Rect.between(safe.x + safe.w * 0.52, 0, right, bounds.h)
        canvas.photo(canvas.photo_at(0), photo, view=View(0.55, 0.4), ground="panel")
        blocks = [kicker(canvas), _title(canvas, 3.1, 4, 1.75), body(canvas, lines=3), button]
        room = Rect.between(safe.x, safe.y, photo.x - canvas.gutter, safe.bottom)
        canvas.stack(room, blocks, valign="middle")
        return
    bar = canvas.mark_size(1.7)[1] + (canvas.base * 0.9 if canvas.plate("bg") else 0.0)
    room = safe.cut(top=bar + canvas.gutter)
    title = _title(canvas, 3.5, 3, 1.4)
    small = [kicker(canvas), body(canvas, lines=4, gap=0.9), button]
    left = safe.x + safe.w * 0.17
    title_h = canvas.needs([title], safe.w, safe.h * 0.32)
    used = canvas.stack(room.top_part(title_h), [title])
    top = used.bottom + canvas.gutter * 1.2
    if canvas.tall:
        foot = Rect.between(left, top, safe.right, top + safe.h * 0.25)
        foot = canvas.stack(foot, [body(canvas, lines=3), button])
        photo = Rect.between(left, foot.bottom + canvas.gutter * 1.2, bounds.w, bounds.h)
    else:
        foot_h = canvas.needs(small, safe.right - left, safe.h * 0.28)
        photo = Rect.between(left, top, bounds.w, safe.bottom - foot_h - canvas.gutter * 1.2)
        foot = Rect.between(left, photo.bottom + canvas.gutter * 1.2, safe.right, safe.bottom)
        canvas.stack(foot, small)
    canvas.photo(canvas.photo_at(0), photo, view=View(0.55, 0.36), ground="panel")
    _side_title(canvas, Rect.between(safe.x, top, left - canvas.gutter * 0.8, photo.bottom))
    canvas.mark(safe.top_part(bar), height=1.7)
    canvas.stack(safe.top_part(bar), [contact(canvas)], align="right", valign="middle")


def _title(canvas: Canvas, size: float, lines: int, grow: float) -> Words | None:
    return headline(
        canvas, size=size, lines=lines, grow=grow, leading=1.02, weight=600, tracking=-0.02
    )


def _side_title(canvas: Canvas, strip: Rect) -> None:
    """The product's name running up the margin."""
    text = canvas.values["product"] or canvas.brand
    shown = text.upper()
    setting = canvas.setting("body", 600, 0.24, shown)
    size = canvas.px(0.8, 1.0)
    width = setting.face.width(shown, 0.24) * size
    low = min(strip.bottom, canvas.safe.bottom)
    if strip.w < size * 1.2 or not text or width > low - strip.y:
        return
    bind = "{product}" if canvas.values["product"] else "{brand}"
    words = Words(
        text, bind, "side-title", weight=600, ink="muted", leading=1.2, tracking=0.24, upper=True
    )
    box = Rect.around(strip.right - size * 0.6, low - width / 2, width + 2, size * 1.2)
    canvas.text_layer(
        words, (shown,), setting, size, box, align="center", surface="bg", rotation=-90
    )


def _plain(canvas: Canvas) -> None:
    """Only the product: what a marketplace accepts as a main photo."""
    photo = canvas.photo_at(0)
    canvas.background = Solid(colour="#ffffff")
    box = canvas.bounds
    if photo is not None and photo.kind == "cutout":
        box = box.inset(canvas.margin * 0.4)
    canvas.photo(photo, box, view=View(0.5, 0.44), ground="#ffffff")


TEMPLATES = (
    PosterTemplate(
        "hero-spotlight", Family.HERO, Text("Sorot", "Spotlight"), TemplateSet.BASIC, _spotlight
    ),
    PosterTemplate(
        "hero-doorway", Family.HERO, Text("Gapura", "Doorway"), TemplateSet.BASIC, _doorway
    ),
    PosterTemplate(
        "hero-halves", Family.HERO, Text("Dua Sisi", "Halves"), TemplateSet.BASIC, _halves
    ),
    PosterTemplate(
        "hero-podium", Family.HERO, Text("Panggung", "Podium"), TemplateSet.STANDARD, _podium
    ),
    PosterTemplate(
        "hero-editorial", Family.HERO, Text("Majalah", "Editorial"), TemplateSet.ALL, _editorial
    ),
    PosterTemplate(
        "hero-plain",
        Family.HERO,
        Text("Foto Polos", "Plain photo"),
        TemplateSet.BASIC,
        _plain,
        moods=("light",),
    ),
)
