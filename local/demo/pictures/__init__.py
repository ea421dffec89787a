"""The demo's pictures: two people, eight products and two logos, as files.

None of the people exists. `python -m tools.drawing` draws every file anew.
"""

from pathlib import Path
from typing import Final

from local.demo.merchant import AURA, JOY
from local.stack.problems import StackProblem

__all__ = ["FOLDER", "NAMES", "Pictures", "built_in"]

Pictures = dict[str, Path]

FOLDER: Final = Path(__file__).resolve().parent
NAMES: Final = tuple(
    name
    for brand in (AURA, JOY)
    for name in (brand.logo, brand.model.picture, *(goods.picture for goods in brand.goods))
)


def built_in() -> Pictures:
    """Every picture by its file name."""
    if missing := [name for name in NAMES if not (FOLDER / name).is_file()]:
        raise StackProblem(
            f"Pictures of the demo are missing: {', '.join(missing)}. The checkout is not "
            "complete; `python -m tools.drawing` draws them anew."
        )
    return {name: FOLDER / name for name in NAMES}
