"""Posters look as they did: small pictures kept in golden/, compared as an eye would.

After a wanted change delete the picture and run the test once: it writes a new one and fails, so
that somebody looks at it before it is committed.
"""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import ExportKey
from lumiku.posters.document.schemas import Photo
from lumiku.posters.drawing.compose import compose
from lumiku.posters.editing import Brand, lay_out

GOLDEN = Path(__file__).parent / "golden"
WIDTH = 180

CASES = (
    ("hero-spotlight", ExportKey.IG_POST, "light"),
    ("hero-doorway", ExportKey.TIKTOK, "tint"),
    ("promo-burst", ExportKey.IG_SQUARE, "bold"),
    ("promo-coupon", ExportKey.FB_POST, "deep"),
    ("voice-chat", ExportKey.IG_STORY, "tint"),
    ("new-windows", ExportKey.IG_POST, "light"),
    ("change-prints", ExportKey.X_POST, "deep"),
    ("shelf-feature", ExportKey.IG_POST, "tint"),
    ("list-menu", ExportKey.WA_CATALOG, "deep"),
    ("ramadan-night", ExportKey.IG_POST, None),
    ("lebaran-ketupat", ExportKey.WA_STATUS, None),
    ("merdeka-flag", ExportKey.FB_COVER, None),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def test_looks_as_it_did(
    case: tuple[str, ExportKey, str | None],
    brand: Brand,
    content: Content,
    photos: list[Photo],
    assets: dict[str, bytes],
) -> None:
    key, to, mood = case
    drawn = compose(lay_out(key, brand, content, photos, to, mood=mood), assets)
    small = drawn.resize((WIDTH, round(WIDTH * drawn.height / drawn.width)), Image.Resampling.BOX)
    path = GOLDEN / f"{key}-{to}.png"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        small.save(path, optimize=True)
        pytest.fail(f"{path.name} was missing and has been written: look at it, then run again")
    kept = Image.open(path).convert("RGB")
    assert kept.size == small.size
    assert perceived(small, kept) < 6.0


def perceived(one: Image.Image, other: Image.Image) -> float:
    """The largest colour difference (0 to 255) that survives a slight blur.

    A shift of edges by a fraction of a px, as another FreeType or libjpeg brings, stays small;
    a moved word, another colour or a missing layer does not.
    """
    soft = [
        np.asarray(image.filter(ImageFilter.GaussianBlur(2)), dtype=float) for image in (one, other)
    ]
    return float(np.percentile(np.abs(soft[0] - soft[1]).max(axis=2), 99.5))


def test_the_comparison_sees_a_moved_word() -> None:
    """The guard itself: a small mark that moves by its own height is far above the threshold."""
    here, there = (Image.new("RGB", (WIDTH, 225), "white") for _ in range(2))
    here.paste("black", (40, 60, 110, 72))
    there.paste("black", (40, 72, 110, 84))
    assert perceived(here, there) > 50
    assert perceived(here, here.copy()) == 0
