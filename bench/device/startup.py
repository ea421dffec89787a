"""Whether the container answers in time: its start added up from what was measured."""

from collections.abc import Sequence
from typing import Final

from bench.device.durations import WARM, Cost, Durations

__all__ = ["LIMIT", "main", "startup"]

LIMIT: Final = 900.0  # seconds that the stack gives a container to answer /ping
GIB: Final = {"sd15_controlnet": 5.2, "sdxl_controlnet": 11.4, "flux2_edit": 16.5}  # half precision
READ: Final = 1.0  # GiB a second from the instance's disk onto the device, a guess
IMPORTS: Final = 20.0  # Python, torch, diffusers, transformers; a guess
SIZES: Final = ((768, 960), (1024, 1024))  # of a profile that says nothing else
BUCKETS: Final = (2, 4, 8, 16, 32)


def startup(
    durations: Durations,
    kind: str,
    mode: str,
    sizes: Sequence[tuple[int, int]] = SIZES,
    buckets: Sequence[int] = BUCKETS,
) -> list[tuple[str, Cost]]:
    """What a start consists of. The model's download has a limit of its own and is not in it."""
    found = [
        ("import", durations.of("import", IMPORTS)),
        ("read weights", durations.of(f"read {kind}", GIB[kind] / READ)),
    ]
    if mode == "eager":
        return [*found, ("one forward of each size", Cost(2.0 * len(sizes), False))]
    for width, height in sizes:
        for rows in buckets:
            thing = f"warm {kind} ships {mode} {width}x{height} × {max(1, rows // 2)}"
            guess = sum(WARM[part] for part in mode.split("+"))
            found.append((f"{width}×{height}, {rows} rows", durations.of(thing, guess)))
    return found


def main(durations: Durations, mode: str, sizes: str, buckets: str) -> int:
    """Prints the sum for each model; 1 if one of them would be too late."""
    shapes = [(int(w), int(h)) for w, h in (each.split("x") for each in sizes.split(",") if each)]
    rows = [int(each) for each in buckets.split(",") if each]
    late = False
    for kind in GIB:
        if kind == "flux2_edit" and mode != "eager":
            continue
        parts = startup(durations, kind, mode, shapes or SIZES, rows or BUCKETS)
        total = Cost(0.0, True)
        for _, cost in parts:
            total += cost
        late = late or total.seconds > LIMIT
        said = "in time" if total.seconds <= LIMIT else "too late"
        print(f"{kind}, {mode}, on {durations.card}: {total} of {LIMIT:.0f} s: {said}")
        for name, cost in parts:
            print(f"  {name:28} {cost}")
    return 1 if late else 0
