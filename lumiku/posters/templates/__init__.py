"""The template library, by family."""

from typing import Final

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.templates import (
    arrival,
    before_after,
    catalogue,
    chat,
    coupon,
    harbolnas,
    hero,
    lebaran,
    merdeka,
    price_list,
    promo,
    ramadan,
    testimonial,
)
from lumiku.posters.templates.base import Family, PosterTemplate

__all__ = ["TEMPLATES", "Family", "PosterTemplate", "templates_of"]

TEMPLATES: Final[dict[str, PosterTemplate]] = {
    template.key: template
    for module in (
        hero,
        promo,
        coupon,
        testimonial,
        chat,
        arrival,
        before_after,
        catalogue,
        price_list,
        ramadan,
        lebaran,
        harbolnas,
        merdeka,
    )
    for template in module.TEMPLATES
}

_INCLUDED: Final[dict[TemplateSet, tuple[TemplateSet, ...]]] = {
    TemplateSet.BASIC: (TemplateSet.BASIC,),
    TemplateSet.STANDARD: (TemplateSet.BASIC, TemplateSet.STANDARD),
    TemplateSet.ALL: (TemplateSet.BASIC, TemplateSet.STANDARD, TemplateSet.ALL),
}


def templates_of(owned: TemplateSet) -> list[PosterTemplate]:
    """The templates of a plan's set, in the library's order."""
    return [template for template in TEMPLATES.values() if template.tier in _INCLUDED[owned]]
