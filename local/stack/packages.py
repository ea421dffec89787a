"""The functions' code as the simulator gets it: one ZIP each, with bytecode, under our own keys."""

import compileall
import hashlib
import io
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any, Final

from local.stack.home import ROOT
from local.stack.simulator import ACCOUNT
from local.stack.snapshot import files, function_name, sources_digest

__all__ = ["BUCKET", "Packages", "addressed", "sources"]

BUCKET: Final = f"lumiku-code-{ACCOUNT}"

_PRODUCT: Final = ("functions/__init__.py", "lumiku")  # in every package
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def sources(name: str, root: Path = ROOT) -> Iterator[Path]:
    """Every file of a function's package, as infra/assets.py chooses them for AWS."""
    for part in (*_PRODUCT, f"functions/{name}"):
        yield from files(root / part)


@dataclass(frozen=True)
class Packages:
    """The keys of the functions' packages by function; a key changes with the package's files."""

    keys: Mapping[str, str]
    root: Path = ROOT

    @classmethod
    def of(cls, template: Mapping[str, Any], root: Path = ROOT) -> "Packages":
        """The packages of all our functions in a template."""
        found = (function_name(resource) for resource in template["Resources"].values())
        common = sources_digest(root, _PRODUCT)
        return cls({name: _key(root, name, common) for name in found if name}, root)

    def packed(self, names: Iterable[str]) -> dict[str, bytes]:
        """The ZIPs of these functions. The product's own code is compiled and packed once."""
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch)
            shared = io.BytesIO()
            for part in _PRODUCT:
                _copy(self.root, copy, part)
            _compile(copy)
            _add(shared, copy, files_of(copy))
            return {name: self._packed(name, copy, shared.getvalue()) for name in names}

    def _packed(self, name: str, copy: Path, shared: bytes) -> bytes:
        part = f"functions/{name}"
        _copy(self.root, copy, part)
        _compile(copy / part, below=copy)
        buffer = io.BytesIO(shared)
        _add(buffer, copy, files_of(copy / part))
        return buffer.getvalue()


def addressed(template: Mapping[str, Any], packages: Packages) -> dict[str, Any]:
    """The template with the address of each function's package in it."""

    def resource(body: dict[str, Any]) -> dict[str, Any]:
        name = function_name(body)
        if name is None:
            return body
        code = {"S3Bucket": BUCKET, "S3Key": packages.keys[name]}
        return {**body, "Properties": {**body["Properties"], "Code": code}}

    made = {logical_id: resource(body) for logical_id, body in template["Resources"].items()}
    return {**template, "Resources": made}


def files_of(folder: Path) -> Iterator[Path]:
    """Every file below the folder with its bytecode, in the order of their names."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _key(root: Path, name: str, common: str) -> str:
    own = sources_digest(root, (f"functions/{name}",))
    # Bytecode of another Python would not be used, and the handlers run on this one.
    digest = hashlib.sha256(f"{common}{own}{sys.implementation.cache_tag}".encode()).hexdigest()
    return f"{name}-{digest[:40]}.zip"


def _copy(root: Path, copy: Path, part: str) -> None:
    for path in files(root / part):
        target = copy / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _compile(folder: Path, below: Path | None = None) -> None:
    """Bytecode beside each module: every cold start unpacks the ZIP anew and would compile it."""
    compileall.compile_dir(
        folder,
        quiet=2,
        stripdir=str(below or folder),
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )


def _add(archive: io.BytesIO, root: Path, paths: Iterable[Path]) -> None:
    """Appends files to a ZIP; equal files give equal bytes."""
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as opened:
        for path in paths:
            entry = zipfile.ZipInfo(path.relative_to(root).as_posix(), _EPOCH)
            entry.external_attr = 0o644 << 16
            opened.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
