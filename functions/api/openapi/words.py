"""What the document says about the API as a whole and about each resource."""

from typing import Final

__all__ = ["ABOUT", "TAGS"]

ABOUT: Final = """\
Foto produk berpose dan poster untuk UMKM.
Posed product photos and posters for small merchants.

**Access.** Send the ID token of the sign-in as `Authorization: Bearer`. Operations with an empty
`security` need none.

**Values.** Identifiers are a prefix and a ULID, such as `kit_01JD…`. Moments are RFC 3339 in UTC;
days and months are those of Jakarta (WIB, UTC+7). Money is whole rupiah unless a field says
otherwise. Texts for people come in Indonesian, or in English with `Accept-Language: en`.

**Requests.** Bodies are JSON in UTF-8, at most 64 KB; unknown fields and parameters are refused,
and spaces around texts are dropped. A PATCH changes only the fields that it holds.
Pictures never pass through the API: `createUpload` answers a form to post the file with.

**Answers.** New fields, and new values of enumerations, may be added at any time: skip what you
do not know. Lists are `{data, next_cursor}`; send `next_cursor` as `cursor` until it is null.
Links to pictures and files are signed and last about an hour; ask again for fresh ones.

**Problems** are RFC 9457 documents with a stable `code`; `detail` is a sentence for the merchant,
and `errors` points at the fields that are wrong. Another method at a known address is 405
`method_not_allowed`; an unknown address, and whatever belongs to somebody else, is 404.

**Work in the background** (batches, sets of posters, exports) is accepted with 202. Poll its
address, not more often than Retry-After says, until its status is final.
"""

TAGS: Final[dict[str, str]] = {
    "health": "Whether the service is alive.",
    "openapi.json": "This document.",
    "plans": "What each plan includes and costs.",
    "brand-kits": "A merchant's brands: name, colours, fonts, logo and tone.",
    "uploads": "Pictures on their way in: photos of people, of products, and logos.",
    "avatars": "The people in the pictures, each with the consent that allows it.",
    "products": "What is photographed, with its cut-out.",
    "projects": "Folders for batches of one brand.",
    "pose-templates": "The library of poses.",
    "generations": "Batches: orders of photos, and how far they are.",
    "poses": "The photos that batches make.",
    "poster-templates": "Layouts that draw posters, export formats, and variables of texts.",
    "posters": "Posters made of photos and words.",
    "poster-sets": "Many variations of posters in one order.",
    "exports": "Posters as image files in the sizes of each platform, in one ZIP.",
    "usage": "This month's use and limits.",
    "fair-use": "The fair-use policy.",
    "unsubscribe": "The links in our mails.",
    "account": "The merchant's own settings.",
    "billing": "Orders of plans and their payment.",
    "admin": "What operators see and do.",
}
