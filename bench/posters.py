"""What a poster file costs: decode, layout, raster and encode, beside plain Pillow.

Renders every template in every export format, the way a worker does (one darkroom for all formats
of a poster), and some the plain way: one file at a time, every layer on a full-size RGBA sheet.
Times are CPU seconds of this thread, the better of two rounds, so that fonts are warm as in a
worker that has drawn before. Name templates as arguments to draw only those.
"""

import sys
from collections.abc import Sequence
from io import BytesIO
from time import thread_time

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from lumiku.exports.encode import encode, provenance
from lumiku.posters.document.content import Content, Item
from lumiku.posters.document.formats import FORMATS, FileType
from lumiku.posters.document.schemas import (
    Photo,
    PhotoLayer,
    PosterDoc,
    ShapeLayer,
    Solid,
    TextLayer,
)
from lumiku.posters.drawing.compose import compose
from lumiku.posters.drawing.masks import path_points
from lumiku.posters.drawing.pictures import PictureCache
from lumiku.posters.editing import Brand, lay_out
from lumiku.posters.layout import typefaces
from lumiku.posters.layout.photos import photo_facts
from lumiku.posters.templates import TEMPLATES

BUDGET = 60.0  # ms a file
PLAIN = 24  # files drawn the plain way
STEPS = ("decode", "layout", "raster", "encode")
BRAND = Brand(
    "Skincare Aura", ("#FFB6C1", "#FFF0F5", "#C71585"), "Playfair Display", "Inter", "skincare"
)
CONTENT = Content(
    headline="Kulit lembap, cerah alami",
    kicker="Serum harian",
    body="Niacinamide dan ekstrak beras untuk kulit yang terasa kenyal setiap hari.",
    cta="Pesan sekarang",
    product="Glow Serum 30 ml",
    price=99_000,
    price_before=129_000,
    quote="Teksturnya ringan, cepat meresap, dan wanginya lembut.",
    author="Rina, Bandung",
    rating=5,
    contact="@skincare.aura",
    items=[Item(name=f"Produk {number}", price=45_000 + number * 9_000) for number in range(6)],
)


