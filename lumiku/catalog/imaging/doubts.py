"""When a cut-out may be wrong: the codes, their words, and what every way of cutting has in common.

A merchant is asked to look at a doubted cut-out before it is used.
"""

from typing import Final

from lumiku.texts import Text

__all__ = ["DOUBTS", "doubt_of_mask"]

_NOTHING: Final = 0.002  # share of the frame below which nothing was found
_SMALL: Final = 0.02
_LARGE: Final = 0.85
_CROPPED: Final = 0.2  # share of the frame's border that the product covers
_WHOLE: Final = 0.9  # share of the product that its largest piece has

# Doubt code -> what a merchant reads.
DOUBTS: Final[dict[str, Text]] = {
    "not_found": Text(
        "Kami tidak menemukan produk di foto ini. Coba foto lagi dengan latar polos.",
        "We found no product in this photo. Try another photo with a plain background.",
    ),
    "too_small": Text(
        "Produknya kecil sekali di foto. Coba foto dari lebih dekat.",
        "The product is very small in the photo. Try one from closer by.",
    ),
    "too_large": Text(
        "Produknya memenuhi foto atau terpotong tepi foto. Sisakan ruang di sekelilingnya.",
        "The product fills the photo or is cut by its edge. Leave some room around it.",
    ),
    "fragmented": Text(
        "Produk yang terpotong terbagi beberapa bagian. Periksa apakah lengkap, atau coba foto "
        "dengan latar polos.",
        "The cut-out product is in several parts. Check that none is missing, or try a photo with "
        "a plain background.",
    ),
    "cluttered": Text(
        "Latar fotonya ramai, jadi sisa latar mungkin ikut terpotong. Periksa hasilnya, atau coba "
        "foto dengan latar polos.",
        "The background is busy, so parts of it may still be there. Check the cut-out, or try a "
        "photo with a plain background.",
    ),
    "soft_edge": Text(
        "Warna produk mirip dengan latarnya. Periksa tepinya, atau coba foto dengan latar "
        "berwarna lain.",
        "The product's colour is close to the background's. Check its edges, or try a background "
        "of another colour.",
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
