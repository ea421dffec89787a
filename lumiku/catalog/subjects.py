"""What goes in and out of the API for avatars and products: who and what is pictured."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from lumiku.catalog.schemas import Patch, Remark
from lumiku.schemas import Day, Id, In, Line, Moment, Name, Out, Page, PageQuery
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
]


class MemberQuery(PageQuery):
    """How lists of what belongs to a brand kit may be narrowed; projects have only these two."""

    brand_kit_id: Id | None = None
    q: Annotated[str | None, Field(max_length=80, description="Part of the name")] = None


class ReleaseIn(In):
    """The written consent of the person in the photo; a guardian's for a child or a teenager."""

    signed_by: Name
    signed_on: date
    document_sha256: Annotated[
        str | None, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$", to_lower=True)
    ] = None
    guardian: Name | None = None


class AvatarIn(In):
    brand_kit_id: Id
    name: Name
    upload_id: Id
    gender: Gender
    age_range: AgeRange
    style: Style | None = None
    ethnicity: Ethnicity | None = None
    release: ReleaseIn | None = None


class AvatarPatch(Patch):
    """`release: null` revokes the consent; an object records a new one."""

    clearable = frozenset({"style", "ethnicity", "release"})

    brand_kit_id: Id | None = None
    name: Name | None = None
    gender: Gender | None = None
    age_range: AgeRange | None = None
    style: Style | None = None
    ethnicity: Ethnicity | None = None
    release: ReleaseIn | None = None


class Release(Out):
    signed_by: str
    signed_on: Day
    document_sha256: str | None
    guardian: str | None
    recorded_at: Moment


class Avatar(Out):
    """`release_status` is valid, missing or revoked; only a valid one lets a batch run."""

    id: str
    brand_kit_id: str
    name: str
    upload_id: str
    gender: Gender
    age_range: AgeRange
    style: Style | None
    ethnicity: Ethnicity | None
    release: Release | None
    release_status: str
    image_url: str
    thumbnail_url: str
    created_at: Moment
    updated_at: Moment


class AvatarPage(Page[Avatar]):
    pass


class AvatarQuery(MemberQuery):
    gender: Gender | None = None
    age_range: AgeRange | None = None
    style: Style | None = None


class ProductIn(In):
    brand_kit_id: Id
    name: Name
    upload_id: Id
    category: ProductCategory
    subcategory: Line | None = None
    product_type: ProductType
    placement: Placement


class ProductBulkIn(In):
    products: Annotated[list[ProductIn], Field(min_length=1, max_length=20)]


class ProductPatch(Patch):
    clearable = frozenset({"subcategory"})

    brand_kit_id: Id | None = None
    name: Name | None = None
    category: ProductCategory | None = None
    subcategory: Line | None = None
    product_type: ProductType | None = None
    placement: Placement | None = None


class Product(Out):
    """`doubt` says why the cut-out should be looked at before it is used."""

    id: str
    brand_kit_id: str
    name: str
    upload_id: str
    category: ProductCategory
    subcategory: str | None
    product_type: ProductType
    placement: Placement
    image_url: str
    thumbnail_url: str
    cutout_url: str | None
    dominant_colour: str | None
    colors: list[str]
    doubt: Remark | None
    created_at: Moment
    updated_at: Moment


class ProductPage(Page[Product]):
    pass


class ProductList(Out):
    """What a bulk request made, in the order of the request."""

    data: list[Product]


class ProductQuery(MemberQuery):
    category: ProductCategory | None = None
    product_type: ProductType | None = None
    placement: Placement | None = None
