"""What to know before exporting: safe zones, legibility, marketplaces, claims. Never a block."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lumiku.posters.advice.claims import check_claims
from lumiku.posters.document.colour import AA, AA_LARGE, contrast
from lumiku.posters.document.content import unknown_variables
from lumiku.posters.document.formats import FORMATS, ExportFormat
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import LogoLayer, PhotoLayer, PosterDoc, TextLayer
from lumiku.posters.layout import typefaces
from lumiku.posters.layout.frame import SMALLEST
from lumiku.posters.layout.ink import ink_box

__all__ = ["PLAIN_TEMPLATE", "Finding", "Severity", "preflight"]

PLAIN_TEMPLATE: Final = "hero-plain"
_ENLARGED: Final = 1.6  # how far a photo may be stretched before it looks soft
_LARGE: Final = 0.05  # text height as a share of the width from which 3:1 is enough


class Severity(StrEnum):
    HINT = "hint"
    WARNING = "warning"
    PROBLEM = "problem"  # the platform or the reader will likely refuse it


@dataclass(frozen=True)
class Finding:
    """One remark: a stable code, the layer it is about, and a sentence in both languages."""

    code: str
    severity: Severity
    text_id: str
    text_en: str
    layer: str | None = None
    suggested_template: str | None = None


def preflight(doc: PosterDoc, *, watermark: bool = False) -> list[Finding]:
    """Everything worth saying about a document in its own format, gravest first."""
    target = FORMATS[doc.format]
    findings = [
        *_marketplace(doc, target, watermark),
        *_places(doc, target),
        *_words(doc, target),
        *_pictures(doc),
        *_claims(doc),
    ]
    order = list(Severity)
    return sorted(findings, key=lambda finding: -order.index(finding.severity))


def _marketplace(doc: PosterDoc, target: ExportFormat, watermark: bool) -> Iterator[Finding]:
    added = [layer for layer in doc.layers if isinstance(layer, TextLayer | LogoLayer)]
    if target.pure_photo and added:
        yield Finding(
            "text_on_main_photo",
            Severity.PROBLEM,
            f"{target.name_id} menolak teks, logo, atau tanda air pada foto utama. "
            "Pakai templat Foto Polos.",
            f"{target.name_en} rejects text, logos and watermarks on a main photo. "
            "Use the Plain photo template.",
            suggested_template=PLAIN_TEMPLATE,
        )
    if watermark and target.marketplace:
        yield Finding(
            "watermark_on_main_photo",
            Severity.PROBLEM if target.pure_photo else Severity.WARNING,
            f"Paket gratis menambahkan tanda air, dan {target.name_id} bisa menolaknya.",
            f"The free plan adds a watermark, which {target.name_en} may reject.",
        )


def _places(doc: PosterDoc, target: ExportFormat) -> Iterator[Finding]:
    inset = target.safe
    safe = Rect(0, 0, doc.width, doc.height).cut(inset.left, inset.top, inset.right, inset.bottom)
    for layer in doc.layers:
        if not isinstance(layer, TextLayer | LogoLayer):
            continue
        if isinstance(layer, TextLayer):
            box = ink_box(layer, doc.fonts)
        else:
            box = Rect(layer.x, layer.y, layer.w, layer.h)
        if not Rect(0, 0, doc.width, doc.height).holds(box, 1):
            yield Finding(
                "outside_canvas",
                Severity.PROBLEM,
                "Ada teks atau logo yang terpotong tepi gambar.",
                "A text or logo is cut by the edge of the picture.",
                layer.id,
            )
        elif not safe.holds(box, 2):
            yield Finding(
                "outside_safe_zone",
                Severity.WARNING,
                f"Bagian ini bisa tertutup tombol atau terpotong di {target.name_id}.",
                f"This may be covered by buttons or cropped on {target.name_en}.",
                layer.id,
            )


def _words(doc: PosterDoc, target: ExportFormat) -> Iterator[Finding]:
    shown = doc.width - (target.safe.left + target.safe.right if target.aspect > 2.2 else 0)
    for layer in doc.layers:
        if not isinstance(layer, TextLayer):
            continue
        if layer.size < SMALLEST * shown * 0.93:
            yield Finding(
                "text_too_small",
                Severity.WARNING,
                "Teks ini terlalu kecil untuk dibaca di ponsel.",
                "This text is too small to read on a phone.",
                layer.id,
            )
        yield from _legible(doc, layer, shown)
        yield from _typed(doc, layer)


def _legible(doc: PosterDoc, layer: TextLayer, shown: float) -> Iterator[Finding]:
    if layer.surface is None:
        return
    ratio = contrast(doc.palette.hex(layer.colour), doc.palette.hex(layer.surface))
    if ratio < (AA_LARGE if layer.size >= _LARGE * shown else AA) - 0.01:
        yield Finding(
            "low_contrast",
            Severity.WARNING,
            f"Warna teks kurang kontras ({ratio:.1f}:1; sebaiknya 4,5:1).",
            f"The text's colour has little contrast ({ratio:.1f}:1; 4.5:1 is better).",
            layer.id,
        )


def _typed(doc: PosterDoc, layer: TextLayer) -> Iterator[Finding]:
    if layer.cut:
        yield Finding(
            "text_cut",
            Severity.WARNING,
            "Teks terlalu panjang untuk format ini dan dipotong. Coba persingkat.",
            "The text is too long for this format and was cut. Try a shorter one.",
            layer.id,
        )
    if layer.sample:
        yield Finding(
            "sample_text",
            Severity.WARNING,
            "Masih ada teks contoh. Ganti dengan kata-kata Anda sendiri.",
            "A sample text is still there. Replace it with your own words.",
            layer.id,
        )
    family = typefaces.family_of(layer.font, doc.fonts)
    text = "".join(layer.lines)
    if missing := typefaces.unsupported(family, text):
        yield Finding(
            "unsupported_characters",
            Severity.PROBLEM,
            f"Huruf ini tidak punya tanda: {missing[:12]}",
            f"This font has no sign for: {missing[:12]}",
            layer.id,
        )
    if names := unknown_variables(text):
        yield Finding(
            "unknown_variable",
            Severity.PROBLEM,
            f"Variabel {{{names[0]}}} tidak dikenal.",
            f"The variable {{{names[0]}}} is unknown.",
            layer.id,
        )


def _pictures(doc: PosterDoc) -> Iterator[Finding]:
    known = {photo.id: photo for photo in doc.photos}
    for layer in doc.layers:
        photo = known.get(layer.source) if isinstance(layer, PhotoLayer) else None
        if photo is None or not isinstance(layer, PhotoLayer):
            continue
        stretch = max(
            layer.w / (photo.width * layer.crop.w), layer.h / (photo.height * layer.crop.h)
        )
        if stretch > _ENLARGED and layer.w * layer.h > 0.08 * doc.width * doc.height:
            yield Finding(
                "photo_too_small",
                Severity.WARNING,
                f"Foto diperbesar {stretch:.1f} kali dan bisa tampak buram.",
                f"The photo is enlarged {stretch:.1f} times and may look soft.",
                layer.id,
            )
    if (doc.template or "").startswith("change-"):
        yield Finding(
            "before_after",
            Severity.HINT,
            "Foto sebelum dan sesudah harus dari orang yang sama dan tidak disunting; "
            "untuk kosmetik BPOM menilainya sebagai klaim.",
            "Before and after photos must show the same person, unedited; for cosmetics BPOM "
            "treats them as a claim.",
        )


def _claims(doc: PosterDoc) -> Iterator[Finding]:
    told: set[str] = set()
    for layer in doc.layers:
        if not isinstance(layer, TextLayer):
            continue
        for claim in check_claims(" ".join(layer.lines)):
            if claim.words.lower() in told:
                continue
            told.add(claim.words.lower())
            yield Finding(
                f"claim_{claim.kind}",
                Severity.HINT,
                f"“{claim.words}”: {claim.reason_id}",
                f"“{claim.words}”: {claim.reason_en}",
                layer.id,
            )
