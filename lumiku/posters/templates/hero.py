"""Product hero: one picture, one promise."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Mask, Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Align, Words
from lumiku.posters.layout.canvas import Stage
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


def _spotlight(stage: Stage) -> None:
    """The photo to the edges, words over a scrim."""
    blocks = [
        kicker(stage),
        headline(stage, size=3.3),
        body(stage, lines=3, ink="ink"),
        offer(stage, "photo"),
    ]
    words, above = bleed(stage, stage.photo_at(0), blocks)
    stage.stack(words, blocks, surface="photo", valign="middle" if stage.wide else "bottom")
    if stage.wide:
        stage.mark(stage.safe, align="right", surface="photo", ink="on_shade")
        return
    if not above:
        shade = Rect(0, 0, stage.canvas.w, stage.safe.y + stage.base * 4)
        stage.scrim(shade, "top", solid=0.2, strength=0.38)
    stage.mark(stage.safe, surface="shade" if above else "photo", ink="on_shade")


def _doorway(stage: Stage) -> None:
    """An arch on a quiet ground, words centred with it."""
    blocks = [
        kicker(stage),
        headline(stage, size=2.7, lines=3, grow=1.4),
        body(stage, lines=2),
        cta(stage),
    ]
    safe, canvas = stage.safe, stage.canvas
    _, words = split(stage, blocks, share=0.56, gap=1.0, even=True)
    if stage.wide:
        room = Rect.between(words.right + stage.gutter, safe.y, safe.right, canvas.h)
        door = room.fitted(0.8, 0.5, 1.0)
        words = Rect.between(
            safe.x, safe.y, max(door.x - stage.gutter * 1.5, words.right), safe.bottom
        )
    elif stage.tall:
        room = Rect.between(safe.x, words.bottom + stage.gutter * 1.7, safe.right, canvas.h)
        door = Rect.around(canvas.cx, room.cy, min(safe.w * 0.88, room.h), room.h)
    else:
        top = below_mark(stage, 0.9).y
        bottom = words.y - stage.gutter * 1.2
        wide = min(safe.w * 0.84, (bottom - top) * 0.92)
        door = Rect.between(canvas.cx - wide / 2, top, canvas.cx + wide / 2, bottom)
    _door(stage, door.rounded())
    align: Align = "left" if stage.wide else "center"
    used = stage.stack(words, blocks, align=align, valign="middle" if stage.wide else "top")
    if not stage.wide:
        stage.mark(stage.even, align="center")
    else:
        mark_above(stage, words, used)


def _door(stage: Stage, door: Rect) -> None:
    """The arch with an outline around it and two glints."""
    to_floor = door.bottom >= stage.canvas.h
    halo = door.inset(-stage.base * 0.62).cut(bottom=stage.base * (-1 if to_floor else 0.62))
    outline = door_mask(halo)
    stage.path(
        halo,
        outline.path,
        None,
        view=outline.view,
        name="doorway",
        stroke=("bg_accent", max(2.0, stage.base * 0.06)),
        opacity=0.55,
    )
    stage.photo(stage.photo_at(0), door, view=View(0.5, 0.42), mask=door_mask(door), ground="panel")
    glint = stage.base * 1.9
    for x, y, size, ink in (
        (door.x - glint * 0.1, door.y + door.h * 0.16, glint, "pop"),
        (door.right - glint * 0.2, door.y + door.h * 0.74, glint * 0.7, "bg_accent"),
    ):
        stage.path(Rect.around(x, y, size, size), motifs.sparkle(), ink, name="glint")


def _halves(stage: Stage) -> None:
    """A panel of colour beside the picture."""
    stage.background = Solid(colour="panel")
    blocks = [
        kicker(stage),
        headline(stage, size=2.8),
        Rule(gap=1.0),
        body(stage, lines=4),
        offer(stage, "panel"),
        contact(stage),
    ]
    picture, words = split(stage, blocks, share=0.52 if stage.wide else 0.55, surface="panel")
    stage.photo(stage.photo_at(0), picture, view=View(0.5, 0.4), ground="bg")
    used = stage.stack(words, blocks, surface="panel", valign="top" if stage.tall else "middle")
    mark_where_free(stage, picture, words, used, "panel")


def _podium(stage: Stage) -> None:
    """The picture in a circle with rings around it, like a product on a stage."""
    safe, canvas = stage.safe, stage.canvas
    blocks = [
        kicker(stage),
        headline(stage, size=2.7, lines=3, grow=1.4),
        body(stage, lines=2),
        offer(stage, "bg"),
    ]
    if stage.wide:
        disc = Rect.around(safe.x + safe.w * 0.76, canvas.cy, canvas.h * 0.84, canvas.h * 0.84)
        words = Rect.between(safe.x, safe.y, disc.x - stage.gutter * 1.4, safe.bottom)
    else:
        room = below_mark(stage)
        need = stage.needs(blocks, safe.w, safe.h * 0.48)
        words = stage.even.bottom_part(need)
        if stage.tall:
            words = Rect(stage.even.x, room.y, stage.even.w, need)
            room = Rect.between(0, words.bottom + stage.gutter, canvas.w, canvas.h)
        else:
            room = Rect.between(0, room.y, canvas.w, words.y - stage.gutter * 1.6)
        side = min(room.h * 0.98, canvas.w * (0.9 if stage.tall else 0.84))
        if stage.tall:
            side = min(room.h * 0.84, canvas.w * 0.9)
        disc = Rect.around(canvas.cx, room.cy, side, side)
    _rings(stage, disc.rounded())
    align: Align = "left" if stage.wide else "center"
    used = stage.stack(words, blocks, align=align, valign="middle" if stage.wide else "top")
    if not stage.wide:
        stage.mark(stage.even, align="center")
    else:
        mark_above(stage, words, used)


def _rings(stage: Stage, disc: Rect) -> None:
    for grow, opacity in ((0.34, 0.12), (0.17, 0.24)):
        wide = disc.inset(-disc.w * grow / 2)
        stage.rect(wide, "pop", name="ring", opacity=opacity, ellipse=True)
    stage.photo(
        stage.photo_at(0),
        disc,
        view=View(0.5, 0.44, 1.12),
        mask=Mask(kind="ellipse"),
        ground="panel",
    )
    dot = stage.base * 0.9
    for x, y, size, ink in (
        (disc.x + disc.w * 0.08, disc.y + disc.h * 0.17, dot, "bg_accent"),
        (disc.right - disc.w * 0.02, disc.y + disc.h * 0.68, dot * 1.6, "pop"),
    ):
        stage.rect(Rect.around(x, y, size, size), ink, name="dot", ellipse=True)


def _editorial(stage: Stage) -> None:
    """A magazine page: wide margins, a tall picture, the headline set large and tight."""
    button = cta(stage, outline=True, ink="ink")
    safe, canvas = stage.safe, stage.canvas
    if stage.wide:
        right = canvas.w if stage.banner else canvas.w * 0.9
        photo = Rect.between(safe.x + safe.w * 0.52, 0, right, canvas.h)
        stage.photo(stage.photo_at(0), photo, view=View(0.55, 0.4), ground="panel")
        blocks = [kicker(stage), _title(stage, 3.1, 4, 1.75), body(stage, lines=3), button]
        room = Rect.between(safe.x, safe.y, photo.x - stage.gutter, safe.bottom)
        stage.stack(room, blocks, valign="middle")
        return
    bar = stage.mark_size(1.7)[1] + (stage.base * 0.9 if stage.plate("bg") else 0.0)
    room = safe.cut(top=bar + stage.gutter)
    title = _title(stage, 3.5, 3, 1.4)
    small = [kicker(stage), body(stage, lines=4, gap=0.9), button]
    left = safe.x + safe.w * 0.17
    title_h = stage.needs([title], safe.w, safe.h * 0.32)
    used = stage.stack(room.top_part(title_h), [title])
    top = used.bottom + stage.gutter * 1.2
    if stage.tall:
        foot = Rect.between(left, top, safe.right, top + safe.h * 0.25)
        foot = stage.stack(foot, [body(stage, lines=3), button])
        photo = Rect.between(left, foot.bottom + stage.gutter * 1.2, canvas.w, canvas.h)
    else:
        foot_h = stage.needs(small, safe.right - left, safe.h * 0.28)
        photo = Rect.between(left, top, canvas.w, safe.bottom - foot_h - stage.gutter * 1.2)
        foot = Rect.between(left, photo.bottom + stage.gutter * 1.2, safe.right, safe.bottom)
        stage.stack(foot, small)
    stage.photo(stage.photo_at(0), photo, view=View(0.55, 0.36), ground="panel")
    _side_title(stage, Rect.between(safe.x, top, left - stage.gutter * 0.8, photo.bottom))
    stage.mark(safe.top_part(bar), height=1.7)
    stage.stack(safe.top_part(bar), [contact(stage)], align="right", valign="middle")


def _title(stage: Stage, size: float, lines: int, grow: float) -> Words | None:
    return headline(
        stage, size=size, lines=lines, grow=grow, leading=1.02, weight=600, tracking=-0.02
    )


def _side_title(stage: Stage, strip: Rect) -> None:
    """The product's name running up the margin."""
    text = stage.values["product"] or stage.brand
    shown = text.upper()
    setting = stage.setting("body", 600, 0.24, shown)
    size = stage.px(0.8, 1.0)
    width = setting.face.width(shown, 0.24) * size
    low = min(strip.bottom, stage.safe.bottom)
    if strip.w < size * 1.2 or not text or width > low - strip.y:
        return
    bind = "{product}" if stage.values["product"] else "{brand}"
    words = Words(
        text, bind, "side-title", weight=600, ink="muted", leading=1.2, tracking=0.24, upper=True
    )
    box = Rect.around(strip.right - size * 0.6, low - width / 2, width + 2, size * 1.2)
    stage.text_layer(
        words, (shown,), setting, size, box, align="center", surface="bg", rotation=-90
    )


def _plain(stage: Stage) -> None:
    """Only the product: what a marketplace accepts as a main photo."""
    photo = stage.photo_at(0)
    stage.background = Solid(colour="#ffffff")
    box = stage.canvas
    if photo is not None and photo.kind == "cutout":
        box = box.inset(stage.margin * 0.4)
    stage.photo(photo, box, view=View(0.5, 0.44), ground="#ffffff")


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
