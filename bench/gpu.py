"""What the endpoint's engine makes of a chip, next to plain diffusers: images, FLOPs, latency.

    python bench/gpu.py                              # every adapter, ten minutes each
    python bench/gpu.py --adapter sd15_controlnet    # one, in a window of ten minutes

Needs torch and diffusers, no network and no weights: they are random, because throughput does not
depend on their values. Each line is in the file as soon as it is measured, so a window that closes
early loses nothing but its rest; a second run finds what was compiled in PyTorch's cache. Prompts
are new in every call, for both sides; the product's rim pass is off on both. Without torch it says
so and ends; without a GPU it runs tiny models and says so.
"""

import argparse
import functools
import itertools
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from endpoint.adapter import Task
from endpoint.diffusion import blueprints
from endpoint.diffusion.adapter import ControlNetAdapter
from endpoint.diffusion.encode import pose_map
from endpoint.diffusion.flux2 import INTRODUCTION, REFERENCE, Flux2Adapter
from endpoint.diffusion.folder import Manifest, Profile
from endpoint.diffusion.forward import Mode
from endpoint.diffusion.klein import klein
from endpoint.diffusion.parts import parts_of
from endpoint.engine import Engine
from endpoint.objects import Blob, blob
from endpoint.pictures import encode_png
from endpoint.telemetry import Meter
from lumiku.rendering.contract import GenerateItem, Keypoint, ProductRef, Subject

KLEIN: Final = "flux2_edit"
# Joints of a standing figure as fractions of the frame, COCO-18.
STANDING: Final = [
    (0.5, 0.16), (0.5, 0.23), (0.4, 0.23), (0.36, 0.38), (0.35, 0.5), (0.6, 0.23), (0.64, 0.38),
    (0.65, 0.5), (0.45, 0.5), (0.44, 0.7), (0.43, 0.9), (0.55, 0.5), (0.56, 0.7), (0.57, 0.9),
    (0.48, 0.14), (0.52, 0.14), (0.46, 0.15), (0.54, 0.15),
]  # fmt: skip
NOBODY: Final[Blob] = blob(encode_png(np.full((64, 64, 3), 128, np.uint8)))
MIXED_STEPS: Final = (0.6, 1.0, 1.5)  # of the plan's, in the Poisson load
MIXED_GUIDANCE: Final = (1.0, 5.0, 7.0)


@dataclass(frozen=True)
class Work:
    """Pictures in one call, their steps and guidance."""

    batch: int
    steps: int
    guidance: float

    @property
    def rows(self) -> int:
        return self.batch * (2 if self.guidance > 1 else 1)


@dataclass(frozen=True)
class Plan:
    """One adapter at one size; `works[-2]` is the load that the goal is about."""

    kind: str
    size: blueprints.Size
    side: int
    works: tuple[Work, ...]
    goal: float = 0.0  # images per second on one H200

    @property
    def main(self) -> Work:
        return self.works[-2]

    @property
    def name(self) -> str:
        return f"{self.kind} {self.side}²" + (" (tiny)" if self.size == "tiny" else "")


def plans(on_gpu: bool) -> list[Plan]:
    if not on_gpu:
        guided = (Work(1, 4, 7), Work(4, 4, 7), Work(4, 2, 1))
        tiny = [Plan(kind, "tiny", 64, guided) for kind in ("sd15_controlnet", "sdxl_controlnet")]
        return [*tiny, Plan(KLEIN, "tiny", 64, (Work(1, 4, 1), Work(4, 4, 1), Work(4, 2, 1)))]

    def works(batches: Sequence[int]) -> tuple[Work, ...]:
        return (*(Work(batch, 20, 7) for batch in batches), Work(batches[-1], 4, 1))

    few = (Work(1, 4, 1), Work(4, 4, 1), Work(8, 4, 1), Work(8, 2, 1))
    return [
        Plan("sd15_controlnet", "full", 512, works((1, 4, 16)), 10.3),
        Plan("sdxl_controlnet", "full", 1024, works((1, 8)), 1.2),
        Plan(KLEIN, "full", 1024, few),
    ]


