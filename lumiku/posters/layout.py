"""From a template, a brand and a content to a laid-out PosterDoc, for any format."""

from collections.abc import Sequence

from lumiku.errors import NotFound
from lumiku.posters import content as contents
from lumiku.posters.content import Content
from lumiku.posters.formats import FORMATS, ExportKey
from lumiku.posters.palette import palette, seasonal
from lumiku.posters.schemas import FontPair, Logo, Palette, Photo, PosterDoc
from lumiku.posters.stage import Stage
from lumiku.posters.templates import TEMPLATES, PosterTemplate
from lumiku.posters.typefaces import LIBRARY, pair_for

__all__ = ["Brand", "lay_out"]

from dataclasses import dataclass


@dataclass(frozen=True)
class Brand:
    """What a poster takes from a brand kit."""

    name: str
    colours: tuple[str, ...] = ()
    display: str = ""
    body: str = ""
    category: str = "other"
    logo: Logo | None = None

    @property
    def fonts(self) -> FontPair:
        """The kit's fonts; one that is not ours gives way to one that suits the category."""
        display, body = pair_for(self.category)
        return FontPair(
            display=self.display if self.display in LIBRARY else display,
            body=self.body if self.body in LIBRARY else body,
        )

    def palette(self, mood: str) -> Palette:
        return palette(mood, self.colours)


def lay_out(
    template: str,
    brand: Brand,
    content: Content,
    photos: Sequence[Photo],
    to: ExportKey,
    *,
    mood: str | None = None,
    samples: frozenset[str] = frozenset(),
) -> PosterDoc:
    """The poster of a template in one format. Raises NotFound for an unknown template."""
    design = TEMPLATES.get(template)
    if design is None:
        raise NotFound("poster_template")
    colours = _palette(design, brand, mood)
    stage = Stage(
        format=FORMATS[to],
        palette=colours,
        fonts=brand.fonts,
        brand=brand.name,
        content=content,
        values=contents.values(content, brand.name),
        samples=samples,
        photos=photos,
        logo=brand.logo,
    )
    design.draw(stage)
    return PosterDoc(
        template=template,
        format=to,
        width=stage.format.width,
        height=stage.format.height,
        brand=brand.name,
        palette=colours,
        fonts=brand.fonts,
        content=content,
        photos=list(photos),
        logo=brand.logo,
        background=stage.background,
        layers=stage.layers,
    )


def _palette(design: PosterTemplate, brand: Brand, mood: str | None) -> Palette:
    if mood in (None, "season") and design.season:
        return seasonal(design.season, brand.colours)
    chosen = mood if mood in design.moods else design.moods[0]
    return brand.palette(chosen or "light")
