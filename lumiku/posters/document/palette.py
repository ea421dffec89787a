"""From a brand's colours to palettes whose every ink can be read on its surface."""

from collections.abc import Sequence
from typing import Final

from lumiku.posters.document import colour
from lumiku.posters.document.colour import AA, Oklch
from lumiku.posters.document.schemas import Palette

__all__ = ["MOODS", "SEASONS", "palette", "palettes", "seasonal"]

MOODS: Final = ("light", "tint", "bold", "deep", "duo")
SEASONS: Final = ("ramadan", "lebaran", "harbolnas", "merdeka")
NEUTRAL: Final = "#3a3f47"
WHITE: Final = "#ffffff"

_DARK_INK_HUES: Final = (70.0, 205.0)  # yellow to cyan look dirty when darkened for white text


def _strength(colour_: str) -> float:
    this = colour.oklch(colour_)
    return this.chroma - 0.25 * max(this.light - 0.8, 0) - 0.1 * max(0.3 - this.light, 0)


def _brand_colours(colours: Sequence[str]) -> tuple[str, list[str]]:
    """(the colour that carries the brand, the others by strength)."""
    known = [entry.lower() for entry in colours if colour.is_hex(entry)] or [NEUTRAL]
    ranked = sorted(dict.fromkeys(known), key=_strength, reverse=True)
    return ranked[0], ranked[1:]


def _ink(surface: str, hue: float, chroma: float) -> str:
    """A near-black or near-white with a little of the brand's hue."""
    dark = colour.from_oklch(0.22, min(chroma, 0.05), hue)
    light = colour.from_oklch(0.985, min(chroma, 0.012), hue)
    return colour.readable(colour.best_ink(surface, (dark, light)), surface, AA)


def _surface(base: str) -> str:
    """A strong colour as a surface: darkened for white text unless its hue wants dark ink."""
    this = colour.oklch(base)
    wants_dark_ink = this.light > 0.8 or (
        _DARK_INK_HUES[0] <= this.hue <= _DARK_INK_HUES[1] and this.light > 0.66
    )
    return base if wants_dark_ink else colour.readable(base, WHITE, AA)


def _accent_ink(accent: str, surface: str, others: Sequence[str], ink: str) -> str:
    """The accent as text: the first brand colour that stays itself when made readable.

    Yellows look muddy when darkened, so another colour or the plain ink stands in for them.
    """
    for entry in (accent, *others):
        before, after = colour.oklch(entry), colour.readable(entry, surface, AA)
        moved = abs(colour.oklch(after).light - before.light)
        muddy = 60 < before.hue < 115 and colour.luminance(surface) > 0.18 and moved > 0.05
        if moved < 0.24 and before.chroma > 0.05 and not muddy:
            return after
    return ink


def assemble(
    name: str,
    *,
    bg: str,
    panel: str,
    card: str,
    accent: str,
    pop: str,
    others: Sequence[str] = (),
) -> Palette:
    """A palette from its surfaces; inks are chosen by contrast."""
    hue = colour.oklch(accent if colour.oklch(bg).chroma < 0.02 else bg)
    tint = min(hue.chroma, 0.05)

    def inks(surface: str) -> tuple[str, str, str]:
        ink = _ink(surface, hue.hue, tint)
        muted = colour.readable(colour.mix(ink, surface, 0.32), surface, AA)
        return ink, muted, _accent_ink(accent, surface, (pop, *others), ink)

    fg, muted, bg_accent = inks(bg)
    on_panel, panel_muted, panel_accent = inks(panel)
    on_card, card_muted, card_accent = inks(card)
    button = accent if colour.contrast(accent, bg) >= 1.5 else fg
    return Palette(
        name=name,
        bg=bg,
        fg=fg,
        muted=muted,
        bg_accent=bg_accent,
        panel=panel,
        on_panel=on_panel,
        panel_muted=panel_muted,
        panel_accent=panel_accent,
        card=card,
        on_card=on_card,
        card_muted=card_muted,
        card_accent=card_accent,
        accent=button,
        on_accent=_ink(button, hue.hue, tint),
        pop=pop,
        line=colour.mix(bg, fg, 0.16),
        shade=colour.from_oklch(0.21, min(hue.chroma, 0.05), hue.hue),
        on_shade=WHITE,
    )


