"""Where one local stack keeps its files, and which ports it takes."""

import json
import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from local.stack.problems import StackProblem

__all__ = [
    "DEFAULT_PORT",
    "DEMO_EMAIL",
    "HOST",
    "ROOT",
    "Home",
    "Ports",
    "free_port",
    "wanted_port",
]

ROOT: Final = Path(__file__).resolve().parents[2]
HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8787
DEMO_EMAIL: Final = "sari@lumiku.test"


def wanted_port(option: int | None = None) -> int:
    """The front's port: the option, else LUMIKU_PORT, else 8787."""
    if option is not None:
        return option
    text = os.environ.get("LUMIKU_PORT", "")
    if not text:
        return DEFAULT_PORT
    if not text.isdigit() or not 1024 <= int(text) <= 65533:
        raise StackProblem(f"LUMIKU_PORT={text!r} is not a port between 1024 and 65533.")
    return int(text)


@dataclass(frozen=True)
class Ports:
    """Three neighbours: the front (what people open), the simulator, the endpoint server."""

    front: int

    @property
    def simulator(self) -> int:
        return self.front + 1

    @property
    def endpoint(self) -> int:
        return self.front + 2

    def taken(self) -> dict[str, int]:
        """The ports that something else listens on, by the name of our use for them."""
        named = {"front": self.front, "simulator": self.simulator, "endpoint": self.endpoint}
        return {name: port for name, port in named.items() if not _bindable(port)}


def _bindable(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A front port whose two neighbours are free as well."""
    for _ in range(50):
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port = int(probe.getsockname()[1])
        if port <= 65533 and not Ports(port).taken():
            return port
    raise StackProblem("No three neighbouring free ports were found on this machine.")


@dataclass(frozen=True)
class Home:
    """The folder `.lumiku/<port>/` of one stack; two stacks never share one."""

    ports: Ports
    base: Path = ROOT / ".lumiku"

    @classmethod
    def at(cls, port: int, base: Path | None = None) -> "Home":
        return cls(Ports(port), base or ROOT / ".lumiku")

    @property
    def folder(self) -> Path:
        return self.base / str(self.ports.front)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.ports.front}"

    @property
    def simulator_url(self) -> str:
        return f"http://{HOST}:{self.ports.simulator}"

    @property
    def endpoint_url(self) -> str:
        return f"http://{HOST}:{self.ports.endpoint}"

    @property
    def lock(self) -> Path:
        """Held (flock) by the running supervisor for as long as it lives."""
        return self.folder / "lock"

    def log(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.log"

    def prepare(self) -> None:
        for name in ("state", "objects", "tmp", "logs"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def tidy(self) -> None:
        """Throws away what the last run unpacked and keeps its logs as `*.log.last`; only for
        whoever holds the lock."""
        shutil.rmtree(self.folder / "tmp", ignore_errors=True)
        for log in (self.folder / "logs").glob("*.log"):
            if log.stem != "up":  # a detached start is writing to it
                log.replace(log.with_suffix(".log.last"))
        self.prepare()

    def read(self, name: str) -> dict[str, Any]:
        """A JSON note of this stack (`run`, `deployed`, `merchant`); empty when there is none."""
        path = self.folder / f"{name}.json"
        if not path.exists():
            return {}
        note: dict[str, Any] = json.loads(path.read_text())
        return note

    def write(self, name: str, note: dict[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}.json"
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(note, indent=1, sort_keys=True))
        fresh.chmod(0o600)
        fresh.replace(path)

    def forget(self, name: str) -> None:
        (self.folder / f"{name}.json").unlink(missing_ok=True)
