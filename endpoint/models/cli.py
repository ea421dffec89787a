"""`lumiku models`: pin, fetch and verify the weights that the GPU container runs."""

import json
import os
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from endpoint.diffusion.folder import CorruptModel, open_folder
from endpoint.models import prepare
from endpoint.models.hub import Hub, HubError
from endpoint.models.recipes import RECIPES, Recipe, recipe

__all__ = ["app"]

app = typer.Typer(help="Prepare and check the GPU container's model folder.", no_args_is_help=True)
console = Console()
Name = Annotated[str, typer.Argument(help="Such as sdxl; `lumiku models list` shows them.")]
Pins = Annotated[Path, typer.Option(help="The file of pinned commits.")]


def _fail(error: Exception) -> NoReturn:
    console.print(f"[red]{error}[/red]")
    raise typer.Exit(1)


def _recipe(name: str) -> Recipe:
    try:
        return recipe(name)
    except KeyError as error:
        _fail(RuntimeError(error.args[0]))


def _hub() -> Hub:
    return Hub(
        base=os.environ.get("HF_ENDPOINT", "https://huggingface.co"),
        token=os.environ.get("HF_TOKEN", ""),
    )


@app.command("list")
def show() -> None:
    """The recipes with their repositories and licences."""
    table = Table("recipe", "part", "repository", "licence", "commercial use")
    for each in RECIPES:
        for part in each.parts:
            use = "yes" if part.commercial else "[red]no[/red]"
            table.add_row(each.name, part.part, part.repo, part.license, use)
    console.print(table)


@app.command()
def pin(name: Name, pins: Pins = Path("models.lock.json")) -> None:
    """Write down the commits that a recipe's repositories stand at now. Review them."""
    try:
        found = prepare.pin(_recipe(name), _hub())
        known = dict(prepare.read_pins(pins)) if pins.exists() else {}
    except HubError as error:
        _fail(error)
    pins.write_text(json.dumps(known | found, indent=2, sort_keys=True) + "\n")
    for repo, commit in found.items():
        console.print(f"{repo} {commit}")


@app.command()
def fetch(
    name: Name,
    to: Annotated[Path, typer.Option(help="The model folder.")],
    pins: Pins = Path("models.lock.json"),
    non_commercial: Annotated[
        bool, typer.Option(help="Also parts that may not be used commercially.")
    ] = False,
) -> None:
    """Download a recipe by its pinned commits, check every hash, write the manifest."""
    chosen = _recipe(name)
    for part in chosen.parts:
        console.print(f"{part.part}: {part.repo}, {part.license}")
    bars = Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()
    )
    tasks: dict[str, int] = {}

    def progress(path: str, done: int, total: int) -> None:
        if path not in tasks:
            tasks[path] = bars.add_task(path, total=total)
        bars.update(tasks[path], completed=done)  # type: ignore[arg-type]

    try:
        with bars:
            made = prepare.fetch(
                chosen,
                prepare.read_pins(pins),
                to,
                _hub(),
                progress,
                non_commercial=non_commercial,
            )
    except (HubError, prepare.NotCommercial) as error:
        _fail(error)
    console.print(f"{to}: {made.name} {made.version}, {len(made.files)} files")


@app.command()
def verify(folder: Annotated[Path, typer.Argument(help="The model folder.")]) -> None:
    """Check a model folder against its manifest, byte by byte."""
    try:
        made = open_folder(folder, check_hashes=True)
    except CorruptModel as error:
        _fail(error)
    for source in made.sources:
        console.print(f"{source.part}: {source.repo} {source.revision[:12]}, {source.license}")
    console.print(f"[green]{made.name} {made.version}: {len(made.files)} files are whole[/green]")
