"""A few-step edit model with several references (FLUX.2 klein), cut into steps.

The pose, the avatar and the product are pictures among its inputs; the product's own pixels are
laid over the result all the same, so that labels stay true.
"""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from endpoint.adapter import Caps, Task
from endpoint.cache import Cache
from endpoint.diffusion.composite import compose, face_box, paste_back
from endpoint.diffusion.edits import Edit, Edits, Shown
from endpoint.diffusion.folder import CorruptModel, Manifest, open_folder
from endpoint.diffusion.guarded import guarded
from endpoint.diffusion.latents import DECODED, at_once
from endpoint.diffusion.pace import Pace
from endpoint.diffusion.parts import pick_device
from endpoint.diffusion.references import introduction, references
from endpoint.diffusion.schedule import Schedule, flow
from endpoint.errors import InvalidRequest
from endpoint.objects import Blob
from endpoint.pictures import Pixels, decode
from endpoint.product.pixels import ProductPixels, goods
from lumiku.rendering.provenance import SourceType
from lumiku.rendering.quality import Picture

__all__ = ["Flux2Adapter"]

STEPS: Final = 4  # the distilled model's own
CACHED: Final = 512 * 1024 * 1024  # bytes of the device; a prompt of the full model has 8 MB
REFERENCE: Final = 512  # pixels of a side of avatar and product references
TOGETHER: Final = 8  # prompts that the language model reads in one call


