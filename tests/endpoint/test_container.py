"""The container's recipe, which no test here can build: what it names exists and says the same."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from endpoint import image
from endpoint.config import read

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "endpoint" / "Dockerfile").read_text()
WHEELS = json.loads((ROOT / "requirements" / "endpoint-wheels.json").read_text())
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
        assert "--no-deps" in installed  # accelerate would bring a torch of its own

    def test_its_base_is_pinned_and_has_the_cuda_that_torch_and_onnxruntime_want(self) -> None:
        assert re.fullmatch(r"pytorch/pytorch:2\.13\.0-cuda13\.\d+-cudnn9-runtime", image.base())

    def test_a_build_checks_for_a_python_that_has_wheels(self) -> None:
        first, *_, last = WHEELS["pythons"]
        pair = "({}, {})".format(*first.split(".")), "({}, {})".format(*last.split("."))
        assert f"{pair[0]} <= v <= {pair[1]}" in DOCKERFILE


class TestWheels:
    """A lock holds hashes of every file of a release; these are the files that are taken."""

    @pytest.mark.parametrize("python", WHEELS["pythons"])
    def test_every_locked_package_has_one_for_the_platform_and_python(self, python: str) -> None:
        text = (ROOT / "requirements" / "endpoint.txt").read_text()
        blocks = re.split(r"^(?=[a-z0-9._-]+==)", text, flags=re.MULTILINE)[1:]
        files = [f for f, facts in WHEELS["files"].items() if python in facts["pythons"]]
        for block in blocks:
            head = block.splitlines()[0]
            if not wanted(head, python):
                continue
            name, version = re.match(r"([a-z0-9._-]+)==([^ ;\\]+)", head).groups()  # type: ignore[union-attr]
            fitting = [
                file
                for file in files
                if (WHEELS["files"][file]["name"], WHEELS["files"][file]["version"])
                == (name, version)
            ]
            assert len(fitting) == 1, f"{name} has {fitting} for Python {python}"
            assert WHEELS["files"][fitting[0]]["sha256"] in block, f"{fitting[0]} is not the lock's"
            assert fits(fitting[0], python), fitting[0]

    def test_it_knows_a_wheel_that_does_not_fit(self) -> None:
        assert fits("a-1-cp312-cp312-manylinux_2_28_x86_64.whl", "3.12")
        assert fits("a-1-cp37-abi3-manylinux2014_x86_64.whl", "3.12")
        assert not fits("a-1-cp312-cp312-manylinux_2_28_x86_64.whl", "3.11")
        assert not fits("a-1-cp312-cp312-manylinux_2_28_aarch64.whl", "3.12")
        assert not fits("a-1-cp312-cp312-manylinux_2_39_x86_64.whl", "3.12")


def wanted(head: str, python: str) -> bool:
    """Whether a lock's line holds for this Python on Linux."""
    marker = head.partition(";")[2].rstrip(" \\")
    if not marker:
        return True
    from packaging.markers import Marker

    known = {"python_full_version": f"{python}.9", "python_version": python}
    linux = {"sys_platform": "linux", "platform_machine": "x86_64", "platform_system": "Linux"}
    return Marker(marker).evaluate({**known, **linux})


def fits(file: str, python: str) -> bool:
    """Whether a wheel installs on x86-64 Linux with glibc 2.28."""
    from packaging.tags import compatible_tags, cpython_tags
    from packaging.utils import parse_wheel_filename

    version = tuple(map(int, python.split(".")))
    platforms = [f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)]
    platforms += ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"]
    short = "cp" + python.replace(".", "")
    known = {
        *cpython_tags(version, platforms=platforms),
        *compatible_tags(version, short, platforms),
    }
    return bool(parse_wheel_filename(file)[3] & known)


class TestImage:
    """The deploy step, with a docker that a test wrote."""

    DIGEST = "sha256:" + "ab" * 32

    @pytest.fixture
    def docker(self, tmp_path: Path) -> Path:
        made = tmp_path / "docker"
        made.write_text(
            f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\n'
            f'if [ "$1" = buildx ]; then cat {tmp_path}/digest; fi\n'
        )
        made.chmod(0o755)
        (tmp_path / "digest").write_text(self.DIGEST + "\n")
        return made

    def test_it_builds_on_the_digest_that_the_tag_has_now(self, docker: Path) -> None:
        pinned = image.build("repo:7", push=True, docker=str(docker))
        assert pinned == f"{image.base()}@{self.DIGEST}"
        inspected, built, pushed = (docker.parent / "calls").read_text().splitlines()
        assert inspected.startswith(f"buildx imagetools inspect {image.base()} ")
        assert f"--build-arg BASE={pinned} " in built
        assert pushed == "push repo:7"

    def test_no_digest_is_refused(self, docker: Path) -> None:
        (docker.parent / "digest").write_text("not found\n")
        with pytest.raises(image.BuildFailed, match="has no digest but 'not found'"):
            image.build("repo:7", push=False, docker=str(docker))
        assert "build -" not in (docker.parent / "calls").read_text()

    def test_no_docker_is_a_clear_error(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", "")
        assert image.main(["repo:7"]) == 1
        assert "docker: No such file" in capsys.readouterr().err


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
