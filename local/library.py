"""Loads the shipped poses into a local stack, once per version."""

from collections.abc import Callable

from local.home import Home
from local.runtime import speak_to

__all__ = ["load_library"]

_NOTE = "library"


def load_library(
    home: Home, outputs: dict[str, str], say: Callable[[str], None] = lambda _: None
) -> None:
    """Brings the poses table up to the shipped library; does nothing when it is there already."""
    from lumiku.poses import service
    from pose_seed.library import shipped

    library = shipped()
    known = {"version": library.version, "table": outputs["PosesTable"]}
    if home.read(_NOTE) == known:
        return
    say(f"loading {len(library.templates)} poses")
    speak_to(home, outputs)
    service.load(library.templates, library.version)
    home.write(_NOTE, known)
