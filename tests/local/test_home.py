"""Ports and the folder of a stack."""

import shutil
import socket
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from local.stack.home import HOST, VERSION, Home, Ports, free_port, wanted_port
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
        assert list((home.folder / "tmp").iterdir()) == []
        home.throw_away()
        left = {
            path.relative_to(home.folder).as_posix()
            for path in home.folder.rglob("*")
            if path.is_file()
        }
        assert left == {"state/tables", "logs/front.log.last", "logs/up.log"}


class TestVersion:
    def test_a_new_folder_is_marked_and_accepted_again(self, tmp_path: Path) -> None:
        home = Home.at(9000, tmp_path)
        home.prepare()
        home.check_version()
        home.write("deployed", {"digest": "x"})
        home.check_version()
        assert home.read("version") == {"version": VERSION}

    @pytest.mark.parametrize("left", ["deployed.json", "accounts.json", "state/dynamodb.json"])
    def test_data_of_version_1_is_refused_with_the_command_that_resets_it(
        self, tmp_path: Path, left: str
    ) -> None:
        home = Home.at(9000, tmp_path)
        home.prepare()
        (home.folder / left).write_text("{}")
        with pytest.raises(StackProblem, match=r"of version 1; .*`lumiku reset --port 9000`"):
            home.check_version()
        assert home.read("version") == {}, "a refused folder stays as it is"

    def test_data_of_a_later_version_is_refused_too(self, tmp_path: Path) -> None:
        home = Home.at(9000, tmp_path)
        home.write("version", {"version": VERSION + 1})
        with pytest.raises(StackProblem, match=f"of version {VERSION + 1}; this is"):
            home.check_version()


class TestDisk:
    def test_a_full_one_is_told_before_anything_is_made(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        home = Home.at(9000, tmp_path / "not" / "yet")
        home.check_disk()
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=300_000_000))
        with pytest.raises(StackProblem, match=r"Only 0\.3 GB of disk are free.*wants 1 GB"):
            home.check_disk()
        assert not home.folder.exists()
