"""Independence Day: red over white."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Mask, Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Align, Block
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import below_mark, mark_above
from lumiku.posters.templates.base import Family, PosterTemplate, body, greeting, headline, offer
from lumiku.texts import Text

__all__ = ["TEMPLATES"]


def _merdeka(canvas: Canvas) -> None:
    """Independence Day: red over white, small flags across the top."""
    bounds, safe = canvas.bounds, canvas.safe
    canvas.background = Solid(colour="bg")
    blocks: list[Block | None] = [
        greeting(canvas, "Dirgahayu Indonesia"),
        headline(canvas, size=2.7, lines=3, grow=1.35),
        body(canvas, lines=2),
        offer(canvas, "bg"),
    ]
    align: Align = "left" if canvas.wide else "center"
    if canvas.wide:
        field = Rect.between(safe.x + safe.w * 0.55, 0, bounds.w, bounds.h)
        disc_d = bounds.h * 0.8
        disc = Rect.around(safe.x + safe.w * 0.78, bounds.h * 0.53, disc_d, disc_d)
        words = Rect.between(safe.x, safe.y, min(field.x, disc.x) - canvas.gutter, safe.bottom)
    else:
        even = canvas.even
        area = below_mark(canvas, 1.3, "bg" if canvas.tall else "panel")
        area = area.cut(top=0 if canvas.tall else canvas.base * 1.2)
        if canvas.tall:
            words = Rect(
                even.x,
                area.y + canvas.base * 1.2,
                even.w,
                canvas.needs(blocks, even.w, safe.h * 0.44),
            )
            field = bounds.cut(top=words.bottom + canvas.gutter * 3.4)
            side = min(bounds.w * 0.86, field.h * 0.86)
            disc = Rect.around(bounds.cx, field.y + side * 0.42, side, side)
        else:
            words = even.bottom_part(canvas.needs(blocks, even.w, safe.h * 0.42))
            field = bounds.top_part(words.y - canvas.gutter * 1.6 - canvas.base * 2)
            high = words.y - canvas.gutter * 1.4 - area.y
            side = min(high, even.w * 0.8)
            disc = Rect.around(bounds.cx, area.y + high / 2, side, side)
    canvas.rect(field.rounded(), "panel", name="field")
    disc = disc.rounded()
    canvas.rect(disc.inset(-canvas.base * 0.5).rounded(), "bg", ellipse=True, name="ring")
    canvas.photo(
        canvas.photo_at(0),
        disc,
        view=View(0.5, 0.44, 1.1),
        mask=Mask(kind="ellipse"),
        ground="card",
    )
    if not canvas.wide:
        strip = Rect(-canvas.base, -canvas.base * 0.5, bounds.w + 2 * canvas.base, canvas.base * 3)
        canvas.path(
            strip, motifs.bunting(9), "panel" if canvas.tall else "bg", name="bunting", opacity=0.92
        )
    else:
        strip = Rect(field.x, -canvas.base * 0.4, field.w + canvas.base, canvas.base * 2.6)
        canvas.path(strip, motifs.bunting(6), "bg", name="bunting", opacity=0.92)
    used = canvas.stack(words, blocks, align=align, valign="middle" if canvas.wide else "top")
    if canvas.wide:
        mark_above(canvas, words, used)
    else:
        top_room = canvas.even if canvas.tall else canvas.even.cut(top=canvas.base * 1.4)
        canvas.mark(top_room, align="center", surface="bg" if canvas.tall else "panel")


TEMPLATES = (
    PosterTemplate(
        "merdeka-flag",
        Family.SEASONAL,
        Text("Merdeka", "Independence"),
        TemplateSet.STANDARD,
        _merdeka,
        season="merdeka",
    ),
)
