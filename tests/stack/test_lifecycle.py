"""A stack stops without a trace of processes, keeps its data, and runs beside another one."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local.demo.client import Api
from local.fakes.shops import Street
from local.stack.home import ROOT, Home, free_port
from local.stack.people import sign_in
from local.stack.problems import StackProblem
from local.stack.stack import Stack, running, stop_running

pytestmark = pytest.mark.stack


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


@contextmanager
def started(home: Home) -> Iterator["subprocess.Popen[str]"]:
    """`lumiku up` as a process of its own, from its READY on."""
    command = [sys.executable, "-m", "local", "up", "--no-seed", "--port", str(home.ports.front)]
    with subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("READY"):
                break
        assert lines[-1] == f"READY {home.url}\n"
        yield process


def kill_endpoint(home: Home) -> None:
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            told = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"endpoint" in told and str(home.ports.endpoint).encode() in told:
            os.kill(int(entry.name), signal.SIGKILL)


def test_two_lives_of_a_stack(home: Home, stack: Stack, street: Street) -> None:
    """It runs beside another, stops on a signal without a trace, starts with all its data, and
    stops whole when one of its parts dies. One test, because every start takes seconds."""
    with started(home) as process:
        assert running(home) is not None
        assert running(stack.home) is not None
        with pytest.raises(StackProblem, match="already runs"), Stack(home):
            pass
        own = Stack(home)  # not entered: it speaks to the one that runs
        own.outputs = told = home.read("deployed")["outputs"]
        with Street(own, street.pictures) as neighbours:
            shop = neighbours.shop(None)
            order = shop.order(skincare_closeup=1)
            batch = shop.api.follow(shop.api.post("/generations", order)["id"])
            (pose,) = shop.api.pages(f"/generations/{batch['id']}/poses")
            picture = shop.api.download(pose["url"])
        assert processes_of(home)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=40) == 0
    assert eventually_none(home) == []
    assert home.ports.taken() == {}

    with started(home) as process:
        assert home.read("deployed")["outputs"] == told
        with Api(home.url, sign_in(own.clients, told, shop.owner.person)) as api:
            assert api.get(f"/generations/{batch['id']}")["status"] == "completed"
            assert api.download(api.get(f"/poses/{pose['id']}")["url"]) == picture
            assert api.get("/usage")["used"] == 1
            # Well before the minute's tick: the stream still wakes the dispatcher.
            again = api.post("/generations", order)
            assert api.follow(again["id"], seconds=20)["status"] == "completed"
        kill_endpoint(home)
        assert process.wait(timeout=40) == 1
        assert process.stderr is not None
        assert "The endpoint stopped by itself" in process.stderr.read()
    assert eventually_none(home) == []
