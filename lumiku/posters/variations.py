"""Variations: layouts x headlines x palettes, ranked by legibility and kept different."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.advice.preflight import PLAIN_TEMPLATE, Severity, preflight
from lumiku.posters.document.colour import contrast
from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import ExportKey
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.palette import palettes
from lumiku.posters.document.schemas import Photo, PhotoLayer, PosterDoc, TextLayer
from lumiku.posters.editing import Brand, lay_out
from lumiku.posters.layout.ink import ink_box
from lumiku.posters.layout.photos import shown_at
from lumiku.posters.rules import MAX_VARIATIONS
from lumiku.posters.templates import Family, PosterTemplate, templates_of

__all__ = ["Wish", "distance", "legibility", "variations"]

_TRIED_FOR_EACH: Final = 3  # layouts tried for each variation wanted
_GRID: Final = 6
_SAME: Final = 0.08  # distance below which two posters are duplicates
_COST: Final = {Severity.HINT: 0.0, Severity.WARNING: 0.08, Severity.PROBLEM: 0.3}


@dataclass(frozen=True)
class Wish:
    """What variations are asked for. `templates` narrows the choice, `season` widens it."""

    count: int = 5
    to: ExportKey = ExportKey.IG_POST
    owned: TemplateSet = TemplateSet.BASIC
    templates: tuple[str, ...] = ()
    headlines: tuple[str, ...] = ()  # empty: the content's own
    season: str | None = None
    seed: int = 0


@dataclass(frozen=True)
class _Choice:
    design: PosterTemplate
    mood: str
    headline: str


def variations(
    brand: Brand, content: Content, photos: Sequence[Photo], wish: Wish
) -> list[PosterDoc]:
    """Up to `wish.count` different posters of the same photos, the most legible first.

    The same arguments give the same posters. Fewer come back when no more differ.
    """
    count = min(wish.count, MAX_VARIATIONS)
    if count < 1:
        return []
    chance = random.Random(f"{wish.seed}/{'/'.join(photo.id for photo in photos)}")  # noqa: S311
    choices = _choices(brand, content, len(photos), wish)
    docs = [
        lay_out(
            choice.design.key,
            brand,
            content.model_copy(update={"headline": choice.headline}),
            photos,
            wish.to,
            mood=choice.mood,
        )
        for choice in _spread(choices, count * _TRIED_FOR_EACH, chance)
    ]
    return _pick(docs, count)


def _suits(design: PosterTemplate, content: Content, photos: int, wish: Wish) -> bool:
    if wish.templates:
        return design.key in wish.templates
    if design.key == PLAIN_TEMPLATE or design.season not in (None, wish.season):
        return False
    if design.family is Family.BEFORE_AFTER and photos < 2:
        return False
    return all(getattr(content, need) for need in design.needs)


def _choices(brand: Brand, content: Content, photos: int, wish: Wish) -> list[_Choice]:
    """Everything that could be shown with this content and these photos."""
    moods = [entry.name for entry in palettes(brand.colours)]
    return [
        _Choice(design, mood, headline)
        for design in templates_of(wish.owned)
        if _suits(design, content, photos, wish)
        for mood in ([design.season] if design.season else design.moods)
        if design.season or mood in moods
        for headline in wish.headlines or (content.headline,)
    ]


def _spread(choices: Sequence[_Choice], count: int, chance: random.Random) -> list[_Choice]:
    """Choices from each template in turn: few repeats in a short list."""
    queues: dict[str, list[_Choice]] = {}
    for choice in choices:
        queues.setdefault(choice.design.key, []).append(choice)
    order = list(queues)
    chance.shuffle(order)
    for queue in queues.values():
        chance.shuffle(queue)
    taken: list[_Choice] = []
    while len(taken) < min(count, len(choices)):
        taken += [queues[key].pop() for key in order if queues[key]]
    return taken[:count]


@dataclass(frozen=True)
class _Candidate:
    doc: PosterDoc
    score: float
    cells: tuple[str, ...]

    @classmethod
    def of(cls, doc: PosterDoc) -> "_Candidate":
        return cls(doc, legibility(doc), _cells(doc))


def _pick(docs: Sequence[PosterDoc], count: int) -> list[PosterDoc]:
    """Greedy: the most legible first, then whatever adds most legibility and difference."""
    left = [_Candidate.of(doc) for doc in docs]
    nearest = [1.0] * len(left)  # distance of each to the closest one picked
    picked: list[PosterDoc] = []
    while left and len(picked) < count:
        scores = [entry.score + 0.9 * gap for entry, gap in zip(left, nearest, strict=True)]
        at = scores.index(max(scores))
        best, gap = left.pop(at), nearest.pop(at)
        if gap < _SAME:
            continue
        picked.append(best.doc)
        nearest = [min(gap, _apart(best, entry)) for entry, gap in zip(left, nearest, strict=True)]
    return picked


def legibility(doc: PosterDoc) -> float:
    """0 to 1: contrast and size of the words, what stands on faces, and preflight's remarks."""
    texts = [layer for layer in doc.layers if isinstance(layer, TextLayer)]
    if not texts:
        return 0.5
    ratios = [
        min(contrast(doc.palette.hex(text.colour), doc.palette.hex(text.surface)) / 9, 1.0)
        for text in texts
        if text.surface
    ]
    headline = max(text.size for text in texts) / doc.width
    faces = _faces(doc)
    boxes = [ink_box(text, doc.fonts) for text in texts]
    hidden = sum(face.overlap(box) for face in faces for box in boxes)
    area = sum(face.w * face.h for face in faces) or 1.0
    remarks = sum(_COST[finding.severity] for finding in preflight(doc))
    score = 0.55 * (sum(ratios) / len(ratios) if ratios else 0.6) + 0.45 * min(headline / 0.09, 1)
    return max(score - 0.4 * min(hidden / area, 1.0) - min(remarks, 0.6), 0.0)


def _faces(doc: PosterDoc) -> list[Rect]:
    known = {photo.id: photo for photo in doc.photos}
    return [
        face
        for layer in doc.layers
        if isinstance(layer, PhotoLayer) and layer.source in known
        for face in shown_at(
            known[layer.source], layer.crop, Rect(layer.x, layer.y, layer.w, layer.h)
        )
    ]


def distance(one: PosterDoc, other: PosterDoc) -> float:
    """0 (the same) to 1: template, palette, headline and where words and pictures lie."""
    return _apart(_Candidate.of(one), _Candidate.of(other))


def _apart(one: _Candidate, other: _Candidate) -> float:
    apart = 0.3 * (one.doc.template != other.doc.template)
    apart += 0.22 * (one.doc.palette.name != other.doc.palette.name)
    apart += 0.13 * (one.doc.content.headline != other.doc.content.headline)
    differing = sum(a != b for a, b in zip(one.cells, other.cells, strict=True))
    return apart + 0.35 * differing / len(one.cells)


def _cells(doc: PosterDoc) -> tuple[str, ...]:
    """What lies in each cell of a coarse grid, row by row: text, photo or ground."""
    wide, high = doc.width / _GRID, doc.height / _GRID
    boxes = {
        kind: [
            Rect(layer.x, layer.y, layer.w, layer.h) for layer in doc.layers if layer.type == kind
        ]
        for kind in ("text", "photo")
    }
    cells = []
    for number in range(_GRID * _GRID):
        cell = Rect(number % _GRID * wide, number // _GRID * high, wide, high)
        kinds = (
            kind
            for kind, there in boxes.items()
            if any(box.overlap(cell) > 0.3 * wide * high for box in there)
        )
        cells.append(next(kinds, "ground"))
    return tuple(cells)