def palette(mood: str, colours: Sequence[str]) -> Palette:
    """One of MOODS for a brand's colours (`#rrggbb`; anything else is ignored)."""
    strong, others = _brand_colours(colours)
    lead = colour.oklch(strong)
    second = _second(lead, others)
    paper = colour.from_oklch(0.975, min(lead.chroma, 0.012), lead.hue)
    button = _surface(strong)
    if mood == "light":
        return assemble(
            mood, bg=paper, panel=button, card=WHITE, accent=button, pop=second, others=others
        )
    if mood == "tint":
        pastel = _pastel(lead, others)
        return assemble(
            mood, bg=pastel, panel=button, card=WHITE, accent=button, pop=second, others=others
        )
    if mood == "bold":
        spark = second if colour.contrast(second, button) >= 2 else paper
        return assemble(
            mood, bg=button, panel=paper, card=paper, accent=spark, pop=second, others=others
        )
    if mood == "duo":
        ground = _surface(second)
        spark = button if colour.contrast(button, ground) >= 2 else _ink(ground, lead.hue, 0.04)
        return assemble(
            mood, bg=ground, panel=button, card=paper, accent=spark, pop=strong, others=others
        )
    night = colour.from_oklch(0.26, min(lead.chroma, 0.07), lead.hue)
    raised = colour.from_oklch(0.34, min(lead.chroma, 0.075), lead.hue)
    glow = colour.from_oklch(max(lead.light, 0.72), min(lead.chroma, 0.16), lead.hue)
    if second_light := [entry for entry in others if colour.contrast(entry, night) >= 6]:
        glow = second_light[0]
    return assemble(
        "deep", bg=night, panel=paper, card=raised, accent=glow, pop=second, others=others
    )


def palettes(colours: Sequence[str]) -> list[Palette]:
    """Every mood that suits the brand; `duo` needs a second hue."""
    strong, others = _brand_colours(colours)
    lead = colour.oklch(strong)
    two_hues = any(_another_hue(lead, colour.oklch(entry)) for entry in others)
    return [palette(mood, colours) for mood in MOODS if mood != "duo" or two_hues]


def seasonal(season: str, colours: Sequence[str]) -> Palette:
    """The colours of a season, turned a little towards the brand's hue."""
    strong, _ = _brand_colours(colours)

    def near(light: float, chroma: float, hue: float, at_most: float = 15) -> str:
        return colour.harmonise(colour.from_oklch(light, chroma, hue), strong, at_most)

    gold = near(0.84, 0.12, 86, 8)
    if season == "ramadan":
        night = near(0.27, 0.07, 205, 30)
        return assemble(
            season,
            bg=night,
            panel=near(0.965, 0.02, 88, 8),
            card=colour.from_oklch(0.35, 0.075, colour.oklch(night).hue),
            accent=gold,
            pop=near(0.72, 0.1, 190),
        )
    if season == "lebaran":
        green = near(0.42, 0.1, 155)
        return assemble(
            season,
            bg=near(0.965, 0.025, 95, 8),
            panel=green,
            card=WHITE,
            accent=green,
            pop=gold,
        )
    if season == "merdeka":
        red = colour.readable(colour.from_oklch(0.55, 0.22, 26), WHITE, AA)
        return assemble(season, bg=WHITE, panel=red, card="#fff6f5", accent=red, pop=red)
    ground = _surface(strong)
    yellow = near(0.9, 0.17, 98, 8)
    spark = yellow if colour.contrast(yellow, ground) >= 2 else colour.from_oklch(0.25, 0.1, 300)
    paper = near(0.98, 0.015, 98, 8)
    return assemble("harbolnas", bg=ground, panel=paper, card=paper, accent=spark, pop=spark)


def _another_hue(lead: Oklch, other: Oklch) -> bool:
    return other.chroma > 0.07 and colour.hue_distance(lead.hue, other.hue) > 35


def _second(lead: Oklch, others: Sequence[str]) -> str:
    """The brand's next colour, or a lighter sibling of the first."""
    for entry in others:
        if _another_hue(lead, colour.oklch(entry)):
            return entry
    for entry in others:
        if abs(colour.oklch(entry).light - lead.light) > 0.15 and colour.oklch(entry).chroma > 0.04:
            return entry
    return colour.from_oklch(0.82 if lead.light < 0.7 else 0.6, lead.chroma * 0.7, lead.hue)


def _pastel(lead: Oklch, others: Sequence[str]) -> str:
    for entry in others:
        if 0.9 <= colour.oklch(entry).light <= 0.98:
            return colour.from_oklch(0.94, min(colour.oklch(entry).chroma * 2, 0.045), lead.hue)
    return colour.from_oklch(0.935, min(lead.chroma, 0.045), lead.hue)
