"""What the endpoint's engine makes of a chip, next to plain diffusers: images, FLOPs, latency.

    python bench/gpu.py                         # everything; about 25 minutes on one H200
    python bench/gpu.py --adapter sd15_controlnet --minutes 5

Weights are random: throughput does not depend on their values. The product's rim pass is off on
both sides. Without torch it says so and ends; without a GPU it runs tiny models and says so.
"""

import argparse
import random
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from endpoint.adapter import Task
from endpoint.diffusion import blueprints
from endpoint.diffusion.adapter import ControlNetAdapter, Row
from endpoint.diffusion.encode import pose_map
from endpoint.diffusion.folder import Manifest, Profile
from endpoint.diffusion.forward import Mode
from endpoint.diffusion.parts import parts_of
from endpoint.engine import Engine
from endpoint.objects import Blob, blob
from endpoint.pictures import encode_png
from endpoint.telemetry import Meter
from lumiku.generations.renderers.contract import GenerateItem, Keypoint, ProductRef, Subject

# Joints of a standing figure as fractions of the frame, COCO-18.
STANDING = [
    (0.5, 0.16), (0.5, 0.23), (0.4, 0.23), (0.36, 0.38), (0.35, 0.5), (0.6, 0.23), (0.64, 0.38),
    (0.65, 0.5), (0.45, 0.5), (0.44, 0.7), (0.43, 0.9), (0.55, 0.5), (0.56, 0.7), (0.57, 0.9),
    (0.48, 0.14), (0.52, 0.14), (0.46, 0.15), (0.54, 0.15),
]  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """One adapter at one size."""

    kind: str
    size: blueprints.Size
    side: int
    batches: tuple[int, ...]
    steps: int
    goal: float  # images per second on one H200, 20 steps with guidance

    @property
    def name(self) -> str:
        return f"{self.kind} {self.side}²" + (" (tiny)" if self.size == "tiny" else "")


def plans(on_gpu: bool) -> list[Plan]:
    if on_gpu:
        return [
            Plan("sd15_controlnet", "full", 512, (1, 4, 16), 20, 10.3),
            Plan("sdxl_controlnet", "full", 1024, (1, 4, 8), 20, 1.2),
        ]
    return [Plan(kind, "tiny", 64, (1, 4), 4, 0) for kind in ("sd15_controlnet", "sdxl_controlnet")]


@dataclass
class Rig:
    """A pipeline, our adapter over the very same modules, and what they run on."""

    plan: Plan
    pipeline: Any
    device: str
    dtype: Any

    def adapter(self, mode: Mode) -> ControlNetAdapter:
        made = ControlNetAdapter(self.plan.kind, mode=mode, device=self.device)
        profile = Profile(rim_strength=0, scheduler="euler", warm_sizes=[])
        manifest = Manifest(adapter=self.plan.kind, name="bench", version="0", profile=profile)
        vae_dtype = self.dtype
        parts = parts_of(
            self.pipeline,
            xl=self.plan.kind == "sdxl_controlnet",
            device=self.device,
            dtype=self.dtype,
            vae_dtype=vae_dtype,
        )
        made.start(parts, manifest)
        return made

    def sync(self) -> None:
        if self.device == "cuda":
            import torch

            torch.cuda.synchronize()

    def clock(self, work: Callable[[], object], least: float = 2.0) -> float:
        """Seconds per call, after one call to warm up, over at least `least` seconds."""
        work()
        self.sync()
        started, calls = time.perf_counter(), 0
        while calls == 0 or time.perf_counter() - started < least:
            work()
            self.sync()
            calls += 1
        return (time.perf_counter() - started) / calls


def build(plan: Plan, device: str) -> Rig:
    import torch

    torch.manual_seed(3)
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    pipeline = blueprints.pipeline(plan.kind, plan.size, identity=False, device=device, dtype=dtype)
    pipeline.set_progress_bar_config(disable=True)
    return Rig(plan, pipeline, device, dtype)


def task(plan: Plan, seed: int, steps: int, guidance: float = 7.0, prompt: str = "") -> Task:
    rng = random.Random(seed)
    shake = [(x + rng.uniform(-0.02, 0.02), y + rng.uniform(-0.02, 0.02)) for x, y in STANDING]
    item = GenerateItem(
        slot=0,
        seed=seed,
        prompt=prompt or f"a portrait of somebody, take {seed}",
        negative_prompt="blurry",
        people=[[Keypoint(x=x, y=y, confidence=1) for x, y in shake]],
        subjects=[Subject(key="a", gender="female", age_range="adult")],
        product=ProductRef(key="p", product_type="bottle", placement="displayed"),
        pose_placement="worn",
        frame="full",
        output_key="o",
        thumbnail_key="t",
    )
    return Task(item, plan.side, plan.side, steps, guidance, (), (NOBODY,), None)


