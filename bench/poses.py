"""Measures the pose library: generated anew, compared with the shipped one, and drawn.

Run it with `python bench/poses.py`; `--share 0.1` generates a tenth of it.
"""

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from math import dist
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from lumiku.poses.drawing import SD15, draw
from lumiku.poses.proportions import PROPORTIONS, stature
from lumiku.poses.rules import Models, card_of, select
from lumiku.poses.schemas import PoseTemplate
from lumiku.poses.skeleton import Joint
from lumiku.poses.taxonomy import LEAVES
from lumiku.vocabulary import Placement, PosePlacement
from pose_seed.check import faults_of, nearest_gaps
from pose_seed.generate import generate
from pose_seed.library import SHIPPED, assemble, digest, shipped

_READ = (
    (Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW),
    (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW),
    (Joint.RIGHT_HIP, Joint.RIGHT_KNEE),
    (Joint.LEFT_HIP, Joint.LEFT_KNEE),
)


def shown(template: PoseTemplate) -> list[float]:
    """How much of their length the visible thighs and upper arms show, 1 = all of it."""
    found: list[float] = []
    for points in template.people:
        size = stature(points, template.aspect)
        flat = [(x * template.aspect, y) for x, y, _ in points]
        found += [
            min(1.0, dist(flat[a], flat[b]) / (PROPORTIONS[a, b] * size))
            for a, b in _READ
            if points[a][2] > 0 and points[b][2] > 0
        ]
    return found


def contents(templates: Sequence[PoseTemplate]) -> Table:
    """Counts, nearest neighbours and legibility, shelf by shelf."""
    gaps = nearest_gaps(templates)
    table = Table(title="The shipped library", box=None, title_justify="left")
    columns = ("shelf", "poses", "hands free", "frames", "nearest min", "median", "limbs ≥ 50 %")
    for column in columns:
        table.add_column(column, justify="left" if column == "shelf" else "right")
    for leaf in LEAVES:
        poses = [one for one in templates if one.id.startswith(f"{leaf.code}_")]
        frames = Counter(one.frame for one in poses)
        limbs = [part for one in poses for part in shown(one)]
        legible = sum(part >= 0.5 for part in limbs) / max(1, len(limbs))
        table.add_row(
            leaf.key,
            str(len(poses)),
            str(sum(one.placement != PosePlacement.WORN for one in poses)),
            ", ".join(f"{name} {count}" for name, count in frames.most_common()),
            f"{min(gaps[leaf.code]):.3f}",
            f"{statistics.median(gaps[leaf.code]):.3f}",
            f"{legible:.0%}" if limbs else "–",
        )
    return table


def rejections(runs: Sequence[dict[str, Any]]) -> Table:
    """Why candidates fell, over all shelves."""
    reasons: Counter[str] = Counter()
    tried = valid = 0
    for shelf in runs:
        reasons.update(shelf["rejected"])
        tried += shelf["tried"]
        valid += shelf["valid"]
    title = f"{tried} shots tried, {valid} valid ({valid / max(1, tried):.0%})"
    table = Table(
        "rule", "fell", "of tried", box=None, title=title, title_justify="left", min_width=60
    )
    for rule, count in reasons.most_common():
        if count:
            table.add_row(rule, str(count), f"{count / tried:.1%}")
    return table


def speeds(templates: Sequence[PoseTemplate]) -> Table:
    """Milliseconds of what runs for every batch."""
    table = Table("operation", "ms", box=None, title="Speed on one core", title_justify="left")
    start = time.perf_counter()
    cards = [card_of(one) for one in templates]
    table.add_row(f"cards of {len(cards)} templates", f"{(time.perf_counter() - start) * 1e3:.0f}")
    start = time.perf_counter()
    wants = {"fashion-standing": 50, "skincare-lifestyle": 50}
    select(cards, wants, product_placement=Placement.TABLE, models=Models(1), seed=1)
    table.add_row("selection of 100 poses", f"{(time.perf_counter() - start) * 1e3:.1f}")
    start = time.perf_counter()
    for one in templates[:100]:
        draw(one.people, 512, 640, style=SD15, hands=one.hands)
    table.add_row("control picture 512 x 640", f"{(time.perf_counter() - start) * 10:.2f}")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="part of the library to generate")
    share = parser.parse_args().share
    out = Console(width=132)
    library = shipped()
    out.print(contents(library.templates))
    total = len(library.templates)
    out.print(
        f"{total} poses in {SHIPPED.stat().st_size / 1024:.0f} kB "
        f"({SHIPPED.stat().st_size / total:.0f} bytes each), "
        f"{len(faults_of(library.templates))} faults\n"
    )
    start = time.perf_counter()
    with Progress(console=out, transient=True) as bar:
        task = bar.add_task("generating anew", total=len(LEAVES))
        batches = generate(library.seed, share=share, done=lambda _: bar.advance(task))
    seconds = time.perf_counter() - start
    again = assemble(batches, library.seed, library.version)
    out.print(rejections(again.statistics))
    out.print(f"{len(again.templates)} poses generated in {seconds:.1f} s by 2 processes")
    if share == 1.0:
        out.print(f"same as the shipped library: {digest(again) == digest(library)}\n")
    out.print(speeds(library.templates))


if __name__ == "__main__":
    main()
