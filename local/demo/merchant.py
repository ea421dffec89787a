"""What Ibu Sari brings to the first four days: two brands, two models, eight products."""

from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["AURA", "BATCH", "JOY", "Brand", "Goods", "Model", "shares"]


@dataclass(frozen=True, kw_only=True)
class Model:
    """An avatar and the consent that goes with the photo."""

    name: str
    picture: str
    gender: str
    age_range: str
    style: str
    ethnicity: str
    release: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Goods:
    """A product and the picture of it."""

    name: str
    picture: str
    category: str
    product_type: str
    placement: str


@dataclass(frozen=True, kw_only=True)
class Brand:
    name: str
    category: str
    tone: str
    tagline: str
    colors: list[str]
    fonts: list[dict[str, Any]]
    logo: str
    model: Model
    goods: list[Goods] = field(default_factory=list)


AURA: Final = Brand(
    name="Skincare Aura",
    category="skincare",
    tone="Elegant, sophisticated",
    tagline="Kilau lembut setiap hari",
    colors=["#FFB6C1", "#FFF0F5", "#C71585"],
    fonts=[
        {"family": "Playfair Display", "weights": [400, 700]},
        {"family": "Inter", "weights": [400, 600]},
    ],
    logo="logo-aura.png",
    model=Model(
        name="Aura Model - Main",
        picture="avatar-aura.jpg",
        gender="female",
        age_range="young",
        style="elegant",
        ethnicity="southeast_asian",
        release={"signed_by": "Dewi Lestari", "signed_on": "2026-01-12"},
    ),
    goods=[
        Goods(
            name=name,
            picture=picture,
            category="skincare",
            product_type=product_type,
            placement="hand-held",
        )
        for name, picture, product_type in (
            ("Serum bottle", "serum.jpg", "bottle"),
            ("Moisturizer jar", "moisturizer.jpg", "jar"),
            ("Cleanser tube", "cleanser.jpg", "tube"),
            ("Toner bottle", "toner.jpg", "bottle"),
            ("Mask sachet", "mask.jpg", "sachet"),
        )
    ],
)

JOY: Final = Brand(
    name="Kids Joy",
    category="kids",
    tone="Playful, fun",
    tagline="Main sepuasnya, nyaman seharian",
    colors=["#FFD700", "#FF6B6B", "#4ECDC4"],
    fonts=[
        {"family": "Fredoka", "weights": [400, 600]},
        {"family": "Nunito", "weights": [400, 700]},
    ],
    logo="logo-joy.png",
    model=Model(
        name="Joy Kids - Main",
        picture="avatar-joy.jpg",
        gender="unisex",
        age_range="kids",
        style="playful",
        ethnicity="southeast_asian",
        release={
            "signed_by": "Bima Pratama",
            "signed_on": "2026-01-15",
            "guardian": "Rina Pratama",
        },
    ),
    goods=[
        Goods(
            name=name,
            picture=picture,
            category=category,
            product_type=product_type,
            placement="worn",
        )
        for name, picture, category, product_type in (
            ("Kids t-shirt", "tshirt.jpg", "fashion-top", "clothing"),
            ("Kids pants", "pants.jpg", "fashion-bottom", "clothing"),
            ("Kids shoes", "shoes.jpg", "footwear", "shoes"),
        )
    ],
)

# Day 4: holding the serum, applying it, everyday moments; in parts of a hundred.
BATCH: Final = {"skincare-closeup": 30, "skincare-application": 40, "skincare-lifestyle": 30}


def shares(poses: int) -> dict[str, int]:
    """So many poses divided as in the journey; the parts add up and empty ones are left out."""
    parts = {name: poses * share // 100 for name, share in BATCH.items()}
    for name in list(parts)[: poses - sum(parts.values())]:
        parts[name] += 1
    return {name: count for name, count in parts.items() if count}
