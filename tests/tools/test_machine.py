"""What is said before anything is installed."""

import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from requirements import machine

SCRIPT = Path(machine.__file__)


def test_a_machine_that_will_do_is_told_nothing() -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, SCRIPT, "0.001"], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_full_disk_is_told() -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, SCRIPT, "1e9"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "of disk are free here; installing needs 1e+09 GB" in done.stderr


def test_an_old_python_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "sys", SimpleNamespace(version_info=(3, 10), version="3.10.1 x"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    assert machine.lack(1) == "Lumiku needs Python 3.11 or newer; this is 3.10.1."