class Flux2Adapter:
    """Rows differ in prompt, references, seed and step; only equal shapes share a forward."""

    caps = Caps(
        version="unloaded",
        source_type=SourceType.COMPOSITE_GENERATED,
        product="composite",
        cpu_threads=False,
        portraits=True,
        finish_pixels=DECODED,
        multiple=16,
    )

    def __init__(self, device: str | None = None, reference: int = REFERENCE) -> None:
        self._device = device
        self._side = reference
        self._texts: Cache[Any] = Cache(CACHED, _bytes)
        self._encoded: Cache[Any] = Cache(CACHED, _bytes)
        self._goods: Cache[ProductPixels] = Cache(64)
        self._schedules: dict[int, Schedule] = {}
        self._edits: Edits | None = None

    def load(self, folder: Path) -> None:
        """Read and check the model. Raises CorruptModel."""
        import diffusers
        import torch

        manifest = open_folder(folder)
        if manifest.adapter != "flux2_edit":
            raise RuntimeError(f"the folder holds {manifest.adapter}, not flux2_edit")
        device = self._device or pick_device()
        dtype = getattr(torch, manifest.profile.dtype) if device != "cpu" else torch.float32
        try:
            pipeline = diffusers.Flux2KleinPipeline.from_pretrained(
                folder, dtype=dtype, local_files_only=True
            )
        except (OSError, ValueError, KeyError, RuntimeError, AttributeError) as error:
            raise CorruptModel(f"{type(error).__name__}: {str(error)[:300]}") from error
        self.start(pipeline.to(device), manifest, device)

    def start(self, pipeline: Any, manifest: Manifest, device: str) -> None:
        """Begin with a pipeline that is already in memory."""
        self.pipeline, self.device = pipeline, device
        self.pace = Pace(device)
        self.steps = manifest.profile.few_steps or STEPS
        for module in (pipeline.transformer, pipeline.vae, pipeline.text_encoder):
            module.eval()
        self.caps = replace(self.caps, version=f"{manifest.name} {manifest.version}")

    def prepare(self, task: Task) -> Edit:
        import torch

        multiple = self._multiple()
        if task.width % multiple or task.height % multiple:
            raise InvalidRequest(f"width and height must be multiples of {multiple}")
        item = self._product(task.product)
        shown = tuple(
            Shown(
                each,
                None if each.key and self._encoded.get(each.key) is not None else each.pixels(),
            )
            for each in references(task, item, self._side)
        )
        generator = torch.Generator("cpu").manual_seed(task.item.seed)
        channels = self.pipeline.transformer.config.in_channels
        shape = (1, channels, task.height // multiple, task.width // multiple)
        side = self._side
        return Edit(
            task=task,
            goods=item,
            prompt=introduction(task) + task.item.prompt,
            shown=shown,
            noise=torch.randn(shape, generator=generator),
            schedule=self._schedule(shape[2] * shape[3]),
            sizes=((task.height, task.width), *((side, side) for _ in shown[1:])),
        )

    def _multiple(self) -> int:
        return int(self.pipeline.vae_scale_factor) * 2

    def _product(self, product: Blob | None) -> ProductPixels | None:
        if product is None:
            return None
        return self._goods.get_or(product.sha256, lambda: goods(decode(product.data, alpha=True)))

    def _schedule(self, places: int) -> Schedule:
        """Flow-matching Euler with the shift that the picture's size asks for."""
        from diffusers.pipelines.flux2.pipeline_flux2_klein import compute_empirical_mu

        if places not in self._schedules:
            sigmas = np.linspace(1.0, 1 / self.steps, self.steps)
            mu = compute_empirical_mu(image_seq_len=places, num_steps=self.steps)
            self._schedules[places] = flow(self.pipeline.scheduler.config, sigmas, mu)
        return self._schedules[places]

    def begin(self, states: Sequence[Edit]) -> None:
        import torch

        pipeline = self.pipeline
        with guarded():
            texts = self._texts_of([state.prompt for state in states])
            shown = self._shown([each for state in states for each in state.shown])
            at = 0
            for state in states:
                own = shown[at : at + len(state.shown)]
                at += len(state.shown)
                noise = state.noise.to(self.device)
                places = pipeline._prepare_latent_ids(noise).to(self.device)
                references_at = pipeline._prepare_image_ids(own).to(self.device)
                state.places = torch.cat([places, references_at], dim=1)
                state.references = torch.cat([pipeline._pack_latents(each) for each in own], dim=1)
                state.text = texts[state.prompt]
                state.latents = pipeline._pack_latents(noise)

    def _texts_of(self, prompts: Sequence[str]) -> dict[str, Any]:
        """Three middle layers of the language model, as the pipeline takes them, by prompt."""
        depth = self.pipeline.text_encoder.config.num_hidden_layers
        layers = (depth // 4, depth // 2, 3 * depth // 4)
        found = {prompt: self._texts.get(prompt) for prompt in dict.fromkeys(prompts)}
        new = [prompt for prompt, text in found.items() if text is None]
        for start in range(0, len(new), TOGETHER):
            part = new[start : start + TOGETHER]
            made, _ = self.pipeline.encode_prompt(
                part, device=self.device, text_encoder_out_layers=layers
            )
            for prompt, text in zip(part, made.split(1), strict=True):
                found[prompt] = text.clone()
                self._texts.put(prompt, found[prompt])
        return found

    def _shown(self, shown: Sequence[Shown]) -> list[Any]:
        """Latents of references in order; those of one size that are not known go together."""
        found: list[Any] = [
            None if each.reference.key is None else self._encoded.get(each.reference.key)
            for each in shown
        ]
        by_size: dict[tuple[int, ...], list[int]] = {}
        pixels: dict[int, Pixels] = {}
        for number, (each, known) in enumerate(zip(shown, found, strict=True)):
            if known is None:
                # Its latents may have left the cache since it was prepared.
                drawn = each.reference.pixels() if each.pixels is None else each.pixels
                pixels[number] = drawn
                by_size.setdefault(drawn.shape, []).append(number)
        for shape, numbers in by_size.items():
            together = at_once(shape[:2], 1)
            for start in range(0, len(numbers), together):
                part = numbers[start : start + together]
                latents = self._latents(np.stack([pixels[number] for number in part]))
                for number, made in zip(part, latents.split(1), strict=True):
                    found[number] = made.clone()
                    key = shown[number].reference.key
                    if key is not None:
                        self._encoded.put(key, found[number])
        return found

    def _latents(self, pixels: Pixels) -> Any:
        import torch

        vae = self.pipeline.vae
        tensor = torch.from_numpy(pixels).to(self.device).permute(0, 3, 1, 2).float() / 127.5 - 1
        return self.pipeline._encode_vae_image(tensor.to(vae.dtype).contiguous(), None)

    def shape_key(self, state: Edit) -> Hashable:
        return state.kind()

    def steps_left(self, state: Edit) -> int:
        return state.schedule.steps - state.index

    def step(self, states: Sequence[Edit]) -> None:
        import torch

        with guarded():
            edits = self._edits
            if edits is None or not edits.holds(states):
                edits = self._edits = Edits.of(states)
            numbers = edits.numbers()
            transformer = self.pipeline.transformer
            predicted = transformer(
                hidden_states=torch.cat([edits.latents, edits.references], dim=1).to(
                    transformer.dtype
                ),
                timestep=(numbers[:, 0] / 1000).to(transformer.dtype),
                guidance=None,
                encoder_hidden_states=edits.text,
                txt_ids=self.pipeline._prepare_text_ids(edits.text).to(self.device),
                img_ids=edits.places,
                return_dict=False,
            )[0][:, : edits.latents.shape[1]]
            edits.advance(numbers, predicted.float())
            self.pace()

    def aside(self, state: Edit) -> None:
        """Its products are laid in once it is finished."""

    def finish(self, states: Sequence[Edit]) -> None:
        with guarded():
            for state, pixels in zip(states, self._decode(states), strict=True):
                state.pixels = pixels
        self._edits = None  # it would keep their tensors

    def _decode(self, states: Sequence[Edit]) -> list[Pixels]:
        import torch

        vae, multiple = self.pipeline.vae, self._multiple()
        height, width = states[0].task.height // multiple, states[0].task.width // multiple
        latents = torch.cat([state.latents for state in states])
        latents = latents.permute(0, 2, 1).reshape(len(states), -1, height, width)
        mean = vae.bn.running_mean.view(1, -1, 1, 1).to(latents)
        spread = torch.sqrt(vae.bn.running_var.view(1, -1, 1, 1) + vae.config.batch_norm_eps)
        latents = self.pipeline._unpatchify_latents(latents * spread.to(latents) + mean)
        made: list[Pixels] = []
        for part in latents.to(vae.dtype).split(at_once((height, width), multiple)):
            image = vae.decode(part, return_dict=False)[0].float()
            image = ((image / 2 + 0.5).clamp(0, 1) * 255).round().to(torch.uint8)
            made.extend(np.ascontiguousarray(image.permute(0, 2, 3, 1).cpu().numpy()))
        return made

    def complete(self, state: Edit) -> Picture:
        pixels, task = state.pixels, state.task
        if pixels is None:
            raise RuntimeError("a picture is asked for before it was decoded")
        made = None if state.goods is None else compose(pixels, task, state.goods)
        if made is None:
            return Picture(pixels, face_box(task), ())
        return Picture(paste_back(pixels, made), face_box(task), made.products)

    def facts(self) -> dict[str, dict[str, float]]:
        return {
            "prompts": self._texts.facts(),
            "references": self._encoded.facts(),
            "goods": self._goods.facts(),
        }


def _bytes(tensor: Any) -> int:
    return int(tensor.nbytes)
