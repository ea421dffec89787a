"""SD1.5 and SDXL with a pose ControlNet and a CLIP identity adapter, cut into steps."""

import logging
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from endpoint.adapter import Caps, Task
from endpoint.cache import Cache
from endpoint.diffusion.composite import Composite, compose, face_box, paste_back
from endpoint.diffusion.encode import Encoders, Text, pose_map
from endpoint.diffusion.folder import Manifest, open_folder
from endpoint.diffusion.forward import Forward, Mode
from endpoint.diffusion.graphs import Recorder
from endpoint.diffusion.guarded import guarded
from endpoint.diffusion.latents import Decoder, encode_pixels, first_noise, mask_latents
from endpoint.diffusion.parts import Parts, load_parts, pick_device
from endpoint.diffusion.rows import Rows
from endpoint.diffusion.schedule import new_scheduler
from endpoint.errors import InvalidRequest
from endpoint.objects import Blob
from endpoint.pictures import Pixels, decode
from endpoint.product.goods import Goods, goods
from lumiku.rendering.provenance import SourceType
from lumiku.rendering.quality import Picture

__all__ = ["ControlNetAdapter", "Row"]

log = logging.getLogger(__name__)
MULTIPLE = 64  # sides of pictures: eight latents, so that every UNet level divides


@dataclass(eq=False)
class Row:
    """One picture under way. Its first phase denoises it; a second redraws the product's rim."""

    task: Task
    positive: Text
    negative: Text
    control: Any
    identity: tuple[Any, Any] | None
    goods: Goods | None
    guidance: float
    generator: Any
    scheduler: Any
    latents: Any
    index: int = 0
    rim_steps: int = 0
    composite: Composite | None = None
    composed: bool = False
    known: Any = None  # latents of the composite
    noise: Any = None
    mask: Any = None

    @property
    def left(self) -> int:
        left = len(self.scheduler.timesteps) - self.index
        return left if self.composed else left + self.rim_steps

    @property
    def timestep(self) -> Any:
        return self.scheduler.timesteps[self.index]


