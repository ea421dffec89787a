"""What the API knows of templates and fonts is what the library says; it draws nothing itself."""

import json
import subprocess
import sys

import pytest

from lumiku.posters import facts, gather_facts
from lumiku.posters.editing import Brand
from lumiku.posters.layout import typefaces


def test_the_gathered_facts_are_current() -> None:
    """After a change of templates or fonts: `python -m lumiku.posters.gather_facts`."""
    kept = json.loads(facts.FILE.read_text())
    assert kept["templates"] == gather_facts.templates()
    assert list(kept["fonts"]) == list(typefaces.LIBRARY)


@pytest.mark.parametrize("family", ["Inter", "Playfair Display", "Noto Naskh Arabic"])
def test_fonts_draw_what_is_told_of_them(family: str) -> None:
    letters = range(0x20, 0x180)
    told = json.loads(facts.FILE.read_text())["fonts"][family]
    known = {code for first, last in told for code in range(first, last + 1)}
    drawn = gather_facts.coverage(family, letters)
    assert known & set(letters) == {c for first, last in drawn for c in range(first, last + 1)}


@pytest.mark.parametrize(
    ("fonts", "category"),
    [([], "skincare"), (["Fredoka"], "kids"), (["Comic Sans", "Inter"], "food"), ([], "other")],
)
def test_a_kits_fonts_are_those_that_the_layout_takes(fonts: list[str], category: str) -> None:
    display, body = [*fonts, "", ""][:2]
    drawn = Brand("A", (), display, body, category).fonts
    assert facts.fonts_for(fonts, category) == (drawn.display, drawn.body)


def test_the_api_and_the_dispatcher_carry_no_imaging_layer() -> None:
    code = (
        "import sys; import functions.api.app, functions.pose_dispatch.handler; "
        "sys.exit(sum(name in sys.modules for name in ('PIL', 'numpy', 'cv2')))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603
    assert done.returncode == 0
