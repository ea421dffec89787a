"""Who and what is in a picture."""

from dataclasses import dataclass

from endpoint.people.portrait import Portrait
from endpoint.product.pixels import ProductPixels
from lumiku.rendering.contract import GenerateItem

__all__ = ["Cast"]


@dataclass(frozen=True)
class Cast:
    """Who and what is in the picture."""

    item: GenerateItem
    portraits: tuple[Portrait, ...]
    goods: ProductPixels
    palette: tuple[str, ...]

    @property
    def worn(self) -> bool:
        """Whether the product is on the body."""
        product = self.item.product
        return product.placement == "worn" and product.product_type in ("clothing", "shoes")

    @property
    def stands(self) -> bool:
        """Whether the product stands on its own in the set."""
        return self.item.product.placement in ("displayed", "table")
