"""A running stack: starts its parts in order, watches them, stops all it started."""

import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Thread
from types import FrameType, TracebackType
from typing import Any

import httpx

from local.stack import front, simulator
from local.stack.deploy import Plan, deploy, settle_gaps
from local.stack.home import Home
from local.stack.library import load_library
from local.stack.problems import StackProblem
from local.stack.services import PLAIN, Command, Service, clean_environment
from local.stack.simulator import REGION, Clients
from local.stack.snapshot import template
from local.stack.timings import Timings

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
                f"The stack (process {note['pid']}) did not stop within {seconds:.0f} s. "
                "End that process, then try again."
            )
        time.sleep(0.1)
    return True


class Stack:
    """Supervises the three parts of one stack. Use as a context: leaving it stops everything."""

    def __init__(
        self,
        home: Home,
        say: Say = lambda _: None,
        *,
        timings: Timings | None = None,
        early: bool = False,
    ) -> None:
        """`early` enters as soon as the catalog can be used; `settled` waits for the rest."""
        self.home = home
        self.timings = timings or Timings()
        self.clients = Clients(home)
        self.outputs: dict[str, str] = {}
        self._say = say
        self._early = early
        self._services: list[Service] = []
        self._pool = ThreadPoolExecutor(6, thread_name_prefix="start")
        self._late: list[Future[None]] = []
        self._lock: int | None = None

    def __enter__(self) -> "Stack":
        try:
            self._claim()
            self._start()
            if not self._early:
                self.settled()
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

    def settled(self) -> None:
        """Waits for what a batch needs and the catalog does not: the poses, the fix-ups."""
        for part in self._late:
            part.result()

    def ready(self) -> None:
        """Notes that the stack may be used."""
        self.home.write("run", {**self.home.read("run"), "ready": True})

    def stop(self) -> None:
        """Stops what was started, the last first; the state is on disk afterwards."""
        self._pool.shutdown(wait=False, cancel_futures=True)
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
        home.check_disk()
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
        home.check_version()
        if taken := home.ports.taken():
            names = ", ".join(f"{port} ({name})" for name, port in taken.items())
            raise StackProblem(
                f"Something else already listens on {names}. Choose another port: "
                f"`lumiku up --port {home.ports.front + 10}` or LUMIKU_PORT."
            )
        home.tidy()
        # Thousands of small files: it may take longer than the start.
        Thread(target=home.throw_away, daemon=True, name="throw-away").start()
        home.forget("front")
        home.write("run", {"pid": os.getpid(), "url": home.url, "ready": False})

    def _start(self) -> None:
        """Everything that need not wait for something else runs side by side."""
        self._say("starting the simulator, the endpoint and the front")
        home, clients = self.home, self.clients
        simulator.mend_state(home)
        core = self._launched(simulator.command(home), 30)
        plan = Plan.of(template(home.base, self._say))
        with self.timings.step("packing the functions"):
            packed = self._packed(plan)
        endpoint = self._launched(self._endpoint_command(), 60)
        face = self._launch(self._front_command())
        core.result()
        with self.timings.step("deploying the template"):
            self.outputs = deploy(home, clients, plan, packed, self._say)
        home.write("front", self._front())
        opened = self._beside("opening the front", lambda: face.wait_ready(30))
        warm = self._beside("first call of the API", self._call_api)
        if self._early:
            self._wake("UploadIntakeFunction")
        self._late = [
            self._beside("settling what the simulator drops", lambda: settle_gaps(clients, plan)),
            self._beside("loading the poses", lambda: load_library(home, self.outputs, self._say)),
        ]
        for part in (warm, opened, endpoint):
            part.result()
        if self._early:
            self._wake("PoseWorkerFunction")

    def _beside(self, name: str, work: Callable[[], None]) -> Future[None]:
        """Does some work in the background; the result tells when it is done or why it failed."""

        def step() -> None:
            with self.timings.step(name):
                work()

        return self._pool.submit(step)

    def _launched(self, command: Command, seconds: float) -> Future[None]:
        """Starts a part and waits for it in the background."""
        service = self._launch(command)
        return self._beside(f"starting the {command.name}", lambda: service.wait_ready(seconds))

    def _packed(self, plan: Plan) -> dict[str, bytes]:
        """The packages that the simulator does not hold from an earlier start."""
        held = self.home.read("deployed").get("keys", {})
        keys = plan.packages.keys
        missing = [name for name, key in keys.items() if held.get(name) != key]
        return plan.packages.packed(missing) if missing else {}

    def _call_api(self) -> None:
        """The first call of a function pays for its imports: nobody should wait for them."""
        url = f"{self._front()['api']}/v1/plans"
        answer = httpx.get(url, timeout=60, trust_env=False, verify=PLAIN)
        answer.raise_for_status()

    def _wake(self, output: str) -> None:
        """Starts a function that the demo merchant will need soon; nothing is asked of it."""
        self.clients.functions.invoke(
            FunctionName=self.outputs[output],
            InvocationType="Event",
            Payload=json.dumps({"Records": []}),
        )

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
        note = str(self.home.folder / "front.json")
        return Command(
            name="front",
            arguments=(sys.executable, "-m", "local.stack.front"),
            environment=clean_environment({"LUMIKU_FRONT": note}),
            health=f"{self.home.url}/health",
        )

    def _front(self) -> dict[str, Any]:
        """What the front waits for: it starts before the addresses are known."""
        home, told = self.home, self.outputs
        return front.Front(
            port=home.ports.front,
            api=f"{home.simulator_url}/_aws/execute-api/{told['ApiId']}/$default",
            sign_in={
                "cognito": home.simulator_url,
                "client_id": told["UserPoolClientId"],
                "region": REGION,
                "media": home.simulator_url,
            },
            accounts=str(home.folder / "accounts.json"),
        ).__dict__


def stop_on_signals() -> None:
    """Turns SIGTERM and SIGHUP into the KeyboardInterrupt that Ctrl-C raises.

    SIGINT too: a shell starts background jobs with it ignored, and Python then leaves it so.
    """

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)
