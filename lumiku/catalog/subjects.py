"""What goes in and out of the API for avatars and products: who and what is pictured."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from lumiku.catalog.schemas import Remark
from lumiku.schemas import (
    AvatarId,
    BrandKitId,
    CleanColour,
    Day,
    Id,
    In,
    Line,
    Moment,
    Name,
    Out,
    Page,
    PageQuery,
    Patch,
    ProductId,
    UploadId,
    Url,
)
from lumiku.vocabulary import (
    AgeRange,
    Ethnicity,
    Gender,
    Placement,
    ProductCategory,
    ProductType,
    Style,
)

__all__ = [
    "Avatar",
    "AvatarIn",
    "AvatarPage",
    "AvatarPatch",
    "AvatarQuery",
    "MemberQuery",
    "Product",
    "ProductBulkIn",
    "ProductIn",
    "ProductList",
    "ProductPage",
    "ProductPatch",
    "ProductQuery",
    "Release",
    "ReleaseIn",
    "ReleaseStatus",
]


class MemberQuery(PageQuery):
    """How lists of what belongs to a brand kit may be narrowed; projects have only these two."""

    brand_kit_id: Id | None = None
    """Only what belongs to this brand kit."""
    q: Annotated[str | None, Field(max_length=80)] = None
    """Only what has this text in its name, in capitals or not."""


class ReleaseStatus(StrEnum):
    """Whether the pictured person agreed."""

    VALID = "valid"
    """Batches may be made."""
    MISSING = "missing"
    """No consent was recorded yet."""
    REVOKED = "revoked"
    """It was taken back; batches that ran were stopped."""


class ReleaseIn(In):
    """The written consent of the person in the photo; a guardian's for a child or a teenager."""

    signed_by: Name
    """Who signed it."""
    signed_on: date
    """The day of the signature; not in the future."""
    document_sha256: Annotated[
        str | None, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$", to_lower=True)
    ] = None
    """SHA-256 of the signed document in hexadecimal, so that it can be recognised; the document
    itself stays with the merchant. Null for none."""
    guardian: Name | None = None
    """The parent or guardian; required when the avatar's age is `kids` or `teen`."""


class AvatarIn(In):
    """A person who is to appear in pictures."""

    brand_kit_id: BrandKitId
    """The brand kit that the avatar belongs to."""
    name: Name
    """The merchant's name for the avatar, one line."""
    upload_id: UploadId
    """A ready upload of the kind `avatar`: a photo with one face."""
    gender: Gender
    """Decides which poses fit."""
    age_range: AgeRange
    """Decides which poses fit, and whose consent is needed."""
    style: Style | None = None
    """How the person dresses and acts; null leaves it open."""
    ethnicity: Ethnicity | None = None
    """A part of the prompt; null leaves it open."""
    release: ReleaseIn | None = None
    """The written consent. Without one the avatar can be made, but no batch with it."""


class AvatarPatch(Patch):
    """Changes of an avatar or its consent."""

    described_by: ClassVar[type[In]] = AvatarIn
    clearable = frozenset({"style", "ethnicity", "release"})

    brand_kit_id: BrandKitId | None = None
    """Moves the avatar to this brand kit."""
    name: Name | None = None
    gender: Gender | None = None
    age_range: AgeRange | None = None
    style: Style | None = None
    ethnicity: Ethnicity | None = None
    release: ReleaseIn | None = None
    """An object records a new consent. Null takes the consent back: batches with the avatar stop
    at once."""


class Release(Out):
    """A written consent as recorded."""

    described_by: ClassVar[type[In]] = ReleaseIn

    signed_by: str
    signed_on: Day
    """The day of the signature."""
    document_sha256: Annotated[str, Field(json_schema_extra={"pattern": "^[0-9a-f]{64}$"})] | None
    guardian: str | None
    """The parent or guardian; null for an adult."""
    recorded_at: Moment
    """When it was recorded here."""


class Avatar(Out):
    """A person who appears in pictures."""

    described_by: ClassVar[type[In]] = AvatarIn

    id: AvatarId
    """The avatar's id."""
    brand_kit_id: BrandKitId
    name: str
    upload_id: UploadId
    """The upload with the photo."""
    gender: Gender
    age_range: AgeRange
    style: Style | None
    ethnicity: Ethnicity | None
    release: Release | None
    """The consent; null when none is recorded or it was taken back."""
    release_status: ReleaseStatus
    """Whether batches with the avatar may be made."""
    image_url: Url
    """A signed link to the photo, good for about an hour."""
    thumbnail_url: Url
    """A signed link to a small copy (WebP), good for about an hour."""
    created_at: Moment
    """When it was made."""
    updated_at: Moment
    """When it was last changed."""


class AvatarPage(Page[Avatar]):
    """Avatars, the newest first."""


class AvatarQuery(MemberQuery):
    """Which avatars."""

    gender: Gender | None = None
    """Only avatars of this gender."""
    age_range: AgeRange | None = None
    """Only avatars of this age."""
    style: Style | None = None
    """Only avatars of this style."""


class ProductIn(In):
    """Something that is to be photographed."""

    brand_kit_id: BrandKitId
    """The brand kit that the product belongs to."""
    name: Name
    """The product's name, one line; it is a part of the prompt and of posters."""
    upload_id: UploadId
    """A ready upload of the kind `product`."""
    category: ProductCategory
    """What kind of goods it is."""
    subcategory: Line | None = None
    """A finer kind in the merchant's words; null for none."""
    product_type: ProductType
    """Its shape, which decides how it is held or worn."""
    placement: Placement
    """Where it goes in the picture; only poses with room there are chosen."""


class ProductBulkIn(In):
    """Several products; all are made, or none."""

    products: Annotated[list[ProductIn], Field(min_length=1, max_length=20)]
    """The products, at most 20."""


class ProductPatch(Patch):
    """Changes of a product."""

    described_by: ClassVar[type[In]] = ProductIn
    clearable = frozenset({"subcategory"})

    brand_kit_id: BrandKitId | None = None
    """Moves the product to this brand kit."""
    name: Name | None = None
    category: ProductCategory | None = None
    subcategory: Line | None = None
    product_type: ProductType | None = None
    placement: Placement | None = None


class Product(Out):
    """Something that is photographed."""

    described_by: ClassVar[type[In]] = ProductIn

    id: ProductId
    """The product's id."""
    brand_kit_id: BrandKitId
    name: str
    upload_id: UploadId
    """The upload with the picture."""
    category: ProductCategory
    subcategory: str | None
    product_type: ProductType
    placement: Placement
    image_url: Url
    """A signed link to the picture, good for about an hour."""
    thumbnail_url: Url
    """A signed link to a small copy (WebP), good for about an hour."""
    cutout_url: Url | None
    """A signed link to the product without its background (PNG), good for about an hour; null
    while there is none, and then no batch can be made of it."""
    dominant_colour: CleanColour | None
    """The colour with the largest share; null when none was found."""
    colors: list[CleanColour]
    """The main colours, the largest share first."""
    doubt: Remark | None
    """Why the cut-out should be looked at before it is used; null when nothing speaks for that."""
    created_at: Moment
    """When it was made."""
    updated_at: Moment
    """When it was last changed."""


class ProductPage(Page[Product]):
    """Products, the newest first."""


class ProductList(Out):
    """What a bulk request made."""

    data: list[Product]
    """The products in the order of the request."""


class ProductQuery(MemberQuery):
    """Which products."""

    category: ProductCategory | None = None
    """Only products of this category."""
    product_type: ProductType | None = None
    """Only products of this shape."""
    placement: Placement | None = None
    """Only products with this place in the picture."""
