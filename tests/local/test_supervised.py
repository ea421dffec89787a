"""A supervised command ends with its holder, and takes its children with it."""

import os
import subprocess
import sys
import time
from pathlib import Path

from local.stack.home import ROOT

STUBBORN = (
    "import signal, time; signal.signal(15, signal.SIG_IGN);print('up', flush=True); time.sleep(60)"
)
PARENT = (
    "import subprocess, sys, time;"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    "print(child.pid, flush=True); time.sleep(60)"
)


def leashed(code: str, grace: str = "5") -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "local.stack.supervised", grace, sys.executable, "-c", code],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def gone(pid: int) -> bool:
    for _ in range(100):
        state = Path(f"/proc/{pid}/stat")
        if state.exists() and state.read_text().split()[2] == "Z":
            return True
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


class TestLeash:
    def test_the_command_ends_when_the_holder_lets_go(self) -> None:
        with leashed("print('up', flush=True); import time; time.sleep(60)") as process:
            assert process.stdout is not None
            assert process.stdin is not None
            assert process.stdout.readline() == "up\n"
            process.stdin.close()
            assert process.wait(timeout=10) == 128 + 15

    def test_a_command_that_ignores_the_request_is_killed(self) -> None:
        with leashed(STUBBORN, grace="0.3") as process:
            assert process.stdout is not None
            assert process.stdin is not None
            assert process.stdout.readline() == "up\n"
            process.stdin.close()
            assert process.wait(timeout=10) == 128 + 9

    def test_children_of_the_command_go_as_well(self) -> None:
        with leashed(PARENT) as process:
            assert process.stdout is not None
            assert process.stdin is not None
            grandchild = int(process.stdout.readline())
            process.stdin.close()
            process.wait(timeout=10)
        assert gone(grandchild)

    def test_a_killed_holder_leaves_nothing_running(self) -> None:
        holder = (
            "import subprocess, sys, time;"
            "subprocess.Popen([sys.executable, '-m', 'local.stack.supervised', '5',"
            f"sys.executable, '-c', {PARENT!r}], cwd={str(ROOT)!r}, stdin=subprocess.PIPE,"
            "stdout=sys.stdout);"
            "time.sleep(60)"
        )
        with subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", holder], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            grandchild = int(process.stdout.readline())
            process.kill()
        assert gone(grandchild)

    def test_the_exit_code_is_the_commands(self) -> None:
        with leashed("raise SystemExit(7)") as process:
            assert process.wait(timeout=10) == 7
