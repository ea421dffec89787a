"""Reads what the parts of the stack (files) and its functions (log groups) have written."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from local.stack.home import Home
from local.stack.problems import StackProblem
from local.stack.simulator import Clients

__all__ = ["read"]

PARTS: Final = ("front", "endpoint", "simulator", "up")
_PLATFORM: Final = ("START RequestId", "END RequestId", "REPORT RequestId", "INIT_START")


def read(home: Home, name: str | None, *, lines: int, follow: bool) -> Iterator[str]:
    """The last lines of one part or function, or of all parts; then, if asked, those to come.

    Raises StackProblem for a name that is neither.
    """
    if name is None:
        yield from _files({part: home.log(part) for part in PARTS}, lines, follow)
    elif name in PARTS:
        yield from _files({"": home.log(name)}, lines, follow)
    else:
        yield from _function(home, name, lines, follow)


def _files(paths: dict[str, Path], lines: int, follow: bool) -> Iterator[str]:
    seen: dict[str, int] = {}
    for name, path in paths.items():
        text = path.read_bytes() if path.exists() else b""
        seen[name] = len(text)
        for line in text.decode(errors="replace").splitlines()[-lines:]:
            yield _labelled(name, line)
    while follow:
        for name, path in paths.items():
            if not path.exists() or path.stat().st_size <= seen[name]:
                continue
            with path.open("rb") as handle:
                handle.seek(seen[name])
                fresh = handle.read()
            whole = fresh[: fresh.rfind(b"\n") + 1]
            seen[name] += len(whole)
            for line in whole.decode(errors="replace").splitlines():
                yield _labelled(name, line)
        time.sleep(0.3)


def _labelled(name: str, line: str) -> str:
    return f"{name:>9} │ {line}" if name else line


def _function(home: Home, name: str, lines: int, follow: bool) -> Iterator[str]:
    clients = Clients(home)
    group = _log_group(home, clients, name)
    known: set[tuple[str, int, str]] = set()
    while True:
        events = {
            (event["logStreamName"], int(event["timestamp"]), event["message"].rstrip())
            for event in _events(clients, group)
        }
        fresh = sorted(events - known, key=lambda event: event[1])
        for _, _, message in fresh if known else fresh[-lines:]:
            yield _readable(message)
        known |= events
        if not follow:
            return
        time.sleep(0.5)


def _log_group(home: Home, clients: Clients, name: str) -> str:
    """The group of a function by its folder's name, such as `pose_worker`."""
    outputs: dict[str, str] = home.read("deployed").get("outputs", {})
    functions = {
        key.removesuffix("Function").lower(): value
        for key, value in outputs.items()
        if key.endswith("Function")
    }
    function = functions.get(name.replace("_", "").lower())
    if function is None:
        raise StackProblem(
            f"There is no part or function {name!r}. Parts: {', '.join(PARTS)}; functions: "
            f"{', '.join(sorted(functions)) or 'none yet'}."
        )
    found = clients.functions.get_function_configuration(FunctionName=function)
    return str(found["LoggingConfig"]["LogGroup"])


def _events(clients: Clients, group: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    pages = clients.logs.get_paginator("filter_log_events")
    for page in pages.paginate(logGroupName=group):
        events += [e for e in page["events"] if not e["message"].startswith(_PLATFORM)]
    return events


def _readable(message: str) -> str:
    """A JSON line as `LEVEL message key=value…`; anything else as it is."""
    try:
        record = json.loads(message)
    except json.JSONDecodeError:
        return message
    if not isinstance(record, dict) or "message" not in record:
        return message
    shown = {k: v for k, v in record.items() if k not in _DULL and v not in (None, "")}
    facts = " ".join(f"{key}={value}" for key, value in shown.items())
    return f"{record.get('timestamp', '')} {record.get('level', '')} {record['message']} {facts}"


_DULL: Final = frozenset(
    {
        "cold_start",
        "function_arn",
        "function_memory_size",
        "function_name",
        "function_request_id",
        "level",
        "location",
        "message",
        "service",
        "timestamp",
        "xray_trace_id",
    }
)
