"""Independence Day: red over white."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Mask, Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Align, Block
from lumiku.posters.layout.canvas import Stage
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import below_mark, mark_above
from lumiku.posters.templates.base import Family, PosterTemplate, body, greeting, headline, offer
from lumiku.texts import Text

__all__ = ["TEMPLATES"]


def _merdeka(stage: Stage) -> None:
    """Independence Day: red over white, small flags across the top."""
    canvas, safe = stage.canvas, stage.safe
    stage.background = Solid(colour="bg")
    blocks: list[Block | None] = [
        greeting(stage, "Dirgahayu Indonesia"),
        headline(stage, size=2.7, lines=3, grow=1.35),
        body(stage, lines=2),
        offer(stage, "bg"),
    ]
    align: Align = "left" if stage.wide else "center"
    if stage.wide:
        field = Rect.between(safe.x + safe.w * 0.55, 0, canvas.w, canvas.h)
        disc_d = canvas.h * 0.8
        disc = Rect.around(safe.x + safe.w * 0.78, canvas.h * 0.53, disc_d, disc_d)
        words = Rect.between(safe.x, safe.y, min(field.x, disc.x) - stage.gutter, safe.bottom)
    else:
        even = stage.even
        area = below_mark(stage, 1.3, "bg" if stage.tall else "panel")
        area = area.cut(top=0 if stage.tall else stage.base * 1.2)
        if stage.tall:
            words = Rect(
                even.x,
                area.y + stage.base * 1.2,
                even.w,
                stage.needs(blocks, even.w, safe.h * 0.44),
            )
            field = canvas.cut(top=words.bottom + stage.gutter * 3.4)
            side = min(canvas.w * 0.86, field.h * 0.86)
            disc = Rect.around(canvas.cx, field.y + side * 0.42, side, side)
        else:
            words = even.bottom_part(stage.needs(blocks, even.w, safe.h * 0.42))
            field = canvas.top_part(words.y - stage.gutter * 1.6 - stage.base * 2)
            high = words.y - stage.gutter * 1.4 - area.y
            side = min(high, even.w * 0.8)
            disc = Rect.around(canvas.cx, area.y + high / 2, side, side)
    stage.rect(field.rounded(), "panel", name="field")
    disc = disc.rounded()
    stage.rect(disc.inset(-stage.base * 0.5).rounded(), "bg", ellipse=True, name="ring")
    stage.photo(
        stage.photo_at(0), disc, view=View(0.5, 0.44, 1.1), mask=Mask(kind="ellipse"), ground="card"
    )
    if not stage.wide:
        strip = Rect(-stage.base, -stage.base * 0.5, canvas.w + 2 * stage.base, stage.base * 3)
        stage.path(
            strip, motifs.bunting(9), "panel" if stage.tall else "bg", name="bunting", opacity=0.92
        )
    else:
        strip = Rect(field.x, -stage.base * 0.4, field.w + stage.base, stage.base * 2.6)
        stage.path(strip, motifs.bunting(6), "bg", name="bunting", opacity=0.92)
    used = stage.stack(words, blocks, align=align, valign="middle" if stage.wide else "top")
    if stage.wide:
        mark_above(stage, words, used)
    else:
        top_room = stage.even if stage.tall else stage.even.cut(top=stage.base * 1.4)
        stage.mark(top_room, align="center", surface="bg" if stage.tall else "panel")


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
