"""A few-step edit model with several references (FLUX.2 klein), cut into steps.

The pose, the avatar and the product are pictures among its inputs; the product's own pixels are
laid over the result all the same, so that labels stay true.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from endpoint.adapter import Caps, Task
from endpoint.cache import Cache
from endpoint.diffusion.composite import compose, face_box, paste_back
from endpoint.diffusion.encode import pose_map
from endpoint.diffusion.folder import CorruptModel, Manifest, open_folder
from endpoint.diffusion.guarded import guarded
from endpoint.diffusion.parts import pick_device
from endpoint.errors import InvalidRequest
from endpoint.objects import Blob
from endpoint.people.faces import face_crop
from endpoint.pictures import Pixels, decode
from endpoint.product.goods import Goods, goods
from lumiku.rendering.provenance import SourceType
from lumiku.rendering.quality import Picture

__all__ = ["Flux2Adapter"]

STEPS: Final = 4  # the distilled model's own
CACHED: Final = 512 * 1024 * 1024  # bytes of the device; a prompt of the full model has 8 MB
REFERENCE: Final = 512  # pixels of a side of avatar and product references
INTRODUCTION: Final = (
    "The first picture is a pose skeleton: the person stands exactly so. "
    "The second shows the person's face, the third the product. "
)


@dataclass(eq=False)
class Edit:
    """One picture under way; all tensors have a first axis of one."""

    task: Task
    goods: Goods | None
    text: Any  # tokens × width
    latents: Any  # packed, places × channels
    places: Any
    references: Any
    reference_places: Any
    scheduler: Any
    index: int = 0


class Flux2Adapter:
    """Rows differ in prompt, references, seed and step; only equal shapes share a forward."""

    caps = Caps(
        version="unloaded",
        source_type=SourceType.COMPOSITE_GENERATED,
        product="composite",
        cpu_threads=False,
        portraits=True,
        multiple=16,
    )

    def __init__(self, device: str | None = None, reference: int = REFERENCE) -> None:
        self._device = device
        self._side = reference
        self._texts: Cache[Any] = Cache(CACHED, _bytes)
        self._encoded: Cache[Any] = Cache(CACHED, _bytes)
        self._goods: Cache[Goods] = Cache(64)

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
        self.steps = manifest.profile.few_steps or STEPS
        for module in (pipeline.transformer, pipeline.vae, pipeline.text_encoder):
            module.eval()
        self.caps = replace(self.caps, version=f"{manifest.name} {manifest.version}")

    def prepare(self, task: Task) -> Edit:
        import torch

        multiple = self.pipeline.vae_scale_factor * 2
        if task.width % multiple or task.height % multiple:
            raise InvalidRequest(f"width and height must be multiples of {multiple}")
        with guarded():
            generator = torch.Generator("cpu").manual_seed(task.item.seed)
            channels = self.pipeline.transformer.config.in_channels
            shape = (1, channels, task.height // multiple, task.width // multiple)
            noise = torch.randn(shape, generator=generator).to(self.device)
            references = self._references(task)
            return Edit(
                task=task,
                goods=self._product(task.product),
                text=self._text(INTRODUCTION + task.item.prompt),
                latents=self.pipeline._pack_latents(noise),
                places=self.pipeline._prepare_latent_ids(noise).to(self.device),
                references=torch.cat([self.pipeline._pack_latents(r) for r in references], dim=1),
                reference_places=self.pipeline._prepare_image_ids(references).to(self.device),
                scheduler=self._scheduler(noise.shape[2] * noise.shape[3]),
            )

    def _product(self, product: Blob | None) -> Goods | None:
        if product is None:
            return None
        return self._goods.get_or(product.sha256, lambda: goods(decode(product.data, alpha=True)))

    def _text(self, prompt: str) -> Any:
        """Three middle layers of the language model, as the pipeline takes them."""
        depth = self.pipeline.text_encoder.config.num_hidden_layers
        layers = (depth // 4, depth // 2, 3 * depth // 4)
        return self._texts.get_or(
            prompt,
            lambda: self.pipeline.encode_prompt(
                prompt, device=self.device, text_encoder_out_layers=layers
            )[0],
        )

    def _references(self, task: Task) -> list[Any]:
        """Latents of the pose, of each face and of the product, in this order."""
        drawn = pose_map(task.item.people, task.width, task.height, "sd15")
        found = [self._latents(drawn)]
        for subject in task.subjects:
            found.append(
                self._encoded.get_or(
                    subject.sha256,
                    lambda s=subject: self._latents(  # type: ignore[misc]
                        face_crop(decode(s.data), self._side)
                    ),
                )
            )
        if task.product is not None:
            product = task.product
            found.append(
                self._encoded.get_or(
                    product.sha256,
                    lambda: self._latents(_on_white(self._product(product), self._side)),
                )
            )
        return found

    def _latents(self, pixels: Pixels) -> Any:
        import torch

        vae = self.pipeline.vae
        tensor = torch.from_numpy(pixels.astype(np.float32) / 127.5 - 1).permute(2, 0, 1)[None]
        return self.pipeline._encode_vae_image(tensor.to(self.device, vae.dtype), None)

    def _scheduler(self, places: int) -> Any:
        """A fresh flow-matching Euler sampler with the shift that the picture's size asks for."""
        from diffusers.pipelines.flux2.pipeline_flux2_klein import compute_empirical_mu

        made = type(self.pipeline.scheduler).from_config(self.pipeline.scheduler.config)
        sigmas = np.linspace(1.0, 1 / self.steps, self.steps)
        mu = compute_empirical_mu(image_seq_len=places, num_steps=self.steps)
        made.set_timesteps(sigmas=sigmas, mu=mu, device=self.device)
        made.set_begin_index(0)
        return made

    def shape_key(self, state: Edit) -> Hashable:
        return (state.task.width, state.task.height, int(state.references.shape[1]))

    def steps_left(self, state: Edit) -> int:
        return len(state.scheduler.timesteps) - state.index

    def step(self, states: Sequence[Edit]) -> None:
        import torch

        with guarded():
            transformer = self.pipeline.transformer
            latents = torch.cat([state.latents for state in states])
            moments = torch.cat([s.scheduler.timesteps[s.index].reshape(1) for s in states])
            text = torch.cat([state.text for state in states])
            predicted = transformer(
                hidden_states=torch.cat(
                    [latents, torch.cat([state.references for state in states])], dim=1
                ).to(transformer.dtype),
                timestep=(moments / 1000).to(transformer.dtype),
                guidance=None,
                encoder_hidden_states=text,
                txt_ids=self.pipeline._prepare_text_ids(text).to(self.device),
                img_ids=torch.cat(
                    [torch.cat([s.places, s.reference_places], dim=1) for s in states]
                ),
                return_dict=False,
            )[0][:, : latents.shape[1]]
            for state, noise in zip(states, predicted, strict=True):
                moment = state.scheduler.timesteps[state.index]
                state.latents = state.scheduler.step(
                    noise[None].float(), moment, state.latents, return_dict=False
                )[0]
                state.index += 1

    def finish(self, states: Sequence[Edit]) -> list[Picture]:
        with guarded():
            pictures = [self._decode(state) for state in states]
        return [_finished(state, pixels) for state, pixels in zip(states, pictures, strict=True)]

    def _decode(self, state: Edit) -> Pixels:
        import torch

        vae, multiple = self.pipeline.vae, self.pipeline.vae_scale_factor * 2
        height, width = state.task.height // multiple, state.task.width // multiple
        latents = state.latents.permute(0, 2, 1).reshape(1, -1, height, width)
        mean = vae.bn.running_mean.view(1, -1, 1, 1).to(latents)
        spread = torch.sqrt(vae.bn.running_var.view(1, -1, 1, 1) + vae.config.batch_norm_eps)
        latents = self.pipeline._unpatchify_latents(latents * spread.to(latents) + mean)
        image = vae.decode(latents.to(vae.dtype), return_dict=False)[0][0].float()
        image = ((image / 2 + 0.5).clamp(0, 1) * 255).round().to(torch.uint8)
        return np.ascontiguousarray(image.permute(1, 2, 0).cpu().numpy())

    def facts(self) -> dict[str, dict[str, float]]:
        return {
            "prompts": self._texts.facts(),
            "references": self._encoded.facts(),
            "goods": self._goods.facts(),
        }


def _bytes(tensor: Any) -> int:
    return int(tensor.nbytes)


def _on_white(item: Goods | None, side: int) -> Pixels:
    """The product in the middle of a white square."""
    canvas = np.full((side, side, 3), 255, np.float32)
    if item is None:
        return canvas.astype(np.uint8)
    height, width = item.alpha.shape
    scale = 0.86 * side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    rgb = cv2.resize(item.rgb, size, interpolation=cv2.INTER_AREA)
    alpha = cv2.resize(item.alpha, size, interpolation=cv2.INTER_AREA)[..., None]
    y, x = (side - size[1]) // 2, (side - size[0]) // 2
    place = canvas[y : y + size[1], x : x + size[0]]
    place += (rgb - place) * alpha
    return canvas.astype(np.uint8)


def _finished(state: Edit, pixels: Pixels) -> Picture:
    made = None if state.goods is None else compose(pixels, state.task, state.goods)
    if made is None:
        return Picture(pixels, face_box(state.task), ())
    return Picture(paste_back(pixels, made), face_box(state.task), made.products)
