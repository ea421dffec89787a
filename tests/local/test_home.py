"""Ports and the folder of a stack."""

import socket
import stat
from pathlib import Path

import pytest

from local.stack.home import HOST, Home, Ports, free_port, wanted_port
from local.stack.problems import StackProblem


class TestWantedPort:
    def test_the_option_wins_over_the_variable(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LUMIKU_PORT", "9100")
        assert wanted_port(9200) == 9200
        assert wanted_port() == 9100

    def test_without_either_it_is_the_house_number(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("LUMIKU_PORT", raising=False)
        assert wanted_port() == 8787

    @pytest.mark.parametrize("text", ["eighty", "80", "65534", "-1", "8787.5"])
    def test_nonsense_is_told_in_plain_words(
        self, monkeypatch: pytest.MonkeyPatch, text: str
    ) -> None:
        monkeypatch.setenv("LUMIKU_PORT", text)
        with pytest.raises(StackProblem, match="is not a port"):
            wanted_port()


class TestPorts:
    def test_a_taken_neighbour_is_named(self) -> None:
        port = free_port()
        assert Ports(port).taken() == {}
        with socket.socket() as squatter:
            squatter.bind((HOST, port + 2))
            squatter.listen()
            assert Ports(port).taken() == {"endpoint": port + 2}


class TestHome:
    def test_two_ports_never_share_a_folder(self, tmp_path: Path) -> None:
        assert Home.at(9000, tmp_path).folder != Home.at(9010, tmp_path).folder

    def test_a_note_is_kept_and_only_its_owner_reads_it(self, tmp_path: Path) -> None:
        home = Home.at(9000, tmp_path)
        assert home.read("accounts") == {}
        home.write("accounts", {"sari@lumiku.test": "secret"})
        assert home.read("accounts") == {"sari@lumiku.test": "secret"}
        assert stat.S_IMODE((home.folder / "accounts.json").stat().st_mode) == 0o600
        home.forget("accounts")
        assert home.read("accounts") == {}

    def test_tidying_keeps_data_and_the_last_logs(self, tmp_path: Path) -> None:
        home = Home.at(9000, tmp_path)
        home.prepare()
        for name in ("tmp/unpacked", "state/tables", "logs/front.log", "logs/up.log"):
            (home.folder / name).write_text(name)
        home.tidy()
        left = {
            path.relative_to(home.folder).as_posix()
            for path in home.folder.rglob("*")
            if path.is_file()
        }
        assert left == {"state/tables", "logs/front.log.last", "logs/up.log"}
