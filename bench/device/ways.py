"""The same pictures by diffusers' own pipelines and by our engine."""

import itertools
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import numpy as np

from bench.device.measures import Measure
from bench.device.rigs import Rig
from endpoint.adapter import Task
from endpoint.diffusion.encode import pose_map
from endpoint.diffusion.flux2 import REFERENCE
from endpoint.diffusion.references import introduction
from endpoint.diffusion.schedule import scheduler
from endpoint.engine import Engine
from endpoint.objects import Blob, blob
from endpoint.pictures import encode_png
from endpoint.telemetry import Meter
from lumiku.rendering.contract import GenerateItem, Keypoint, ProductRef, Subject

__all__ = ["engine", "ours", "tasks", "theirs"]

# Joints of a standing figure as fractions of the frame, COCO-18.
STANDING: Final = [
    (0.5, 0.16), (0.5, 0.23), (0.4, 0.23), (0.36, 0.38), (0.35, 0.5), (0.6, 0.23), (0.64, 0.38),
    (0.65, 0.5), (0.45, 0.5), (0.44, 0.7), (0.43, 0.9), (0.55, 0.5), (0.56, 0.7), (0.57, 0.9),
    (0.48, 0.14), (0.52, 0.14), (0.46, 0.15), (0.54, 0.15),
]  # fmt: skip
NUMBERS: Final[Iterator[int]] = itertools.count(1)  # each prompt and seed once, for both sides


def _bottle() -> Blob:
    pixels = np.zeros((120, 60, 4), np.uint8)
    pixels[10:110, 12:48] = (30, 110, 200, 255)
    pixels[50:80, 16:44] = (250, 250, 250, 255)
    return blob(encode_png(pixels))


NOBODY: Final = blob(encode_png(np.full((64, 64, 3), 128, np.uint8)))
BOTTLE: Final = _bottle()


def tasks(measure: Measure, count: int) -> list[Task]:
    """So many new pictures; a product only where the profile ships."""
    return [task(measure, next(NUMBERS)) for _ in range(count)]


def task(measure: Measure, seed: int, steps: int = 0, guidance: float | None = None) -> Task:
    rng = random.Random(seed)
    shake = [(x + rng.uniform(-0.02, 0.02), y + rng.uniform(-0.02, 0.02)) for x, y in STANDING]
    item = GenerateItem(
        slot=0,
        seed=seed,
        prompt=f"a portrait of somebody, take {seed}",
        negative_prompt="blurry",
        people=[[Keypoint(x=x, y=y, confidence=1) for x, y in shake]],
        subjects=[Subject(key="a", gender="female", age_range="adult")],
        product=ProductRef(key="p", product_type="bottle", placement="hand-held"),
        pose_placement="hand-right",
        frame="full",
        output_key="o",
        thumbnail_key="t",
    )
    return Task(
        item=item,
        width=measure.size[0],
        height=measure.size[1],
        steps=steps or measure.steps,
        guidance=measure.guidance if guidance is None else guidance,
        palette=(),
        subjects=(NOBODY,),
        product=BOTTLE if measure.ships else None,
    )


@contextmanager
def engine(adapter: Any, rows: int, joins: bool = True) -> Iterator[Engine[Any]]:
    made: Engine[Any] = Engine(adapter, Meter(), threads=1, max_rows=rows, joins=joins)
    try:
        yield made
    finally:
        made.close(60)


def ours(running: Engine[Any], wanted: Sequence[Task]) -> None:
    """Every picture through the engine and its workers."""
    deadline = time.time() + 3600
    for job in [running.submit(each, deadline) for each in wanted]:
        job.future.result(600)


def theirs(rig: Rig, measure: Measure) -> Callable[[Sequence[Task]], Any]:
    """diffusers' own pipeline as a function of pictures that share steps and guidance."""
    import torch

    if rig.kind == "flux2_edit":
        return lambda wanted: _edited(rig, wanted)
    adapter = rig.adapter(measure)
    pipeline, profile = rig.pipeline, rig.profile(measure)
    pipeline.scheduler = scheduler(profile.scheduler, adapter.parts.scheduler_config)
    faces = None
    if measure.ships:
        with torch.inference_mode():
            faces = adapter.encoders.identities([[adapter.encoders.face(NOBODY)]])[0]

    def call(wanted: Sequence[Task]) -> Any:
        usual = pipeline.vae.dtype
        pipeline.vae.to(rig.dtype)  # one precision for all is what the pipeline knows
        try:
            return _drawn(rig, profile.limb_style, wanted, faces)
        finally:
            pipeline.vae.to(usual)

    return call


def _drawn(rig: Rig, style: str, wanted: Sequence[Task], faces: tuple[Any, Any] | None) -> Any:
    import torch

    first = wanted[0]
    maps = [pose_map(each.item.people, each.width, each.height, style) for each in wanted]
    control = torch.from_numpy(np.stack(maps)).permute(0, 3, 1, 2).float() / 255
    known: dict[str, Any] = {}
    if faces is not None:
        within, without = (torch.cat([each] * len(wanted)) for each in faces)
        both = [without, within] if first.guidance > 1 else [within]
        known["ip_adapter_image_embeds"] = [torch.cat(both)]
    with torch.inference_mode():
        return rig.pipeline(
            prompt=[each.item.prompt for each in wanted],
            negative_prompt=[each.item.negative_prompt for each in wanted],
            image=control.to(rig.device, rig.dtype),
            width=first.width,
            height=first.height,
            num_inference_steps=first.steps,
            guidance_scale=first.guidance,
            generator=_generators(wanted),
            output_type="np",
            **known,
        ).images


def _edited(rig: Rig, wanted: Sequence[Task]) -> Any:
    """One set of references for the whole batch is all that this pipeline knows."""
    import torch
    from PIL import Image

    first = wanted[0]
    side = min(REFERENCE, first.width, first.height)
    pose = pose_map(first.item.people, first.width, first.height, "sd15")
    face = Image.new("RGB", (side, side), (128, 128, 128))
    depth = rig.pipeline.text_encoder.config.num_hidden_layers
    with torch.inference_mode():
        return rig.pipeline(
            prompt=[introduction(each) + each.item.prompt for each in wanted],
            image=[Image.fromarray(pose), face],
            width=first.width,
            height=first.height,
            num_inference_steps=first.steps,
            generator=_generators(wanted),
            text_encoder_out_layers=(depth // 4, depth // 2, 3 * depth // 4),
            output_type="np",
        ).images


def _generators(wanted: Sequence[Task]) -> list[Any]:
    import torch

    return [torch.Generator("cpu").manual_seed(each.item.seed) for each in wanted]
