"""SD1.5 and SDXL with a pose ControlNet and a CLIP identity adapter, cut into steps."""

import logging
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from endpoint.adapter import Caps, Task
from endpoint.cache import Cache
from endpoint.diffusion.batch import Batch
from endpoint.diffusion.composite import compose, face_box, paste_back
from endpoint.diffusion.encode import Encoders, pose_map
from endpoint.diffusion.folder import Manifest, open_folder
from endpoint.diffusion.forward import Forward, Mode
from endpoint.diffusion.graphs import Recorder
from endpoint.diffusion.guarded import guarded
from endpoint.diffusion.latents import (
    DECODED,
    Decoder,
    encode_pixels,
    first_noise,
    mask_latents,
    vae_scale,
)
from endpoint.diffusion.pace import Pace
from endpoint.diffusion.parts import Parts, load_parts, pick_device
from endpoint.diffusion.regions import regions
from endpoint.diffusion.row import Rim, Row
from endpoint.diffusion.rows import Rows
from endpoint.diffusion.schedule import Schedule, schedule
from endpoint.errors import InvalidRequest
from endpoint.objects import Blob
from endpoint.pictures import Pixels, decode
from endpoint.product.pixels import ProductPixels, goods
from lumiku.rendering.provenance import SourceType
from lumiku.rendering.quality import Picture

__all__ = ["ControlNetAdapter", "Row"]

