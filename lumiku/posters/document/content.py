"""What a poster says: the merchant's words, prices and items, and the variables in them."""

import re
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from lumiku.errors import FieldError, InvalidInput
from lumiku.money import digits, rupiah
from lumiku.texts import Text

__all__ = ["VARIABLES", "Content", "Item", "fill", "rupiah", "unknown_variables", "values"]

_UNKNOWN_VARIABLE: Final = Text(
    "variabel {{{name}}} tidak ada; pilih dari {known}",
    "there is no variable {{{name}}}; choose from {known}",
)
MAX_ITEMS: Final = 24
_VARIABLE: Final = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")

# What may stand in braces, for the console's menu.
VARIABLES: Final[dict[str, Text]] = {
    "brand": Text("Nama merek", "Brand name"),
    "product": Text("Nama produk", "Product name"),
    "headline": Text("Judul", "Headline"),
    "price": Text("Harga", "Price"),
    "price_before": Text("Harga sebelum diskon", "Price before the discount"),
    "price_digits": Text("Angka harga tanpa Rp", "Digits of the price without Rp"),
    "discount": Text("Potongan harga dalam persen", "Discount in per cent"),
    "period": Text("Masa berlaku", "Valid during"),
    "contact": Text("Kontak", "Contact"),
    "kicker": Text("Teks kecil di atas judul", "Small text above the headline"),
    "body": Text("Keterangan", "Body text"),
    "cta": Text("Ajakan (tulisan tombol)", "Call to action (the button)"),
    "quote": Text("Ulasan", "Review"),
    "author": Text("Nama pengulas", "Reviewer's name"),
    "label_before": Text("Label foto sebelum", "Label of the before photo"),
    "label_after": Text("Label foto sesudah", "Label of the after photo"),
}

_WRITTEN: Final = (
    "headline",
    "kicker",
    "body",
    "cta",
    "quote",
    "author",
    "label_before",
    "label_after",
)

Rupiah = Annotated[int, Field(ge=0, le=1_000_000_000_000)]
Short = Annotated[str, Field(max_length=80)]
Long = Annotated[str, Field(max_length=600)]


class Item(BaseModel):
    """One line of a price list or one tile of a catalogue."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Short
    """What it is called."""
    price: Rupiah | None = None
    """Whole rupiah; null for none."""
    note: Short = ""
    """A few words more."""
    photo: Short | None = None
    """The id of the photo that shows it; null for none."""


class Content(BaseModel):
    """What a poster says. Everything is optional: a template shows what there is. Texts may hold
    variables in braces, such as `{price}`; listPosterTemplates tells which there are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    headline: Annotated[str, Field(max_length=400)] = ""
    """The headline."""
    kicker: Short = ""
    """Small text above the headline."""
    body: Long = ""
    """The text below it."""
    cta: Short = ""
    """The call to action, as on a button."""
    product: Annotated[str, Field(max_length=120)] = ""
    """The product's name."""
    price: Rupiah | None = None
    """Whole rupiah; null for none."""
    price_before: Rupiah | None = None
    """The price before the discount in whole rupiah; the discount is worked out. Null for none."""
    quote: Long = ""
    """A customer's words."""
    author: Short = ""
    """Who said them."""
    rating: Annotated[float, Field(ge=0, le=5)] | None = None
    """Stars, 0 to 5; null for none."""
    period: Short = ""
    """How long an offer holds, in words."""
    contact: Short = ""
    """How to reach the merchant."""
    label_before: Short = ""
    """What the first of two compared photos is called."""
    label_after: Short = ""
    """What the second is called."""
    items: Annotated[list[Item], Field(max_length=MAX_ITEMS)] = []
    """The lines of a price list or the tiles of a catalogue."""

    @property
    def discount(self) -> int | None:
        """Whole per cent off, rounded down: never more than what is given."""
        if not self.price_before or self.price is None or self.price >= self.price_before:
            return None
        return (self.price_before - self.price) * 100 // self.price_before or None


def values(content: Content, brand: str) -> dict[str, str]:
    """What each variable stands for.

    The product, the period and the contact may name the brand and the price; the other texts may
    name all of these, but not each other.
    """
    known = {
        "brand": brand,
        "price": "" if content.price is None else rupiah(content.price),
        "price_before": "" if content.price_before is None else rupiah(content.price_before),
        "price_digits": "" if content.price is None else digits(content.price),
        "discount": "" if content.discount is None else f"{content.discount}%",
    }
    for level in (("product", "period", "contact"), _WRITTEN):
        known |= {name: fill(getattr(content, name), known) for name in level}
    return known


def fill(text: str, known: Mapping[str, str]) -> str:
    """The text with its variables replaced; one that is not known stays as it was typed."""
    replaced = _VARIABLE.sub(lambda match: known.get(match[1], match[0]), text)
    return _CONTROL.sub(" ", replaced).strip()


def unknown_variables(text: str) -> list[str]:
    """Names in braces that are no variable of ours, each once."""
    names = dict.fromkeys(match[1] for match in _VARIABLE.finditer(text))
    return [name for name in names if name not in VARIABLES]


def check_variables(content: Content) -> None:
    """Raises InvalidInput pointing at each field that names an unknown variable."""
    allowed = ", ".join(f"{{{name}}}" for name in VARIABLES)
    errors = [
        FieldError(
            f"/content/{field}",
            _UNKNOWN_VARIABLE.filled(name=name, known=allowed),
        )
        for field, value in content
        if isinstance(value, str)
        for name in unknown_variables(value)
    ]
    if errors:
        raise InvalidInput(errors=errors)
