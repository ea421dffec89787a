"""`lumiku poses`: load, import, validate, draw and generate pose libraries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from lumiku.poses.schemas import PoseTemplate
from lumiku.poses.taxonomy import LEAVES, Leaf, by_code, by_key
from lumiku.vocabulary import AgeRange, PosePlacement

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="The pose library: load, import, validate, draw contact sheets, generate anew.",
)
_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)


def _stop(sentence: str) -> typer.Exit:
    _err.print(f"[red]✗[/] {escape(sentence)}")
    return typer.Exit(1)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=_err,
    )


def _shelf(name: str) -> Leaf:
    """A shelf by its code or key, such as `fsf` or `fashion-standing-front`."""
    leaf = by_code(name) or by_key(name)
    if leaf is None:
        known = ", ".join(one.key for one in LEAVES)
        raise _stop(f"“{name}” is no shelf. Shelves: {known}.")
    return leaf


def _templates(paths: Sequence[Path]) -> tuple[int, list[PoseTemplate]]:
    """(version, poses) of the shipped library and of further library files."""
    from pose_seed.library import read, shipped

    library = shipped()
    found = {template.id: template for template in library.templates}
    for path in paths:
        try:
            found.update((one.id, one) for one in read(path).templates)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _stop(f"{path} is no pose library: {error}") from error
    return library.version, list(found.values())


@app.command()
def load(
    extra: Annotated[
        list[Path] | None, typer.Argument(help="Further library files, as `import` writes them.")
    ] = None,
) -> None:
    """Bring the poses table up to the shipped library; records stay, and twice is once."""
    from lumiku.poses import service
    from lumiku.poses.store import NewerLibrary

    version, templates = _templates(extra or [])
    with _progress() as bar:
        task = bar.add_task("loading poses", total=len(templates))
        try:
            done = service.load(
                templates, version, done=lambda count: bar.advance(task, float(count))
            )
        except NewerLibrary:
            raise _stop("The table holds a newer library than this version ships.") from None
        except RuntimeError as error:
            raise _stop(str(error)) from error
        bar.update(task, completed=len(templates))
    _out.print(
        f"version {version}: {done.added} added, {done.updated} updated, "
        f"{done.unchanged} unchanged, {done.withdrawn} withdrawn"
    )


@app.command(name="import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(help="OpenPose or COCO JSON, pictures of skeletons, folders, Parquet."),
    ],
    *,
    shelf: Annotated[str, typer.Option(help="Where they go, such as fashion-standing-front.")],
    out: Annotated[Path, typer.Option(help="The library file to write.")] = Path(
        "out/imported-poses.json.gz"
    ),
    age: Annotated[
        list[AgeRange] | None, typer.Option(help="Whom they fit; default: teenagers and adults.")
    ] = None,
    placement: Annotated[
        PosePlacement, typer.Option(help="Where the product goes.")
    ] = PosePlacement.WORN,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the counts.")] = False,
) -> None:
    """Read poses from other people's files, keep the good ones and say why of every other."""
    from lumiku.poses.validation import Fault
    from pose_seed.importers.files import read
    from pose_seed.importers.found import Refusal, Unreadable, judge
    from pose_seed.library import Library, shipped, write
    from pose_seed.shot import GROWN

    leaf = _shelf(shelf)
    library = shipped()
    known = [one for one in library.templates if one.id.startswith(f"{leaf.code}_")]
    accepted: list[PoseTemplate] = []
    reasons: Counter[str] = Counter()
    with _progress() as bar:
        task = bar.add_task("reading", total=len(files))
        for file in files:
            try:
                good, bad = judge(
                    read(file),
                    leaf,
                    known=[*known, *accepted],
                    ages=tuple(age) if age else GROWN,
                    placement=placement,
                )
            except Unreadable as error:
                if len(files) == 1:
                    raise _stop(str(error)) from error
                good, bad = [], [Refusal(str(file), (Fault("unreadable"),), str(error))]
            accepted += good
            for refusal in bad:
                reasons.update({fault.rule for fault in refusal.faults})
                if not quiet:
                    bar.console.print(
                        f"[yellow]refused[/] {escape(refusal.source)}: {escape(refusal.text('en'))}"
                    )
            bar.advance(task)
    _counts(len(accepted), reasons)
    if not accepted:
        raise _stop("No pose was accepted; nothing was written.")
    size = write(Library(library.version, tuple(accepted)), out)
    _out.print(
        f"{len(accepted)} poses in {out} ({size / 1024:.0f} kB); `poses load {out}` adds them"
    )


