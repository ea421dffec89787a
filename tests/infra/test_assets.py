"""What is uploaded: each function its own handler and the product's code, nothing else."""

import ast
from pathlib import Path

import pytest

from infra.assets import ROOT, function_code
from tests.infra.conftest import FUNCTIONS, Assembly, Template

pytestmark = pytest.mark.synth


@pytest.mark.parametrize(("output", "name"), FUNCTIONS.items())
def test_an_asset_holds_its_handler_and_no_other(
    prod_assembly: Assembly, prod: Template, output: str, name: str
) -> None:
    code = prod_assembly.code(prod, output)

    assert {path.name for path in code.iterdir()} == {"functions", "lumiku"}
    assert folders(code / "functions") == {name}
    module = code / "functions" / name / "handler.py"
    assert prod.properties(output)["Handler"] == f"functions.{name}.handler.handler"
    assert "handler" in names_in(module)


@pytest.mark.parametrize("output", FUNCTIONS)
def test_an_asset_is_the_whole_product_without_bytecode(
    prod_assembly: Assembly, prod: Template, output: str
) -> None:
    code = prod_assembly.code(prod, output)
    shipped = {p.relative_to(code) for p in (code / "lumiku").rglob("*.py")}
    written = {p.relative_to(ROOT) for p in (ROOT / "lumiku").rglob("*.py")}

    assert shipped == written
    assert not list(code.rglob("*.pyc"))
    assert sum(path.stat().st_size for path in code.rglob("*") if path.is_file()) < 10_000_000


def test_every_folder_of_functions_is_deployed() -> None:
    with_handler = {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}
    assert with_handler == set(FUNCTIONS.values())


def test_a_missing_handler_stops_the_synthesis() -> None:
    with pytest.raises(FileNotFoundError, match=r"functions/nobody/handler\.py is missing"):
        function_code("nobody")


def folders(path: Path) -> set[str]:
    return {child.name for child in path.iterdir() if child.is_dir()}


def names_in(module: Path) -> set[str]:
    """Names that a module binds at its top level."""
    found: set[str] = set()
    for node in ast.parse(module.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
    return found
