"""The `lumiku` command: the whole stack on your own machine."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, ParamSpec

import typer
from rich.console import Console
from rich.markup import escape
from typer.core import TyperGroup

from local.stack.home import ROOT, Home, wanted_port
from local.stack.problems import StackProblem
from lumiku.accounts.policy import Tier
from lumiku.texts import Reader

if TYPE_CHECKING:
    from local.stack.timings import Timings

__all__ = ["app"]

# A detached start counts from its parent's beginning.
_STARTED: Final = float(os.environ.pop("LUMIKU_STARTED", "") or time.time())
_ELSEWHERE: Final = ("poses", "models")

P = ParamSpec("P")
Port = Annotated[int | None, typer.Option(help="The web port (default: LUMIKU_PORT or 8787).")]


class _Commands(TyperGroup):
    """Imports the commands of other rooms when they are asked for: most starts need none."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *_ELSEWHERE]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in _ELSEWHERE:
            return _elsewhere(cmd_name)
        return super().get_command(ctx, cmd_name)


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Run Lumiku on your own machine: the same stack as on AWS, at 127.0.0.1.",
)
_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)


def _plainly(command: Callable[P, None]) -> Callable[P, None]:
    """Turns a StackProblem into its sentence and exit code 1; no traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except StackProblem as problem:
            _err.print(f"[red]✗[/] {escape(problem.sentence)}")
            if problem.details:
                _err.print(escape(problem.details), style="dim")
            raise typer.Exit(1) from None

    return run


def _say(sentence: str) -> None:
    _out.print(f"[dim]· {escape(sentence)}[/]")


@app.command()
@_plainly
def up(
    port: Port = None,
    seed: Annotated[
        bool, typer.Option("--seed/--no-seed", help="Also make a demo merchant with a first batch.")
    ] = True,
    detach: Annotated[
        bool, typer.Option("--detach", "-d", help="Leave it running in the background.")
    ] = False,
    timings: Annotated[
        bool, typer.Option("--timings", help="Print how long each part of the start took.")
    ] = False,
) -> None:
    """Start the whole stack. Ctrl-C stops it; its data is kept."""
    home = Home.at(wanted_port(port))
    if detach:
        _detached(home, seed=seed, timings=timings)
        return
    from local.running import keep_up

    keep_up(home, seed=seed, timings=_timings() if timings else None, console=_out, say=_say)


def _timings() -> "Timings":
    """Counts from the start of `make up`, which says when that was and installs before us."""
    from local.stack.timings import Timings

    if not (began := os.environ.get("LUMIKU_BEGAN", "")):
        return Timings(_STARTED)
    timings = Timings(float(began))
    timings.add("installing (make)", float(began), _STARTED)
    return timings


def _detached(home: Home, *, seed: bool, timings: bool) -> None:
    """Starts `lumiku up` in a session of its own and returns when it is ready."""
    from local.stack.services import tail
    from local.stack.stack import running

    if running(home) is not None:
        raise StackProblem(f"A Lumiku stack already runs at {home.url}. Stop it: `lumiku down`.")
    home.prepare()
    log = home.log("up")
    command = [sys.executable, "-m", "local", "up", "--port", str(home.ports.front)]
    options = ["--seed" if seed else "--no-seed", *(["--timings"] if timings else [])]
    with log.open("wb") as sink:
        child = subprocess.Popen(  # noqa: S603
            [*command, *options],
            cwd=ROOT,
            env={**os.environ, "LUMIKU_STARTED": str(_STARTED)},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    while not (running(home) or {}).get("ready"):
        if child.poll() is not None:
            raise StackProblem("The stack did not start. Its log ends:", details=tail(log, 25))
        time.sleep(0.1)
    _ready(home)
    if timings:
        from local.stack.timings import steps_of, table

        _out.print(table(steps_of(home.read("timings"))))


def _ready(home: Home) -> None:
    from local.running import ready_lines

    for line in ready_lines(home):
        _out.print(line, soft_wrap=True)


@app.command()
@_plainly
def down(port: Port = None) -> None:
    """Stop the stack at this port. Its data is kept."""
    from local.stack.stack import stop_running

    home = Home.at(wanted_port(port))
    if not stop_running(home):
        _out.print(f"Nothing runs at {home.url}.")
        return
    _out.print(f"Stopped {home.url}; its data is kept.")


@app.command()
@_plainly
def reset(
    port: Port = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Delete without asking.")] = False,
) -> None:
    """Delete the data of the stack at this port."""
    import shutil

    from local.stack.stack import running

    home = Home.at(wanted_port(port))
    if running(home) is not None:
        raise StackProblem(f"The stack at {home.url} is running. Stop it first: `lumiku down`.")
    if not home.folder.exists():
        _out.print(f"There is no data for {home.url}.")
        return
    if not yes:
        typer.confirm(f"Delete all data of the stack at {home.url}?", abort=True)
    shutil.rmtree(home.folder)
    _out.print(f"The data of {home.url} was deleted.")


@app.command()
@_plainly
def demo(
    *,
    port: Port = None,
    poses: Annotated[int, typer.Option(min=1, max=1000, help="Pictures in the batch.")] = 100,
    avatar: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A portrait photo of your own.")
    ] = None,
    product: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="A product photo of your own (repeatable)."),
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder for the pictures.")] = Path("out"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Play a merchant's first week: brand kits, avatars, products, pictures, posters."""
    from local.demo.journey import Wishes, run_demo

    wishes = Wishes(poses=poses, avatar=avatar, products=tuple(product or ()), out=out)
    result = run_demo(Home.at(wanted_port(port)), wishes, _err if as_json else _out)
    if as_json:
        typer.echo(json.dumps(result, indent=1))
    if result["batch"]["done"] == 0:
        raise StackProblem("No picture of the batch was made. See why: `lumiku logs endpoint`.")


