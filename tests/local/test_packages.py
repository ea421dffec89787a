"""The functions' packages: what is in them, and that their keys change with it and nothing else."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from local.stack.packages import BUCKET, Packages, addressed

NAMES = ("api", "worker")


def function(name: str) -> dict[str, Any]:
    handler = f"functions.{name}.handler.handler"
    return {"Type": "AWS::Lambda::Function", "Properties": {"Handler": handler}}


TEMPLATE: dict[str, Any] = {
    "Outputs": {"A": {"Value": "a"}},
    "Resources": {
        **{name.capitalize(): function(name) for name in NAMES},
        "Other": {
            "Type": "AWS::Lambda::Function",
            "Properties": {"Handler": "index.handler", "Code": {"ZipFile": "pass"}},
        },
        "Queue": {"Type": "AWS::SQS::Queue"},
    },
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    for path in ("lumiku/a.py", "lumiku/fonts/b.woff2", "functions/__init__.py", "infra/c.py"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("A = 1\n")
    for name in NAMES:
        (root / "functions" / name).mkdir()
        (root / "functions" / name / "handler.py").write_text(f"NAME = '{name}'\n")
    return root


def packages(root: Path) -> Packages:
    return Packages.of(TEMPLATE, root)


class TestKeys:
    def test_every_function_of_ours_has_one(self, checkout: Path) -> None:
        assert set(packages(checkout).keys) == set(NAMES)
        assert packages(checkout) == packages(checkout)

    @pytest.mark.parametrize(
        ("path", "changed"),
        [
            ("lumiku/a.py", {"api", "worker"}),
            ("lumiku/new.py", {"api", "worker"}),
            ("functions/__init__.py", {"api", "worker"}),
            ("functions/api/handler.py", {"api"}),
            ("infra/c.py", set()),
            ("lumiku/__pycache__/a.cpython-311.pyc", set()),
        ],
    )
    def test_they_change_with_what_is_packed(
        self, checkout: Path, path: str, changed: set[str]
    ) -> None:
        before = packages(checkout).keys
        (checkout / path).parent.mkdir(exist_ok=True)
        (checkout / path).write_text("A = 2\n")
        after = packages(checkout).keys
        assert {name for name in NAMES if before[name] != after[name]} == changed


class TestPacked:
    def test_it_holds_the_product_the_function_and_bytecode_but_no_other_function(
        self, checkout: Path
    ) -> None:
        made = packages(checkout).packed(["api"])
        assert set(made) == {"api"}
        with zipfile.ZipFile(io.BytesIO(made["api"])) as archive:
            names = set(archive.namelist())
            assert archive.testzip() is None
        assert {name for name in names if "__pycache__" not in name} == {
            *("lumiku/a.py", "lumiku/fonts/b.woff2"),
            *("functions/__init__.py", "functions/api/handler.py"),
        }
        compiled = {Path(name).name.split(".")[0] for name in names if "__pycache__" in name}
        assert compiled == {"a", "__init__", "handler"}

    def test_the_same_files_give_the_same_bytes(self, checkout: Path) -> None:
        first = packages(checkout).packed(NAMES)
        assert first == packages(checkout).packed(NAMES)
        assert packages(checkout).packed(["worker"])["worker"] == first["worker"]


class TestAddressed:
    def test_each_function_of_ours_is_told_where_its_code_is(self, checkout: Path) -> None:
        made = packages(checkout)
        told = addressed(TEMPLATE, made)["Resources"]
        for name in NAMES:
            code = told[name.capitalize()]["Properties"]["Code"]
            assert code == {"S3Bucket": BUCKET, "S3Key": made.keys[name]}
        assert told["Other"] == TEMPLATE["Resources"]["Other"]
        assert "Code" not in TEMPLATE["Resources"]["Api"]["Properties"], "the argument stays"
