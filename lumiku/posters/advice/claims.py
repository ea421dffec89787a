"""Claims that Indonesian regulators object to in advertising, as hints with their reasons.

The words follow what BPOM publishes about cosmetics advertising (Peraturan BPOM 18/2024 on
labelling, promotion and advertising of cosmetics; before it 32/2021) and PP 28/2024 article 425:
claims are objective, not misleading, and a cosmetic is no medicine. A hint never blocks: only
the merchant knows what their notification covers. This is no legal advice.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lumiku.texts import Text

__all__ = ["Claim", "ClaimKind", "check_claims"]


class ClaimKind(StrEnum):
    INSTANT = "instant"  # works at once, or by a day
    MEDICAL = "medical"  # heals, treats, contains no risk
    ABSOLUTE = "absolute"  # best, guaranteed, everybody
    ENDORSEMENT = "endorsement"  # authorities and doctors as advertising


@dataclass(frozen=True)
class Claim:
    """One hint. `words` is what stands in the text, between `start` and `end`."""

    kind: ClaimKind
    words: str
    start: int
    end: int
    reason: Text


_REASONS: Final[dict[ClaimKind, Text]] = {
    ClaimKind.INSTANT: Text(
        "menjanjikan hasil cepat atau dalam waktu tertentu. BPOM meminta klaim yang bisa "
        "dibuktikan. Coba ceritakan manfaatnya dengan pemakaian teratur.",
        "promises a fast result or one by a certain day. BPOM asks for claims that can be proven. "
        "Try to tell what regular use does.",
    ),
    ClaimKind.MEDICAL: Text(
        "terdengar seperti khasiat obat. Kosmetik dan pangan tidak boleh diiklankan seolah-olah "
        "menyembuhkan atau mencegah penyakit.",
        "sounds like a medicine. Cosmetics and food may not be advertised as if they cured or "
        "prevented an illness.",
    ),
    ClaimKind.ABSOLUTE: Text(
        "klaim mutlak sulit dibuktikan dan bisa dinilai menyesatkan. Sebutkan kelebihan produk "
        "yang nyata.",
        "an absolute claim is hard to prove and may count as misleading. Name a real strength of "
        "the product.",
    ),
    ClaimKind.ENDORSEMENT: Text(
        "izin edar dan tenaga kesehatan tidak boleh dijadikan jaminan mutu dalam iklan. Cukup "
        "cantumkan nomor notifikasi BPOM-nya.",
        "a permit or a health professional may not serve as a guarantee in advertising. State the "
        "BPOM notification number instead.",
    ),
}

_PATTERNS: Final[dict[ClaimKind, tuple[str, ...]]] = {
    ClaimKind.INSTANT: (
        r"instan",
        r"seketika",
        r"sekejap",
        r"kilat(?= (?:putih|cerah|glowing|langsing))",
        r"langsung (?:putih|cerah|glowing|kinclong|langsing|hilang|mulus)",
        r"sekali (?:pakai|oles|usap)",
        r"(?:dalam|hanya|cuma) (?:waktu )?\d+ (?:hari|jam|menit|minggu)",
        r"(?:in|within) \d+ (?:days?|hours?|weeks?)",
        r"\d+ (?:hari|minggu) (?:langsung|pasti|sudah)",
        r"semalam(?:an)?(?= (?:putih|cerah|glowing))",
        r"overnight",
        r"instant(?:ly)?",
    ),
    ClaimKind.MEDICAL: (
        r"(?:me(?:ny)?embuhkan|penyembuh)",
        r"mengobati|pengobatan",
        r"obat (?:jerawat|kulit|panu|flek|kuat|diet|langsing)",
        r"(?:anti|bebas) (?:kanker|penyakit)",
        r"men(?:cegah|gatasi) (?:penyakit|kanker|diabetes|kolesterol|hipertensi|eksim)",
        r"(?:me(?:m)?utihkan|pemutih)(?: (?:wajah|kulit|badan))?",
        r"menghilangkan (?:flek|jerawat|bekas luka|keriput|stretch ?mark|selulit)",
        r"(?:pe)?langsing(?:kan)?|melangsingkan|menurunkan berat badan",
        r"meningkatkan (?:imun|stamina|gairah|kecerdasan)",
        r"detoks?(?:ifikasi)?|detox",
        r"tanpa efek samping|bebas efek samping|no side effects?",
        r"(?:heals?|cures?|whitening)",
        r"steril|membunuh (?:kuman|bakteri|virus)",
    ),
    ClaimKind.ABSOLUTE: (
        r"100 ?% (?:aman|ampuh|alami|berhasil|efektif|natural|halal|manjur)",
        r"(?:di)?jamin(?:an)?(?: (?:putih|cerah|berhasil|aman|ampuh|uang kembali|sembuh|halal))?",
        r"pasti (?:putih|cerah|berhasil|glowing|cocok|ampuh|sembuh|langsing)",
        r"(?:nomor|no\.?) ?(?:1|satu)\b",
        r"ter(?:baik|ampuh|manjur|aman|laris) (?:se-?indonesia|di indonesia|sedunia|di dunia)",
        r"satu-satunya",
        r"permanen|selamanya|abadi",
        r"paling (?:ampuh|manjur|aman|efektif)",
        r"(?:cocok|aman) untuk semua (?:jenis kulit|orang|usia|umur)",
        r"ajaib|mukjizat|miracle",
        r"bebas bahan kimia|tanpa bahan kimia|chemical[- ]free",
        r"guaranteed?",
    ),
    ClaimKind.ENDORSEMENT: (
        r"(?:lulus|lolos|teruji|disetujui|direkomendasikan) (?:oleh )?(?:bpom|kemenkes|who)",
        r"(?:rekomendasi|direkomendasikan|resep|anjuran) (?:oleh )?(?:dokter|apoteker|bidan)",
        r"dokter (?:menyarankan|merekomendasikan)",
        r"teruji klinis|clinically proven|dermatologist (?:approved|recommended)",
    ),
}

_COMPILED: Final = {
    kind: re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
    for kind, patterns in _PATTERNS.items()
}


def check_claims(text: str) -> list[Claim]:
    """The risky words of a text, in order; an overlap is reported once."""
    found = [
        Claim(kind, match[0], match.start(), match.end(), _REASONS[kind])
        for kind, pattern in _COMPILED.items()
        for match in pattern.finditer(text)
    ]
    found.sort(key=lambda claim: (claim.start, -claim.end))
    kept: list[Claim] = []
    for claim in found:
        if not kept or claim.start >= kept[-1].end:
            kept.append(claim)
    return kept
