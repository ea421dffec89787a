"""Wheels for a machine without a network: only what the lock has, byte for byte."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench import wheels
from bench.wheels import WrongWheels, check, chosen, main

DATA = b"a wheel"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, dict[str, Any]]:
    import hashlib

    (tmp_path / "a-1-py3-none-any.whl").write_bytes(DATA)
    return {"a-1-py3-none-any.whl": {"sha256": hashlib.sha256(DATA).hexdigest(), "size": 7}}


class TestCheck:
    def test_the_locks_file_is_taken(self, files: dict[str, Any], tmp_path: Path) -> None:
        check(tmp_path, files)

    def test_a_wrong_hash_is_refused(self, files: dict[str, Any], tmp_path: Path) -> None:
        (tmp_path / "a-1-py3-none-any.whl").write_bytes(b"another")
        with pytest.raises(WrongWheels, match=r"a-1-py3.* has SHA-256 .* the lock says"):
            check(tmp_path, files)

    def test_a_missing_and_a_foreign_file_are_refused(
        self, files: dict[str, Any], tmp_path: Path
    ) -> None:
        (tmp_path / "b-1-py3-none-any.whl").write_bytes(b"who?")
        with pytest.raises(WrongWheels, match="not in the lock: b-1"):
            check(tmp_path, files)
        (tmp_path / "a-1-py3-none-any.whl").unlink()
        with pytest.raises(WrongWheels, match=r"a-1-py3.* is missing"):
            check(tmp_path, files)


class TestChosen:
    def test_what_a_bare_machine_lacks_is_known_and_small_enough(self) -> None:
        found = chosen(list(wheels.LACKING), "3.12")
        assert {facts["name"] for facts in found.values()} == set(wheels.LACKING)
        assert sum(facts["size"] for facts in found.values()) < 64 * 2**20

    def test_too_much_is_refused_before_anything_is_fetched(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        to = tmp_path / "wheels"
        assert main(["--only", "onnxruntime-gpu", "--to", str(to)]) == 1
        assert "MiB are more than 64" in capsys.readouterr().err
        assert not to.exists()

    def test_unknown_packages_and_pythons_are_named(self) -> None:
        with pytest.raises(WrongWheels, match="the lock has no torch"):
            chosen(["torch", "boto3"], "3.12")
        with pytest.raises(WrongWheels, match=r"known for Python 3\.11"):
            chosen(["boto3"], "3.9")

    def test_the_list_names_no_address(self) -> None:
        assert "://" not in json.dumps(json.loads(wheels.WHEELS.read_text()))


class TestFetch:
    def test_pip_is_told_the_hash_and_its_refusal_is_ours(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        asked: list[str] = []

        class Refused:
            returncode = 1

        def run(command: list[str], **_: Any) -> Refused:
            asked.append(Path(command[command.index("-r") + 1]).read_text())
            assert "--require-hashes" in command
            return Refused()

        monkeypatch.setattr("bench.wheels.subprocess.run", run)
        assert main(["--only", "boto3", "--to", str(tmp_path)]) == 1
        assert "pip could not fetch them" in capsys.readouterr().err
        (facts,) = chosen(["boto3"], "3.12").values()
        assert f"--hash=sha256:{facts['sha256']}" in asked[0]
