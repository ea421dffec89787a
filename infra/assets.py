"""What is uploaded: a function's own folder beside the product's code, and the two layers."""

from pathlib import Path
from typing import Final

from aws_cdk import IgnoreMode
from aws_cdk import aws_lambda as lambda_

__all__ = ["LAYERS_BUILT", "ROOT", "function_code", "layer_code", "layer_is_built"]

ROOT: Final = Path(__file__).resolve().parent.parent
LAYERS_BUILT: Final = ROOT / "layers" / "build"
NOT_BUILT: Final = ROOT / "layers" / "not_built"


def function_code(name: str) -> lambda_.AssetCode:
    """The asset of `functions/<name>`: that folder and `lumiku/`, nothing else of the project.

    Raises FileNotFoundError when the function has no handler.
    """
    handler = ROOT / "functions" / name / "handler.py"
    if not handler.is_file():
        raise FileNotFoundError(f"functions/{name}/handler.py is missing: nothing to deploy")
    return lambda_.Code.from_asset(
        str(ROOT),
        ignore_mode=IgnoreMode.GIT,
        # Anchored: an unanchored "*" ignores everything below too and leaves an empty asset.
        exclude=[
            "/*",
            "!/functions",
            "/functions/*",
            "!/functions/__init__.py",
            f"!/functions/{name}",
            "!/lumiku",
            "__pycache__",
        ],
    )


def layer_is_built(name: str) -> bool:
    return (LAYERS_BUILT / name / "python").is_dir()


def layer_code(name: str) -> lambda_.AssetCode:
    """The built layer, or an empty stand-in with which one can synthesize but not deploy."""
    return lambda_.Code.from_asset(str(LAYERS_BUILT / name if layer_is_built(name) else NOT_BUILT))