@app.command()
@_plainly
def url(port: Port = None) -> None:
    """Print the address of the running stack."""
    typer.echo(_running(port)["url"])


@app.command()
@_plainly
def token(
    email: Annotated[
        str,
        typer.Argument(help="The account's address; a new account is made if needed."),
    ],
    port: Port = None,
    tier: Annotated[Tier | None, typer.Option(help="Put the account on this plan.")] = None,
    admin: Annotated[bool, typer.Option("--admin", help="Make the account an operator.")] = False,
) -> None:
    """Print an API token for a local account: `curl -H "Authorization: Bearer TOKEN"`."""
    from local.stack.deploy import outputs
    from local.stack.people import enrol, sign_in
    from local.stack.simulator import Clients

    _running(port)
    home = Home.at(wanted_port(port))
    clients = Clients(home)
    told = outputs(clients)
    person = enrol(home, clients, told, email, tier=tier, admin=admin)
    typer.echo(sign_in(clients, told, person))


@app.command()
@_plainly
def mails(
    port: Port = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print whole messages as JSON.")] = False,
) -> None:
    """Show the mails that the stack has sent since it started."""
    from local.stack.mails import sent

    _running(port)
    messages = sent(Home.at(wanted_port(port)))
    if as_json:
        typer.echo(json.dumps([message.__dict__ for message in messages], indent=1))
        return
    for message in messages:
        _out.print(f"[dim]{message.at}[/] {escape(message.to)}  [bold]{escape(message.subject)}[/]")
        _out.print(escape(message.text.strip()), end="\n\n")
    if not messages:
        _out.print("No mail was sent yet.")


@app.command()
@_plainly
def doctor(port: Port = None) -> None:
    """Check whether this machine has everything to run Lumiku."""
    from local.stack.doctor import examine

    findings = examine(Home.at(wanted_port(port)))
    marks = {"good": "[green]✓[/]", "note": "[yellow]•[/]", "bad": "[red]✗[/]"}
    for finding in findings:
        _out.print(f"{marks[finding.verdict]} {escape(finding.sentence)}", soft_wrap=True)
    if any(finding.verdict == "bad" for finding in findings):
        raise typer.Exit(1)


@app.command()
@_plainly
def logs(
    name: Annotated[
        str | None,
        typer.Argument(
            help="A part (front, endpoint, simulator, up) or a function; default: all parts."
        ),
    ] = None,
    port: Port = None,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Keep printing new lines.")
    ] = False,
    lines: Annotated[
        int, typer.Option("--lines", "-n", min=1, help="How many lines to show.")
    ] = 30,
) -> None:
    """Show the logs of the stack's parts and functions."""
    from local.stack.logs import read

    for line in read(Home.at(wanted_port(port)), name, lines=lines, follow=follow):
        typer.echo(line)


@app.command()
@_plainly
def texts(
    reader: Annotated[Reader | None, typer.Option(help="Only what this person reads.")] = None,
    room: Annotated[
        str, typer.Option(help="Only rooms whose name begins so, such as `posters` or `errors`.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """Print every message that a person can read, Indonesian and English side by side."""
    from local.texts import show

    wanted = [
        entry
        for entry in show.every_text(app)
        if reader in (None, entry.reader) and entry.room.startswith(room)
    ]
    if as_json:
        typer.echo(show.as_json(wanted))
    else:
        show.show(wanted, _out)


def _to_running_stack() -> None:
    """Lets `lumiku poses load` find the table of the stack that runs, unless the environment names
    another one."""
    from local.stack.runtime import speak_to
    from local.stack.stack import running

    home = Home.at(wanted_port())
    if "LUMIKU_POSES_TABLE" not in os.environ and running(home) is not None:
        speak_to(home, home.read("deployed")["outputs"])


def _elsewhere(name: str) -> Any:
    """The group of commands that another room has."""
    holder = typer.Typer()
    if name == "poses":
        from pose_seed.cli import app as poses

        holder.add_typer(poses, name=name, callback=_to_running_stack)
    else:
        from endpoint.models.cli import app as models

        holder.add_typer(models, name=name)
    group = typer.main.get_group(holder)
    return group.commands[name]


def _running(port: int | None) -> dict[str, Any]:
    from local.stack.stack import running

    home = Home.at(wanted_port(port))
    note = running(home)
    if note is None:
        raise StackProblem(f"No stack runs at {home.url}. Start it: `lumiku up`.")
    return note
