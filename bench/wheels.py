"""Fetches beforehand what a GPU machine without a network lacks, so that its minutes go to the GPU.

    python bench/wheels.py --to out/wheels                 # for Python 3.12 on x86-64 Linux
    python bench/wheels.py --to out/wheels --check         # there: is every file the lock's?

Versions and hashes are those of the container's lock (requirements/endpoint-wheels.json); torch is
the machine's own. There:

    python3 -m pip install --no-index --no-deps --target SITE out/wheels/*.whl
    PYTHONPATH=SITE python3 bench/gpu.py --budget 9m
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
WHEELS: Final = ROOT / "requirements" / "endpoint-wheels.json"
LIMIT: Final = 64 * 1024 * 1024  # bytes of all files together
# What the bench imports and an image with PyTorch alone has not, at the versions that are tested.
LACKING: Final = (
    "accelerate", "annotated-types", "boto3", "botocore", "diffusers", "huggingface-hub",
    "importlib-metadata", "jmespath", "pydantic", "pydantic-core", "s3transfer", "tokenizers",
    "transformers", "typing-inspection", "zipp",
)  # fmt: skip


class WrongWheels(ValueError):
    """What was asked for cannot be had, or a file is not what the lock says."""


def chosen(names: list[str], python: str, listed: Path = WHEELS) -> dict[str, dict[str, Any]]:
    """Facts by file name. Raises WrongWheels."""
    content = json.loads(listed.read_text())
    if python not in content["pythons"]:
        raise WrongWheels(f"wheels are known for Python {', '.join(content['pythons'])} only")
    files = {
        file: facts
        for file, facts in content["files"].items()
        if facts["name"] in names and python in facts["pythons"]
    }
    if unknown := set(names) - {facts["name"] for facts in files.values()}:
        raise WrongWheels(f"the lock has no {', '.join(sorted(unknown))}")
    total = sum(facts["size"] for facts in files.values())
    if total > LIMIT:
        raise WrongWheels(f"{total / 2**20:.0f} MiB are more than {LIMIT / 2**20:.0f}: name fewer")
    return files


def check(folder: Path, files: dict[str, dict[str, Any]]) -> None:
    """Raises WrongWheels for a file that is missing, foreign, or has another hash."""
    for file, facts in sorted(files.items()):
        path = folder / file
        if not path.is_file():
            raise WrongWheels(f"{file} is missing")
        with path.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
        if found != facts["sha256"]:
            raise WrongWheels(f"{file} has SHA-256 {found}, the lock says {facts['sha256']}")
    if foreign := {path.name for path in folder.glob("*.whl")} - set(files):
        raise WrongWheels(f"not in the lock: {', '.join(sorted(foreign))}")


def fetch(folder: Path, files: dict[str, dict[str, Any]], python: str) -> None:
    """Download with pip, which refuses what has another hash. Raises WrongWheels."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        f"{facts['name']}=={facts['version']} --hash=sha256:{facts['sha256']}"
        for facts in files.values()
    ]
    platforms = ["manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as asked:
        asked.write("\n".join(lines) + "\n")
        asked.flush()
        command = [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"),
            *("--only-binary", ":all:", "--implementation", "cp", "--python-version", python),
            *(part for platform in platforms for part in ("--platform", platform)),
            *("-r", asked.name, "-d", str(folder)),
        ]
        if subprocess.run(command, check=False).returncode:  # noqa: S603
            raise WrongWheels("pip could not fetch them; its reason stands above")
    check(folder, files)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path("out/wheels"), help="the folder")
    parser.add_argument("--python", default="3.12", help="of the machine (3.12)")
    parser.add_argument("--only", help="packages, with commas; by default what a bare one lacks")
    parser.add_argument("--check", action="store_true", help="only check what is there")
    given = parser.parse_args(arguments)
    names = given.only.split(",") if given.only else list(LACKING)
    try:
        files = chosen(names, given.python)
        if given.check:
            check(given.to, files)
        else:
            fetch(given.to, files, given.python)
    except WrongWheels as error:
        print(error, file=sys.stderr)
        return 1
    total = sum(facts["size"] for facts in files.values())
    print(f"{given.to}: {len(files)} wheels, {total / 2**20:.1f} MiB, as the lock says")
    return 0


if __name__ == "__main__":
    sys.exit(main())
