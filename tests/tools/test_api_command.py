"""`python -m tools.api`: shows, writes, refuses, and marks a release."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tools.api import __main__ as command

THING = {"get": {"operationId": "getThing", "responses": {"200": {}}}}
OTHER = {"get": {"operationId": "getOther", "responses": {"200": {}}}}
BOTH: dict[str, Any] = {"paths": {"/thing": THING, "/other": OTHER}}
Serve = Callable[[dict[str, Any]], None]


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    kept = {True: tmp_path / "openapi.admin.json", False: tmp_path / "openapi.json"}
    monkeypatch.setattr(command, "KEPT", kept)
    monkeypatch.setattr(command, "RELEASED", tmp_path / "openapi.released.json")
    monkeypatch.setattr(command, "ANNOUNCED", tmp_path / "api-changes.toml")
    (tmp_path / "openapi.released.json").write_text(json.dumps(BOTH))
    (tmp_path / "api-changes.toml").write_text("")
    return tmp_path


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    def serve(document: dict[str, Any]) -> None:
        monkeypatch.setattr(command, "served", lambda *, operators: deepcopy(document))

    return serve


def test_stale_documents_are_told_until_they_are_written(
    docs: Path, serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(BOTH)
    assert command.main([]) == 1
    assert "docs/openapi.json:\n  + paths:" in capsys.readouterr().out
    assert command.main(["--write"]) == 0
    assert json.loads((docs / "openapi.json").read_text()) == BOTH
    capsys.readouterr()
    assert command.main([]) == 0
    assert capsys.readouterr().out == ""


def test_a_break_is_refused_until_it_is_announced(
    docs: Path, serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    serve({"paths": {"/thing": THING}})
    assert command.main(["--write"]) == 1
    assert "BREAKS CLIENTS, not announced: /other: path removed" in capsys.readouterr().out
    entry = '[[change]]\nid = "less"\ndate = 2026-11-28\nwhy = "x"\nbreaks = ["/other: *"]\n'
    (docs / "api-changes.toml").write_text(entry)
    assert command.main([]) == 0
    assert "announced as less: 1 breaks" in capsys.readouterr().out


def test_a_release_is_what_later_changes_are_compared_with(
    docs: Path, serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = '[[change]]\nid = "less"\ndate = 2026-11-28\nwhy = "x"\nbreaks = ["/other: *"]\n'
    (docs / "api-changes.toml").write_text(entry)
    serve({"paths": {"/thing": THING}})
    assert command.main(["--write", "--release", "0.2.0"]) == 0
    assert 'released = "0.2.0"' in (docs / "api-changes.toml").read_text()
    capsys.readouterr()
    assert command.main([]) == 0
    assert capsys.readouterr().out == ""
    serve({"paths": {}})
    assert command.main(["--write"]) == 1
