"""Builds the two Lambda layers for arm64 from the locks, the same bytes every time.

Run it as `make layers`. Each layer lands in `layers/build/<name>/python`, with a record beside it
(`<name>.json`) by which `make deploy` sees whether it still fits its lock.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

__all__ = ["AWS_SERVICES", "BUILD", "LAYERS", "Layer", "LayerError", "Record", "build", "current"]

ROOT: Final = Path(__file__).resolve().parent.parent
BUILD: Final = ROOT / "layers" / "build"
PYTHON: Final = "3.13"
# Pillow and others left manylinux2014; with it uv silently takes an old release.
PLATFORM: Final = "aarch64-manylinux_2_28"
# Lambda's limit for a function with all of its layers, unzipped.
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
LIMIT_BYTES: Final = 250 * 1024 * 1024
ROOM_FOR_CODE_BYTES: Final = 10 * 1024 * 1024

# What our code calls; botocore's descriptions of the other 400 services stay out of the layer.
AWS_SERVICES: Final = frozenset(
    {
        "cloudwatch",
        "cognito-idp",
        "dynamodb",
        "dynamodbstreams",
        "events",
        "lambda",
        "logs",
        "s3",
        "sagemaker-runtime",
        "scheduler",
        "secretsmanager",
        "sesv2",
        "sns",
        "sqs",
        "ssm",
        "sts",
    }
)


class LayerError(Exception):
    """A layer could not be built; the message says why in plain words."""


@dataclass(frozen=True)
class Layer:
    name: str
    lock: Path

    @property
    def folder(self) -> Path:
        return BUILD / self.name

    @property
    def record(self) -> Path:
        return BUILD / f"{self.name}.json"


@dataclass(frozen=True)
class Record:
    """What was built: from which lock, how large unzipped, and a digest of every byte."""

    lock_sha256: str
    tree_sha256: str
    size: int
    bytecode: bool


LAYERS: Final = (
    Layer("deps", ROOT / "requirements" / "layer-deps.txt"),
    Layer("imaging", ROOT / "requirements" / "layer-imaging.txt"),
)
Install = Callable[[Path, Path], None]  # (lock, target folder)


def build(layer: Layer, install: Install, compiler: str | None) -> Record:
    """Build one layer anew; `compiler` is the Python 3.13 that writes its bytecode, if any."""
    shutil.rmtree(layer.folder, ignore_errors=True)
    layer.record.unlink(missing_ok=True)
    target = layer.folder / "python"
    target.mkdir(parents=True)
    install(layer.lock, target)
    prune(target)
    if compiler:
        compile_bytecode(target, compiler)
    record = Record(
        lock_sha256=_sha256(layer.lock),
        tree_sha256=tree_digest(target),
        size=sum(path.stat().st_size for path in _files(target)),
        bytecode=compiler is not None,
    )
    layer.record.write_text(json.dumps(asdict(record), indent=2) + "\n")
    return record


def current(layer: Layer) -> Record | None:
    """The record of a built layer that still fits its lock, else None."""
    if not layer.record.is_file() or not (layer.folder / "python").is_dir():
        return None
    record = Record(**json.loads(layer.record.read_text()))
    return record if record.lock_sha256 == _sha256(layer.lock) else None


def prune(target: Path) -> None:
    """Leave out what no function reads: tests, stubs, commands, other services' descriptions."""
    shutil.rmtree(target / "bin", ignore_errors=True)
    (target / ".lock").unlink(missing_ok=True)
    for folder in sorted(target.rglob("*"), reverse=True):
        if folder.is_dir() and folder.name in {"tests", "__pycache__"}:
            shutil.rmtree(folder)
    for path in list(_files(target)):
        # After pruning, RECORD lists files that are gone.
        if path.suffix == ".pyi" or (path.name == "RECORD" and ".dist-info" in str(path.parent)):
            path.unlink()
    for data in (target / "botocore" / "data", target / "boto3" / "data"):
        for folder in data.iterdir() if data.is_dir() else ():
            if folder.is_dir() and folder.name not in AWS_SERVICES:
                shutil.rmtree(folder)


def compile_bytecode(target: Path, python: str) -> None:
    """Bytecode beside each module: without it every cold start compiles boto3 and pydantic anew.

    `unchecked-hash` because a layer's files get other times than their bytecode recorded.
    """
    command = [python, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
    paths = ["-s", str(target), "-p", "/opt/python", str(target)]
    done = subprocess.run([*command, *paths], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise LayerError(f"{python} could not compile the layer:\n{done.stdout}{done.stderr}")


def find_compiler() -> str | None:
    """A Python 3.13 of this machine, or one that uv fetches; None when there is no way to one."""
    uv = _uv()
    for candidate in (sys.executable, shutil.which(f"python{PYTHON}")):
        if candidate and _writes_our_bytecode(candidate):
            return candidate
    subprocess.run([uv, "python", "install", "-q", PYTHON], check=False, capture_output=True)
    found = subprocess.run(
        [uv, "python", "find", "--managed-python", PYTHON],
        check=False,
        capture_output=True,
        text=True,
    )
    candidate = found.stdout.strip()
    return candidate if candidate and _writes_our_bytecode(candidate) else None


def install_wheels(lock: Path, target: Path) -> None:
    """Put the lock's arm64 wheels into `target`; nothing is built from source, nothing unhashed."""
    options = ["--python-platform", PLATFORM, "--python-version", PYTHON, "--only-binary", ":all:"]
    options += ["--no-deps", "--require-hashes", "--no-compile-bytecode", "--link-mode", "copy"]
    done = subprocess.run(
        [_uv(), "pip", "install", "-q", *options, "--target", str(target), "-r", str(lock)],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise LayerError(f"uv could not install {lock.name}:\n{done.stderr.strip()}")


def tree_digest(folder: Path) -> str:
    """One digest over the names and bytes of every file."""
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{_sha256(path)}\n".encode())
    return digest.hexdigest()


def check_size(records: list[Record]) -> None:
    """Raise LayerError when a function with all layers could not be deployed."""
    total = sum(record.size for record in records)
    if total + ROOM_FOR_CODE_BYTES > LIMIT_BYTES:
        raise LayerError(
            f"the layers are {total / 1e6:.0f} MB unzipped; with a function's own code they may "
            f"be {LIMIT_BYTES / 1e6:.0f} MB"
        )


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _uv() -> str:
    beside = Path(sys.executable).parent / "uv"
    found = str(beside) if beside.exists() else shutil.which("uv")
    if not found:
        raise LayerError("uv is missing: run `make setup`")
    return found


def _writes_our_bytecode(python: str) -> bool:
    asked = subprocess.run(
        [python, "-c", "import sys; print(sys.implementation.cache_tag)"],
        check=False,
        capture_output=True,
        text=True,
    )
    return asked.stdout.strip() == "cpython-" + PYTHON.replace(".", "")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Build the Lambda layers (arm64).")
    parser.add_argument("--twice", action="store_true", help="build twice and compare the bytes")
    options = parser.parse_args(arguments)
    try:
        compiler = find_compiler()
        if compiler is None:
            say(f"No Python {PYTHON} here: the layers get no bytecode, cold starts are slower.")
        records = []
        for layer in LAYERS:
            record = build(layer, install_wheels, compiler)
            if options.twice and build(layer, install_wheels, compiler) != record:
                raise LayerError(f"{layer.name}: two builds differ")
            say(f"{layer.name}: {record.size / 1e6:.1f} MB, sha256 {record.tree_sha256[:16]}")
            records.append(record)
        check_size(records)
    except LayerError as error:
        say(f"Layers not built: {error}")
        return 1
    return 0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