class ControlNetAdapter:
    """Continuous batching over diffusers' modules.

    Every picture has its own scheduler, guidance, generator and embeddings; nothing is shared in
    a forward but the weights, so neither step counts nor faces can mix.
    """

    caps = Caps(
        version="unloaded",
        source_type=SourceType.COMPOSITE_GENERATED,
        product="composite",
        cpu_threads=False,
        portraits=True,
        multiple=MULTIPLE,
    )

    def __init__(
        self,
        kind: str,
        mode: Mode = "eager",
        device: str | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        """`recorder` records forwards in mode `graphs`; by default CUDA does."""
        self._kind = kind
        self._recorder = recorder
        self._mode = mode
        self._device = device
        self._goods: Cache[Goods] = Cache(64)

    def load(self, folder: Path) -> None:
        """Read, check and warm the model. Raises CorruptModel."""
        manifest = open_folder(folder)
        if manifest.adapter != self._kind:
            raise RuntimeError(f"the folder holds {manifest.adapter}, not {self._kind}")
        self.start(load_parts(folder, manifest, self._device or pick_device()), manifest)

    def start(self, parts: Parts, manifest: Manifest) -> None:
        """Begin with parts that are already in memory."""
        self.parts = parts
        self.profile = manifest.profile
        self.encoders = Encoders(parts)
        self.forward = Forward(
            parts, self.profile.pose_scale, self._mode, self.profile.buckets, self._recorder
        )
        self.decoder = Decoder(parts, compiled=self._mode != "eager")
        self.caps = replace(self.caps, version=f"{manifest.name} {manifest.version}")
        if self._mode != "eager" or parts.device != "cpu":
            self._warm()

    def _warm(self) -> None:
        """Prepare what is asked for most, so that nobody waits for it."""
        for width, height in self.profile.warm_sizes:
            with guarded():
                one = self._blank(width, height)
                self.decoder.warm(first_noise(self.parts, width, height, 0)[1])
            seconds = self.forward.warm(one)
            log.info("warm", extra={"action": "warm", "size": [width, height], "rows": seconds})

    def _blank(self, width: int, height: int) -> Rows:
        """A row with the shapes of a real one: nobody in a blank pose, nothing said."""
        import torch

        text = self.encoders.text("")
        _, latents = first_noise(self.parts, width, height, 0)
        control = torch.zeros(1, 3, height, width, device=self.parts.device)
        nobody = self.encoders.identity(())
        return self._row(latents, torch.tensor(1), text, control, nobody and nobody[0])

    def prepare(self, task: Task) -> Row:
        if task.width % MULTIPLE or task.height % MULTIPLE:
            raise InvalidRequest(f"width and height must be multiples of {MULTIPLE}")
        item = task.item
        with guarded():
            generator, noise = first_noise(self.parts, task.width, task.height, item.seed)
            steps = self.profile.few_steps or task.steps
            scheduler = self._scheduler(steps)
            row = Row(
                task=task,
                positive=self.encoders.text(item.prompt),
                negative=self.encoders.text(item.negative_prompt),
                control=self._control(task),
                identity=self.encoders.identity(task.subjects),
                goods=self._product(task.product),
                guidance=min(task.guidance, self.profile.max_guidance),
                generator=generator,
                scheduler=scheduler,
                latents=noise * scheduler.init_noise_sigma,
            )
        if self.profile.rim_strength > 0 and row.goods is not None:
            row.rim_steps = max(1, round(steps * self.profile.rim_strength))
        return row

    def _product(self, product: Blob | None) -> Goods | None:
        if product is None:
            return None
        return self._goods.get_or(product.sha256, lambda: goods(decode(product.data, alpha=True)))

    def _scheduler(self, steps: int) -> Any:
        return new_scheduler(
            self.profile.scheduler, self.parts.scheduler_config, steps, self.parts.device
        )

    def _control(self, task: Task) -> Any:
        import torch

        drawn = pose_map(task.item.people, task.width, task.height, self.profile.limb_style)
        tensor = torch.from_numpy(drawn.astype(np.float32) / 255).permute(2, 0, 1)[None]
        return tensor.to(self.parts.device, self.parts.dtype)

    def shape_key(self, state: Row) -> Hashable:
        return (state.task.width, state.task.height, len(state.task.subjects))

    def steps_left(self, state: Row) -> int:
        return state.left

    def step(self, states: Sequence[Row]) -> None:
        with guarded():
            for row in states:
                if not row.composed and row.index == len(row.scheduler.timesteps):
                    self._begin_rim(row)
            self._denoise([row for row in states if row.left])

    def _denoise(self, rows: Sequence[Row]) -> None:
        """One prediction for all rows, then each picture's own sampler step."""
        if not rows:
            return
        groups = [self._inputs(row) for row in rows]
        predicted = self.forward(Rows.join([each for group in groups for each in group]))
        results = []
        at = 0
        for row, group in zip(rows, groups, strict=True):
            noise = predicted[at : at + 1]
            if len(group) == 2:
                noise = noise + row.guidance * (predicted[at + 1 : at + 2] - noise)
            at += len(group)
            results.append(noise.float())
        for row, noise in zip(rows, results, strict=True):
            self._advance(row, noise)

    def _inputs(self, row: Row) -> list[Rows]:
        """The row without its prompt, if it is guided, and the row with it."""
        latents = row.scheduler.scale_model_input(row.latents, row.timestep)
        without, within = (None, None) if row.identity is None else row.identity[::-1]
        positive = self._row(latents, row.timestep, row.positive, row.control, within)
        if row.guidance <= 1:
            return [positive]
        return [self._row(latents, row.timestep, row.negative, row.control, without), positive]

    def _row(self, latents: Any, timestep: Any, text: Text, control: Any, identity: Any) -> Rows:
        import torch

        parts = self.parts
        time_ids = None
        if parts.xl:
            height, width = control.shape[-2:]
            time_ids = torch.tensor(
                [[height, width, 0, 0, height, width]], device=parts.device, dtype=parts.dtype
            )
        return Rows(
            latents=latents.to(parts.dtype),
            # Samplers differ in its type; one type means one compiled shape.
            timesteps=timestep.reshape(1).to(parts.device, torch.float32),
            tokens=text.tokens,
            control=control.to(parts.dtype),
            pooled=text.pooled,
            time_ids=time_ids,
            identity=identity,
        )

    def _advance(self, row: Row, noise: Any) -> None:
        extra = {"generator": row.generator} if self.profile.scheduler in ("lcm", "euler") else {}
        latents = row.scheduler.step(noise, row.timestep, row.latents, return_dict=False, **extra)[
            0
        ]
        row.index += 1
        if row.mask is not None:
            latents = self._known(row) * (1 - row.mask) + latents * row.mask
        row.latents = latents

    def _known(self, row: Row) -> Any:
        """The composite, noised as far as the row is; outside the mask it is kept as it is."""
        if row.index >= len(row.scheduler.timesteps):
            return row.known
        return row.scheduler.add_noise(row.known, row.noise, row.timestep.reshape(1))

    def _begin_rim(self, row: Row) -> None:
        """Decode, lay the product in, and go back a few steps to redraw what touches it."""
        import torch

        (base,) = self.decoder(row.latents)
        made = None if row.goods is None else compose(base, row.task, row.goods)
        if made is None:
            row.composed, row.rim_steps = True, 0
            return
        known = encode_pixels(self.parts, made.pixels)
        # A generator of its own: a second try after out-of-memory must draw the same.
        generator = torch.Generator("cpu").manual_seed((row.task.item.seed + 1) % 2**32)
        noise = torch.randn(known.shape, generator=generator).to(known.device)
        total = len(row.scheduler.timesteps)
        scheduler = self._scheduler(total)
        start = total - row.rim_steps
        scheduler.set_begin_index(start)
        row.latents = scheduler.add_noise(known, noise, scheduler.timesteps[start : start + 1])
        row.scheduler, row.index = scheduler, start
        row.known, row.noise = known, noise
        row.mask = mask_latents(self.parts, made.redraw)
        row.composite, row.composed = made, True

    def finish(self, states: Sequence[Row]) -> list[Picture]:
        import torch

        with guarded():
            pictures = self.decoder(torch.cat([row.latents for row in states]))
        return [_finished(row, pixels) for row, pixels in zip(states, pictures, strict=True)]

    def facts(self) -> dict[str, dict[str, float]]:
        return {**self.encoders.facts(), "goods": self._goods.facts()}


def _finished(row: Row, pixels: Pixels) -> Picture:
    """The decoded picture with the product's pixels as they were."""
    made = row.composite
    if not row.composed and row.goods is not None:
        made = compose(pixels, row.task, row.goods)
    if made is None:
        return Picture(pixels, face_box(row.task), ())
    return Picture(paste_back(pixels, made), face_box(row.task), made.products)
