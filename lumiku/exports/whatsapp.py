"""The WhatsApp pack of an export: a catalogue to fill in from, captions, and price stickers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from lumiku.exports.manifest import sheet
from lumiku.exports.rules import slug
from lumiku.exports.sticker import price_sticker
from lumiku.posters.document.content import values
from lumiku.posters.document.formats import ExportKey
from lumiku.posters.document.schemas import PosterDoc

__all__ = ["whatsapp_pack"]

# The columns of Meta's catalogue feed.
# https://developers.facebook.com/docs/marketing-api/catalog/reference
_COLUMNS: Final = ("id", "title", "description", "availability", "condition", "price", "image")
_FOLDER: Final = ExportKey.WA_CATALOG.value

File = Mapping[str, Any]


def whatsapp_pack(files: Sequence[File], docs: Sequence[PosterDoc]) -> list[tuple[str, bytes]]:
    """(path, bytes) of what comes with the pictures for the WhatsApp catalogue, if there are any.

    One catalogue line and one caption per picture, one sticker per price and look.
    """
    shown = [
        (file, doc)
        for file, doc in zip(files, docs, strict=True)
        if file["format"] == ExportKey.WA_CATALOG
    ]
    if not shown:
        return []
    catalogue = sheet(_COLUMNS, [_line(file, doc) for file, doc in shown])
    captions = "\n\n".join(_caption(file, doc) for file, doc in shown) + "\n"
    return [
        (f"{_FOLDER}/catalog.csv", catalogue.encode()),
        (f"{_FOLDER}/captions.txt", captions.encode()),
        *_stickers([doc for _, doc in shown]),
    ]


def _image(file: File) -> str:
    return str(file["path"]).rpartition("/")[2]


def _line(file: File, doc: PosterDoc) -> list[str]:
    known = values(doc.content, doc.brand)
    price = f"{doc.content.price} IDR" if doc.content.price is not None else ""
    title = known["product"] or known["headline"]
    told = known["body"] or known["headline"]
    return [file["poster_id"], title, told, "in stock", "new", price, _image(file)]


def _caption(file: File, doc: PosterDoc) -> str:
    """The picture's name and what to paste under it."""
    known = values(doc.content, doc.brand)
    lines = [known[name] for name in ("headline", "body", "price", "cta", "contact")]
    return "\n".join([_image(file), *(line for line in lines if line)])


def _stickers(docs: Sequence[PosterDoc]) -> Iterator[tuple[str, bytes]]:
    drawn: dict[tuple[object, ...], PosterDoc] = {}
    for doc in docs:
        if doc.content.price is not None:
            look = (doc.content.product, doc.content.price, doc.content.price_before, doc.brand)
            drawn.setdefault(look, doc)
    for number, doc in enumerate(drawn.values(), start=1):
        name = slug(f"{doc.content.product} {doc.content.price}")
        yield f"{_FOLDER}/stickers/{number:02d}-{name}.webp", price_sticker(doc)
