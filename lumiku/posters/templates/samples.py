"""Sample sentences for a template that shows more than the merchant has written yet.

They promise no instant and no medical effect, and every layer that shows one is marked.
"""

from typing import Final

from lumiku.posters.document.content import Content, Item
from lumiku.posters.templates import PosterTemplate

__all__ = ["with_samples"]

_SAMPLES: Final = Content(
    headline="Judul utama poster Anda",
    kicker="Pilihan minggu ini",
    body="Satu atau dua kalimat tentang bahan, rasa, atau cara pakainya.",
    cta="Pesan sekarang",
    product="Nama produk",
    price=99_000,
    price_before=129_000,
    quote="Tulis di sini ulasan asli dari pelanggan Anda.",
    author="Nama pelanggan",
    rating=5,
    items=[
        Item(name="Produk pertama", price=45_000),
        Item(name="Produk kedua", price=60_000),
        Item(name="Produk ketiga", price=75_000),
        Item(name="Produk keempat", price=90_000),
    ],
)


def with_samples(content: Content, design: PosterTemplate) -> tuple[Content, frozenset[str]]:
    """The content with samples where the template needs words, and the fields they fill."""
    wanted = {"headline", *design.needs}
    if "quote" in wanted:
        wanted |= {"author", "rating"}
    missing = {name for name in wanted if not getattr(content, name)}
    changes = {name: getattr(_SAMPLES, name) for name in missing}
    if "price" in missing:
        changes["price_before"] = _SAMPLES.price_before
        missing = missing | {"price_digits", "price_before"}
    return content.model_copy(update=changes), frozenset(missing)
