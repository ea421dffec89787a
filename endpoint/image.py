"""Builds the GPU container on the digest that its base image has now, so that it can be repeated.

python -m endpoint.image ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPO:TAG [--push]
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

__all__ = ["BuildFailed", "base", "build", "digest"]

ROOT: Final = Path(__file__).resolve().parents[1]
DOCKERFILE: Final = ROOT / "endpoint" / "Dockerfile"
DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")


class BuildFailed(RuntimeError):
    """Docker did not do what a build needs: {reason}."""


def base(dockerfile: Path = DOCKERFILE) -> str:
    """The tag that the Dockerfile pins."""
    found = re.search(r"^ARG BASE=(\S+:\S+)$", dockerfile.read_text(), re.MULTILINE)
    if found is None:
        raise BuildFailed(f"{dockerfile} names no base image with a tag")
    return found[1]


def digest(tag: str, docker: str = "docker") -> str:
    """What the tag stands for at its registry now."""
    command = [docker, "buildx", "imagetools", "inspect", tag, "--format", "{{.Manifest.Digest}}"]
    found = _run(command).strip()
    if DIGEST.fullmatch(found) is None:
        raise BuildFailed(f"{tag} has no digest but {found[:80]!r}")
    return found


def build(tag: str, *, push: bool, docker: str = "docker") -> str:
    """Build, and push if wanted; returns the base image with its digest."""
    pinned = f"{base()}@{digest(base(), docker)}"
    command = [docker, "build", "--platform", "linux/amd64", "--build-arg", f"BASE={pinned}"]
    command += ["--label", f"org.opencontainers.image.base.name={pinned}"]
    _run([*command, "-f", str(DOCKERFILE), "-t", tag, str(ROOT)])
    if push:
        _run([docker, "push", tag])
    return pinned


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE)  # noqa: S603
    except OSError as error:
        raise BuildFailed(f"{command[0]}: {error.strerror}") from error
    if done.returncode:
        raise BuildFailed(f"{' '.join(command[:3])} ended with {done.returncode}")
    return done.stdout


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="endpoint.image", description=__doc__.splitlines()[0])
    parser.add_argument("tag", help="the image's name, such as …amazonaws.com/lumiku-endpoint:7")
    parser.add_argument("--push", action="store_true", help="push it when it is built")
    given = parser.parse_args(arguments)
    try:
        pinned = build(given.tag, push=given.push)
    except BuildFailed as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    print(f"{given.tag} on {pinned}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
