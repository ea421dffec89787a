"""Carrying hand-made changes from one canvas to another."""

import math

from lumiku.posters.document.formats import FORMATS
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Layer, PhotoLayer, PosterDoc, ShapeLayer, TextLayer
from lumiku.posters.layout.photos import crop_to
from lumiku.posters.layout.typefaces import family_of
from lumiku.posters.layout.typeset import Setting, break_lines, ellipsise

__all__ = ["carry_over", "rescaled"]

_FULL = 0.97  # share of a side from which a layer counts as covering it


def carry_over(old: PosterDoc, new: PosterDoc) -> PosterDoc:
    """A fresh layout with the layers that were placed by hand in the old document.

    A hand-placed layer replaces the new layout's layer of its id, else comes on top.
    """
    kept = {layer.id: _moved(layer, old, new) for layer in old.layers if layer.edited}
    if not kept:
        return new
    layers = [kept.pop(layer.id, layer) for layer in new.layers]
    return new.model_copy(update={"layers": [*layers, *kept.values()]})


def rescaled(old: PosterDoc, frame: PosterDoc) -> PosterDoc:
    """Every layer moved to another canvas: what covers the old one covers the new one."""
    return frame.model_copy(update={"layers": [_moved(layer, old, frame) for layer in old.layers]})


def _area(doc: PosterDoc) -> Rect:
    """The part of a canvas that the platform leaves free."""
    inset = FORMATS[doc.format].safe
    return Rect(0, 0, doc.width, doc.height).cut(inset.left, inset.top, inset.right, inset.bottom)


def _moved(layer: Layer, old: PosterDoc, new: PosterDoc) -> Layer:
    box = Rect(layer.x, layer.y, layer.w, layer.h)
    here, there = _area(old), _area(new)
    scale = math.sqrt(there.w * there.h / (here.w * here.h))
    scale = min(scale, there.w / box.w if box.w <= here.w else scale)
    wide = there.w if box.w >= _FULL * old.width else box.w * scale
    high = box.h * scale
    x = there.x + (box.cx - here.x) / here.w * there.w - wide / 2
    y = there.y + (box.cy - here.y) / here.h * there.h - high / 2
    if box.w <= here.w and box.h <= here.h:
        x = min(max(x, there.x), max(there.right - wide, there.x))
        y = min(max(y, there.y), max(there.bottom - high, there.y))
    if box.w >= _FULL * old.width:
        x, wide = box.x * new.width / old.width, box.w * new.width / old.width
    if box.h >= _FULL * old.height:
        y, high = box.y * new.height / old.height, box.h * new.height / old.height
    place = {"x": round(x, 2), "y": round(y, 2), "w": max(wide, 1.0), "h": max(high, 1.0)}
    if isinstance(layer, TextLayer):
        return _text(layer, new, place, scale)
    if isinstance(layer, ShapeLayer):
        return layer.model_copy(update={**place, "radius": layer.radius * scale})
    if isinstance(layer, PhotoLayer):
        return _photo(layer, new, place, scale)
    return layer.model_copy(update={**place, "pad": layer.pad * scale})


def _photo(layer: PhotoLayer, new: PosterDoc, place: dict[str, float], scale: float) -> Layer:
    """A photo keeps its crop unless its frame changed shape."""
    shape = place["w"] / place["h"]
    mask = layer.mask.model_copy(update={"radius": layer.mask.radius * scale})
    changes: dict[str, object] = {**place, "mask": mask}
    known = {photo.id: photo for photo in new.photos}
    photo = known.get(layer.source)
    if photo is not None and abs(shape / (layer.w / layer.h) - 1) > 0.01:
        changes["crop"] = crop_to(photo, shape)
    return layer.model_copy(update=changes)


def _text(layer: TextLayer, new: PosterDoc, place: dict[str, float], scale: float) -> TextLayer:
    """A text is broken anew at its new size; the same number of lines where possible."""
    size = layer.size * scale
    setting = Setting(family_of(layer.font, new.fonts), layer.weight, layer.tracking)
    text = " ".join(layer.lines)
    most = max(len(layer.lines), 1)
    lines = None
    for step in range(8):
        lines = break_lines(setting, text, size * (1 - 0.06 * step), place["w"], most)
        if lines is not None:
            size *= 1 - 0.06 * step
            break
    if lines is None:
        lines = ellipsise(setting, text, size, place["w"], most)
    height = size * layer.leading * len(lines)
    return layer.model_copy(
        update={**place, "size": round(size, 2), "lines": list(lines), "h": height}
    )
