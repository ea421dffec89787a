"""The catalog's items in the core table: kits, uploads, avatars, products, projects, counts."""

from collections.abc import Callable
from typing import ClassVar

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from lumiku.cloud import keys
from lumiku.cloud.table import CoreItem

__all__ = [
    "AvatarItem",
    "BrandKitItem",
    "CatalogItem",
    "MemberItem",
    "ProductItem",
    "ProjectItem",
    "RevocationItem",
    "UploadItem",
    "VersionedItem",
]


class CatalogItem(CoreItem, discriminator="catalog"):
    """One per user: how many of each there are, and which kit is the default one."""

    kits = NumberAttribute(default=0)
    avatars = NumberAttribute(default=0)
    products = NumberAttribute(default=0)
    projects = NumberAttribute(default=0)
    default_kit_id = UnicodeAttribute(null=True)


class VersionedItem(CoreItem):
    """What a merchant may edit; every edit raises `version`."""

    noun: ClassVar[str]  # of its 404
    sort_key: ClassVar[Callable[[str], str]]

    id = UnicodeAttribute()
    name = UnicodeAttribute()
    version = NumberAttribute(default=1)
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()


class BrandKitItem(VersionedItem, discriminator="brand_kit"):
    noun = "brand_kit"
    sort_key = staticmethod(keys.brand_kit)

    category = UnicodeAttribute()
    colors: JSONAttribute = JSONAttribute()
    fonts: JSONAttribute = JSONAttribute()
    logo_upload_id = UnicodeAttribute(null=True)
    logo_key = UnicodeAttribute(null=True)
    tone = UnicodeAttribute(null=True)
    tagline = UnicodeAttribute(null=True)
    # How many avatars, products and projects belong to it: they are no edits of the kit.
    avatars = NumberAttribute(default=0)
    products = NumberAttribute(default=0)
    projects = NumberAttribute(default=0)


class MemberItem(VersionedItem):
    """What belongs to a brand kit and is counted there and in the catalog."""

    counted: ClassVar[str]  # the counter's name in both

    brand_kit_id = UnicodeAttribute()


class AvatarItem(MemberItem, discriminator="avatar"):
    noun = "avatar"
    counted = "avatars"
    sort_key = staticmethod(keys.avatar)

    upload_id = UnicodeAttribute()
    image_key = UnicodeAttribute()
    thumbnail_key = UnicodeAttribute()
    gender = UnicodeAttribute()
    age_range = UnicodeAttribute()
    style = UnicodeAttribute(null=True)
    ethnicity = UnicodeAttribute(null=True)
    release: JSONAttribute = JSONAttribute(null=True)
    revoked_at = UnicodeAttribute(null=True)


class ProductItem(MemberItem, discriminator="product"):
    noun = "product"
    counted = "products"
    sort_key = staticmethod(keys.product)

    upload_id = UnicodeAttribute()
    image_key = UnicodeAttribute()
    thumbnail_key = UnicodeAttribute()
    cutout_key = UnicodeAttribute(null=True)
    colors: JSONAttribute = JSONAttribute()
    doubt: JSONAttribute = JSONAttribute(null=True)  # {code, id, en}
    category = UnicodeAttribute()
    subcategory = UnicodeAttribute(null=True)
    product_type = UnicodeAttribute()
    placement = UnicodeAttribute()


class ProjectItem(MemberItem, discriminator="project"):
    noun = "project"
    counted = "projects"
    sort_key = staticmethod(keys.project)

    description = UnicodeAttribute(null=True)


class RevocationItem(CoreItem, discriminator="revocation"):
    """Stands while an avatar's release is revoked, even when the avatar itself was deleted."""

    revoked_at = UnicodeAttribute()


class UploadItem(CoreItem, discriminator="upload"):
    """A picture on its way in; `expires_at` is dropped once it is ready."""

    id = UnicodeAttribute()
    upload_kind = UnicodeAttribute()
    filename = UnicodeAttribute()
    content_type = UnicodeAttribute()  # declared by the client
    size = NumberAttribute()  # declared, bytes
    status = UnicodeAttribute()
    reason: JSONAttribute = JSONAttribute(null=True)  # {code, id, en}
    image_key = UnicodeAttribute(null=True)
    thumbnail_key = UnicodeAttribute(null=True)
    cutout_key = UnicodeAttribute(null=True)
    width = NumberAttribute(null=True)
    height = NumberAttribute(null=True)
    colors: JSONAttribute = JSONAttribute(null=True)
    coverage = NumberAttribute(null=True)
    doubt: JSONAttribute = JSONAttribute(null=True)  # {code, id, en}
    created_at = UnicodeAttribute()