NOBODY: Blob = blob(encode_png(np.full((64, 64, 3), 128, np.uint8)))


def ours(adapter: ControlNetAdapter, tasks: Sequence[Task]) -> list[Any]:
    states = [adapter.prepare(each) for each in tasks]
    while any(adapter.steps_left(state) for state in states):
        adapter.step([state for state in states if adapter.steps_left(state)])
    return adapter.finish(states)


def theirs(rig: Rig, tasks: Sequence[Task], output: str = "np") -> Any:
    """The same pictures by diffusers' own pipeline."""
    import torch

    first = tasks[0]
    maps = [pose_map(each.item.people, each.width, each.height, "sd15") for each in tasks]
    control = torch.stack(
        [torch.from_numpy(m.astype(np.float32) / 255).permute(2, 0, 1) for m in maps]
    )
    with torch.inference_mode():
        return rig.pipeline(
            prompt=[each.item.prompt for each in tasks],
            negative_prompt=[each.item.negative_prompt for each in tasks],
            image=control.to(rig.device, rig.dtype),
            width=first.width,
            height=first.height,
            num_inference_steps=first.steps,
            guidance_scale=first.guidance,
            generator=[torch.Generator("cpu").manual_seed(each.item.seed) for each in tasks],
            output_type=output,
        ).images


