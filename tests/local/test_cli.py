"""The command says what is wrong in plain words and ends with the right exit code."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from local.cli import app
from local.stack import home
from local.stack.home import ROOT, Home, free_port

Run = Callable[..., Result]
ELSEWHERE = ("poses", "models")
COMMANDS = ("up", "down", "reset", "demo", "url", "token", "mails", "doctor", "logs")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs the command in a folder and at a port of its own."""
    monkeypatch.setattr(home, "ROOT", tmp_path)
    monkeypatch.setenv("LUMIKU_PORT", str(free_port()))
    monkeypatch.setenv("COLUMNS", "200")
    runner = CliRunner()

    def invoke(*arguments: str, **extra: Any) -> Result:
        return runner.invoke(app, list(arguments), **extra)

    return invoke


class TestHelp:
    def test_every_command_is_listed_with_a_sentence(self, run: Run) -> None:
        text = run("--help").output
        for name in (*COMMANDS, *ELSEWHERE):
            assert f" {name} " in text

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_explains_itself(self, run: Run, name: str) -> None:
        answer = run(name, "--help")
        assert answer.exit_code == 0
        assert "--port" in answer.output


class TestElsewhere:
    @pytest.mark.parametrize(("name", "command"), [("poses", "load"), ("models", "verify")])
    def test_other_rooms_commands_are_there(self, run: Run, name: str, command: str) -> None:
        answer = run(name, "--help")
        assert answer.exit_code == 0
        assert f" {command} " in answer.output

    def test_a_start_does_not_import_them(self) -> None:
        code = (
            "import local.cli, sys;"
            "sys.exit(bool({'pose_seed.cli', 'endpoint.models.cli', 'boto3'} & sys.modules.keys()))"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)  # noqa: S603
        assert done.returncode == 0


class TestRefusals:
    """What `up` refuses before it starts or changes anything."""

    def test_data_of_version_1(self, run: Run) -> None:
        place = Home.at(home.wanted_port())
        place.write("deployed", {"digest": "old"})
        answer = run("up")
        assert answer.exit_code == 1
        assert f"lumiku reset --port {place.ports.front}" in " ".join(answer.output.split())
        assert run("reset", "--yes").exit_code == 0
        assert not place.folder.exists()

    def test_a_full_disk(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
        answer = run("up")
        assert answer.exit_code == 1
        assert "0.0 GB of disk are free" in answer.output
        assert not Home.at(home.wanted_port()).folder.exists()

    def test_a_taken_port(self, run: Run) -> None:
        place = Home.at(home.wanted_port())
        with socket.socket() as squatter:
            squatter.bind((home.HOST, place.ports.simulator))
            squatter.listen()
            answer = run("up")
        assert answer.exit_code == 1
        assert f"already listens on {place.ports.simulator} (simulator)" in answer.output
        assert "LUMIKU_PORT" in answer.output


class TestWithoutAStack:
    @pytest.mark.parametrize("words", [["url"], ["token", "a@b.test"], ["mails"]])
    def test_it_says_how_to_start_one(self, run: Run, words: list[str]) -> None:
        answer = run(*words)
        assert answer.exit_code == 1
        assert "No stack runs at" in answer.output
        assert "lumiku up" in answer.output
        assert "Traceback" not in answer.output

    def test_down_and_reset_have_nothing_to_do(self, run: Run) -> None:
        assert run("down").exit_code == 0
        answer = run("reset", "--yes")
        assert answer.exit_code == 0
        assert "no data" in answer.output

    def test_a_port_that_is_none_is_told(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LUMIKU_PORT", "http")
        answer = run("url")
        assert answer.exit_code == 1
        assert "is not a port" in answer.output

    def test_a_tier_that_is_none_is_told(self, run: Run) -> None:
        answer = run("token", "a@b.test", "--tier", "gold")
        assert answer.exit_code == 2
        assert "enterprise" in answer.output

    def test_a_log_that_is_none_is_told(self, run: Run) -> None:
        answer = run("logs", "nothing")
        assert answer.exit_code == 1
        assert "simulator" in answer.output


class TestReset:
    def test_it_asks_and_keeps_the_data_when_told_no(self, run: Run) -> None:
        place = Home.at(home.wanted_port())
        place.write("accounts", {"a": "b"})
        assert run("reset", input="n\n").exit_code == 1
        assert place.read("accounts") == {"a": "b"}
        assert run("reset", input="y\n").exit_code == 0
        assert place.read("accounts") == {}


class TestLogs:
    def test_the_last_lines_of_a_part(self, run: Run) -> None:
        place = Home.at(home.wanted_port())
        place.prepare()
        place.log("front").write_text("one\ntwo\nthree\n")
        assert run("logs", "front", "-n", "2").output == "two\nthree\n"
        assert "front │ three" in run("logs").output


class TestDoctor:
    def test_it_looks_at_everything(self, run: Run) -> None:
        text = run("doctor").output
        for word in ("Python", "installed", "template", "Ports", "disk", "library", "layers"):
            assert word in text
