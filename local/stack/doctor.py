"""Looks at this machine the way `lumiku up` will, and says in plain words what is missing."""

import importlib.metadata
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final, Literal

from local.stack.home import ROOT, Home
from local.stack.problems import StackProblem
from local.stack.snapshot import current

__all__ = ["Finding", "examine"]

Verdict = Literal["good", "note", "bad"]

_PACKAGES: Final = ("ministack", "cryptography", "pillow", "uvicorn")
_GIGABYTE: Final = 1_000_000_000


@dataclass(frozen=True)
class Finding:
    """One sentence; `bad` keeps the stack from working, `note` does not."""

    verdict: Verdict
    sentence: str


def examine(home: Home) -> list[Finding]:
    return [
        Finding("good", f"Python {sys.version.split()[0]}"),
        *_packages(),
        _template(),
        _ports(home),
        _disk(home),
        _library(),
        _layers(),
    ]


def _packages() -> Iterator[Finding]:
    missing = []
    for name in _PACKAGES:
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        yield Finding("bad", f"Not installed: {', '.join(missing)}. Run `make up` or `make setup`.")
    else:
        yield Finding("good", "What the stack needs is installed in .venv")


def _template() -> Finding:
    """Only a change of infra/ needs CDK and Node; both come with `make setup`."""
    name = "local/stack/template.json"
    if current():
        return Finding("good", f"{name} fits infra/: no CDK is needed")
    if find_spec("aws_cdk"):
        return Finding("note", f"infra/ has changed since {name} was made: run `make synth`")
    return Finding(
        "bad", f"infra/ has changed since {name} was made, and CDK is missing. Run `make synth`."
    )


def _ports(home: Home) -> Finding:
    from local.stack.stack import running

    if running(home) is not None:
        return Finding("good", f"A stack runs at {home.url}")
    if taken := home.ports.taken():
        numbers = ", ".join(str(port) for port in taken.values())
        return Finding(
            "bad",
            f"Port {numbers} is taken by another program: choose another with --port or "
            "LUMIKU_PORT.",
        )
    return Finding("good", f"Ports {home.ports.front} to {home.ports.endpoint} are free")


def _disk(home: Home) -> Finding:
    try:
        home.check_disk()
    except StackProblem as problem:
        return Finding("bad", problem.sentence)
    free = shutil.disk_usage(ROOT).free / _GIGABYTE
    kept = sum(f.stat().st_size for f in home.base.rglob("*") if f.is_file()) / _GIGABYTE
    return Finding("good", f"{free:.0f} GB of disk are free; local stacks hold {kept:.2f} GB")


def _library() -> Finding:
    if any((ROOT / "pose_seed" / "library").glob("*")):
        return Finding("good", "The pose library is there")
    return Finding("bad", "pose_seed/library is missing. Bring it back: `git restore .`")


def _layers() -> Finding:
    if (ROOT / "layers" / "build").is_dir():
        return Finding("good", "The Lambda layers are built")
    return Finding(
        "note",
        "The Lambda layers are not built: only `make deploy` to AWS needs them (`make layers`).",
    )
