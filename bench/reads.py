"""How fast reads of the API answer on a running local stack of its own, next to no work at all.

`/plans` passes the same front, simulator and handler without a table behind it: the difference is
what a read costs.
"""

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from local.demo.client import Api
from local.fakes.shops import Shop, Street, draw_pictures
from local.stack.home import Home, free_port
from local.stack.stack import Stack

GOAL_MS = 20.0  # p50 on a machine that is otherwise idle
READS = 200


def main() -> None:
    home = Home.at(free_port())
    try:
        with (
            Stack(home, print) as stack,
            tempfile.TemporaryDirectory() as folder,
            Street(stack, draw_pictures(Path(folder))) as street,
        ):
            table(street.shop())
    finally:
        shutil.rmtree(home.folder, ignore_errors=True)


def table(shop: Shop) -> None:
    """Prints a line per path, after a batch has filled the lists."""
    api = shop.api
    api.follow(api.post("/generations", shop.order(fashion_standing=8))["id"])
    paths = {
        "nothing": "/plans",
        "a brand kit": f"/brand-kits/{shop.kit['id']}",
        "the products": "/products",
        "the batches": "/generations",
        "the month's use": "/usage",
        "poses of a shelf": "/pose-templates?category=kids-sitting",
    }
    print(f"\n{'read':20}{'p50 ms':>8}{'p95':>8}{'max':>8}{'× nothing':>11}")
    base = 0.0
    for name, path in paths.items():
        times = sorted(_timed(api, path) for _ in range(READS))
        middle = statistics.median(times)
        base = base or middle
        print(
            f"{name:20}{middle:8.1f}{times[int(READS * 0.95)]:8.1f}{times[-1]:8.1f}"
            f"{middle / base:11.2f}"
        )
    print(f"goal for a read's p50 on an idle machine: {GOAL_MS:.0f} ms")


def _timed(api: Api, path: str) -> float:
    begun = time.perf_counter()
    assert api.send("GET", path).status_code == 200
    return (time.perf_counter() - begun) * 1_000


if __name__ == "__main__":
    main()
