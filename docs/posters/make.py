"""Rewrites what is published next to this file: the schema, the font facts, the contact sheets.

    python docs/posters/make.py [schema] [sheets]

The sheets show every template in every family with the demo's pictures.
"""

import json
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from local.demo.pictures import built_in
from lumiku.posters.document.content import Content, Item
from lumiku.posters.document.formats import ExportKey
from lumiku.posters.document.schemas import Photo, PosterDoc
from lumiku.posters.drawing.compose import compose
from lumiku.posters.drawing.pictures import PictureCache
from lumiku.posters.editing import Brand, lay_out
from lumiku.posters.layout import typefaces
from lumiku.posters.layout.photos import logo_facts, photo_facts
from lumiku.posters.templates import TEMPLATES, Family

HERE: Final = Path(__file__).parent
SHOWN: Final = (
    ExportKey.IG_POST,
    ExportKey.IG_SQUARE,
    ExportKey.IG_STORY,
    ExportKey.TIKTOK,
    ExportKey.FB_POST,
)
ROW: Final = 222  # px
GAP: Final = 10
MOODS: Final = ("light", "bold", "tint", "deep", "duo")
# Product boxes and faces of the demo's pictures: x, y, w, h, or the point between the eyes.
PRODUCTS: Final = {
    "serum.jpg": (0.37, 0.12, 0.28, 0.76),
    "moisturizer.jpg": (0.25, 0.27, 0.5, 0.5),
    "toner.jpg": (0.41, 0.1, 0.24, 0.8),
    "tshirt.jpg": (0.1, 0.15, 0.85, 0.75),
    "pants.jpg": (0.25, 0.1, 0.5, 0.82),
    "shoes.jpg": (0.12, 0.28, 0.77, 0.52),
}
FACES: Final = {"avatar-aura.jpg": (0.48, 0.385), "avatar-joy.jpg": (0.48, 0.415)}


def _content(**own: object) -> Content:
    base = {
        "cta": "Pesan sekarang",
        "price": 99_000,
        "price_before": 129_000,
        "rating": 5,
        "period": "1–15 Maret",
    }
    return Content.model_validate({**base, **own})


def _brands(assets: dict[str, bytes]) -> list[tuple[Brand, Content, list[str]]]:
    def logo(name: str) -> Image.Image:
        return Image.open(BytesIO(assets[name]))

    aura = Brand(
        "Skincare Aura",
        ("#FFB6C1", "#FFF0F5", "#C71585"),
        "Playfair Display",
        "Inter",
        "skincare",
        logo_facts("logo-aura.png", logo("logo-aura.png")),
    )
    joy = Brand(
        "Kids Joy",
        ("#FFD700", "#FF6B6B", "#4ECDC4"),
        "Fredoka",
        "Nunito",
        "kids",
        logo_facts("logo-joy.png", logo("logo-joy.png")),
    )
    aura_says = _content(
        headline="Kulit lembap, cerah alami",
        kicker="Serum harian",
        body="Niacinamide dan ekstrak beras untuk kulit yang terasa kenyal setiap hari.",
        product="Glow Serum 30 ml",
        quote="Teksturnya ringan, cepat meresap, dan wanginya lembut. Sudah botol ketiga!",
        author="Rina, Bandung",
        contact="@skincare.aura",
        items=[
            Item(name=name, price=price, note=note, photo=photo)
            for name, price, note, photo in (
                ("Glow Serum", 99_000, "30 ml", "serum.jpg"),
                ("Pelembap Beras", 89_000, "50 g", "moisturizer.jpg"),
                ("Toner Mawar", 65_000, "100 ml", "toner.jpg"),
                ("Paket Lengkap", 229_000, "hemat 24.000", "avatar-aura.jpg"),
            )
        ],
    )
    joy_says = _content(
        headline="Bebas bergerak, ceria seharian",
        kicker="Koleksi anak",
        body="Kaus katun lembut, adem, dan mudah dicuci.",
        product="Kaus Joy",
        quote="Anakku betah pakai seharian, bahannya adem.",
        author="Bunda Tia",
        contact="WA 0812-3456-7890",
        items=[
            Item(name=name, price=price, photo=photo)
            for name, price, photo in (
                ("Kaus Joy", 79_000, "tshirt.jpg"),
                ("Celana Joy", 89_000, "pants.jpg"),
                ("Sepatu Joy", 149_000, "shoes.jpg"),
                ("Setelan Joy", 155_000, "avatar-joy.jpg"),
            )
        ],
    )
    return [
        (aura, aura_says, ["avatar-aura.jpg", "serum.jpg", "moisturizer.jpg", "toner.jpg"]),
        (joy, joy_says, ["avatar-joy.jpg", "tshirt.jpg", "shoes.jpg", "pants.jpg"]),
        (aura, aura_says, ["serum.jpg", "moisturizer.jpg", "toner.jpg", "avatar-aura.jpg"]),
        (joy, joy_says, ["shoes.jpg", "tshirt.jpg", "pants.jpg", "avatar-joy.jpg"]),
    ]


def _photo(name: str, data: bytes) -> Photo:
    people = []
    if name in FACES:
        x, y = FACES[name]
        joints = [(0.0, 0.0, 0.0)] * 18
        joints[0], joints[1] = (x, y + 0.07, 1.0), (x, y + 0.27, 1.0)
        joints[14], joints[15] = (x - 0.07, y, 1.0), (x + 0.07, y, 1.0)
        people = [joints]
    image = Image.open(BytesIO(data))
    return photo_facts(name, image, people=people, product=PRODUCTS.get(name))


def _sheet(keys: Sequence[str], assets: dict[str, bytes]) -> Image.Image:
    """One row per template; brands and moods take turns."""
    brands, room = _brands(assets), PictureCache(assets)
    facts = {name: _photo(name, assets[name]) for name in (*PRODUCTS, *FACES)}
    rows = []
    for at, key in enumerate(keys):
        row = []
        for step, to in enumerate(SHOWN):
            brand, content, names = brands[(at + step) % len(brands)]
            mood = None if TEMPLATES[key].season else MOODS[(at + step) % len(MOODS)]
            photos = [facts[name] for name in names]
            poster = compose(lay_out(key, brand, content, photos, to, mood=mood), room)
            row.append(
                poster.resize(
                    (round(ROW * poster.width / poster.height), ROW), Image.Resampling.LANCZOS
                )
            )
        rows.append(row)
    width = sum(poster.width + GAP for poster in rows[0]) + GAP
    sheet = Image.new("RGB", (width, len(rows) * (ROW + GAP) + GAP), "#d9d9de")
    for at, row in enumerate(rows):
        x = GAP
        for poster in row:
            sheet.paste(poster, (x, GAP + at * (ROW + GAP)))
            x += poster.width + GAP
    return sheet


def write_schema() -> None:
    for name, data in (
        ("posterdoc.schema.json", PosterDoc.model_json_schema()),
        ("fonts.json", typefaces.facts()),
    ):
        text = json.dumps(data, indent=1, ensure_ascii=False)
        (HERE / name).write_text(text + "\n", encoding="utf-8")


def write_sheets() -> None:
    assets = {name: path.read_bytes() for name, path in built_in().items()}
    for family in Family:
        keys = [key for key, design in TEMPLATES.items() if design.family is family]
        sheet = _sheet(keys, assets)
        sheet.save(HERE / f"{family}.jpg", quality=70, optimize=True)


if __name__ == "__main__":
    wanted = set(sys.argv[1:]) or {"schema", "sheets"}
    if "schema" in wanted:
        write_schema()
    if "sheets" in wanted:
        write_sheets()