log = logging.getLogger(__name__)
MULTIPLE = 64  # sides of pictures: eight latents, so that every UNet level divides


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
        finish_pixels=DECODED,
        multiple=MULTIPLE,
    )

    def __init__(
        self,
        kind: str,
        mode: Mode = "eager",
        device: str | None = None,
        recorder: Recorder | None = None,
        run: Mapping[str, object] | None = None,
    ) -> None:
        """`run` replaces parts of the manifest's profile: which sizes and buckets are prepared.
        `recorder` records forwards in the modes with `graphs`; by default CUDA does."""
        self._kind = kind
        self._recorder = recorder
        self._mode = mode
        self._run = dict(run or {})
        self._device = device
        self._goods: Cache[ProductPixels] = Cache(64)
        self._batch: Batch | None = None

    def load(self, folder: Path) -> None:
        """Read, check and warm the model. Raises CorruptModel."""
        manifest = open_folder(folder)
        if manifest.adapter != self._kind:
            raise RuntimeError(f"the folder holds {manifest.adapter}, not {self._kind}")
        self.start(load_parts(folder, manifest, self._device or pick_device()), manifest)

    def start(self, parts: Parts, manifest: Manifest) -> None:
        """Begin with parts that are already in memory."""
        self.parts = parts
        self.profile = manifest.profile.model_copy(update=self._run)
        self.encoders = Encoders(parts)
        self.forward = Forward(
            parts, self.profile.pose_scale, self._mode, self.profile.buckets, self._recorder
        )
        self.decoder = Decoder(parts, compiled="compile" in self._mode)
        self.pace = Pace(str(parts.device))
        self._batch = None
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

        parts = self.parts
        text = self.encoders.texts([""])[""]
        _, latents = first_noise(parts, width, height, 0)
        (nobody,) = self.encoders.identities([()])
        sizes = torch.tensor([[height, width, 0, 0, height, width]])
        return Rows(
            latents=latents.to(parts.device, parts.dtype),
            timesteps=torch.ones(1, device=parts.device),
            tokens=text.tokens,
            control=torch.zeros(1, 3, height, width, device=parts.device, dtype=parts.dtype),
            pooled=text.pooled,
            time_ids=sizes.to(parts.device, parts.dtype) if parts.xl else None,
            identity=nobody and nobody[0],
        )

    def prepare(self, task: Task) -> Row:
        if task.width % MULTIPLE or task.height % MULTIPLE:
            raise InvalidRequest(f"width and height must be multiples of {MULTIPLE}")
        item, profile = task.item, self.profile
        generator, noise = first_noise(self.parts, task.width, task.height, item.seed)
        steps = profile.few_steps or task.steps
        product = self._product(task.product)
        sees = self.encoders.sees
        return Row(
            task=task,
            drawn=pose_map(item.people, task.width, task.height, profile.limb_style),
            faces=tuple(self.encoders.face(each) for each in task.subjects) if sees else (),
            regions=regions(task, vae_scale(self.parts)) if sees else None,
            goods=product,
            guidance=min(task.guidance, profile.max_guidance),
            schedule=self._schedule(steps),
            noise=noise,
            generator=generator,
            rim_steps=max(1, round(steps * profile.rim_strength))
            if profile.rim_strength > 0 and product is not None
            else 0,
        )

    def _product(self, product: Blob | None) -> ProductPixels | None:
        if product is None:
            return None
        return self._goods.get_or(product.sha256, lambda: goods(decode(product.data, alpha=True)))

    def _schedule(self, steps: int, start: int = 0) -> Schedule:
        return schedule(self.profile.scheduler, self.parts.scheduler_config, steps, start)

    def begin(self, states: Sequence[Row]) -> None:
        import torch

        with guarded():
            parts = self.parts
            prompts = [p for row in states for p in _prompts(row)]
            texts = self.encoders.texts(prompts)
            identities = self.encoders.identities([row.faces for row in states])
            for row, identity in zip(states, identities, strict=True):
                drawn = torch.from_numpy(row.drawn).to(parts.device)
                row.control = (drawn.permute(2, 0, 1)[None].float() / 255).to(parts.dtype)
                row.positive = texts[row.task.item.prompt]
                row.negative = texts[row.task.item.negative_prompt] if row.guided() else None
                row.identity = identity
                if row.regions is not None:
                    masks = torch.from_numpy(row.regions)[None]
                    row.masks = masks.to(parts.device, parts.dtype)
                row.memory = self._first(row.schedule, row.noise * row.schedule.sigma)

    def _first(self, of: Schedule, latents: Any) -> Any:
        """What a picture remembers before its first step."""
        import torch

        memory = torch.zeros(of.slots, *latents.shape[1:], device=self.parts.device)
        memory[0] = latents[0]
        return memory

    def shape_key(self, state: Row) -> Hashable:
        return state.kind()

    def steps_left(self, state: Row) -> int:
        return state.left

    def step(self, states: Sequence[Row]) -> None:
        with guarded():
            stage = states[0].stage
            if stage == "open":
                self._open(states)
            elif stage == "close":
                self._close(states)
            else:
                self._denoise(states)

    def _denoise(self, rows: Sequence[Row]) -> None:
        """One prediction for all rows, then one product for all samplers."""
        batch = self._batch
        if batch is None or not batch.holds(rows):
            batch = self._batch = Batch.of(rows, self.parts)
        numbers = batch.numbers()
        batch.advance(numbers, self.forward(batch.inputs(numbers, self.parts.dtype)))
        self.pace()
        for row in rows:
            if row.index == row.schedule.steps and row.rim_steps and row.rim is None:
                row.stage = "open"

    def _open(self, rows: Sequence[Row]) -> None:
        """Decode, so that a worker can lay the product in."""
        for row, base in zip(rows, self._decoded(rows), strict=True):
            row.base, row.stage = base, "lay"

    def aside(self, state: Row) -> Callable[[], None] | None:
        return (lambda: _lay(state)) if state.stage == "lay" else None

    def _close(self, rows: Sequence[Row]) -> None:
        """Encode what was composed and go back a few steps to redraw what touches the product."""
        import torch

        composites = [row.composite for row in rows if row.composite is not None]
        known = encode_pixels(self.parts, [made.pixels for made in composites])
        masks = mask_latents(self.parts, [made.redraw for made in composites])
        rims = []
        for row, truth, mask in zip(rows, known.split(1), masks.split(1), strict=True):
            # A generator of its own: a second try after out-of-memory must draw the same.
            generator = torch.Generator("cpu").manual_seed((row.task.item.seed + 1) % 2**32)
            noise = torch.randn(truth.shape, generator=generator).to(truth.device)
            again = self._schedule(row.schedule.steps, row.schedule.steps - row.rim_steps)
            memory = self._first(again, truth * again.begin[0] + noise * again.begin[1])
            rims.append((again, memory, Rim(truth, noise, mask)))
        for row, (again, memory, rim) in zip(rows, rims, strict=True):
            row.schedule, row.index, row.memory, row.rim = again, again.start, memory, rim
            row.stage, row.base = "denoise", None

    def finish(self, states: Sequence[Row]) -> None:
        with guarded():
            pending = [row for row in states if row.pixels is None]
            for row, pixels in zip(pending, self._decoded(pending), strict=True):
                row.pixels = pixels
        self._batch = None  # it would keep their tensors

    def _decoded(self, rows: Sequence[Row]) -> list[Pixels]:
        import torch

        return self.decoder(torch.cat([row.latents for row in rows])) if rows else []

    def complete(self, state: Row) -> Picture:
        pixels, made, task = state.pixels, state.composite, state.task
        if pixels is None:
            raise RuntimeError("a picture is asked for before it was decoded")
        if not state.rim_steps and state.goods is not None:
            made = compose(pixels, task, state.goods)
        if made is None:
            return Picture(pixels, face_box(task), ())
        return Picture(paste_back(pixels, made), face_box(task), made.products)

    def facts(self) -> dict[str, dict[str, float]]:
        return {**self.encoders.facts(), "goods": self._goods.facts()}


def _prompts(row: Row) -> list[str]:
    item = row.task.item
    return [item.prompt, item.negative_prompt] if row.guided() else [item.prompt]


def _lay(row: Row) -> None:
    """Lay the product into the decoded picture; without it in the frame the picture is whole."""
    if row.base is None or row.goods is None:
        raise RuntimeError("a product is laid in before its picture was decoded")
    made = compose(row.base, row.task, row.goods)
    if made is None:
        row.pixels, row.stage, row.rim_steps = row.base, "whole", 0
        row.goods = None
    else:
        row.composite, row.stage = made, "close"