def _counts(accepted: int, reasons: Counter[str]) -> None:
    from lumiku.poses.validation import RULES

    table = Table("rule", "poses", "meaning", box=None)
    for rule, count in reasons.most_common():
        table.add_row(rule, str(count), RULES[rule].en)
    if reasons:
        _out.print(table)
    _out.print(f"{accepted} accepted")


@app.command()
def validate(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Library files; default: the shipped one.")
    ] = None,
) -> None:
    """Check every pose of libraries against all rules, duplicates included."""
    from pose_seed.check import faults_of
    from pose_seed.library import SHIPPED, read

    broken = 0
    for path in files or [SHIPPED]:
        try:
            library = read(path)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _stop(f"{path} is no pose library: {error}") from error
        found = faults_of(library.templates)
        for template, fault in found:
            _out.print(f"[red]{template.id}[/] {fault.rule}: {fault.text('en')}")
        broken += len(found)
        _out.print(f"{path}: {len(library.templates)} poses, {len(found)} faults")
    if broken:
        raise typer.Exit(1)


@app.command()
def sheet(
    out: Annotated[Path, typer.Option(help="The folder to write to.")] = Path("out/poses"),
    shelf: Annotated[str | None, typer.Option(help="One shelf only.")] = None,
    file: Annotated[Path | None, typer.Option(help="A library file; default: shipped.")] = None,
    limit: Annotated[int, typer.Option(help="Poses per sheet; 0 = all.")] = 0,
    labels: Annotated[bool, typer.Option(help="Write each pose's id.")] = False,
) -> None:
    """Draw contact sheets: skeletons over mannequins, one picture per shelf."""
    from pose_seed.library import read, shipped
    from pose_seed.sheet import contact_sheet

    wanted: Iterable[Leaf] = [_shelf(shelf)] if shelf else LEAVES
    library = read(file) if file else shipped()
    out.mkdir(parents=True, exist_ok=True)
    for leaf in wanted:
        poses = [one for one in library.templates if one.id.startswith(f"{leaf.code}_")]
        if not poses:
            continue
        poses = poses[: limit or None]
        title = f"{leaf.name.en} / {leaf.name.id}: {leaf.key}, {len(poses)} poses"
        picture = contact_sheet(poses, title=title, labels=labels)
        picture.save(out / f"{leaf.key}.webp", quality=70, method=6)
        _out.print(f"{out / leaf.key}.webp")


@app.command()
def generate(
    out: Annotated[Path, typer.Option(help="The library file to write.")],
    seed: Annotated[int | None, typer.Option(help="Another seed gives another library.")] = None,
    share: Annotated[float, typer.Option(min=0.01, max=1, help="A smaller library.")] = 1.0,
    workers: Annotated[int, typer.Option(min=1, help="Processes; the result is the same.")] = 2,
) -> None:
    """Generate a library from its seed, byte for byte the same every time."""
    from pose_seed.generate import Batch
    from pose_seed.generate import generate as run
    from pose_seed.library import SEED, assemble, digest, write

    chosen = SEED if seed is None else seed
    with _progress() as bar:
        task = bar.add_task("generating", total=len(LEAVES))

        def done(batch: Batch) -> None:
            bar.update(task, advance=1, description=f"generating {batch.code}")

        batches = run(chosen, share=share, workers=workers, done=done)
    library = assemble(batches, chosen)
    size = write(library, out)
    _out.print(f"{len(library.templates)} poses, {size / 1024:.0f} kB, sha256 {digest(library)}")
