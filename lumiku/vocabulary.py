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
    """What a brand sells."""

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
    """Whom a pose or an avatar shows."""

    FEMALE = "female"
    MALE = "male"
    UNISEX = "unisex"
    """For a pose: anybody. For an avatar: any pose fits."""


class AgeRange(StrEnum):
    """How old a person looks."""

    KIDS = "kids"
    """Under 13; needs a guardian's release."""
    TEEN = "teen"
    """13 to 17; needs a guardian's release."""
    YOUNG = "young"
    ADULT = "adult"
    MATURE = "mature"


ADULT_AGES: Final = frozenset({AgeRange.YOUNG, AgeRange.ADULT, AgeRange.MATURE})


class Style(StrEnum):
    """How a person dresses and acts."""

    CASUAL = "casual"
    FORMAL = "formal"
    SPORTY = "sporty"
    ELEGANT = "elegant"
    TRENDY = "trendy"
    PLAYFUL = "playful"
    MODEST = "modest"


class Ethnicity(StrEnum):
    """How a person is to look."""

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
    """What kind of goods a product is."""

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
    """The shape of a product."""

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
    """How hard a pose is to render well."""

    SIMPLE = "simple"
    MEDIUM = "medium"
    COMPLEX = "complex"


class UploadKind(StrEnum):
    """What an uploaded picture is for."""

    AVATAR = "avatar"
    """A photo of a person, for an avatar."""
    PRODUCT = "product"
    """A picture of goods, which are cut out."""
    LOGO = "logo"
    """A brand's logo."""


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
