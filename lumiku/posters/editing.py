"""From a template, a brand and a content to a laid-out PosterDoc, and from one doc to another."""

from collections.abc import Sequence
from dataclasses import dataclass

from lumiku.errors import NotFound
from lumiku.posters.document import content as contents
from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import FORMATS, ExportKey
from lumiku.posters.document.palette import palette, seasonal
from lumiku.posters.document.schemas import FontPair, Logo, Palette, Photo, PosterDoc
from lumiku.posters.layout import typefaces
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.carry_over import carry_over, rescaled
from lumiku.posters.templates import TEMPLATES, PosterTemplate

__all__ = ["Brand", "adapt", "apply_brand", "lay_out", "rewrite"]


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
        display, body = typefaces.pair_for(self.category)
        return FontPair(
            display=self.display if self.display in typefaces.LIBRARY else display,
            body=self.body if self.body in typefaces.LIBRARY else body,
        )


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
    """The poster of a template in one format.

    `mood` is one of palette.MOODS; a seasonal template wears its season unless one is given.
    `samples` names the content fields that hold sample sentences. Raises NotFound for an unknown
    template and InvalidInput for an unknown variable.
    """
    design = _design(template)
    contents.check_variables(content)
    frame = PosterDoc(
        template=template,
        format=to,
        width=FORMATS[to].width,
        height=FORMATS[to].height,
        brand=brand.name,
        palette=_palette(design, brand, mood),
        fonts=brand.fonts,
        content=content,
        photos=list(photos),
        logo=brand.logo,
    )
    return _drawn(design, frame, samples)


def adapt(doc: PosterDoc, to: ExportKey) -> PosterDoc:
    """The same poster for another format.

    A template is laid out anew; what was placed by hand is carried over in proportion. A poster
    without a template is scaled as it is.
    """
    if to == doc.format:
        return doc
    size = {"format": to, "width": FORMATS[to].width, "height": FORMATS[to].height}
    design = TEMPLATES.get(doc.template or "")
    if design is None:
        return rescaled(doc, doc.model_copy(update=size))
    return carry_over(doc, _drawn(design, doc.model_copy(update=size), _sampled(doc)))


def apply_brand(doc: PosterDoc, brand: Brand, mood: str | None = None) -> PosterDoc:
    """The same poster in another brand's colours, fonts and logo; `mood` None keeps the mood."""
    design = TEMPLATES.get(doc.template or "")
    kept = mood or (doc.palette.name if doc.palette.name else None)
    if design is None:
        dressed = {"palette": palette(kept or "light", brand.colours), "fonts": brand.fonts}
        return doc.model_copy(update={**dressed, "brand": brand.name, "logo": brand.logo})
    frame = doc.model_copy(
        update={
            "palette": _palette(design, brand, kept),
            "fonts": brand.fonts,
            "brand": brand.name,
            "logo": brand.logo,
        }
    )
    return carry_over(doc, _drawn(design, frame, _sampled(doc)))


def rewrite(doc: PosterDoc, content: Content) -> PosterDoc:
    """The same poster saying something else, fitted anew. Raises InvalidInput."""
    contents.check_variables(content)
    design = TEMPLATES.get(doc.template or "")
    frame = doc.model_copy(update={"content": content})
    if design is None:
        return rescaled(doc, frame)
    return carry_over(doc, _drawn(design, frame, frozenset()))


def _design(template: str) -> PosterTemplate:
    design = TEMPLATES.get(template)
    if design is None:
        raise NotFound("poster_template")
    return design


def _palette(design: PosterTemplate, brand: Brand, mood: str | None) -> Palette:
    if design.season and mood in (None, design.season):
        return seasonal(design.season, brand.colours)
    chosen = mood if mood in design.moods else design.moods[0]
    return palette(chosen, brand.colours)


def _sampled(doc: PosterDoc) -> frozenset[str]:
    """The content fields whose layers are marked as samples."""
    return frozenset(
        layer.text.strip("{}") for layer in doc.layers if layer.type == "text" and layer.sample
    )


def _drawn(design: PosterTemplate, frame: PosterDoc, samples: frozenset[str]) -> PosterDoc:
    """The template drawn on a doc's canvas with its palette, fonts, content and photos."""
    content = _drawable(frame.content, frame.fonts)
    canvas = Canvas(
        format=FORMATS[frame.format],
        palette=frame.palette,
        fonts=frame.fonts,
        brand=frame.brand,
        content=content,
        values=contents.values(content, frame.brand),
        samples=samples,
        photos=frame.photos,
        logo=frame.logo,
    )
    design.draw(canvas)
    return frame.model_copy(update={"background": canvas.background, "layers": canvas.layers})


def _drawable(content: Content, fonts: FontPair) -> Content:
    """The content without characters that no font can draw (they were refused before saving)."""

    def clean(text: str) -> str:
        arabic = typefaces.is_arabic(text)
        families = [typefaces.ARABIC] if arabic else [fonts.display, fonts.body]
        missing = {letter for family in families for letter in typefaces.unsupported(family, text)}
        return "".join(letter for letter in text if letter not in missing) if missing else text

    changes: dict[str, object] = {
        name: clean(value) for name, value in content if isinstance(value, str)
    }
    changes["items"] = [
        item.model_copy(update={"name": clean(item.name), "note": clean(item.note)})
        for item in content.items
    ]
    return content.model_copy(update=changes)
