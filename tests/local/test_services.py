"""A part that dies or stays silent is told with the last lines of its log."""

import sys
from pathlib import Path

import pytest

from local.stack.home import HOST, free_port
from local.stack.problems import StackProblem
from local.stack.services import Command, Service, clean_environment, tail


def command(code: str, port: int) -> Command:
    return Command(
        name="part",
        arguments=(sys.executable, "-c", code),
        environment=clean_environment({}),
        health=f"http://{HOST}:{port}/",
        grace=1,
    )


class TestService:
    def test_one_that_dies_is_told_with_its_last_words(self, tmp_path: Path) -> None:
        service = Service(
            command("print('no such model'); raise SystemExit(3)", free_port()), tmp_path / "log"
        )
        with pytest.raises(StackProblem, match=r"stopped by itself \(exit code 3\)") as caught:
            service.wait_ready(10)
        assert "no such model" in caught.value.details
        service.stop()

    def test_one_that_stays_silent_is_told_and_can_be_stopped(self, tmp_path: Path) -> None:
        service = Service(command("import time; time.sleep(60)", free_port()), tmp_path / "log")
        with pytest.raises(StackProblem, match="did not start"):
            service.wait_ready(0.5)
        assert service.alive()
        service.stop()
        assert not service.alive()

    def test_one_that_answers_is_ready(self, tmp_path: Path) -> None:
        port = free_port()
        serve = (
            "import http.server as h;"
            f"h.test(h.SimpleHTTPRequestHandler, port={port}, bind='{HOST}')"
        )
        service = Service(command(serve, port), tmp_path / "log")
        try:
            service.wait_ready(10)
            assert service.alive()
        finally:
            service.stop()


class TestEnvironment:
    def test_the_hosts_secrets_and_python_settings_stay_outside(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
        monkeypatch.setenv("PYTHONPATH", "/elsewhere")
        inside = clean_environment({"GATEWAY_PORT": "1"})
        assert "AWS_SECRET_ACCESS_KEY" not in inside
        assert "PYTHONPATH" not in inside
        assert inside["GATEWAY_PORT"] == "1"


class TestTail:
    def test_only_the_last_lines(self, tmp_path: Path) -> None:
        log = tmp_path / "log"
        assert tail(log) == ""
        log.write_text("\n".join(str(number) for number in range(100)))
        assert tail(log, 3) == "97\n98\n99"
