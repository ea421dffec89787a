"""What keeps the simulator's state usable, and processes on the right stack."""

import json
from pathlib import Path

import pytest

from local.stack.home import Home
from local.stack.runtime import speak_to
from local.stack.simulator import command, mend_state

OUTPUTS = {
    "CoreTable": "core",
    "PosesTable": "poses",
    "MediaBucket": "media",
    "RawBucket": "raw",
    "SigningSecret": "secret",
}


class TestMendState:
    def test_stream_positions_are_forgotten_and_the_rest_stays(self, tmp_path: Path) -> None:
        home = Home.at(9000, tmp_path)
        home.prepare()
        kept = home.folder / "state" / "lambda.json"
        scoped = {"__account_region_scoped__": True}
        state = {
            "__ministack_format__": 2,
            "payload": {
                "functions": {**scoped, "data": {"f": {"name": "api"}}},
                "dynamodb_stream_positions": {**scoped, "data": {"mapping": 50}},
            },
        }
        kept.write_text(json.dumps(state))
        mend_state(home)
        state["payload"]["dynamodb_stream_positions"]["data"] = {}  # type: ignore[index]
        assert json.loads(kept.read_text()) == state

    def test_a_first_start_has_nothing_to_mend(self, tmp_path: Path) -> None:
        home = Home.at(9000, tmp_path)
        home.prepare()
        mend_state(home)
        assert list((home.folder / "state").iterdir()) == []


class TestCommand:
    def test_it_binds_to_this_machine_and_leaks_no_credentials(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
        environment = command(Home.at(9000, tmp_path)).environment
        assert environment["BIND_HOST"] == "127.0.0.1"
        assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:9001"
        assert environment["AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME"] == "http://127.0.0.1:9002"
        assert "AWS_SESSION_TOKEN" not in environment


class TestSpeakTo:
    def test_a_process_speaks_to_one_stack_only(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LUMIKU_CORE_TABLE", "core")
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9001")
        speak_to(Home.at(9000, tmp_path), OUTPUTS)
        with pytest.raises(RuntimeError, match="already"):
            speak_to(Home.at(9010, tmp_path), OUTPUTS)
