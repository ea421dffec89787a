"""A proxy in front of the simulator that breaks one call of a function on purpose.

What `local/fakes/cloud.py` does inside one process, it does to functions that really run: the line
breaks before or after the service has acted, or the calling process is killed there. To kill it,
Linux's /proc tells which process holds the other end of the connection.
"""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Final

import httpx

from local.fakes.cloud import Fault
from local.stack.home import HOST
from local.stack.simulator import Clients

__all__ = ["Storm", "Strike", "broken_calls"]

_BEFORE: Final = frozenset({Fault.BEFORE, Fault.CRASH_BEFORE})
_CRASHES: Final = frozenset({Fault.CRASH_BEFORE, Fault.CRASH_AFTER})
_HOP: Final = frozenset({"connection", "content-length", "host", "transfer-encoding"})


Strike = tuple[str, int]


@dataclass
class Storm:
    """The fault that one call meets, and the calls that were made.

    A call is told by its operation and by which of these it is, from 1: others may come between.
    """

    calls: list[Strike] = field(default_factory=list)
    broke: bool = False
    _fault: str | None = None
    _target: Strike | None = None
    _lock: Lock = field(default_factory=Lock)

    def breaks(self, fault: str | None = None, target: Strike | None = None) -> None:
        """From now on this call meets the fault; the others go through, and so do repetitions."""
        with self._lock:
            self.calls.clear()
            self.broke = False
            self._fault, self._target = fault, target

    def strikes(self, operation: str) -> str | None:
        with self._lock:
            call = (operation, 1 + sum(known == operation for known, _ in self.calls))
            self.calls.append(call)
            self.broke |= call == self._target
            return self._fault if call == self._target else None


@contextmanager
def broken_calls(clients: Clients, function: str) -> Iterator[Storm]:
    """Leads a function's calls through the proxy while the block runs."""
    made = Storm()
    with httpx.Client(base_url=clients.endpoint, trust_env=False, timeout=60) as onward:
        server = _Quiet((HOST, 0), _handler(made, onward))
        address = f"http://{HOST}:{server.server_port}"
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        told = clients.functions.get_function_configuration(FunctionName=function)
        known = told["Environment"]["Variables"]
        try:
            _tell(clients, function, {**known, "AWS_ENDPOINT_URL": address})
            yield made
        finally:
            _tell(clients, function, known)
            server.shutdown()
            server.server_close()
            thread.join()


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Broken lines are what this is for; anything else is told as usual."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _tell(clients: Clients, function: str, variables: dict[str, str]) -> None:
    clients.functions.update_function_configuration(
        FunctionName=function, Environment={"Variables": variables}
    )


def _handler(made: Storm, onward: httpx.Client) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            name = self.headers.get("x-amz-target", "").rpartition(".")[2]
            fault = made.strikes(name or f"{self.command} {self.path}")
            if fault in _BEFORE:
                self._break(fault)
                return
            answer = onward.request(
                self.command,
                self.path,
                content=body,
                headers=[(n, v) for n, v in self.headers.items() if n.lower() not in _HOP],
            )
            if fault is not None:
                self._break(fault)
                return
            self.send_response_only(answer.status_code)
            for header, value in answer.headers.items():
                if header.lower() not in _HOP:
                    self.send_header(header, value)
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST = do_PUT = do_DELETE = forward  # noqa: N815 the names of http.server

        def _break(self, fault: str | None) -> None:
            if fault in _CRASHES and (caller := _process_at(self.client_address[1])) is not None:
                os.kill(caller, signal.SIGKILL)
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, *_arguments: object) -> None:
            """Quiet: `calls` holds what was asked."""

    return Handler


def _process_at(port: int) -> int | None:
    """The process whose connection comes from this port of 127.0.0.1."""
    wanted = None
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        cells = line.split()
        if int(cells[1].rpartition(":")[2], 16) == port and cells[9] != "0":
            wanted = f"socket:[{cells[9]}]"
    for entry in Path("/proc").iterdir():
        if wanted is None or not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if any(str(end.readlink()) == wanted for end in (entry / "fd").iterdir()):
                return int(entry.name)
        except OSError:
            continue  # it ended meanwhile, or is somebody else's
    return None
