"""The kept template serves until what it was made from changes; then it is told or made anew."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from local.stack import snapshot as subject
from local.stack.problems import StackProblem
from local.stack.snapshot import STACK_NAME, fingerprint, snapshot_of, sources_digest, template

BODY: dict[str, Any] = {"Resources": {}}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with an infra/ and a template that was made from it."""
    root = tmp_path / "checkout"
    for folder in ("infra", "lumiku", "local/stack"):
        (root / folder).mkdir(parents=True)
    (root / "infra" / "stack.py").write_text("A = 1\n")
    (root / "lumiku" / "a.py").write_text("A = 1\n")
    (root / "app.py").write_text("")
    kept = root / "local" / "stack" / "template.json"
    kept.write_text(json.dumps({"sources": fingerprint(root), "template": BODY}))
    monkeypatch.setattr(subject, "ROOT", root)
    monkeypatch.setattr(subject, "KEPT", kept)
    monkeypatch.setattr(subject, "fingerprint", lambda: fingerprint(root))
    return root


@pytest.fixture
def no_cdk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "find_spec", lambda _: None)


class TestDigest:
    def test_bytecode_does_not_count(self, checkout: Path) -> None:
        before = fingerprint(checkout)
        (checkout / "infra" / "__pycache__").mkdir()
        (checkout / "infra" / "__pycache__" / "stack.cpython-311.pyc").write_bytes(b"x")
        assert fingerprint(checkout) == before

    @pytest.mark.parametrize(
        ("path", "text"), [("infra/stack.py", "A = 2\n"), ("infra/b.py", ""), ("cdk.json", "{}")]
    )
    def test_any_changed_or_new_file_counts(self, checkout: Path, path: str, text: str) -> None:
        before = fingerprint(checkout)
        (checkout / path).write_text(text)
        assert fingerprint(checkout) != before

    def test_a_renamed_file_counts(self, checkout: Path) -> None:
        before = sources_digest(checkout, ("infra",))
        (checkout / "infra" / "stack.py").rename(checkout / "infra" / "b.py")
        assert sources_digest(checkout, ("infra",)) != before


class TestTemplate:
    @pytest.mark.usefixtures("no_cdk")
    def test_an_edit_of_the_product_makes_nothing_stale(
        self, checkout: Path, tmp_path: Path
    ) -> None:
        (checkout / "lumiku" / "a.py").write_text("A = 2\n")
        assert template(tmp_path) == BODY

    @pytest.mark.usefixtures("no_cdk")
    def test_a_stale_one_without_cdk_is_told_with_the_command(
        self, checkout: Path, tmp_path: Path
    ) -> None:
        (checkout / "infra" / "stack.py").write_text("A = 2\n")
        with pytest.raises(StackProblem, match=r"infra/ has changed since local/.*`make synth`"):
            template(tmp_path)

    @pytest.mark.usefixtures("no_cdk")
    def test_a_missing_or_torn_one_is_a_stale_one(self, checkout: Path, tmp_path: Path) -> None:
        subject.KEPT.write_text('{"sources": ')
        with pytest.raises(StackProblem, match="make synth"):
            template(tmp_path)
        subject.KEPT.unlink()
        with pytest.raises(StackProblem, match="make synth"):
            template(tmp_path)

    def test_with_cdk_it_is_synthesized_once_per_change(
        self, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        runs: list[Path] = []
        said: list[str] = []

        def synthesize(target: Path) -> None:
            runs.append(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            body = {"Resources": {"Number": len(runs)}}
            target.write_text(json.dumps({"sources": "x", "template": body}))

        monkeypatch.setattr(subject, "_synthesize", synthesize)
        kept = subject.KEPT.read_text()
        made = []
        for text in ("A = 2\n", "A = 2\n", "A = 3\n", "A = 1\n"):
            (checkout / "infra" / "stack.py").write_text(text)
            made.append(template(tmp_path, said.append)["Resources"])
        assert made == [{"Number": 1}, {"Number": 1}, {"Number": 2}, {}]
        assert len(said) == 2
        assert subject.KEPT.read_text() == kept, "only `make synth` writes what is committed"

    def test_old_ones_are_thrown_away(
        self, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def synthesize(target: Path) -> None:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps({"sources": "x", "template": BODY}))
            number = len(list(target.parent.iterdir()))
            os.utime(target, (number, number))

        monkeypatch.setattr(subject, "_synthesize", synthesize)
        for number in range(2, 8):
            (checkout / "infra" / "stack.py").write_text(f"A = {number}\n")
            template(tmp_path)
        assert len(list((tmp_path / "templates").iterdir())) == 3

    def test_an_app_that_fails_is_told_with_its_last_lines(
        self, checkout: Path, tmp_path: Path
    ) -> None:
        (checkout / "local" / "__init__.py").touch()
        (checkout / "local" / "stack" / "__init__.py").touch()
        (checkout / "local" / "stack" / "snapshot.py").write_text("raise SystemExit('no infra')")
        (checkout / "infra" / "stack.py").write_text("A = 2\n")
        with pytest.raises(StackProblem, match="could not be synthesized") as caught:
            template(tmp_path)
        assert "no infra" in caught.value.details


class TestSnapshot:
    @staticmethod
    def function(handler: str, code: dict[str, Any]) -> dict[str, Any]:
        return {"Type": "AWS::Lambda::Function", "Properties": {"Handler": handler, "Code": code}}

    def test_addresses_of_our_code_are_left_out_and_inline_code_stays(self) -> None:
        asset = {"S3Bucket": {"Fn::Sub": "cdk-assets-${AWS::AccountId}-x"}, "S3Key": "1.zip"}
        ours = self.function("functions.api.handler.handler", asset)
        inline = self.function("index.handler", {"ZipFile": "pass"})
        kept = snapshot_of({"Resources": {"A": ours, "B": inline}}, "digest")
        assert kept["sources"] == "digest"
        resources = kept["template"]["Resources"]
        assert resources["A"]["Properties"] == {"Handler": "functions.api.handler.handler"}
        assert resources["B"] == inline
        assert ours["Properties"]["Code"] == asset, "the argument is left as it was"

    def test_another_asset_is_refused(self) -> None:
        asset = {"S3Bucket": {"Fn::Sub": "cdk-assets-${AWS::AccountId}-x"}, "S3Key": "1.zip"}
        other = self.function("index.handler", asset)
        with pytest.raises(ValueError, match="asset that is no function's code"):
            snapshot_of({"Resources": {"A": other}}, "digest")


def test_the_kept_template_fits_infra() -> None:
    """`make synth` was run after the last change of infra/."""
    assert subject.current(), "infra/ has changed: run `make synth` and commit the result"
    assert STACK_NAME == "Lumiku-local"
