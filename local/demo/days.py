"""Days 1 to 4 of the sample journey, each a few calls of the API."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from local.demo.client import Api, Json
from local.demo.merchant import Brand, Goods, Model
from local.demo.pictures import Pictures
from lumiku import clock

__all__ = ["add_avatar", "add_product", "create_brand", "request_batch"]


def create_brand(api: Api, brand: Brand, pictures: Pictures) -> Json:
    """Day 1: a brand kit with its logo, colours, fonts and tone."""
    logo = api.upload("logo", pictures[brand.logo])
    return api.post(
        "/brand-kits",
        {
            "name": brand.name,
            "category": brand.category,
            "colors": brand.colors,
            "fonts": brand.fonts,
            "logo_upload_id": logo["id"],
            "tone": brand.tone,
            "tagline": brand.tagline,
        },
    )


def add_avatar(api: Api, kit_id: str, model: Model, picture: Path) -> Json:
    """Day 2: an avatar from a photo, with the release that the person (or guardian) signed."""
    upload = api.upload("avatar", picture)
    signed = clock.day_key(clock.now() - timedelta(days=14))
    return api.post(
        "/avatars",
        {
            "brand_kit_id": kit_id,
            "name": model.name,
            "upload_id": upload["id"],
            "gender": model.gender,
            "age_range": model.age_range,
            "style": model.style,
            "ethnicity": model.ethnicity,
            "release": {**model.release, "signed_on": signed},
        },
    )


def add_product(api: Api, kit_id: str, goods: Goods, picture: Path) -> Json:
    """Day 3: a product from its picture; the intake has cut it out by then."""
    upload = api.upload("product", picture)
    return api.post(
        "/products",
        {
            "brand_kit_id": kit_id,
            "name": goods.name,
            "upload_id": upload["id"],
            "category": goods.category,
            "product_type": goods.product_type,
            "placement": goods.placement,
        },
    )


def request_batch(
    api: Api,
    *,
    kit_id: str,
    avatar_id: str,
    product_id: str,
    distribution: dict[str, int],
    seed: int | None = None,
) -> Json:
    """Day 4: asks for a batch; the answer comes before the work."""
    body: dict[str, Any] = {
        "brand_kit_id": kit_id,
        "avatar_ids": [avatar_id],
        "product_id": product_id,
        "distribution": distribution,
    }
    return api.post("/generations", body if seed is None else {**body, "seed": seed})
