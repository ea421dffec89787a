"""Clients that are generated from docs/openapi.json make a kit, a batch and a poster.

Their generators are not among the tools of the tests: `make clients` installs them and runs this.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from infra.node import NODE, NODE_BIN
from local.fakes.shops import Merchant, Street
from local.stack.home import ROOT
from local.stack.stack import Stack
from lumiku.accounts.policy import Tier
from tools.api.kept import KEPT

CLIENTS: Final = ROOT / "tools" / "clients"
OUT: Final = CLIENTS / "out"
MODULES: Final = CLIENTS / "node_modules"
PYTHON: Final = ROOT / ".venv-clients" / "bin"
DOCUMENT: Final = KEPT[False]
SECONDS: Final = 240

pytestmark = [
    pytest.mark.stack,
    pytest.mark.skipif(
        not (MODULES.is_dir() and PYTHON.is_dir()),
        reason="the client generators are not installed: make clients",
    ),
]


def run(*command: str | Path, **environment: str) -> str:
    """What a command prints; a failure shows both of its outputs."""
    path = os.pathsep.join([str(PYTHON), str(NODE_BIN), os.environ.get("PATH", "")])
    done = subprocess.run(  # noqa: S603
        [str(part) for part in command],
        cwd=CLIENTS,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{command[0]}:\n{done.stdout[-4_000:]}\n{done.stderr[-4_000:]}"
    return done.stdout


def fresh(name: str) -> Path:
    """An empty folder below tools/clients, where Node finds the libraries of the lock."""
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="module")
def typescript() -> Path:
    """The compiled journey: strict types all the way, none of them `any`."""
    folder = fresh("ts")
    generated = folder / "api.ts"
    cli = MODULES / "openapi-typescript" / "bin" / "cli.js"
    run(NODE, cli, DOCUMENT, "--output", generated, "--default-non-nullable=false")
    bare = re.sub(r"/\*.*?\*/|//[^\n]*", "", generated.read_text(), flags=re.DOTALL)
    assert not re.search(r"\bany\b", bare)
    run(NODE, MODULES / "typescript" / "bin" / "tsc", "--project", ".")
    return folder / "js" / "journey.js"


@pytest.fixture(scope="module")
def python() -> Path:
    """The folder of the generated package; every warning of the generator fails."""
    folder = fresh("py")
    target = ("--output-path", folder / "lumiku_client", "--meta", "none", "--overwrite")
    strict = ("--config", "python.yaml", "--fail-on-warning")
    run(PYTHON / "openapi-python-client", "generate", "--path", DOCUMENT, *target, *strict)
    return folder


def check(merchant: Merchant, told: dict[str, Any]) -> None:
    """What a client says that it made is there."""
    assert merchant.api.get(f"/brand-kits/{told['kit']}")["name"].startswith("Aura ")
    batch = merchant.api.get(f"/generations/{told['batch']}")
    assert (batch["status"], batch["done"], told["done"]) == ("completed", 2, 2)
    poster = merchant.api.get(f"/posters/{told['poster']}")
    assert poster["status"] == told["status"] == "ready"
    assert "Kulit cerah" in " ".join(told["texts"]).replace("  ", " ")
    assert told["missing"] == "brand_kit"


def test_typescript(stack: Stack, street: Street, typescript: Path) -> None:
    merchant = street.merchant(Tier.PRO)
    pictures = (street.pictures["avatar"], street.pictures["product"])
    told = run(NODE, typescript, stack.home.url, merchant.token, *pictures)
    check(merchant, json.loads(told))


def test_python(stack: Stack, street: Street, python: Path) -> None:
    merchant = street.merchant(Tier.PRO)
    pictures = (street.pictures["avatar"], street.pictures["product"])
    journey = (PYTHON / "python", "journey.py", stack.home.url, merchant.token, *pictures)
    check(merchant, json.loads(run(*journey, PYTHONPATH=str(python))))
