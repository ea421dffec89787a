"""`python -m tools.drawing [FOLDER]` draws the demo's pictures; by default the shipped ones."""

import argparse
import sys
from pathlib import Path
from typing import Final

from tools.drawing import make_all

SHIPPED: Final = Path(__file__).resolve().parents[2] / "local" / "demo" / "pictures"

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tools.drawing", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SHIPPED)
    for path in make_all(parser.parse_args().folder).values():
        sys.stdout.write(f"{path}\n")
