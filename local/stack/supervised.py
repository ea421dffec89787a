"""Runs one command and ends it, with all it started, when whoever holds our stdin goes away.

`python -m local.stack.supervised GRACE COMMAND...`: the holder keeps the write end of a pipe. When
that end closes, by a stop or because the holder was killed, the command gets SIGTERM, GRACE seconds
to save its state, and then SIGKILL. Works wherever there are pipes; nothing depends on Linux.
"""

import os
import select
import signal
import subprocess
import sys
import time
from types import FrameType

__all__ = ["main"]

_LOOKS = 40  # at a killed group: a process takes a moment to be gone, longer on a busy machine
_PAUSE = 0.05  # seconds


def main(arguments: list[str]) -> int:
    grace, command = float(arguments[0]), arguments[1:]
    # A session of its own: the terminal's Ctrl-C reaches only the holder, and one signal to the
    # group reaches everything the command started.
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _noted)
    code = _watch(child, wake_read)
    if code is None:
        code = _end(child, grace)
    _sweep(child.pid)
    return code if code >= 0 else 128 - code


def _noted(_number: int, _frame: FrameType | None) -> None:
    """The wake-up pipe carries the signal; the loop acts on it."""


def _watch(child: subprocess.Popen[bytes], wake: int) -> int | None:
    """The command's exit code, or None when it is time to end it."""
    while (code := child.poll()) is None:
        ready, _, _ = select.select([sys.stdin.fileno(), wake], [], [])
        if sys.stdin.fileno() in ready and not os.read(sys.stdin.fileno(), 1):
            return None
        if wake in ready and set(os.read(wake, 64)) - {signal.SIGCHLD}:
            return None
    return code


def _end(child: subprocess.Popen[bytes], grace: float) -> int:
    child.terminate()
    try:
        return child.wait(timeout=grace)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


def _sweep(group: int) -> None:
    """Kills what the command left running in its session, and waits until it is gone."""
    for _ in range(_LOOKS):
        try:
            os.killpg(group, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(_PAUSE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
