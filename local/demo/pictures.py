"""The demo's built-in pictures, rendered once and kept until their script changes."""

from collections.abc import Callable
from pathlib import Path

from local.stack.assembly import sources_digest
from local.stack.home import ROOT
from tools.drawing import NAMES, make_all

__all__ = ["Pictures", "built_in"]

Pictures = dict[str, Path]


def built_in(base: Path, say: Callable[[str], None] = lambda _: None) -> Pictures:
    """Every picture by its file name; `base` is the folder of all local stacks."""
    folder = base / "pictures" / sources_digest(ROOT, ("tools/drawing",))[:20]
    if not all((folder / name).exists() for name in NAMES):
        say("rendering the demo's pictures")
        folder.mkdir(parents=True, exist_ok=True)
        make_all(folder)
    return {name: folder / name for name in NAMES}
