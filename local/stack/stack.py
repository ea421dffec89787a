"""A running stack: starts its parts in order, watches them, stops all it started."""

import fcntl
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

import httpx

from local.stack import front, simulator
from local.stack.assembly import Assembly, assembly
from local.stack.deploy import deploy
from local.stack.home import Home
from local.stack.library import load_library
from local.stack.problems import StackProblem
from local.stack.services import Command, Service, clean_environment
from local.stack.simulator import REGION, Clients

__all__ = ["Stack", "running", "stop_running"]

Say = Callable[[str], None]


def running(home: Home) -> dict[str, Any] | None:
    """The note of the stack that runs at this port (`pid`, `url`, `ready`), or None.

    The supervisor's lock tells, not its pid: pids are used again, and a killed supervisor's lock
    is gone with it.
    """
    if not home.lock.exists():
        return None
    with home.lock.open("rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return home.read("run")
    return None


def stop_running(home: Home, seconds: float = 40) -> bool:
    """Asks the stack's supervisor to stop and waits for it. False when nothing ran."""
    note = running(home)
    if note is None:
        return False
    os.kill(int(note["pid"]), signal.SIGTERM)
    until = time.monotonic() + seconds
    while running(home) is not None:
        if time.monotonic() > until:
            raise StackProblem(
                f"The stack (process {note['pid']}) did not stop in {seconds:.0f} s."
            )
        time.sleep(0.1)
    return True


class Stack:
    """Supervises the three parts of one stack. Use as a context: leaving it stops everything."""

    def __init__(
        self, home: Home, say: Say = lambda _: None, *, made: Assembly | None = None
    ) -> None:
        """`made` pins an assembly; without it the present sources are deployed."""
        self.home = home
        self.made = made
        self.clients = Clients(home)
        self.outputs: dict[str, str] = {}
        self._say = say
        self._services: list[Service] = []
        self._lock: int | None = None

    def __enter__(self) -> "Stack":
        try:
            self._claim()
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def watch(self) -> None:
        """Returns never: raises StackProblem when a part stops by itself."""
        while True:
            self.check()
            time.sleep(0.3)

    def check(self) -> None:
        for service in self._services:
            if not service.alive():
                raise service.died()

    def ready(self) -> None:
        """Notes that the stack may be used."""
        self.home.write("run", {**self.home.read("run"), "ready": True})

    def stop(self) -> None:
        """Stops what was started, the last first; the state is on disk afterwards."""
        for service in reversed(self._services):
            service.release()
        for service in reversed(self._services):
            service.stop()
        self._services.clear()
        if self._lock is not None:
            self.home.forget("run")
            os.close(self._lock)
            self._lock = None

    def _claim(self) -> None:
        home = self.home
        home.prepare()
        handle = os.open(home.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise StackProblem(
                f"A Lumiku stack already runs at {home.url}. Stop it with `lumiku down`, "
                "or start another with --port."
            ) from None
        self._lock = handle
        if taken := home.ports.taken():
            names = ", ".join(f"{port} ({name})" for name, port in taken.items())
            raise StackProblem(
                f"Something else already listens on {names}. Choose another port: "
                f"`lumiku up --port {home.ports.front + 10}` or LUMIKU_PORT."
            )
        home.tidy()
        home.write("run", {"pid": os.getpid(), "url": home.url, "ready": False})

    def _start(self) -> None:
        self._say("starting the simulator and the endpoint")
        simulator.mend_state(self.home)
        core = self._launch(simulator.command(self.home))
        endpoint = self._launch(self._endpoint_command())
        self.made = made = self.made or assembly(self.home.base, self._say)
        core.wait_ready(30)
        self.outputs = deploy(self.home, self.clients, made, self._say)
        load_library(self.home, self.outputs, self._say)
        self._say("warming up")
        self._launch(self._front_command()).wait_ready(20)
        endpoint.wait_ready(60)
        # The first call pays for the handler's imports: nobody should wait for them.
        httpx.get(f"{self.home.url}/v1/plans", timeout=30, trust_env=False).raise_for_status()

    def _launch(self, command: Command) -> Service:
        service = Service(command, self.home.log(command.name))
        self._services.append(service)
        return service

    def _endpoint_command(self) -> Command:
        home = self.home
        return Command(
            name="endpoint",
            arguments=(
                *(sys.executable, "-m", "endpoint", "serve"),
                *("--port", str(home.ports.endpoint), "--adapter", "preview"),
            ),
            environment=clean_environment(
                {
                    "AWS_ENDPOINT_URL": home.simulator_url,
                    "AWS_ACCESS_KEY_ID": "test",
                    "AWS_SECRET_ACCESS_KEY": "test",
                    "AWS_REGION": REGION,
                    "AWS_DEFAULT_REGION": REGION,
                    "LUMIKU_STAGE": "local",
                    "LUMIKU_REGION": REGION,
                }
            ),
            health=f"{home.endpoint_url}/ping",
        )

    def _front_command(self) -> Command:
        home = self.home
        told = front.Front(
            port=home.ports.front,
            api=f"{home.simulator_url}/_aws/execute-api/{self.outputs['ApiId']}/$default",
            sign_in={
                "cognito": home.simulator_url,
                "client_id": self.outputs["UserPoolClientId"],
                "region": REGION,
                "media": home.simulator_url,
            },
            accounts=str(home.folder / "accounts.json"),
        )
        return Command(
            name="front",
            arguments=(sys.executable, "-m", "local.stack.front"),
            environment=clean_environment({"LUMIKU_FRONT": told.to_json()}),
            health=f"{home.url}/health",
        )


def stop_on_signals() -> None:
    """Turns SIGTERM and SIGHUP into the KeyboardInterrupt that Ctrl-C raises.

    SIGINT too: a shell starts background jobs with it ignored, and Python then leaves it so.
    """

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)
