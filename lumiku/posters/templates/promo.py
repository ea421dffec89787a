"""Price promo: the saving is the picture."""

from collections.abc import Sequence

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Mask, Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Align, Block
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import (
    badge,
    below_mark,
    mark_on_photo,
    mark_where_free,
    split,
)
from lumiku.posters.templates.base import (
    Family,
    PosterTemplate,
    contact,
    cta,
    headline,
    kicker,
    offer,
    period,
    price,
)
from lumiku.texts import Text

__all__ = ["TEMPLATES"]


def _saving(
    canvas: Canvas, spots: Sequence[Rect], *, burst: bool = False, quiet: bool = False
) -> None:
    """The discount on a badge at the spot that hides least; nothing where nothing was taken off."""
    if not canvas.has("discount"):
        return
    fill, ink = ("card", "card_accent") if quiet else ("accent", "on_accent")
    badge(
        canvas,
        canvas.quiet(spots),
        "HEMAT",
        canvas.values["discount"],
        bind="{discount}",
        outline=motifs.burst() if burst else None,
        fill=fill,
        ink=ink,
    )


def _squares(size: float, *centres: tuple[float, float]) -> list[Rect]:
    return [Rect.around(x, y, size, size) for x, y in centres]


def _burst(canvas: Canvas) -> None:
    """Photo, panel and a bursting badge where they meet."""
    canvas.background = Solid(colour="panel")
    blocks = [
        kicker(canvas),
        headline(canvas, size=2.6, lines=3),
        offer(canvas, "panel", size=2.7),
        period(canvas),
        contact(canvas, drop=6),
    ]
    picture, words = split(canvas, blocks, share=0.54, gap=1.2, surface="panel")
    canvas.photo(canvas.photo_at(0), picture, view=View(0.5, 0.42), ground="bg")
    used = canvas.stack(words, blocks, surface="panel", valign="top" if canvas.tall else "middle")
    size = min(picture.w, picture.h) * (0.34 if not canvas.banner else 0.4)
    mark_where_free(canvas, picture, words, used, "panel")
    spots = _squares(size, *_burst_spots(canvas, picture, size))
    _saving(canvas, spots, burst=True, quiet=True)


def _burst_spots(canvas: Canvas, picture: Rect, size: float) -> list[tuple[float, float]]:
    """Where the badge may stand, best first."""
    safe = canvas.safe
    right, left = safe.right - size * 0.46, picture.x + size * 0.2
    if canvas.wide:
        low, high = safe.bottom - size * 0.45, safe.y + size * 0.45
        return [(left, low), (right, low), (left, high), (right, high)]
    if canvas.tall:
        edge = picture.y + size * 0.18
        return [(right, edge), (safe.x + size * 0.5, picture.y + size * 0.55)]
    edge = picture.bottom - size * 0.3
    return [(right, edge), (right, picture.y + size * 0.7)]


def _giant(canvas: Canvas) -> None:
    """The price as large as the canvas allows, the picture under it."""
    canvas.background = Solid(colour="bg")
    safe, bounds = canvas.even if not canvas.wide else canvas.safe, canvas.bounds
    big = price(canvas, size=4.2, grow=2.4, ink="ink", gap=1.25)
    align: Align = "left" if canvas.wide else "center"
    blocks: list[Block | None] = [
        kicker(canvas, size=0.95),
        headline(canvas, size=1.9, lines=2, grow=1.0),
        big,
        period(canvas, gap=1.1),
        cta(canvas, gap=1.3, drop=5),
    ]
    if canvas.wide:
        photo = Rect.between(
            safe.x + safe.w * 0.6, safe.y, bounds.w if canvas.banner else safe.right, safe.bottom
        )
        words = Rect.between(safe.x, safe.y, photo.x - canvas.gutter * 1.3, safe.bottom)
        canvas.photo(
            canvas.photo_at(0),
            photo,
            view=View(0.5, 0.42),
            radius=canvas.base * 1.2,
            shadow=canvas.soft(),
            ground="panel",
        )
        canvas.stack(words, blocks, align=align, valign="middle")
        size = photo.h * 0.34
        across = (photo.x + size * 0.08, photo.right - size * 0.5)
        down = (photo.y + size * 0.42, photo.bottom - size * 0.42)
        _saving(canvas, _squares(size, *((x, y) for x in across for y in down)))
        return
    room = Rect.between(safe.x, below_mark(canvas).y, safe.right, safe.bottom)
    used = canvas.stack(room.top_part(safe.h * 0.47), blocks, align=align)
    top = used.bottom + canvas.gutter * 1.6
    if canvas.tall:
        photo = Rect.between(safe.x, top, safe.right, bounds.h)
        radius = canvas.base * 1.6
        photo = Rect(photo.x, photo.y, photo.w, photo.h + radius)
    else:
        photo = Rect.between(safe.x, top, safe.right, bounds.h + canvas.base * 1.6)
        radius = canvas.base * 1.6
    canvas.photo(
        canvas.photo_at(0),
        photo,
        view=View(0.5, 0.4),
        radius=radius,
        shadow=canvas.soft(),
        ground="panel",
    )
    size = min(photo.w * 0.3, photo.h * 0.42)
    _saving(canvas, _squares(size, (photo.right - size * 0.56, photo.y + size * 0.1)))
    canvas.mark(canvas.even, align="center")


