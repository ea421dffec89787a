"""Where one local stack keeps its files, and which ports it takes."""

import json
import os
import shutil
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from local.stack.problems import StackProblem

__all__ = [
    "DEFAULT_PORT",
    "DEMO_EMAIL",
    "FREE_GIGABYTES",
    "HOST",
    "ROOT",
    "SEEDED",
    "VERSION",
    "Home",
    "Ports",
    "free_port",
    "wanted_port",
]

ROOT: Final = Path(__file__).resolve().parents[2]
HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8787
_TRASH: Final = "trash-"
DEMO_EMAIL: Final = "sari@lumiku.test"
VERSION: Final = 2  # of the data in a stack's folder; what other versions made is refused
FREE_GIGABYTES: Final = 1.0  # of disk that a start wants
SEEDED: Final = "seeded"  # the note of what the demo merchant has


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
    raise StackProblem(
        "No three free ports in a row were found. Stop a program that listens on a port."
    )


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

    def check_version(self) -> None:
        """Raises StackProblem for the data of another version; marks a new folder as ours."""
        note = self.read("version")
        if not note and not self._used():
            self.write("version", {"version": VERSION})
            return
        found = note.get("version", 1)  # the first version left no note
        if found != VERSION:
            raise StackProblem(
                f"The data in {self.folder} is of version {found}; this is version {VERSION} and "
                f"cannot read it. Throw it away: `lumiku reset --port {self.ports.front}`."
            )

    def _used(self) -> bool:
        """Whether a stack ran here: folders and an empty lock are made before it starts."""
        state = self.folder / "state"
        notes = (path for path in self.folder.glob("*.json") if path.stem != "run")
        return any(notes) or (state.is_dir() and any(state.iterdir()))

    def check_disk(self) -> None:
        """Raises StackProblem when the disk is too full to begin."""
        place = next(path for path in (self.base, *self.base.parents) if path.exists())
        free = shutil.disk_usage(place).free / 1e9
        if free < FREE_GIGABYTES:
            raise StackProblem(
                f"Only {free:.1f} GB of disk are free at {place}; the stack wants "
                f"{FREE_GIGABYTES:.0f} GB. Free some space and start again; nothing was begun."
            )

    def tidy(self) -> None:
        """Puts aside what the last run unpacked and keeps its logs as `*.log.last`; only for
        whoever holds the lock."""
        if (tmp := self.folder / "tmp").exists():
            tmp.replace(self.folder / f"{_TRASH}{time.time_ns()}")
        for log in (self.folder / "logs").glob("*.log"):
            if log.stem != "up":  # a detached start is writing to it
                log.replace(log.with_suffix(".log.last"))
        self.prepare()

    def throw_away(self) -> None:
        """Deletes what was put aside."""
        for folder in self.folder.glob(f"{_TRASH}*"):
            shutil.rmtree(folder, ignore_errors=True)

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
