"""The container's recipe, which no test here can build: what it names exists and says the same."""

import re
import tomllib
from pathlib import Path

import pytest

from endpoint.config import read

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "endpoint" / "Dockerfile").read_text()
LOCKS = ["endpoint.txt", "endpoint-test.txt"]


def instructions(name: str) -> list[str]:
    """The arguments of an instruction, continued lines joined."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return [line.split(maxsplit=1)[1] for line in joined.splitlines() if line.startswith(name)]


def names(path: Path) -> set[str]:
    """The packages that a requirements file asks for."""
    lines = path.read_text().splitlines()
    found = (re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line) for line in lines)
    return {match[0].lower() for match in found if match}


class TestDockerfile:
    def test_what_it_copies_is_there(self) -> None:
        for copied in instructions("COPY"):
            *sources, _ = copied.split()
            for source in sources:
                assert (ROOT / source).exists(), source
                assert f"!{source}" in (ROOT / ".dockerignore").read_text().splitlines()

    def test_it_serves_as_sagemaker_asks_and_not_as_root(self) -> None:
        assert instructions("ENTRYPOINT") == ['["python", "-m", "endpoint"]']
        assert instructions("CMD") == ['["serve"]']
        assert (ROOT / "endpoint" / "__main__.py").is_file()
        assert instructions("USER") == ["lumiku"]
        assert DOCKERFILE.index("USER lumiku") < DOCKERFILE.index("ENTRYPOINT")

    def test_its_environment_is_one_that_the_server_reads(self) -> None:
        (environment,) = instructions("ENV")
        pairs = dict(pair.split("=", 1) for pair in environment.split())
        ours = {key: value for key, value in pairs.items() if key.startswith("LUMIKU_")}
        config = read(ours)
        assert (config.host, config.port, config.adapter) == ("0.0.0.0", 8080, "auto")  # noqa: S104
        assert config.folder == Path("/opt/ml/model")
        known = {f"LUMIKU_ENDPOINT_{name.upper()}" for name in vars(config)}
        assert set(ours) <= known
        assert pairs["HF_HUB_OFFLINE"] == pairs["TRANSFORMERS_OFFLINE"] == "1"

    def test_it_installs_what_is_locked_and_the_torch_of_the_tests(self) -> None:
        (installed,) = [run for run in instructions("RUN") if "pip install" in run]
        assert "--require-hashes -r requirements/endpoint.txt" in installed
        torch = (ROOT / "requirements" / "torch.txt").read_text()
        (version,) = re.findall(r"^torch==(\S+)$", torch, re.MULTILINE)
        assert f"pytorch:{version}-" in DOCKERFILE


class TestLocks:
    @pytest.mark.parametrize("name", LOCKS)
    def test_every_package_has_a_hash_and_none_is_torch(self, name: str) -> None:
        text = (ROOT / "requirements" / name).read_text()
        pinned = re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE)
        blocks = re.split(r"^(?=[a-z0-9._-]+==)", text, flags=re.MULTILINE)[1:]
        assert len(blocks) == len(pinned) > 20
        assert all("--hash=sha256:" in block for block in blocks)
        assert not {"torch", "torchvision"} & set(pinned)

    @pytest.mark.parametrize("name", LOCKS)
    def test_it_holds_what_was_asked_for(self, name: str) -> None:
        folder = ROOT / "requirements"
        assert names(folder / name.replace(".txt", ".in")) <= names(folder / name)

    def test_the_container_runs_the_versions_of_the_product(self) -> None:
        product = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
        shared = {re.split(r"[\[<>=~ ]", each)[0].lower() for each in product}
        pattern = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)
        ours = dict(pattern.findall((ROOT / "requirements" / "endpoint.txt").read_text()))
        theirs = dict(pattern.findall((ROOT / "requirements" / "dev.txt").read_text()))
        both = shared & set(ours)
        assert {"boto3", "httpx", "pydantic"} <= both
        assert {name: ours[name] for name in both} == {name: theirs[name] for name in both}