@dataclass
class Report:
    """Lines on the terminal and, at once, in a file."""

    path: Path
    ends: float = field(default=0.0)  # time.monotonic() of the window's end

    def line(self, text: str = "") -> None:
        print(text, flush=True)
        with self.path.open("a") as opened:
            opened.write(text + "\n")

    def left(self) -> float:
        return self.ends - time.monotonic()


@dataclass
class Rig:
    """A pipeline, our adapters over the very same modules, and what they run on."""

    plan: Plan
    pipeline: Any
    device: str
    dtype: Any
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def adapter(self, mode: Mode) -> Any:
        side = self.plan.side
        profile = Profile(
            rim_strength=0,
            scheduler="euler",
            warm_sizes=[] if mode == "eager" else [(side, side)],
            buckets=sorted({work.rows for work in self.plan.works if work.guidance > 1}) or [1],
            few_steps=0,
        )
        manifest = Manifest(adapter=self.plan.kind, name="bench", version="0", profile=profile)
        if self.plan.kind == KLEIN:
            edit = Flux2Adapter(device=self.device, reference=min(REFERENCE, side))
            edit.start(self.pipeline, manifest, self.device)
            return edit
        made = ControlNetAdapter(self.plan.kind, mode=mode, device=self.device)
        xl = self.plan.kind == "sdxl_controlnet"
        types = {"dtype": self.dtype, "vae_dtype": self.dtype}
        made.start(parts_of(self.pipeline, xl=xl, device=self.device, **types), manifest)
        return made

    def tasks(self, work: Work) -> list[Task]:
        return [
            task(self.plan.side, next(self.numbers), work.steps, work.guidance)
            for _ in range(work.batch)
        ]

    def sync(self) -> None:
        if self.device == "cuda":
            import torch

            torch.cuda.synchronize()

    def clock(self, call: Callable[[], object], least: float = 2.0) -> float:
        """Seconds per call, after one call to warm up, over at least `least` seconds."""
        call()
        self.sync()
        started, calls = time.perf_counter(), 0
        while calls == 0 or time.perf_counter() - started < least:
            call()
            self.sync()
            calls += 1
        return (time.perf_counter() - started) / calls


def build(plan: Plan, device: str) -> Rig:
    import torch

    torch.manual_seed(3)
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    if plan.kind == KLEIN:
        return Rig(plan, klein(plan.size, device=device, dtype=dtype), device, dtype)
    pipeline = blueprints.pipeline(plan.kind, plan.size, identity=False, device=device, dtype=dtype)
    pipeline.set_progress_bar_config(disable=True)
    return Rig(plan, pipeline, device, dtype)


def task(side: int, seed: int, steps: int, guidance: float) -> Task:
    rng = random.Random(seed)
    shake = [(x + rng.uniform(-0.02, 0.02), y + rng.uniform(-0.02, 0.02)) for x, y in STANDING]
    item = GenerateItem(
        slot=0,
        seed=seed,
        prompt=f"a portrait of somebody, take {seed}",
        negative_prompt="blurry",
        people=[[Keypoint(x=x, y=y, confidence=1) for x, y in shake]],
        subjects=[Subject(key="a", gender="female", age_range="adult")],
        product=ProductRef(key="p", product_type="bottle", placement="displayed"),
        pose_placement="worn",
        frame="full",
        output_key="o",
        thumbnail_key="t",
    )
    return Task(item, side, side, steps, guidance, (), (NOBODY,), None)


def ours(adapter: Any, tasks: Sequence[Task]) -> list[Any]:
    states = [adapter.prepare(each) for each in tasks]
    while any(adapter.steps_left(state) for state in states):
        adapter.step([state for state in states if adapter.steps_left(state)])
    made: list[Any] = adapter.finish(states)
    return made


