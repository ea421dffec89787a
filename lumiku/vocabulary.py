"""Every enumeration that merchants, poses and prompts share (decision 9: one module)."""

from enum import StrEnum
from typing import Final

__all__ = [
    "ADULT_AGES",
    "POSE_CATEGORIES",
    "AgeRange",
    "BrandCategory",
    "Difficulty",
    "Ethnicity",
    "Gender",
    "Placement",
    "PosePlacement",
    "ProductCategory",
    "ProductType",
    "Style",
    "UploadKind",
    "distribution_keys",
]


class BrandCategory(StrEnum):
    SKINCARE = "skincare"
    COSMETICS = "cosmetics"
    FASHION = "fashion"
    KIDS = "kids"
    ACCESSORY = "accessory"
    FOOD = "food"
    BEVERAGE = "beverage"
    HOME = "home"
    CRAFT = "craft"
    OTHER = "other"


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"
    UNISEX = "unisex"


class AgeRange(StrEnum):
    KIDS = "kids"  # under 13; needs a guardian's release
    TEEN = "teen"  # 13 to 17; needs a guardian's release
    YOUNG = "young"
    ADULT = "adult"
    MATURE = "mature"


ADULT_AGES: Final = frozenset({AgeRange.YOUNG, AgeRange.ADULT, AgeRange.MATURE})


class Style(StrEnum):
    CASUAL = "casual"
    FORMAL = "formal"
    SPORTY = "sporty"
    ELEGANT = "elegant"
    TRENDY = "trendy"
    PLAYFUL = "playful"
    MODEST = "modest"


class Ethnicity(StrEnum):
    ASIAN = "asian"
    SOUTHEAST_ASIAN = "southeast_asian"
    EAST_ASIAN = "east_asian"
    SOUTH_ASIAN = "south_asian"
    MIDDLE_EASTERN = "middle_eastern"
    MELANESIAN = "melanesian"
    AFRICAN = "african"
    CAUCASIAN = "caucasian"
    MIXED = "mixed"


class ProductCategory(StrEnum):
    SKINCARE = "skincare"
    COSMETICS = "cosmetics"
    FASHION_TOP = "fashion-top"
    FASHION_BOTTOM = "fashion-bottom"
    FASHION_DRESS = "fashion-dress"
    FASHION_HIJAB = "fashion-hijab"
    FOOTWEAR = "footwear"
    ACCESSORY = "accessory"
    BAG = "bag"
    FOOD = "food"
    BEVERAGE = "beverage"
    HOME = "home"
    OTHER = "other"


class ProductType(StrEnum):
    BOTTLE = "bottle"
    TUBE = "tube"
    JAR = "jar"
    BOX = "box"
    SACHET = "sachet"
    CLOTHING = "clothing"
    SHOES = "shoes"
    ACCESSORY = "accessory"
    OTHER = "other"


class Placement(StrEnum):
    """Where a merchant wants the product in the picture."""

    HAND_HELD = "hand-held"
    WORN = "worn"
    DISPLAYED = "displayed"
    TABLE = "table"


class PosePlacement(StrEnum):
    """Where a pose has room for a product."""

    HAND_LEFT = "hand-left"
    HAND_RIGHT = "hand-right"
    BOTH_HANDS = "both-hands"
    WORN = "worn"


class Difficulty(StrEnum):
    SIMPLE = "simple"
    MEDIUM = "medium"
    COMPLEX = "complex"


class UploadKind(StrEnum):
    AVATAR = "avatar"
    PRODUCT = "product"
    LOGO = "logo"


# Category -> its subcategories. A pose's subcategory key is "<category>-<subcategory>".
POSE_CATEGORIES: Final[dict[str, tuple[str, ...]]] = {
    "fashion-standing": ("front", "side", "back"),
    "fashion-walking": ("casual", "runway"),
    "fashion-sitting": ("chair", "floor"),
    "fashion-action": ("jumping", "spinning"),
    "skincare-closeup": (),
    "skincare-application": (),
    "skincare-lifestyle": (),
    "skincare-before-after": (),
    "kids-playing": (),
    "kids-sitting": (),
    "kids-running": (),
    "kids-group": (),
}


def distribution_keys() -> dict[str, tuple[str, str | None]]:
    """What a distribution may name: every category and every `<category>-<subcategory>`.

    Returns key -> (category, subcategory or None for the whole category).
    """
    keys: dict[str, tuple[str, str | None]] = {}
    for category, subcategories in POSE_CATEGORIES.items():
        keys[category] = (category, None)
        for subcategory in subcategories:
            keys[f"{category}-{subcategory}"] = (category, subcategory)
    return keys
