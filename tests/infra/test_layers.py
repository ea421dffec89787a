"""Layers: what is left out, the same bytes every time, and Lambda's size limit."""

import ast
import sys
from pathlib import Path

import pytest

from layers import build
from layers.build import AWS_SERVICES, LAYERS, ROOT, Layer, LayerError, Record

FILES = {
    "boto3/__init__.py": "x = 1\n",
    "boto3/data/dynamodb/resources-1.json": "{}",
    "boto3/data/glacier/resources-1.json": "{}",
    "botocore/data/endpoints.json": "{}",
    "botocore/data/s3/2006-03-01/service-2.json.gz": "{}",
    "botocore/data/ec2/2016-11-15/service-2.json.gz": "{}",
    "numpy/core.py": "y = 2\n",
    "numpy/core.pyi": "y: int\n",
    "numpy/tests/test_core.py": "assert True\n",
    "numpy-2.dist-info/METADATA": "Name: numpy\n",
    "numpy-2.dist-info/RECORD": "numpy/core.py,,\n",
    "bin/numpy-config": "#!python\n",
    ".lock": "",
}


def write_wheels(lock: Path, target: Path) -> None:
    """Stands in for uv: what the wheels of a small lock would leave."""
    for name, text in FILES.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Layer:
    monkeypatch.setattr(build, "BUILD", tmp_path / "build")
    lock = tmp_path / "layer-small.txt"
    lock.write_text("numpy==2\n")
    return Layer("small", lock)


class TestBuild:
    def test_what_no_function_reads_is_left_out(self, layer: Layer) -> None:
        build.build(layer, write_wheels, None)

        target = layer.folder / "python"
        assert {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()} == {
            "boto3/__init__.py",
            "boto3/data/dynamodb/resources-1.json",
            "botocore/data/endpoints.json",
            "botocore/data/s3/2006-03-01/service-2.json.gz",
            "numpy/core.py",
            "numpy-2.dist-info/METADATA",
        }

    def test_two_builds_are_the_same_to_the_byte(self, layer: Layer) -> None:
        first = build.build(layer, write_wheels, sys.executable)
        second = build.build(layer, write_wheels, sys.executable)

        assert first == second
        assert list((layer.folder / "python").rglob("*.pyc"))

    def test_a_changed_byte_changes_the_digest(self, layer: Layer) -> None:
        first = build.build(layer, write_wheels, None)
        (layer.folder / "python" / "numpy" / "core.py").write_text("y = 3\n")

        assert build.tree_digest(layer.folder / "python") != first.tree_sha256

    def test_bytecode_does_not_name_the_builder_s_folders(self, layer: Layer) -> None:
        build.build(layer, write_wheels, sys.executable)
        for compiled in (layer.folder / "python").rglob("*.pyc"):
            code = compiled.read_bytes()
            assert b"/opt/python/" in code
            assert str(layer.folder).encode() not in code

    def test_a_failed_install_leaves_no_record(self, layer: Layer) -> None:
        build.build(layer, write_wheels, None)

        def fails(lock: Path, target: Path) -> None:
            raise LayerError("no wheel for arm64")

        with pytest.raises(LayerError, match="no wheel for arm64"):
            build.build(layer, fails, None)
        assert build.current(layer) is None


class TestCurrent:
    def test_a_layer_is_current_until_its_lock_changes(self, layer: Layer) -> None:
        assert build.current(layer) is None
        record = build.build(layer, write_wheels, None)
        assert build.current(layer) == record
        layer.lock.write_text("numpy==3\n")
        assert build.current(layer) is None


class TestSize:
    def test_lambda_s_limit_holds_for_both_together(self) -> None:
        half = Record("", "", 120_000_000, bytecode=True)
        build.check_size([half, half])
        with pytest.raises(LayerError, match="the layers are 270 MB unzipped"):
            build.check_size([half, Record("", "", 150_000_000, bytecode=True)])


class TestLocks:
    def test_every_wheel_is_pinned_by_hash(self) -> None:
        for layer in LAYERS:
            lines = layer.lock.read_text().splitlines()
            pinned = [i for i, line in enumerate(lines) if line[:1].isalpha()]
            assert pinned
            for i in pinned:
                assert "==" in lines[i]
                assert "--hash=sha256:" in lines[i + 1]

    def test_the_layer_keeps_every_service_that_the_code_calls(self) -> None:
        called = {
            str(node.args[0].value)
            for folder in ("lumiku", "functions")
            for path in (ROOT / folder).rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name | ast.Attribute)
            and (node.func.id if isinstance(node.func, ast.Name) else node.func.attr) == "client"
            and node.args
            and isinstance(node.args[0], ast.Constant)
        }
        assert {"s3", "sqs"} <= called <= AWS_SERVICES