def theirs(rig: Rig, tasks: Sequence[Task]) -> Any:
    """The same pictures by diffusers' own pipeline."""
    import torch
    from PIL import Image

    first = tasks[0]
    maps = [pose_map(each.item.people, each.width, each.height, "sd15") for each in tasks]
    known: dict[str, Any] = {
        "prompt": [each.item.prompt for each in tasks],
        "width": first.width,
        "height": first.height,
        "num_inference_steps": first.steps,
        "generator": [torch.Generator("cpu").manual_seed(each.item.seed) for each in tasks],
        "output_type": "np",
    }
    if rig.plan.kind == KLEIN:
        # One set of references for the whole batch is all that this pipeline knows.
        side = min(REFERENCE, first.width)
        face = Image.new("RGB", (side, side), (128, 128, 128))
        known["prompt"] = [INTRODUCTION + prompt for prompt in known["prompt"]]
        depth = rig.pipeline.text_encoder.config.num_hidden_layers
        known["text_encoder_out_layers"] = (depth // 4, depth // 2, 3 * depth // 4)
        known["image"] = [Image.fromarray(maps[0]), face]
    else:
        control = torch.stack(
            [torch.from_numpy(m.astype(np.float32) / 255).permute(2, 0, 1) for m in maps]
        )
        known["image"] = control.to(rig.device, rig.dtype)
        known["negative_prompt"] = [each.item.negative_prompt for each in tasks]
        known["guidance_scale"] = first.guidance
    with torch.inference_mode():
        return rig.pipeline(**known).images


@contextmanager
def compiled(pipeline: Any) -> Iterator[None]:
    """diffusers' own advice: its denoisers compiled, everything else as it was."""
    import torch

    torch._dynamo.config.recompile_limit = 64
    names = [name for name in ("unet", "controlnet", "transformer") if hasattr(pipeline, name)]
    plain = {name: getattr(pipeline, name) for name in names}
    for name, module in plain.items():
        setattr(pipeline, name, torch.compile(module, dynamic=False))
    try:
        yield
    finally:
        for name, module in plain.items():
            setattr(pipeline, name, module)


def flops_per_image(rig: Rig, adapter: Any, work: Work) -> float:
    """FLOPs of one picture: counted on one step and one decode, times their number."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    state = adapter.prepare(task(rig.plan.side, 1, work.steps, work.guidance))
    with torch.inference_mode(), FlopCounterMode(display=False) as step:
        adapter.step([state])
    with FlopCounterMode(display=False) as decode:
        adapter.finish([state])
    return float(step.get_total_flops() * work.steps + decode.get_total_flops())


def matmul_rate(device: str) -> float:
    """FLOP/s of a large square product in the precision of the models."""
    import torch

    side = 8192 if device == "cuda" else 512
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    a, b = (torch.randn(side, side, device=device, dtype=dtype) for _ in range(2))
    calls = 20
    for timed in (False, True):
        started = time.perf_counter()
        for _ in range(calls):
            a @ b
        if device == "cuda":
            torch.cuda.synchronize()
        if timed:
            return 2.0 * side**3 * calls / (time.perf_counter() - started)
    raise AssertionError


@dataclass
class Table:
    """Images per second of each way and load, as they are measured."""

    rig: Rig
    report: Report
    peak: float  # FLOP/s
    keep: float  # seconds of the window that are promised to what comes after
    flops: dict[Work, float] = field(default_factory=dict)
    rates: dict[tuple[str, Work], float] = field(default_factory=dict)

    def head(self) -> None:
        self.report.line(
            f"{'way':19}{'batch':>6}{'steps':>6}{'guided':>7}{'images/s':>10}{'TFLOP/s':>9}"
            f"{'of matmul':>10}{'GiB':>7}"
        )

    def row(self, name: str, work: Work, call: Callable[[list[Task]], object]) -> None:
        import torch

        if self.report.left() < self.keep:
            self.report.line(f"{name:19}{work.batch:6}   … not measured: the window closes")
            return
        gpu = self.rig.device == "cuda"
        if gpu:
            torch.cuda.reset_peak_memory_stats()
        rate = work.batch / self.rig.clock(lambda: call(self.rig.tasks(work)))
        held = torch.cuda.max_memory_allocated() / 2**30 if gpu else 0.0
        self.rates[name, work] = rate
        done = rate * self.flops[work]
        guided = "yes" if work.guidance > 1 else "no"
        self.report.line(
            f"{name:19}{work.batch:6}{work.steps:6}{guided:>7}{rate:10.2f}{done / 1e12:9.3g}"
            f"{done / self.peak:10.0%}{held:7.1f}"
        )

    def best(self, side: str) -> float:
        """The best rate of one side at the plan's main load; 0 when none was measured."""
        main = self.rig.plan.main
        return max(
            (v for (name, work), v in self.rates.items() if work == main and side in name),
            default=0.0,
        )


def throughput(rig: Rig, table: Table, modes: Sequence[Mode]) -> dict[Mode, Any]:
    """Fills the table, the most telling ways first; the adapters that were made."""
    plan, report = rig.plan, table.report
    eager = rig.adapter("eager")
    adapters: dict[Mode, Any] = {"eager": eager}
    table.flops = {work: flops_per_image(rig, eager, work) for work in plan.works}
    report.line(f"{table.flops[plan.main] / 1e12:.3g} TFLOP an image of {plan.main.steps} steps")
    table.head()
    for work in plan.works:
        table.row("diffusers eager", work, functools.partial(theirs, rig))
        table.row("engine eager", work, functools.partial(ours, eager))
    for mode in modes:
        if mode == "eager" or plan.kind == KLEIN or report.left() < table.keep:
            continue
        started = time.perf_counter()
        adapters[mode] = made = rig.adapter(mode)
        report.line(f"engine {mode}: warm after {time.perf_counter() - started:.0f} s")
        for work in plan.works:
            table.row(f"engine {mode}", work, functools.partial(ours, made))
    if "compile" in modes:
        with compiled(rig.pipeline):
            table.row("diffusers compile", plan.main, functools.partial(theirs, rig))
    return adapters


def equality(rig: Rig, report: Report) -> None:
    """The same seeds by diffusers one by one and by our engine in one mixed batch."""
    adapter, work = rig.adapter("eager"), rig.plan.main
    tasks = [task(rig.plan.side, seed, work.steps, work.guidance) for seed in (1, 2, 3)]
    mixed = ours(adapter, [*tasks, task(rig.plan.side, 9, 2, 1.0)])
    apart = []
    for each, made in zip(tasks, mixed, strict=False):
        alone = (theirs(rig, [each])[0] * 255).round()
        apart.append(np.abs(alone - made.pixels))
    mean, most = float(np.mean(apart)), float(np.max(apart))
    report.line(f"equality with diffusers one by one: mean {mean:.4f}, most {most:.0f} of 255")


def latency(rig: Rig, adapter: Any, mode: Mode, capacity: float, report: Report) -> None:
    """p50 and p95 under a Poisson load of mixed requests, joining mid-flight or not."""
    plan = rig.plan
    rows = np.mean([1 if guidance <= 1 else 2 for guidance in MIXED_GUIDANCE])
    usual = 1 if plan.main.guidance <= 1 else 2
    mixed = float(np.mean(MIXED_STEPS)) * (float(rows) / usual if usual == 2 else 1.0)
    seconds = max(3.0, min(45.0, report.left() / 8))
    report.line(f"Poisson load of mixed steps and guidance, engine {mode}, {seconds:.0f} s each")
    report.line(f"{'load':>6}{'batching':>10}{'done':>6}{'p50 s':>8}{'p95 s':>8}{'rows':>6}")
    for load in (0.5, 0.8, 0.95):
        found = {}
        for joins in (False, True):
            meter = Meter()
            engine: Engine[Any] = Engine(
                adapter, meter, threads=1, max_rows=plan.main.batch, joins=joins
            )
            taken = _drive(rig, engine, load * capacity / mixed, seconds)
            engine.close(60)
            p50, found[joins] = np.percentile(taken, [50, 95])
            name = "step" if joins else "request"
            report.line(
                f"{load:6.0%}{name:>10}{len(taken):6}{p50:8.2f}{found[joins]:8.2f}"
                f"{meter.mean('rows_per_forward', 0):6.1f}"
            )
        report.line(f"{'':6}p95 of step / request: {found[True] / found[False]:.2f}")


def _drive(rig: Rig, engine: Engine[Any], rate: float, seconds: float) -> list[float]:
    """Submit at random moments; the seconds that each picture took."""
    rng = random.Random(5)
    taken: list[float] = []
    lock = threading.Lock()
    began = time.perf_counter()
    at, jobs = 0.0, []
    while (at := at + rng.expovariate(rate)) < seconds:
        time.sleep(max(0.0, began + at - time.perf_counter()))
        steps = max(1, round(rig.plan.main.steps * rng.choice(MIXED_STEPS)))
        made = task(rig.plan.side, next(rig.numbers), steps, rng.choice(MIXED_GUIDANCE))
        job = engine.submit(made, time.time() + 600)

        def note(_: Any, started: float = time.perf_counter()) -> None:
            with lock:
                taken.append(time.perf_counter() - started)

        job.future.add_done_callback(note)
        jobs.append(job)
    for job in jobs:
        job.future.result(300)
    return taken or [0.0]


def measure(plan: Plan, device: str, peak: float, modes: Sequence[Mode], report: Report) -> None:
    started = time.perf_counter()
    rig = build(plan, device)
    report.line(f"\n{plan.name}, built in {time.perf_counter() - started:.0f} s")
    equality(rig, report)
    table = Table(rig, report, peak, keep=0.35 * report.left())
    adapters = throughput(rig, table, modes)
    engine, diffusers = table.best("engine"), table.best("diffusers eager")
    if engine and diffusers:
        met = f"; goal {plan.goal}: {'met' if engine >= plan.goal else 'missed'}"
        report.line(
            f"engine {engine:.2f} images/s, {engine / diffusers:.2f} × diffusers eager"
            + (met if plan.goal else "")
        )
        mode: Mode = "graphs" if "graphs" in adapters else "eager"
        capacity = table.rates.get((f"engine {mode}", plan.main), engine)
        latency(rig, adapters[mode], mode, capacity, report)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--adapter", help="only this one")
    parser.add_argument("--minutes", type=float, default=10.0, help="of each adapter")
    parser.add_argument("--modes", help="of the engine: eager,graphs,compile (a CPU's: eager)")
    parser.add_argument("--out", type=Path, default=Path("out/gpu-bench.txt"))
    given = parser.parse_args()
    try:
        import diffusers
        import torch
    except ImportError:
        print("torch and diffusers are not installed (make endpoint-test): nothing to measure")
        return 0
    diffusers.utils.logging.set_verbosity_error()
    on_gpu = torch.cuda.is_available()
    device = "cuda" if on_gpu else "cpu"
    modes: Any = (given.modes or ("eager,graphs,compile" if on_gpu else "eager")).split(",")
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text("")
    report = Report(given.out)
    if on_gpu:
        report.line(f"{torch.cuda.get_device_name()}, torch {torch.__version__}")
    else:
        torch.set_num_threads(1)
        report.line("No GPU here: tiny models on one CPU thread. This says nothing about a GPU.")
    peak = matmul_rate(device)
    report.line(f"large matmul: {peak / 1e12:.2f} TFLOP/s")
    for plan in plans(on_gpu):
        if given.adapter in (None, plan.kind):
            report.ends = time.monotonic() + given.minutes * 60
            measure(plan, device, peak, modes, report)
    print(f"\nwritten to {given.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