def _ribbon(canvas: Canvas) -> None:
    """A slanted band of colour under the photo."""
    bounds, safe = canvas.bounds, canvas.safe
    canvas.background = Solid(colour="accent")
    blocks: list[Block | None] = [
        kicker(canvas, ink="ink"),
        headline(canvas, size=2.6, lines=3),
        price(canvas, size=2.9, ink="ink"),
        period(canvas, ink="ink"),
    ]
    slant = 0.1
    if canvas.wide:
        edge = safe.x + safe.w * 0.5
        frame = Rect.between(edge - bounds.h * slant * 2.4, 0, bounds.w, bounds.h)
        lean = bounds.h * 0.24
        path = f"M{lean:.1f},0 L{frame.w:.1f},0 L{frame.w:.1f},{frame.h:.1f} L0,{frame.h:.1f} Z"
        words = Rect.between(safe.x, safe.y, frame.x - canvas.gutter * 0.3, safe.bottom)
        _band(canvas, frame, path, (lean, 0.0), (0.0, frame.h))
        canvas.photo(
            canvas.photo_at(0),
            frame,
            view=View(0.55, 0.42),
            mask=Mask(kind="path", path=path, view=(frame.w, frame.h)),
            ground="panel",
        )
        canvas.stack(
            words,
            [*blocks, cta(canvas, fill="on_accent", ink="accent")],
            surface="accent",
            valign="middle",
        )
        return
    lean = bounds.w * slant
    if canvas.tall:
        room = below_mark(canvas)
        need = canvas.needs(blocks, safe.w, safe.h * 0.5)
        words = room.top_part(need)
        frame = bounds.cut(top=words.bottom + canvas.gutter * 0.9)
        path = f"M0,{lean:.1f} L{frame.w:.1f},0 L{frame.w:.1f},{frame.h:.1f} L0,{frame.h:.1f} Z"
        line = ((0.0, lean), (frame.w, 0.0))
    else:
        need = canvas.needs(blocks, safe.w * 0.8, safe.h * 0.44)
        words = safe.bottom_part(need)
        frame = bounds.top_part(words.y - canvas.gutter * 0.9 + lean * 0.3)
        path = f"M0,0 L{frame.w:.1f},0 L{frame.w:.1f},{frame.h - lean:.1f} L0,{frame.h:.1f} Z"
        line = ((0.0, frame.h), (frame.w, frame.h - lean))
    frame = frame.rounded()
    canvas.photo(
        canvas.photo_at(0),
        frame,
        view=View(0.5, 0.4),
        mask=Mask(kind="path", path=path, view=(frame.w, frame.h)),
        ground="panel",
    )
    _band(canvas, frame, path, *line)
    canvas.stack(words, blocks, surface="accent", valign="top" if canvas.tall else "bottom")
    if canvas.tall:
        canvas.mark(safe, surface="accent")
    else:
        mark_on_photo(canvas, frame.bottom)
        size = min(bounds.w * 0.27, bounds.h * 0.25)
        _saving(
            canvas, _squares(size, (safe.right - size * 0.5, frame.bottom - lean * 0.5)), quiet=True
        )


def _band(
    canvas: Canvas, frame: Rect, path: str, start: tuple[float, float], end: tuple[float, float]
) -> None:
    """A thin stripe along the slanted edge."""
    canvas.path(
        frame,
        f"M{start[0]:.1f},{start[1]:.1f} L{end[0]:.1f},{end[1]:.1f}",
        None,
        view=(frame.w, frame.h),
        name="stripe",
        stroke=("pop", canvas.base * 0.42),
    )


TEMPLATES = (
    PosterTemplate(
        "promo-burst",
        Family.PROMO,
        Text("Ledakan Harga", "Burst"),
        TemplateSet.BASIC,
        _burst,
        needs=("price",),
    ),
    PosterTemplate(
        "promo-giant",
        Family.PROMO,
        Text("Harga Besar", "Giant price"),
        TemplateSet.BASIC,
        _giant,
        needs=("price",),
        moods=("bold", "duo", "tint", "deep"),
    ),
    PosterTemplate(
        "promo-ribbon",
        Family.PROMO,
        Text("Pita Miring", "Ribbon"),
        TemplateSet.STANDARD,
        _ribbon,
        needs=("price",),
    ),
)
