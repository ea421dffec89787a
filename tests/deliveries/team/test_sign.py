"""The command that writes the team's secret."""

import io
import json

import pytest

from local.fakes.cloud import Cloud
from lumiku.deliveries.team import __main__ as command
from lumiku.deliveries.team.config import parse

OPS = {"name": "ops", "channel": "slack", "url": "https://hooks.slack.com/services/T/B/x"}


def run(monkeypatch: pytest.MonkeyPatch, wanted: list[dict[str, str]]) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(wanted)))
    with Cloud().installed():
        return command.main()


def test_what_it_prints_is_believed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, [OPS]) == 0
    (target,) = parse(capsys.readouterr().out, b"not-a-secret")
    assert target.name == "ops"


def test_it_refuses_what_the_function_would(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, [{**OPS, "url": "https://evil.example/x"}]) == 1
    told = capsys.readouterr()
    assert (told.out, "ops" in told.err) == ("", True)
