"""Shows how the API's documents differ from the kept ones, writes them, and marks a release."""

import argparse
import json
import sys

from tools.api import announced
from tools.api.compatibility import breaks
from tools.api.kept import ANNOUNCED, KEPT, RELEASED, difference, kept_text, served


def main(arguments: list[str]) -> int:
    """The exit status: 1 when the kept documents are stale, or a break is not announced."""
    parser = argparse.ArgumentParser(prog="python -m tools.api", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the documents as served now")
    parser.add_argument(
        "--release", metavar="VERSION", help="from now on compare with the API as it is now"
    )
    options = parser.parse_args(arguments)
    say = sys.stdout.write
    stale = False
    for operators, path in KEPT.items():
        now = served(operators=operators)
        kept = path.read_text(encoding="utf-8") if path.exists() else "{}"
        if lines := difference(json.loads(kept), now):
            say(f"docs/{path.name}:\n" + "".join(f"  {line}\n" for line in lines))
        if options.write:
            path.write_text(kept_text(now), encoding="utf-8")
        stale = stale or (kept != kept_text(now) and not options.write)
    if options.release:
        _release(options.release)
        say(f"docs/{RELEASED.name} is the API of {options.release}\n")
    return int(_unannounced() or stale)


def _release(version: str) -> None:
    RELEASED.write_text(kept_text(served(operators=True)), encoding="utf-8")
    text = ANNOUNCED.read_text(encoding="utf-8")
    ANNOUNCED.write_text(announced.mark_released(text, version), encoding="utf-8")


def _unannounced() -> bool:
    """Says what would break clients of the last release; whether anything of it is untold."""
    found = breaks(json.loads(RELEASED.read_text(encoding="utf-8")), served(operators=True))
    told = announced.read(ANNOUNCED)
    untold = announced.unannounced(found, told)
    for one in untold:
        sys.stdout.write(f"BREAKS CLIENTS, not announced: {one}\n")
    for entry in told:
        if covered := sum(entry.covers(one) for one in found):
            sys.stdout.write(f"announced as {entry.id}: {covered} breaks\n")
    for line in announced.unused(found, told):
        sys.stdout.write(f"announced, but nothing fits it: {line}\n")
    return bool(untold)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