def flops_per_image(rig: Rig, adapter: ControlNetAdapter) -> float:
    """FLOPs of one picture: counted on one forward and one decode, times their number."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    state = adapter.prepare(task(rig.plan, 1, rig.plan.steps))
    with torch.inference_mode(), FlopCounterMode(display=False) as step:
        adapter.step([state])
    with FlopCounterMode(display=False) as decode:
        adapter.finish([state])
    return float(step.get_total_flops() * rig.plan.steps + decode.get_total_flops())


def matmul_rate(device: str) -> float:
    """FLOP/s of a large square product in the precision of the models."""
    import torch

    side = 8192 if device == "cuda" else 512
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    a, b = (torch.randn(side, side, device=device, dtype=dtype) for _ in range(2))
    for _ in range(3):
        a @ b
    if device == "cuda":
        torch.cuda.synchronize()
    started, calls = time.perf_counter(), 20
    for _ in range(calls):
        a @ b
    if device == "cuda":
        torch.cuda.synchronize()
    return 2.0 * side**3 * calls / (time.perf_counter() - started)


def throughput(rig: Rig, peak: float, ends: float) -> float:
    """Prints a table of images per second; returns our best."""
    import torch

    plan = rig.plan
    modes: tuple[Mode, ...] = ("eager", "compile", "graphs") if rig.device == "cuda" else ("eager",)
    adapters = {mode: rig.adapter(mode) for mode in modes}
    work = flops_per_image(rig, adapters["eager"])
    print(f"\n{plan.name}, {plan.steps} steps with guidance, {work / 1e12:.3f} TFLOP an image")
    print(f"{'way':26}{'batch':>6}{'images/s':>10}{'TFLOP/s':>9}{'of matmul':>10}{'GiB':>7}")
    ways: list[tuple[str, Callable[[list[Task]], object]]] = [
        ("diffusers eager", lambda tasks: theirs(rig, tasks)),
        *(
            (f"engine {mode}", lambda tasks, a=adapter: ours(a, tasks))
            for mode, adapter in adapters.items()
        ),
    ]
    best: dict[str, float] = {}
    for name, way in ways:
        for batch in plan.batches:
            if time.monotonic() > ends:
                print("… out of time")
                return max((v for k, v in best.items() if "engine" in k), default=0.0)
            tasks = [task(plan, seed, plan.steps) for seed in range(batch)]
            if rig.device == "cuda":
                torch.cuda.reset_peak_memory_stats()
            rate = batch / rig.clock(lambda way=way, tasks=tasks: way(tasks))  # type: ignore[misc]
            held = torch.cuda.max_memory_allocated() / 2**30 if rig.device == "cuda" else 0.0
            best[name] = max(best.get(name, 0.0), rate)
            share = rate * work / peak
            print(
                f"{name:26}{batch:6}{rate:10.2f}{rate * work / 1e12:9.1f}{share:10.0%}{held:7.1f}"
            )
    made = max(value for name, value in best.items() if name.startswith("engine"))
    print(f"engine / diffusers eager: {made / best['diffusers eager']:.2f}", end="")
    print(
        f"; goal {plan.goal} images/s: {'met' if made >= plan.goal else 'missed'}"
        if plan.goal
        else ""
    )
    return made


def equality(rig: Rig) -> None:
    """The same seeds by diffusers one by one and by our engine in one mixed batch."""
    adapter = rig.adapter("eager")
    tasks = [task(rig.plan, seed, rig.plan.steps) for seed in (1, 2, 3)]
    mixed = ours(adapter, [*tasks, task(rig.plan, 9, 2, 1.0)])
    worst = 0.0
    for each, made in zip(tasks, mixed, strict=False):
        alone = (theirs(rig, [each])[0] * 255).round()
        worst = max(worst, float(np.abs(alone - made.pixels).mean()))
    print(f"equality with diffusers, mean difference of a channel: {worst:.4f} of 255")


def latency(rig: Rig, capacity: float, seconds: float) -> None:
    """p50 and p95 under a Poisson load of mixed requests, joining mid-flight or not."""
    mode: Mode = "graphs" if rig.device == "cuda" else "eager"
    adapter = rig.adapter(mode)
    mixed = sum((0.6, 1.0, 1.5)) / 3  # mean steps of the mixture against the plan's
    print(f"\n{rig.plan.name}, Poisson load of mixed steps and guidance, {seconds:.0f} s a level")
    print(f"{'load':>6}{'batching':>12}{'done':>6}{'p50 s':>8}{'p95 s':>8}{'rows':>6}")
    for load in (0.5, 0.8, 0.95):
        for joins in (False, True):
            meter = Meter()
            engine: Engine[Row] = Engine(
                adapter, meter, threads=1, max_rows=max(rig.plan.batches), joins=joins
            )
            taken = _drive(rig, engine, load * capacity / mixed, seconds)
            engine.close(60)
            p50, p95 = np.percentile(taken, [50, 95])
            rows = meter.mean("rows_per_forward", 0)
            name = "step" if joins else "request"
            print(f"{load:6.0%}{name:>12}{len(taken):6}{p50:8.2f}{p95:8.2f}{rows:6.1f}")


def _drive(rig: Rig, engine: Engine[Row], rate: float, seconds: float) -> list[float]:
    """Submit at random moments; the seconds that each picture took."""
    rng = random.Random(5)
    taken: list[float] = []
    lock = threading.Lock()
    ends = time.perf_counter() + seconds
    number = 0
    jobs = []
    while time.perf_counter() < ends:
        steps = round(rig.plan.steps * rng.choice((0.6, 1.0, 1.5)))
        made = task(rig.plan, number, steps, rng.choice((1.0, 5.0, 7.0)))
        job = engine.submit(made, time.time() + 600)

        def note(_: Any, started: float = time.perf_counter()) -> None:
            with lock:
                taken.append(time.perf_counter() - started)

        job.future.add_done_callback(note)
        jobs.append(job)
        number += 1
        time.sleep(rng.expovariate(rate))
    for job in jobs:
        job.future.result(300)
    return taken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--adapter", help="only this one")
    parser.add_argument("--minutes", type=float, default=25.0)
    parser.add_argument("--load-seconds", type=float, default=0.0, help="of each load level")
    given = parser.parse_args()
    try:
        import diffusers
        import torch
    except ImportError:
        print("torch and diffusers are not installed (the endpoint extra): nothing to measure")
        return 0
    diffusers.utils.logging.set_verbosity_error()
    on_gpu = torch.cuda.is_available()
    device = "cuda" if on_gpu else "cpu"
    if on_gpu:
        print(torch.cuda.get_device_name(), "torch", torch.__version__)
    else:
        torch.set_num_threads(1)
        print("No GPU here: tiny models on one CPU thread. These figures say nothing about a GPU.")
    peak = matmul_rate(device)
    print(f"large matmul: {peak / 1e12:.2f} TFLOP/s")
    ends = time.monotonic() + given.minutes * 60
    for plan in plans(on_gpu):
        if given.adapter not in (None, plan.kind):
            continue
        rig = build(plan, device)
        equality(rig)
        capacity = throughput(rig, peak, ends)
        if capacity and time.monotonic() < ends:
            latency(rig, capacity, given.load_seconds or (60.0 if on_gpu else 4.0))
    return 0


if __name__ == "__main__":
    sys.exit(main())
