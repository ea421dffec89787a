"""Writes which wheel of each locked package the GPU container's Pythons take, with its hash.

Run by `make lock`: endpoint.txt has the hashes of every file of a release, so only a resolver can
say that there is one for the platform at all.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
LOCK: Final = HERE / "endpoint.txt"
OUT: Final = HERE / "endpoint-wheels.json"
PLATFORM: Final = "x86_64-manylinux_2_28"
PYTHONS: Final = ("3.11", "3.12", "3.13")  # the base image's is one of these (endpoint/Dockerfile)


def resolve(uv: str, python: str) -> list[dict[str, Any]]:
    """The lock's packages as this Python takes them. Fails where one has no wheel."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "pylock.toml"
        command = [
            *(uv, "pip", "compile", "--quiet", str(LOCK), "--format", "pylock.toml"),
            *("--python-platform", PLATFORM, "--python-version", python),
            *("--only-binary", ":all:", "--override", str(HERE / "no-torch.in"), "-o", str(made)),
        ]
        subprocess.run(command, check=True)  # noqa: S603
        found: list[dict[str, Any]] = tomllib.loads(made.read_text())["packages"]
    return found


def wheels(python: str, packages: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """File by name: of several that fit, the smallest."""
    found = {}
    for package in packages:
        if not package.get("wheels"):
            raise SystemExit(f"{package['name']} has no wheel for Python {python} on {PLATFORM}")
        wheel = min(package["wheels"], key=lambda each: int(each["size"]))
        found[wheel["url"].rpartition("/")[2]] = {
            "name": package["name"],
            "version": package["version"],
            "sha256": wheel["hashes"]["sha256"],
            "size": wheel["size"],
        }
    return found


def main(uv: str) -> None:
    files: dict[str, dict[str, Any]] = {}
    for python in PYTHONS:
        for file, facts in wheels(python, resolve(uv, python)).items():
            files.setdefault(file, {**facts, "pythons": []})["pythons"].append(python)
    content = {"platform": PLATFORM, "pythons": list(PYTHONS), "files": files}
    OUT.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
