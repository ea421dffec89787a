"""Shows a batch's progress while it runs."""

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from local.demo.client import Api, Json

__all__ = ["watch_batch", "watch_job"]


def watch_batch(api: Api, console: Console, batch: Json, title: str) -> Json:
    """Shows a bar until the batch is finished; returns its last state."""
    with Progress(*_columns(), console=console) as bar:
        task = bar.add_task(title, total=batch["total"], note="")

        def show(state: Json) -> None:
            ended = state["done"] + state["failed"] + state["cancelled"]
            bar.update(task, completed=ended, note=_note(state))

        return api.follow(batch["id"], show)


def watch_job(api: Api, console: Console, path: str, title: str) -> Json:
    """The same for a set of posters or an export."""
    with Progress(*_columns(), console=console) as bar:
        task = bar.add_task(title, total=None, note="")

        def show(state: Json) -> None:
            ended = state["done"] + state["failed"]
            note = "packing" if state["status"] == "packing" else ""
            bar.update(task, total=state["total"], completed=ended, note=note)

        return api.follow_job(path, show)


def _columns() -> tuple[ProgressColumn, ...]:
    return (
        TextColumn("[bold]{task.description}[/]"),
        BarColumn(bar_width=40, complete_style="magenta", finished_style="green"),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[note]}[/]"),
    )


def _note(state: Json) -> str:
    if state["failed"]:
        return f"{state['failed']} failed"
    if state["reason"]:
        return str(state["reason"]["detail"])
    eta = state["eta_seconds"]
    return f"about {eta} s left" if eta else ""
