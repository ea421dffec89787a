"""Brings the shipped poses into a local stack, once per library."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from local.stack.home import ROOT, Home
from local.stack.problems import StackProblem
from local.stack.runtime import variables
from local.stack.services import clean_environment

__all__ = ["load_library"]

SHIPPED = ROOT / "pose_seed" / "library" / "poses.json.gz"
_NOTE = "library"


def load_library(
    home: Home, outputs: dict[str, str], say: Callable[[str], None] = lambda _: None
) -> None:
    """Makes the poses table hold the shipped library; does nothing when it does already.

    Runs in a process of its own, which keeps the library out of the supervisor's memory.
    """
    known = {"digest": _digest(SHIPPED), "table": outputs["PosesTable"]}
    if home.read(_NOTE) == known:
        return
    say("loading the poses")
    done = subprocess.run(
        [sys.executable, "-m", "local.stack.library"],
        cwd=ROOT,
        env=clean_environment(variables(home, outputs)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StackProblem("The poses could not be loaded.", details=done.stderr[-2000:])
    home.write(_NOTE, known)


def _digest(path: Path) -> str:
    if not path.exists():
        raise StackProblem(f"{path.relative_to(ROOT)} is missing. Bring it back: `git restore .`")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    from lumiku.poses import service
    from pose_seed.library import shipped

    library = shipped()
    service.load(library.templates, library.version)


if __name__ == "__main__":
    main()
