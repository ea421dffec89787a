"""When a cut-out may be wrong: the codes, their words, and what every way of cutting has in common.

A merchant is asked to look at a doubted cut-out before it is used.
"""

from typing import Final

__all__ = ["DOUBTS", "doubt_of_mask"]

_NOTHING: Final = 0.002  # share of the frame below which nothing was found
_SMALL: Final = 0.02
_LARGE: Final = 0.85
_CROPPED: Final = 0.2  # share of the frame's border that the product covers
_WHOLE: Final = 0.9  # share of the product that its largest piece has

# Doubt code -> what a merchant reads (Indonesian, English).
DOUBTS: Final[dict[str, tuple[str, str]]] = {
    "not_found": (
        "Produk tidak ditemukan di foto ini. Coba foto dengan latar polos.",
        "No product was found in this photo. Try one with a plain background.",
    ),
    "too_small": (
        "Produk tampak sangat kecil di foto. Coba foto dari lebih dekat.",
        "The product looks very small in the photo. Try a closer shot.",
    ),
    "too_large": (
        "Produk memenuhi atau keluar dari foto. Sisakan ruang di sekelilingnya.",
        "The product fills or leaves the photo. Leave some room around it.",
    ),
    "fragmented": (
        "Hasil potongan terpecah-pecah. Periksa hasilnya atau pakai latar polos.",
        "The cut-out is in pieces. Check it, or use a plain background.",
    ),
    "cluttered": (
        "Latar fotonya ramai. Periksa hasilnya atau pakai latar polos.",
        "The background is busy. Check the cut-out, or use a plain background.",
    ),
    "soft_edge": (
        "Warna produk mirip latarnya. Periksa tepinya atau pakai latar berwarna lain.",
        "The product's colour is close to the background's. Check its edges, or use another one.",
    ),
}


def doubt_of_mask(coverage: float, *, cropped: float = 0.0, main_piece: float = 1.0) -> str | None:
    """What the mask alone says; None when it looks sound.

    `coverage` is the share of the frame that is product, `cropped` the share of the frame's border
    that it covers, `main_piece` the share of it that lies in its largest piece; all 0..1.
    """
    if coverage < _NOTHING:
        return "not_found"
    if coverage < _SMALL:
        return "too_small"
    if coverage > _LARGE or cropped > _CROPPED:
        return "too_large"
    return "fragmented" if main_piece < _WHOLE else None
