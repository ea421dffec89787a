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
from local.journey.client import Api
from local.people import sign_in
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


def eventually_none(home: Home) -> list[str]:
    """What still runs a second after the stop: the kernel takes its time with killed processes."""
    for _ in range(20):
        if not (left := processes_of(home)):
            break
        time.sleep(0.05)
    return left


def test_data_survives_a_stop_and_no_process_does(home: Home, street: Street) -> None:
    made = street.stack.made
    with Stack(home, made=made) as stack, Street(stack, street.pictures) as own:
        shop = own.shop(None)
        batch = shop.api.follow(shop.api.post("/generations", shop.order(skincare_closeup=1))["id"])
        (pose,) = shop.api.pages(f"/generations/{batch['id']}/poses")
        picture = shop.api.download(pose["url"])
        assert processes_of(home)
        told = stack.outputs
    assert eventually_none(home) == []
    assert home.ports.taken() == {}

    started = time.monotonic()
    with Stack(home, made=made) as stack:
        seconds = time.monotonic() - started
        assert stack.outputs == told
        token = sign_in(stack.clients, told, shop.owner.person)
        with Api(home.url, token) as api:
            assert api.get(f"/generations/{batch['id']}")["status"] == "completed"
            assert api.download(api.get(f"/poses/{pose['id']}")["url"]) == picture
            assert api.get("/usage")["used"] == 1
            # Well before the minute's tick: the stream still wakes the dispatcher.
            again = api.post("/generations", shop.order(skincare_closeup=1))
            assert api.follow(again["id"], seconds=20)["status"] == "completed"
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
