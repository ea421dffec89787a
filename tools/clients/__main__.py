"""Installs the generator of TypeScript clients from its lock, with the Node of the dev lock."""

import subprocess
from pathlib import Path

from infra.node import NODE, NPX

subprocess.run(  # noqa: S603
    [NODE, NPX.with_name("npm-cli.js"), "ci", "--no-fund", "--no-audit", "--silent"],
    cwd=Path(__file__).parent,
    check=True,
)
