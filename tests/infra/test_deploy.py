"""`make deploy` refuses in plain words, and otherwise calls the pinned CDK CLI."""

import json
import subprocess
from dataclasses import asdict, replace
from pathlib import Path

import boto3
import pytest
from botocore.stub import Stubber

from infra import deploy
from infra.settings import STAGES
from layers import build
from layers.build import Layer, Record


@pytest.fixture
def no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which nobody ever configured AWS."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def layers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Layer]:
    """Two built layers that fit their locks."""
    monkeypatch.setattr(build, "BUILD", tmp_path / "build")
    made = [Layer(name, tmp_path / f"{name}.txt") for name in ("deps", "imaging")]
    for layer in made:
        layer.lock.write_text(layer.name)
        (layer.folder / "python").mkdir(parents=True)
        record = Record(build._sha256(layer.lock), "0" * 64, 1000, bytecode=True)
        layer.record.write_text(json.dumps(asdict(record)))
    monkeypatch.setattr(deploy, "LAYERS", made)
    return made


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Command lines that deploy started; none of them runs."""
    lines: list[list[str]] = []

    def run(line: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        lines.append(line)
        return subprocess.CompletedProcess(line, 7)

    monkeypatch.setattr(subprocess, "run", run)
    return lines


class TestRefusals:
    def test_without_an_account(
        self,
        no_credentials: None,
        layers: list[Layer],
        started: list[list[str]],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        assert deploy.main([]) == 2
        assert "no AWS credentials are configured: run `aws configure" in capsys.readouterr().err
        assert not started

    def test_without_layers_and_account_it_names_both(
        self,
        no_credentials: None,
        layers: list[Layer],
        started: list[list[str]],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        layers[1].record.unlink()

        assert deploy.main(["--stage", "prod"]) == 2
        said = capsys.readouterr().err
        assert "the imaging layer is not built from the present locks: run `make layers`" in said
        assert "no AWS credentials" in said
        assert not started

    def test_layers_of_another_lock_are_not_deployed(self, layers: list[Layer]) -> None:
        assert deploy.layer_problems() == []
        layers[0].lock.write_text("other wheels")
        assert "the deps layer is not built from the present locks" in deploy.layer_problems()[0]

    def test_layers_over_lambda_s_limit_are_not_deployed(self, layers: list[Layer]) -> None:
        record = build.current(layers[0])
        assert record is not None
        layers[0].record.write_text(json.dumps(asdict(replace(record, size=260_000_000))))
        assert "the layers are 260 MB unzipped" in deploy.layer_problems()[0]

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["-c", "gpu=true"], "gpu=true needs -c gpu_image_uri=…"),
            (["-c", "gpu"], "must look like key=value"),
            (["-c", "gpu_slots=many"], "must be a whole number"),
        ],
    )
    def test_with_settings_that_make_no_sense(
        self,
        arguments: list[str],
        said: str,
        started: list[list[str]],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        assert deploy.main(arguments) == 2
        assert said in capsys.readouterr().err
        assert not started

    def test_the_laptop_s_stage_is_never_deployed(self) -> None:
        with pytest.raises(SystemExit) as caught:
            deploy.main(["--stage", "local"])
        assert caught.value.code == 2


class TestAccount:
    def test_credentials_that_aws_rejects_are_refused(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sts = boto3.client(
            "sts", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b"
        )
        stub = Stubber(sts)
        stub.add_client_error("get_caller_identity", "ExpiredToken", "The token is expired")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
        monkeypatch.setattr(boto3.Session, "client", lambda *_, **__: sts)

        with stub, pytest.raises(deploy.Refused, match=r"did not confirm .* The token is expired"):
            deploy.account("ap-southeast-1")


class TestCommand:
    def test_the_pinned_cli_deploys_every_stack_of_the_stage(
        self, layers: list[Layer], started: list[list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(deploy, "account", lambda region: "123456789012")

        assert deploy.main(["--stage", "prod", "-c", "gpu_slots=6", "--hotswap"]) == 7
        (line,) = started
        assert "aws-cdk@2.1148.1" in line
        assert line[line.index("deploy") + 1] == "--all"
        assert line[-1] == "--hotswap"
        pairs = {line[i + 1] for i, part in enumerate(line) if part == "--context"}
        assert pairs == {"gpu_slots=6", "stage=prod"}

    def test_its_node_is_the_project_s_own(self) -> None:
        line = deploy.command(STAGES["dev"], {}, [])
        environment = deploy.environment("123456789012", "ap-southeast-1")

        assert all(Path(part).is_file() for part in line[:2])
        assert environment["PATH"].startswith(str(Path(line[0]).parent))
        assert environment["CDK_DEFAULT_REGION"] == "ap-southeast-1"