def pose(side: int = 1024) -> tuple[bytes, Photo]:
    """A photo-like JPEG of the size that the GPU makes: soft light, a figure, some grain."""
    random = np.random.default_rng(7)
    down, across = np.mgrid[0 : side * 5 // 4, 0:side] / side
    light = 0.55 + 0.3 * np.cos(2.1 * across) * np.cos(1.4 * down)
    figure = np.exp(-(((across - 0.5) / 0.17) ** 2) - ((down - 0.62) / 0.34) ** 2)
    base = np.stack([light, light * 0.86 + 0.1 * figure, light * 0.8 + 0.24 * figure], axis=-1)
    grain = random.normal(0, 0.02, base.shape)
    pixels = np.clip((base + grain) * 255, 0, 255).astype(np.uint8)
    image, file = Image.fromarray(pixels), BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue(), photo_facts("pose", image, product=(0.4, 0.4, 0.2, 0.4))


def shared(key: str, data: bytes, photo: Photo) -> dict[str, float]:
    """CPU ms a file by step, the formats of a poster sharing one darkroom."""
    spent = dict.fromkeys(STEPS, 0.0)
    room = PictureCache({"pose": data})
    start = thread_time()
    room.picture("pose")
    spent["decode"] = thread_time() - start
    for to in FORMATS:
        start = thread_time()
        doc = lay_out(key, BRAND, CONTENT, [photo], to)
        laid_out = thread_time()
        image = compose(doc, room)
        drawn = thread_time()
        encode(image, FORMATS[to], FileType.JPEG, provenance(doc))
        spent["layout"] += laid_out - start
        spent["raster"] += drawn - laid_out
        spent["encode"] += thread_time() - drawn
    return {step: 1000 * seconds / len(FORMATS) for step, seconds in spent.items()}


def plain(doc: PosterDoc, data: bytes) -> bytes:
    """The same document with the usual means: full-size RGBA layers, 4x masks, nothing shared."""
    size = (doc.width, doc.height)
    sheet = Image.new("RGBA", size, doc.palette.bg)
    for layer in doc.layers:
        over = Image.new("RGBA", size)
        if isinstance(layer, TextLayer):
            _plain_text(doc, layer, over)
        elif isinstance(layer, ShapeLayer) and layer.fill is not None:
            _plain_shadow(layer, sheet)
            over.paste(_plain_colour(doc, layer), (0, 0), _plain_mask(layer, size))
        elif isinstance(layer, PhotoLayer):
            photo = Image.open(BytesIO(data)).convert("RGBA")
            crop = layer.crop
            box = (crop.x, crop.y, crop.x + crop.w, crop.y + crop.h)
            left, top, right, bottom = (
                value * (photo.width if index % 2 == 0 else photo.height)
                for index, value in enumerate(box)
            )
            cut = photo.crop((int(left), int(top), int(right), int(bottom)))
            cut = cut.resize((int(layer.w), int(layer.h)), Image.Resampling.LANCZOS)
            _plain_shadow(layer, sheet)
            over.paste(cut, (int(layer.x), int(layer.y)))
            over.putalpha(_plain_mask(layer, size))
        sheet = Image.alpha_composite(sheet, over)
    file = BytesIO()
    sheet.convert("RGB").save(file, "JPEG", quality=86, subsampling=0)
    return file.getvalue()


def _plain_colour(doc: PosterDoc, layer: ShapeLayer) -> tuple[int, int, int, int]:
    fill = layer.fill
    name = fill.colour if isinstance(fill, Solid) else fill.stops[-1][1] if fill else "bg"
    hexed = doc.palette.hex(name)
    return int(hexed[1:3], 16), int(hexed[3:5], 16), int(hexed[5:7], 16), round(255 * layer.opacity)


def _plain_mask(layer: ShapeLayer | PhotoLayer, size: tuple[int, int]) -> Image.Image:
    wide, high = max(int(layer.w), 1), max(int(layer.h), 1)
    tile = Image.new("L", (wide * 4, high * 4))
    draw = ImageDraw.Draw(tile)
    box = (0, 0, tile.width - 1, tile.height - 1)
    outline = layer if isinstance(layer, ShapeLayer) else layer.mask
    kind = layer.shape if isinstance(layer, ShapeLayer) else layer.mask.kind
    if kind == "ellipse":
        draw.ellipse(box, fill=255)
    elif kind == "path":
        sx, sy = tile.width / outline.view[0], tile.height / outline.view[1]
        for ring in path_points(outline.path):
            draw.polygon([(x * sx, y * sy) for x, y in ring], fill=255)
    else:
        draw.rounded_rectangle(box, outline.radius * 4, fill=255)
    mask = Image.new("L", size)
    mask.paste(tile.resize((wide, high), Image.Resampling.LANCZOS), (int(layer.x), int(layer.y)))
    return mask


def _plain_shadow(layer: ShapeLayer | PhotoLayer, sheet: Image.Image) -> None:
    if layer.shadow is None:
        return
    soft = _plain_mask(layer, sheet.size).filter(ImageFilter.GaussianBlur(layer.shadow.blur / 2))
    veil = Image.new("RGBA", sheet.size, (0, 0, 0, 0))
    veil.putalpha(soft.point([round(value * 0.2) for value in range(256)]))
    sheet.alpha_composite(veil)


def _plain_text(doc: PosterDoc, layer: TextLayer, over: Image.Image) -> None:
    family = typefaces.LIBRARY[typefaces.family_of(layer.font, doc.fonts)]
    font = ImageFont.truetype(family.file(layer.weight), layer.size)
    if family.variable:
        font.set_variation_by_axes([layer.weight])
    draw = ImageDraw.Draw(over)
    for index, line in enumerate(layer.lines):
        y = layer.y + (index + 0.8) * layer.size * layer.leading
        draw.text((layer.x, y), line, doc.palette.hex(layer.colour), font, anchor="ls")


def plain_ms(templates: Sequence[str], data: bytes, photo: Photo) -> float:
    """CPU ms a file the plain way, over a sample of templates and formats."""
    pairs = [(key, to) for key in templates for to in FORMATS]
    sample = pairs[:: max(len(pairs) // PLAIN, 1)]
    docs = [lay_out(key, BRAND, CONTENT, [photo], to) for key, to in sample]
    start = thread_time()
    for doc in docs:
        plain(doc, data)
    return 1000 * (thread_time() - start) / len(docs)


def main(templates: Sequence[str]) -> None:
    data, photo = pose()
    rounds = [{key: shared(key, data, photo) for key in templates} for _ in range(2)]
    best = {key: min((one[key] for one in rounds), key=whole) for key in templates}
    mean = {step: sum(best[key][step] for key in templates) / len(templates) for step in STEPS}
    pixels = sum(target.width * target.height for target in FORMATS.values()) / len(FORMATS)
    print(f"{len(templates)} templates x {len(FORMATS)} formats")
    print(f"mean canvas {pixels / 1e6:.2f} megapixels")
    for step, spent in mean.items():
        print(f"  {step:8}{spent:8.1f} ms  {100 * spent / whole(mean):4.0f} %")
    print(f"  {'a file':8}{whole(mean):8.1f} ms")
    slowest = sorted(templates, key=lambda key: whole(best[key]), reverse=True)[:3]
    print("slowest: " + ", ".join(f"{key} {whole(best[key]):.1f} ms" for key in slowest))
    naive = plain_ms(templates, data, photo)
    print(f"plain Pillow: {naive:.0f} ms a file ({naive / whole(mean):.1f} times as long)")
    verdict = "within" if whole(best[slowest[0]]) <= BUDGET else "over"
    print(f"budget {BUDGET:.0f} ms a file for every template: {verdict}")


def whole(spent: dict[str, float]) -> float:
    return sum(spent.values())


if __name__ == "__main__":
    main(sys.argv[1:] or list(TEMPLATES))
