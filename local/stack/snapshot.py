"""The CloudFormation template of stage `local`, kept as CDK synthesized it, without code addresses.

CDK and Node need not be installed to start the stack: the kept template serves for as long as what
it was made from is unchanged. The addresses of the functions' code are left out, as they come from
our own packing; so an edit of the product's code makes nothing stale. `make synth` renews it.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from local.stack.home import ROOT
from local.stack.problems import StackProblem
from local.stack.services import clean_environment

__all__ = [
    "KEPT",
    "STACK_NAME",
    "current",
    "fingerprint",
    "function_name",
    "sources_digest",
    "template",
]

STACK_NAME: Final = "Lumiku-local"
KEPT: Final = ROOT / "local" / "stack" / "template.json"
Body = dict[str, Any]

_SOURCES: Final = ("infra", "app.py", "cdk.json")
_OLD: Final = 3  # synthesized templates of other sources that are left for other stacks


def sources_digest(root: Path, sources: Iterable[str]) -> str:
    """A digest of every file below the sources: names and contents, but no bytecode."""
    digest = hashlib.sha256()
    for source in sources:
        for path in files(root / source):
            data = path.read_bytes()
            digest.update(f"{path.relative_to(root).as_posix()}\0{len(data)}\0".encode())
            digest.update(data)
    return digest.hexdigest()


def files(path: Path) -> Iterator[Path]:
    """The file itself, or every file below the folder in the order of their names."""
    if path.is_file():
        yield path
    elif path.is_dir():
        for child in sorted(path.rglob("*")):
            if child.is_file() and "__pycache__" not in child.parts and child.suffix != ".pyc":
                yield child


def fingerprint(root: Path = ROOT) -> str:
    """A digest of what the template is made from."""
    return sources_digest(root, _SOURCES)


def template(base: Path, say: Callable[[str], None] = lambda _: None) -> Body:
    """The template that fits the present sources.

    That is the kept one, or after a change of infra/ one that is synthesized for this machine and
    cached below `base`. Raises StackProblem when that needs CDK and CDK is not installed.
    """
    wanted = fingerprint()
    if current(wanted):
        return _body(_read(KEPT))
    cached = base / "templates" / f"{wanted[:20]}.json"
    if not cached.exists():
        if find_spec("aws_cdk") is None:
            raise StackProblem(
                f"infra/ has changed since {KEPT.relative_to(ROOT)} was made from it, and CDK is "
                "not installed. Run `make synth`: it installs CDK and makes that file anew."
            )
        say("infra/ has changed: synthesizing it (`make synth` keeps the result)")
        _synthesize(cached)
        _prune(cached.parent)
    return _body(_read(cached))


def current(wanted: str | None = None) -> bool:
    """Whether the kept template was made from the present sources."""
    return bool(_read(KEPT).get("sources") == (wanted or fingerprint()))


def _read(path: Path) -> Body:
    try:
        read: Body = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return read


def _body(snapshot: Body) -> Body:
    body: Body = snapshot["template"]
    return body


def _synthesize(target: Path) -> None:
    """Runs the CDK app in a process of its own: its Node child ends with it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "local.stack.snapshot", str(target)],
        cwd=ROOT,
        env=clean_environment({}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0 or not target.exists():
        details = "\n".join(done.stdout.splitlines()[-40:])
        raise StackProblem("The CDK app could not be synthesized.", details=details)


def _prune(folder: Path) -> None:
    """Leaves the newest few; a developer makes one with every edit of infra/."""
    made = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in made[_OLD:]:
        path.unlink(missing_ok=True)


def function_name(resource: Body) -> str | None:
    """The folder below functions/ whose handler a resource of the template runs, if it is ours."""
    if resource["Type"] != "AWS::Lambda::Function":
        return None
    parts = str(resource["Properties"].get("Handler", "")).split(".")
    return parts[1] if len(parts) == 4 and parts[0] == "functions" else None


def snapshot_of(synthesized: Body, sources: str) -> Body:
    """What is kept of a synthesized template: all of it but the addresses of our functions' code.

    Raises ValueError when something else refers to an asset: nothing here would upload that.
    """
    body: Body = json.loads(json.dumps(synthesized))
    for resource in body["Resources"].values():
        if function_name(resource):
            del resource["Properties"]["Code"]
    if "-assets-${AWS::AccountId}" in json.dumps(body):
        raise ValueError("the template of stage local has an asset that is no function's code")
    return {"sources": sources, "template": body}


def write(target: Path) -> None:
    """Synthesizes stage `local` in this process and keeps its template at `target`."""
    from infra.app import synthesize

    sources = fingerprint()
    scratch = Path(tempfile.mkdtemp(prefix="lumiku-synth-"))
    try:
        folder = synthesize("local", scratch)
        body = json.loads((folder / f"{STACK_NAME}.template.json").read_text())
    finally:
        shutil.rmtree(scratch)
    fresh = target.with_name(f".{target.name}.{sources[:8]}")
    fresh.write_text(json.dumps(snapshot_of(body, sources), indent=1) + "\n")
    fresh.replace(target)


def main(arguments: list[str]) -> int:
    target = Path(arguments[0]) if arguments else KEPT
    write(target)
    sys.stdout.write(f"{target}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
