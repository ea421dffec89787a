"""What `lumiku up` does from start to Ctrl-C."""

import threading

from rich.console import Console

from local.stack.home import DEMO_EMAIL, SEEDED, Home
from local.stack.stack import Say, Stack, stop_on_signals
from local.stack.timings import Timings, table

__all__ = ["keep_up", "ready_lines"]


def keep_up(home: Home, *, seed: bool, timings: Timings | None, console: Console, say: Say) -> None:
    """Starts the stack, seeds it, says READY and watches until Ctrl-C or until a part dies.

    With `timings` it prints what took how long.
    """
    stop_on_signals()
    wanted = seed and not home.read(SEEDED).get("batch")
    try:
        with Stack(home, say, timings=timings, early=wanted) as stack:
            if wanted:
                _seed(stack, console, say)
            if timings is not None:
                home.write("timings", timings.note())
            stack.ready()
            if timings is not None:
                console.print(table(timings.steps))
            for line in ready_lines(home):
                console.print(line, soft_wrap=True)
            stack.watch()
    except KeyboardInterrupt:
        console.print("[dim]· stopped; the data is kept[/]")


def _seed(stack: Stack, console: Console, say: Say) -> None:
    """Seeds while watching the parts: a dead one must not leave the seeding waiting."""
    from local.demo.seed import seed

    failure: list[BaseException] = []

    def work() -> None:
        try:
            seed(stack, console, say)
        except BaseException as error:  # noqa: BLE001 it is raised again below
            failure.append(error)

    thread = threading.Thread(target=work, daemon=True, name="seed")
    thread.start()
    while thread.is_alive():
        thread.join(0.3)
        stack.check()
    if failure:
        raise failure[0]


def ready_lines(home: Home) -> list[str]:
    """What a person needs once the stack is up."""
    lines = [f"[bold green]READY[/] {home.url}"]
    if password := home.read("accounts").get(DEMO_EMAIL):
        lines.append(f"Sign in as {DEMO_EMAIL} with {password}")
    lines.append("[dim]API: /v1 (lumiku token EMAIL) · logs: lumiku logs · stop: Ctrl-C[/]")
    return lines
