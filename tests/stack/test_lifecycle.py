"""A stack stops without a trace of processes, keeps its data, and runs beside another one."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.home import ROOT, Home, free_port
from local.people import enrol, sign_in
from local.problems import StackProblem
from local.stack import Stack, running, stop_running
from local.testing import Street

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]


@pytest.fixture
def home() -> Iterator[Home]:
    place = Home.at(free_port())
    yield place
    stop_running(place)
    shutil.rmtree(place.folder, ignore_errors=True)


def processes_of(home: Home) -> list[str]:
    """Command lines and environments that mention this stack's folder or ports."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
        except OSError:
            continue  # it ended meanwhile, or is not ours
        if int(entry.name) != os.getpid() and str(home.folder).encode() in told:
            found.append((entry / "cmdline").read_bytes().decode())
    return found


def test_data_survives_a_stop_and_no_process_does(home: Home, street: Street) -> None:
    with Stack(home) as stack:
        person = enrol(home, stack.clients, stack.outputs, "kept@lumiku.test")
        with Street(stack, street.pictures) as own:
            kit = own.merchant().api.post("/brand-kits", own.kit("Kept"))
            owner = own._open[0]
            assert owner.get(f"/brand-kits/{kit['id']}")["name"] == "Kept"
            key = "kept.txt"
            bucket = stack.outputs["MediaBucket"]
            stack.clients.objects.put_object(Bucket=bucket, Key=key, Body=b"kept")
        assert processes_of(home)
        first_outputs = stack.outputs
    assert processes_of(home) == []
    assert home.ports.taken() == {}

    started = time.monotonic()
    with Stack(home) as stack:
        seconds = time.monotonic() - started
        assert stack.outputs == first_outputs
        assert stack.clients.objects.get_object(Bucket=bucket, Key=key)["Body"].read() == b"kept"
        assert sign_in(stack.clients, stack.outputs, person)
        rows = stack.clients.dynamodb.scan(TableName=stack.outputs["CoreTable"])["Items"]
        assert any(row.get("name", {}).get("S") == "Kept" for row in rows)
    assert seconds < 15


def test_the_command_starts_beside_another_stack_and_stops_on_a_signal(
    home: Home, stack: Stack
) -> None:
    command = [sys.executable, "-m", "local", "up", "--no-seed", "--port", str(home.ports.front)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("READY"):
                break
        assert lines[-1] == f"READY {home.url}\n"
        assert running(home) is not None
        assert running(stack.home) is not None
        with pytest.raises(StackProblem, match="already runs"), Stack(home):
            pass
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=40) == 0
    assert processes_of(home) == []


def test_when_a_part_dies_the_rest_is_stopped_and_its_last_words_are_shown(home: Home) -> None:
    command = [sys.executable, "-m", "local", "up", "--no-seed", "--port", str(home.ports.front)]
    with subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("READY"):
                break
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                told = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"endpoint" in told and str(home.ports.endpoint).encode() in told:
                os.kill(int(entry.name), signal.SIGKILL)
        assert process.wait(timeout=40) == 1
        assert process.stderr is not None
        assert "The endpoint stopped by itself" in process.stderr.read()
    assert processes_of(home) == []
