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
from lumiku.posters.layout.context import SMALLEST
from lumiku.posters.layout.ink import ink_box
from lumiku.texts import Text

__all__ = ["PLAIN_TEMPLATE", "Finding", "Severity", "preflight"]

PLAIN_TEMPLATE: Final = "hero-plain"
_ENLARGED: Final = 1.6  # how far a photo may be stretched before it looks soft
_LARGE: Final = 0.05  # text height as a share of the width from which 3:1 is enough


# What a remark says, by its code. Those on claims bring the claim's own reason.
_SAID: Final[dict[str, Text]] = {
    "text_on_main_photo": Text(
        "{format} menolak teks, logo, dan tanda air pada foto utama. Pakai templat “Foto Polos”.",
        "{format} rejects text, logos and watermarks on a main photo. Use the template “Plain "
        "photo”.",
    ),
    "watermark_on_main_photo": Text(
        "Ekspor paket Gratis memakai tanda air, dan {format} bisa menolaknya.",
        "Exports of the Free plan have a watermark, which {format} may reject.",
    ),
    "outside_canvas": Text(
        "Ada teks atau logo yang terpotong tepi gambar. Geser ke dalam atau kecilkan.",
        "A text or logo is cut by the edge of the picture. Move it inwards or make it smaller.",
    ),
    "outside_safe_zone": Text(
        "Di {format}, bagian ini bisa tertutup tombol atau terpotong. Geser lebih ke tengah.",
        "On {format} this part may be covered by buttons or cropped. Move it towards the middle.",
    ),
    "text_too_small": Text(
        "Teks ini terlalu kecil untuk dibaca di ponsel. Perbesar atau persingkat.",
        "This text is too small to read on a phone. Make it larger or shorter.",
    ),
    "low_contrast": Text(
        "Warna teks terlalu mirip dengan latarnya, jadi sulit dibaca (kontras {ratio} : 1; "
        "sebaiknya 4,5 : 1). Pilih warna lain.",
        "The text's colour is too close to its background to read well (contrast {ratio} : 1; "
        "4.5 : 1 is better). Choose another colour.",
    ),
    "text_cut": Text(
        "Teksnya terlalu panjang untuk format ini, jadi ujungnya dipotong. Persingkat teksnya.",
        "The text is too long for this format, so its end was cut off. Make it shorter.",
    ),
    "sample_text": Text(
        "Masih ada teks contoh. Ganti dengan kata-kata Anda sendiri.",
        "There is still a sample text. Replace it with your own words.",
    ),
    "unsupported_characters": Text(
        "Jenis huruf ini tidak punya karakter: {letters}. Hapus atau pilih jenis huruf lain.",
        "This font does not have the characters: {letters}. Remove them or choose another font.",
    ),
    "unknown_variable": Text(
        "Variabel {{{name}}} tidak ada, jadi akan tercetak apa adanya. Hapus atau perbaiki.",
        "There is no variable {{{name}}}, so it will be printed as it is. Remove or correct it.",
    ),
    "photo_too_small": Text(
        "Foto ini diperbesar {times} kali dan bisa tampak buram. Pakai foto yang lebih besar.",
        "This photo is enlarged {times} times and may look blurred. Use a larger photo.",
    ),
    "before_after": Text(
        "Foto sebelum dan sesudah harus dari orang yang sama dan tidak disunting. Untuk kosmetik, "
        "BPOM menganggapnya sebagai klaim yang harus bisa dibuktikan.",
        "Before and after photos must show the same person, unedited. For cosmetics BPOM treats "
        "them as a claim that you must be able to prove.",
    ),
    "claim": Text("“{words}”: {reason}", "“{words}”: {reason}"),
}


class Severity(StrEnum):
    HINT = "hint"
    WARNING = "warning"
    PROBLEM = "problem"  # the platform or the reader will likely refuse it


@dataclass(frozen=True)
class Finding:
    """One remark: a stable code, the layer it is about, and a sentence in both languages."""

    code: str
    severity: Severity
    text: Text
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
            _SAID["text_on_main_photo"].filled(format=target.name),
            suggested_template=PLAIN_TEMPLATE,
        )
    if watermark and target.marketplace:
        yield Finding(
            "watermark_on_main_photo",
            Severity.PROBLEM if target.pure_photo else Severity.WARNING,
            _SAID["watermark_on_main_photo"].filled(format=target.name),
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
                _SAID["outside_canvas"],
                layer.id,
            )
        elif not safe.holds(box, 2):
            yield Finding(
                "outside_safe_zone",
                Severity.WARNING,
                _SAID["outside_safe_zone"].filled(format=target.name),
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
                _SAID["text_too_small"],
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
            _SAID["low_contrast"].filled(ratio=_tenths(ratio)),
            layer.id,
        )


def _typed(doc: PosterDoc, layer: TextLayer) -> Iterator[Finding]:
    if layer.cut:
        yield Finding(
            "text_cut",
            Severity.WARNING,
            _SAID["text_cut"],
            layer.id,
        )
    if layer.sample:
        yield Finding(
            "sample_text",
            Severity.WARNING,
            _SAID["sample_text"],
            layer.id,
        )
    family = typefaces.family_of(layer.font, doc.fonts)
    text = "".join(layer.lines)
    if missing := typefaces.unsupported(family, text):
        yield Finding(
            "unsupported_characters",
            Severity.PROBLEM,
            _SAID["unsupported_characters"].filled(letters=" ".join(missing[:12])),
            layer.id,
        )
    if names := unknown_variables(text):
        yield Finding(
            "unknown_variable",
            Severity.PROBLEM,
            _SAID["unknown_variable"].filled(name=names[0]),
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
                _SAID["photo_too_small"].filled(times=_tenths(stretch)),
                layer.id,
            )
    if (doc.template or "").startswith("change-"):
        yield Finding(
            "before_after",
            Severity.HINT,
            _SAID["before_after"],
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
                _SAID["claim"].filled(words=claim.words, reason=claim.reason),
                layer.id,
            )


def _tenths(number: float) -> Text:
    """A number with one decimal, as each language writes it."""
    written = f"{number:.1f}"
    return Text(written.replace(".", ","), written)
