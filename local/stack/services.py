"""One running part of the stack: it ends with its parent, logs to a file, and stops in order."""

import os
import ssl
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from local.stack.home import ROOT
from local.stack.problems import StackProblem

__all__ = ["PLAIN", "Command", "Service", "clean_environment", "tail"]

# For clients of this machine, which speak plain HTTP: httpx would read the authorities' list for
# each of them, a tenth of a second. This one trusts nobody.
PLAIN: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "SSL_CERT_FILE", "COLUMNS")


def clean_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Only what a process needs of the host: handlers inherit it, and credentials must not leak."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONUNBUFFERED": "1", **extra}


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, or nothing when there is no log."""
    if not path.exists():
        return ""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


@dataclass(frozen=True, kw_only=True)
class Command:
    """How to start a part and how to know that it is up."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    health: str  # answers 200 once the part works
    grace: float = 5.0  # seconds between SIGTERM and SIGKILL


class Service:
    """A started command. `alive()` says whether it still runs; `stop()` waits until it is gone."""

    def __init__(self, command: Command, log: Path) -> None:
        self.command = command
        self.log = log
        self._stop_after = command.grace + 5
        with log.open("ab") as sink:
            self._process = subprocess.Popen(  # noqa: S603
                [
                    sys.executable,
                    "-m",
                    "local.stack.supervised",
                    str(command.grace),
                    *command.arguments,
                ],
                cwd=ROOT,
                env=dict(command.environment),
                stdin=subprocess.PIPE,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def alive(self) -> bool:
        return self._process.poll() is None

    def wait_ready(self, seconds: float) -> None:
        """Until the health address answers 200; a part that dies or stays silent is a problem."""
        until = time.monotonic() + seconds
        with httpx.Client(timeout=2, trust_env=False, verify=PLAIN) as client:
            while time.monotonic() < until:
                if not self.alive():
                    raise self.died()
                if _answers(client, self.command.health):
                    return
                time.sleep(0.05)
        raise StackProblem(
            f"The {self.command.name} did not start within {seconds:.0f} seconds. Its log ends:",
            details=tail(self.log),
        )

    def died(self) -> StackProblem:
        code = self._process.poll()
        return StackProblem(
            f"The {self.command.name} stopped by itself (exit code {code}). Its log ends:",
            details=tail(self.log),
        )

    def release(self) -> None:
        """Closes the pipe that the part watches: it begins to stop."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    def stop(self) -> None:
        self.release()
        try:
            self._process.wait(timeout=self._stop_after)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _answers(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(url).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
