"""Price promo: the saving is the picture."""

from collections.abc import Sequence

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Mask, Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Align, Block
from lumiku.posters.layout.canvas import Stage
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
    stage: Stage, spots: Sequence[Rect], *, burst: bool = False, quiet: bool = False
) -> None:
    """The discount on a badge at the spot that hides least; nothing where nothing was taken off."""
    if not stage.has("discount"):
        return
    fill, ink = ("card", "card_accent") if quiet else ("accent", "on_accent")
    badge(
        stage,
        stage.quiet(spots),
        "HEMAT",
        stage.values["discount"],
        bind="{discount}",
        outline=motifs.burst() if burst else None,
        fill=fill,
        ink=ink,
    )


def _squares(size: float, *centres: tuple[float, float]) -> list[Rect]:
    return [Rect.around(x, y, size, size) for x, y in centres]


def _burst(stage: Stage) -> None:
    """Photo, panel and a bursting badge where they meet."""
    stage.background = Solid(colour="panel")
    blocks = [
        kicker(stage),
        headline(stage, size=2.6, lines=3),
        offer(stage, "panel", size=2.7),
        period(stage),
        contact(stage, drop=6),
    ]
    picture, words = split(stage, blocks, share=0.54, gap=1.2, surface="panel")
    stage.photo(stage.photo_at(0), picture, view=View(0.5, 0.42), ground="bg")
    used = stage.stack(words, blocks, surface="panel", valign="top" if stage.tall else "middle")
    size = min(picture.w, picture.h) * (0.34 if not stage.banner else 0.4)
    mark_where_free(stage, picture, words, used, "panel")
    spots = _squares(size, *_burst_spots(stage, picture, size))
    _saving(stage, spots, burst=True, quiet=True)


def _burst_spots(stage: Stage, picture: Rect, size: float) -> list[tuple[float, float]]:
    """Where the badge may stand, best first."""
    safe = stage.safe
    right, left = safe.right - size * 0.46, picture.x + size * 0.2
    if stage.wide:
        low, high = safe.bottom - size * 0.45, safe.y + size * 0.45
        return [(left, low), (right, low), (left, high), (right, high)]
    if stage.tall:
        edge = picture.y + size * 0.18
        return [(right, edge), (safe.x + size * 0.5, picture.y + size * 0.55)]
    edge = picture.bottom - size * 0.3
    return [(right, edge), (right, picture.y + size * 0.7)]


def _giant(stage: Stage) -> None:
    """The price as large as the canvas allows, the picture under it."""
    stage.background = Solid(colour="bg")
    safe, canvas = stage.even if not stage.wide else stage.safe, stage.canvas
    big = price(stage, size=4.2, grow=2.4, ink="ink", gap=1.25)
    align: Align = "left" if stage.wide else "center"
    blocks: list[Block | None] = [
        kicker(stage, size=0.95),
        headline(stage, size=1.9, lines=2, grow=1.0),
        big,
        period(stage, gap=1.1),
        cta(stage, gap=1.3, drop=5),
    ]
    if stage.wide:
        photo = Rect.between(
            safe.x + safe.w * 0.6, safe.y, canvas.w if stage.banner else safe.right, safe.bottom
        )
        words = Rect.between(safe.x, safe.y, photo.x - stage.gutter * 1.3, safe.bottom)
        stage.photo(
            stage.photo_at(0),
            photo,
            view=View(0.5, 0.42),
            radius=stage.base * 1.2,
            shadow=stage.soft(),
            ground="panel",
        )
        stage.stack(words, blocks, align=align, valign="middle")
        size = photo.h * 0.34
        across = (photo.x + size * 0.08, photo.right - size * 0.5)
        down = (photo.y + size * 0.42, photo.bottom - size * 0.42)
        _saving(stage, _squares(size, *((x, y) for x in across for y in down)))
        return
    room = Rect.between(safe.x, below_mark(stage).y, safe.right, safe.bottom)
    used = stage.stack(room.top_part(safe.h * 0.47), blocks, align=align)
    top = used.bottom + stage.gutter * 1.6
    if stage.tall:
        photo = Rect.between(safe.x, top, safe.right, canvas.h)
        radius = stage.base * 1.6
        photo = Rect(photo.x, photo.y, photo.w, photo.h + radius)
    else:
        photo = Rect.between(safe.x, top, safe.right, canvas.h + stage.base * 1.6)
        radius = stage.base * 1.6
    stage.photo(
        stage.photo_at(0),
        photo,
        view=View(0.5, 0.4),
        radius=radius,
        shadow=stage.soft(),
        ground="panel",
    )
    size = min(photo.w * 0.3, photo.h * 0.42)
    _saving(stage, _squares(size, (photo.right - size * 0.56, photo.y + size * 0.1)))
    stage.mark(stage.even, align="center")


