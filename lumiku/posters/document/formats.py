"""Where a poster goes: pixels, file, and what the platform's own buttons cover.

Sizes and safe zones are dated data, not law: platforms move their buttons and sources disagree.
`source` is where the platform itself speaks of it; what the numbers were compared with in the month
`CHECKED`, and which of them rest on nothing but practice, stands in docs/posters/README.md.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lumiku.texts import Text

__all__ = ["CHECKED", "FORMATS", "ExportFormat", "ExportKey", "FileType", "Insets"]

CHECKED: Final = "2026-11"
MB: Final = 1_000_000
_PNG_DENSITY: Final = 2.0  # bytes a pixel of a poster with a photo


class FileType(StrEnum):
    """The type of an image file."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"

    @property
    def media_type(self) -> str:
        return f"image/{self.value}"

    @property
    def suffix(self) -> str:
        return "jpg" if self is FileType.JPEG else self.value


class ExportKey(StrEnum):
    """Where a poster may go."""

    IG_POST = "ig_post"
    IG_SQUARE = "ig_square"
    IG_STORY = "ig_story"
    IG_REEL = "ig_reel"
    FB_POST = "fb_post"
    FB_PORTRAIT = "fb_portrait"
    FB_STORY = "fb_story"
    FB_COVER = "fb_cover"
    TIKTOK = "tiktok"
    WA_STATUS = "wa_status"
    WA_CATALOG = "wa_catalog"
    SHOPEE = "shopee"
    TOKOPEDIA = "tokopedia"
    X_POST = "x_post"
    VERTICAL = "vertical"
    """One 9:16 file that is safe on every platform."""


@dataclass(frozen=True)
class Insets:
    """Pixels from each edge that the platform may cover or crop."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


@dataclass(frozen=True)
class ExportFormat:
    """One target. `pure_photo` means the platform rejects added text, logos and watermarks."""

    key: ExportKey
    name: Text
    width: int
    height: int
    safe: Insets = Insets()
    types: tuple[FileType, ...] = (FileType.JPEG, FileType.PNG)
    max_bytes: int = 5 * MB
    marketplace: bool = False
    pure_photo: bool = False
    source: str = ""

    @property
    def aspect(self) -> float:
        return self.width / self.height

    @property
    def png_may_be_too_large(self) -> bool:
        """Whether a photo as PNG is likely to exceed the bytes; a JPEG is made to fit."""
        return self.width * self.height * _PNG_DENSITY > self.max_bytes


_STORY: Final = Insets(top=270, bottom=380)
_ALL: Final = (FileType.JPEG, FileType.PNG, FileType.WEBP)

_TABLE: Final = (
    ExportFormat(
        ExportKey.IG_POST,
        Text("Instagram Feed (4:5)", "Instagram feed (4:5)"),
        1080,
        1350,
        Insets(left=34, right=34),  # the 3:4 profile grid
        (FileType.JPEG,),
        8 * MB,
        source="https://help.instagram.com/1631821640426723",
    ),
    ExportFormat(
        ExportKey.IG_SQUARE,
        Text("Instagram Feed (1:1)", "Instagram feed (1:1)"),
        1080,
        1080,
        Insets(left=135, right=135),
        (FileType.JPEG,),
        8 * MB,
        source="https://help.instagram.com/1631821640426723",
    ),
    ExportFormat(
        ExportKey.IG_STORY,
        Text("Instagram Story", "Instagram story"),
        1080,
        1920,
        _STORY,
        source="https://www.facebook.com/business/ads-guide/update/image/instagram-story",
    ),
    ExportFormat(
        ExportKey.IG_REEL,
        Text("Sampul Instagram Reels", "Instagram reel cover"),
        1080,
        1920,
        Insets(65, 270, 65, 672),
        (FileType.JPEG,),
        source="https://www.facebook.com/business/ads-guide/update/video/instagram-reels",
    ),
    ExportFormat(
        ExportKey.FB_POST,
        Text("Postingan Facebook (tautan)", "Facebook post (link)"),
        1200,
        630,
        source="https://www.facebook.com/business/ads-guide/update/image/facebook-feed",
    ),
    ExportFormat(
        ExportKey.FB_PORTRAIT,
        Text("Postingan Facebook (4:5)", "Facebook post (4:5)"),
        1080,
        1350,
        source="https://www.facebook.com/business/ads-guide/update/image/facebook-feed",
    ),
    ExportFormat(
        ExportKey.FB_STORY,
        Text("Facebook Story", "Facebook story"),
        1080,
        1920,
        _STORY,
        source="https://www.facebook.com/business/ads-guide/update/image/facebook-story",
    ),
    ExportFormat(
        ExportKey.FB_COVER,
        Text("Sampul Facebook", "Facebook cover"),
        851,
        315,
        Insets(left=145, right=146),  # phones show the centre 560 x 315
        (FileType.JPEG,),
        100_000,
        source="https://www.facebook.com/help/125379114252045",
    ),
    ExportFormat(
        ExportKey.TIKTOK,
        Text("TikTok", "TikTok"),
        1080,
        1920,
        Insets(top=150, right=162, bottom=672),
        (FileType.JPEG,),
        20 * MB,
        source="https://ads.tiktok.com/help/article/image-ads-specifications",
    ),
    ExportFormat(
        ExportKey.WA_STATUS,
        Text("Status WhatsApp", "WhatsApp status"),
        1080,
        1920,
        Insets(top=285, bottom=285),
        source="https://faq.whatsapp.com/643144237275579",
    ),
    ExportFormat(
        ExportKey.WA_CATALOG,
        Text("Katalog WhatsApp", "WhatsApp catalogue"),
        1080,
        1080,
        source="https://faq.whatsapp.com/405490764681083",
    ),
    ExportFormat(
        ExportKey.SHOPEE,
        Text("Shopee", "Shopee"),
        1024,
        1024,
        max_bytes=2 * MB,
        marketplace=True,
        source="https://seller.shopee.co.id/edu",
    ),
    ExportFormat(
        ExportKey.TOKOPEDIA,
        Text("Tokopedia", "Tokopedia"),
        1200,
        1200,
        marketplace=True,
        pure_photo=True,
        source="https://seller.tokopedia.com/edu",
    ),
    ExportFormat(
        ExportKey.X_POST,
        Text("X (Twitter)", "X (Twitter)"),
        1200,
        675,
        types=_ALL,
        source="https://help.x.com/en/using-x/posting-gifs-and-pictures",
    ),
    ExportFormat(
        ExportKey.VERTICAL,
        Text("Vertikal serbaguna (9:16)", "All-purpose vertical (9:16)"),
        1080,
        1920,
        Insets(65, 285, 162, 672),
    ),
)

FORMATS: Final[dict[ExportKey, ExportFormat]] = {entry.key: entry for entry in _TABLE}
