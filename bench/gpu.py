"""What the endpoint's engine makes of a chip, beside plain diffusers on the same card.

    python bench/gpu.py --budget 9m                  # on a GPU: what fits, the most telling first
    python bench/gpu.py --budget 2m                  # on a CPU: tiny models, end to end
    python bench/gpu.py --plan --budget 9m --gib 80  # only what would be measured, on any machine
    python bench/gpu.py --table                      # what earlier runs have measured
    python bench/gpu.py --startup                    # the container's start, from what was measured

Needs no network and no weights: they are random and made on the device, because throughput does
not depend on their values. Each result is a file of its own in OUT/results as soon as it is there,
and all of them are in OUT/all.json; how long things took is in OUT/durations.json, and the next
plan on such a card goes by it. What lacks can be carried as wheels (bench/wheels.py).
"""

import argparse
import importlib.util
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
NEEDED: Final = (
    "torch", "diffusers", "transformers", "safetensors", "numpy", "cv2", "PIL", "pydantic", "boto3",
)  # fmt: skip
UNKNOWN: Final = "an unknown card"


def main(arguments: list[str] | None = None) -> int:
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))  # so that it runs from anywhere, installed or not
    given = _parser().parse_args(arguments)
    from bench.device import measures, plan, table
    from bench.device.durations import Durations
    from bench.device.results import Results

    try:
        budget = plan.seconds(given.budget)
        results = Results.read(given.out)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if given.table:
        print("\n".join([*table.table(results.found), *table.goals(results.found)]))
        return 0
    lacking = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if lacking and not (given.plan or given.startup):
        print(f"not installed: {', '.join(lacking)}. `make endpoint-test` installs all of it on a")
        print("machine with a network; for one without, bench/wheels.py fetches wheels beforehand.")
        return 2
    card, gib = _card(given, lacking)
    durations = Durations.read(card, given.out / "durations.json", given.durations)
    if given.startup:
        from bench.device import startup

        return startup.main(durations, given.mode, given.sizes, given.buckets)
    listed = measures.measures(gpu=gib is not None)
    listed = [each for each in listed if given.only in each.name]
    try:
        made = plan.make(listed, durations, budget, gib)
    except plan.TooLittle as error:
        print(error, file=sys.stderr)
        return 2
    print(card + (f", {gib:.0f} GiB" if gib else ""))
    print("\n".join(made.lines()), flush=True)
    return 0 if given.plan else _measure(made, results, durations, gib is not None)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--budget", default="9m", help="all that it may take: 9m, 30s (9m)")
    parser.add_argument("--out", type=Path, default=Path("out/gpu"), help="results (out/gpu)")
    parser.add_argument("--only", default="", help="measures whose name holds this")
    parser.add_argument("--plan", action="store_true", help="print the plan and end")
    parser.add_argument("--table", action="store_true", help="print what was measured and end")
    parser.add_argument("--startup", action="store_true", help="add up the container's start")
    parser.add_argument("--gib", type=float, help="plan for a GPU with so much memory")
    parser.add_argument("--card", default="", help="plan for this card, as it calls itself")
    parser.add_argument(
        "--durations",
        type=Path,
        default=ROOT / "bench" / "device" / "durations.json",
        help="how long things took elsewhere",
    )
    parser.add_argument("--mode", default="eager", help="of --startup: as gpu_mode of a stage")
    parser.add_argument("--sizes", default="", help="of --startup: as gpu_warm_sizes")
    parser.add_argument("--buckets", default="", help="of --startup: as gpu_buckets")
    return parser


def _card(given: argparse.Namespace, lacking: list[str]) -> tuple[str, float | None]:
    """The card's name and memory in GiB; None for a CPU."""
    if given.gib:
        return given.card or UNKNOWN, float(given.gib)
    if "torch" not in lacking:
        import torch

        if torch.cuda.is_available():
            found = torch.cuda.get_device_properties(0)
            return torch.cuda.get_device_name(), found.total_memory / 2**30
    return given.card or "one CPU thread, tiny models (this says nothing about a GPU)", None


def _measure(made: Any, results: Any, durations: Any, gpu: bool) -> int:
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    ends = time.monotonic() + made.budget
    started = time.perf_counter()
    import diffusers
    import torch

    from bench.device import table
    from bench.device.rigs import matmul_rate
    from bench.device.run import Run

    durations.note("import", time.perf_counter() - started)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends in the table below
    diffusers.utils.logging.set_verbosity_error()
    if not gpu:
        torch.set_num_threads(1)
    device = "cuda" if gpu else "cpu"
    peak = matmul_rate(device)
    print(f"torch {torch.__version__}; large matrix product: {peak / 1e12:.3g} TFLOP/s")
    run = Run(made, results, durations, device, peak, ends, lambda text: print(text, flush=True))
    try:
        run.all()
    finally:
        compared = table.overhead(results.found)
        print("\n".join(["", *table.table(results.found), *table.goals(results.found)]))
        if len(compared) > 2:
            print("\n".join(["", "The engine's overhead, on tiny models:", *compared]))
        print(f"\nkept in {results.folder}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