def _ribbon(stage: Stage) -> None:
    """A slanted band of colour under the photo."""
    canvas, safe = stage.canvas, stage.safe
    stage.background = Solid(colour="accent")
    blocks: list[Block | None] = [
        kicker(stage, ink="ink"),
        headline(stage, size=2.6, lines=3),
        price(stage, size=2.9, ink="ink"),
        period(stage, ink="ink"),
    ]
    slant = 0.1
    if stage.wide:
        edge = safe.x + safe.w * 0.5
        frame = Rect.between(edge - canvas.h * slant * 2.4, 0, canvas.w, canvas.h)
        lean = canvas.h * 0.24
        path = f"M{lean:.1f},0 L{frame.w:.1f},0 L{frame.w:.1f},{frame.h:.1f} L0,{frame.h:.1f} Z"
        words = Rect.between(safe.x, safe.y, frame.x - stage.gutter * 0.3, safe.bottom)
        _band(stage, frame, path, (lean, 0.0), (0.0, frame.h))
        stage.photo(
            stage.photo_at(0),
            frame,
            view=View(0.55, 0.42),
            mask=Mask(kind="path", path=path, view=(frame.w, frame.h)),
            ground="panel",
        )
        stage.stack(
            words,
            [*blocks, cta(stage, fill="on_accent", ink="accent")],
            surface="accent",
            valign="middle",
        )
        return
    lean = canvas.w * slant
    if stage.tall:
        room = below_mark(stage)
        need = stage.needs(blocks, safe.w, safe.h * 0.5)
        words = room.top_part(need)
        frame = canvas.cut(top=words.bottom + stage.gutter * 0.9)
        path = f"M0,{lean:.1f} L{frame.w:.1f},0 L{frame.w:.1f},{frame.h:.1f} L0,{frame.h:.1f} Z"
        line = ((0.0, lean), (frame.w, 0.0))
    else:
        need = stage.needs(blocks, safe.w * 0.8, safe.h * 0.44)
        words = safe.bottom_part(need)
        frame = canvas.top_part(words.y - stage.gutter * 0.9 + lean * 0.3)
        path = f"M0,0 L{frame.w:.1f},0 L{frame.w:.1f},{frame.h - lean:.1f} L0,{frame.h:.1f} Z"
        line = ((0.0, frame.h), (frame.w, frame.h - lean))
    frame = frame.rounded()
    stage.photo(
        stage.photo_at(0),
        frame,
        view=View(0.5, 0.4),
        mask=Mask(kind="path", path=path, view=(frame.w, frame.h)),
        ground="panel",
    )
    _band(stage, frame, path, *line)
    stage.stack(words, blocks, surface="accent", valign="top" if stage.tall else "bottom")
    if stage.tall:
        stage.mark(safe, surface="accent")
    else:
        mark_on_photo(stage, frame.bottom)
        size = min(canvas.w * 0.27, canvas.h * 0.25)
        _saving(
            stage, _squares(size, (safe.right - size * 0.5, frame.bottom - lean * 0.5)), quiet=True
        )


def _band(
    stage: Stage, frame: Rect, path: str, start: tuple[float, float], end: tuple[float, float]
) -> None:
    """A thin stripe along the slanted edge."""
    stage.path(
        frame,
        f"M{start[0]:.1f},{start[1]:.1f} L{end[0]:.1f},{end[1]:.1f}",
        None,
        view=(frame.w, frame.h),
        name="stripe",
        stroke=("pop", stage.base * 0.42),
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
