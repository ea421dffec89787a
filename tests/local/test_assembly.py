"""The assembly is made again exactly when its sources change."""

import os
import time
from pathlib import Path

import pytest

from local.stack import assembly as subject
from local.stack.assembly import STACK_NAME, Asset, sources_digest
from local.stack.deploy import packed
from local.stack.problems import StackProblem


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    (root / "lumiku").mkdir(parents=True)
    (root / "lumiku" / "a.py").write_text("A = 1\n")
    (root / "app.py").write_text("")
    return root


def digest(root: Path) -> str:
    return sources_digest(root, ("lumiku", "app.py", "cdk.json"))


class TestDigest:
    def test_equal_sources_have_equal_digests(self, checkout: Path) -> None:
        assert digest(checkout) == digest(checkout)

    def test_bytecode_does_not_count(self, checkout: Path) -> None:
        before = digest(checkout)
        (checkout / "lumiku" / "__pycache__").mkdir()
        (checkout / "lumiku" / "__pycache__" / "a.cpython-311.pyc").write_bytes(b"x")
        assert digest(checkout) == before

    @pytest.mark.parametrize(
        ("path", "text"), [("lumiku/a.py", "A = 2\n"), ("lumiku/b.py", ""), ("cdk.json", "{}")]
    )
    def test_any_changed_or_new_file_counts(self, checkout: Path, path: str, text: str) -> None:
        before = digest(checkout)
        (checkout / path).write_text(text)
        assert digest(checkout) != before

    def test_a_renamed_file_counts(self, checkout: Path) -> None:
        before = digest(checkout)
        (checkout / "lumiku" / "a.py").rename(checkout / "lumiku" / "b.py")
        assert digest(checkout) != before


class TestCache:
    def test_it_is_synthesized_once_per_digest(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        runs: list[Path] = []
        said: list[str] = []

        def synthesize(folder: Path) -> None:
            runs.append(folder)
            folder.mkdir(parents=True)
            (folder / f"{STACK_NAME}.template.json").write_text("{}")

        monkeypatch.setattr(subject, "_synthesize", synthesize)
        for number in (1, 1, 2, 1):
            monkeypatch.setattr(subject, "sources_digest", lambda n=number: f"digest-{n}")
            subject.assembly(tmp_path, said.append)
        assert len(said) == 2
        assert [path.name for path in runs] == ["digest-1", "digest-2"]

    def test_old_ones_are_thrown_away(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        def synthesize(folder: Path) -> None:
            folder.mkdir(parents=True)
            (folder / f"{STACK_NAME}.template.json").write_text("{}")

        monkeypatch.setattr(subject, "_synthesize", synthesize)
        for number in range(6):
            monkeypatch.setattr(subject, "sources_digest", lambda n=number: f"digest-{n}")
            made = subject.assembly(tmp_path)
            if number != 0:  # the first is still young: another stack may be using it
                hours_ago = time.time() - 7200 + number
                os.utime(made.folder, (hours_ago, hours_ago))
        left = {path.name for path in (tmp_path / "assembly").iterdir()}
        assert left == {"digest-0", "digest-4", "digest-5"}

    def test_a_failing_app_is_told_with_its_last_lines(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "broken").mkdir()
        (tmp_path / "broken" / "local").mkdir()
        (tmp_path / "broken" / "local" / "__init__.py").touch()
        (tmp_path / "broken" / "local" / "assembly.py").write_text("raise SystemExit('no infra')")
        monkeypatch.setattr(subject, "ROOT", tmp_path / "broken")
        monkeypatch.setattr(subject, "sources_digest", lambda: "digest")
        with pytest.raises(StackProblem, match="could not be synthesized") as caught:
            subject.assembly(tmp_path)
        assert "no infra" in caught.value.details


class TestPacked:
    def test_a_folder_becomes_the_same_zip_every_time_with_bytecode(self, checkout: Path) -> None:
        asset = Asset(checkout, "zip", "bucket", "key.zip")
        first = packed(asset)
        assert first == packed(asset)
        assert b"lumiku/a.py" in first
        assert b"lumiku/__pycache__/a.cpython" in first

    def test_a_file_is_taken_as_it_is(self, checkout: Path) -> None:
        assert packed(Asset(checkout / "lumiku" / "a.py", "file", "b", "k")) == b"A = 1\n"
