"""The synthesized CDK assembly for stage `local`, made again only when its sources changed."""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from local.stack.home import ROOT
from local.stack.problems import StackProblem
from local.stack.services import clean_environment, tail

__all__ = ["STACK_NAME", "Assembly", "Asset", "assembly", "sources_digest"]

STACK_NAME: Final = "Lumiku-local"
_SOURCES: Final = ("infra", "functions", "lumiku", "app.py", "cdk.json", "requirements/dev.txt")
_KEPT_ASSEMBLIES: Final = 3
_IN_USE_SECONDS: Final = 3600


def sources_digest(root: Path = ROOT, sources: Iterable[str] = _SOURCES) -> str:
    """A digest of every file the synthesis reads: names and contents, but no bytecode."""
    digest = hashlib.sha256()
    for source in sources:
        for path in _files(root / source):
            data = path.read_bytes()
            digest.update(f"{path.relative_to(root).as_posix()}\0{len(data)}\0".encode())
            digest.update(data)
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        for child in sorted(path.rglob("*")):
            if child.is_file() and "__pycache__" not in child.parts and child.suffix != ".pyc":
                yield child


@dataclass(frozen=True)
class Asset:
    """A folder or file that the template refers to in the bootstrap bucket."""

    path: Path
    packaging: str  # zip | file
    bucket: str  # may hold ${AWS::AccountId} and ${AWS::Region}
    key: str


@dataclass(frozen=True)
class Assembly:
    """One synthesized stack: its template and what must be uploaded before it."""

    folder: Path
    digest: str

    @property
    def template_file(self) -> Path:
        return self.folder / f"{STACK_NAME}.template.json"

    @property
    def template(self) -> dict[str, Any]:
        text: dict[str, Any] = json.loads(self.template_file.read_text())
        return text

    @property
    def assets(self) -> list[Asset]:
        """Everything to upload, without the template itself."""
        manifest = json.loads((self.folder / f"{STACK_NAME}.assets.json").read_text())
        found = []
        for entry in manifest["files"].values():
            path = self.folder / entry["source"]["path"]
            if path == self.template_file:
                continue
            for place in entry["destinations"].values():
                found.append(
                    Asset(
                        path, entry["source"]["packaging"], place["bucketName"], place["objectKey"]
                    )
                )
        return found


def assembly(base: Path, say: Callable[[str], None] = lambda _: None) -> Assembly:
    """The assembly of the present sources, from the cache under `base` when it is there."""
    digest = sources_digest()
    folder = base / "assembly" / digest[:20]
    made = Assembly(folder, digest)
    if not made.template_file.exists():
        say("synthesizing the stack")
        _synthesize(folder)
        _prune(folder.parent, keep=folder)
    folder.touch()
    return made


def _synthesize(folder: Path) -> None:
    """Runs the CDK app in a process of its own: its Node child ends with it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="new-", dir=folder.parent))
    log = fresh / "synth.log"
    with log.open("wb") as sink:
        code = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "local.stack.assembly", str(fresh)],
            cwd=ROOT,
            env=clean_environment({}),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode
    if code != 0 or not (fresh / f"{STACK_NAME}.template.json").exists():
        details = tail(log, 40)
        shutil.rmtree(fresh)
        raise StackProblem("The CDK app could not be synthesized.", details=details)
    try:
        fresh.rename(folder)
    except OSError:
        # Another stack synthesized the same sources meanwhile and may be reading its result.
        shutil.rmtree(fresh)


def _prune(cache: Path, keep: Path) -> None:
    """Leaves the few newest assemblies and those of the last hour, which another stack may be
    deploying from; a developer makes one with every edit."""
    folders = sorted(
        (path for path in cache.iterdir() if path.is_dir() and path != keep),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for path in folders[_KEPT_ASSEMBLIES - 1 :]:
        if path.stat().st_mtime < time.time() - _IN_USE_SECONDS:
            shutil.rmtree(path)


if __name__ == "__main__":
    from infra.app import synthesize

    synthesize("local", Path(sys.argv[1]))
