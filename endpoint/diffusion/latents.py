"""Pixels to latents and back, with the VAE in a precision that does not overflow."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from endpoint.diffusion.parts import Parts
from endpoint.pictures import Floats, Pixels

__all__ = [
    "DECODED",
    "SHAPES",
    "Decoder",
    "at_once",
    "encode_pixels",
    "first_noise",
    "mask_latents",
    "vae_scale",
]

DECODED: Final = 4_200_000  # pixels that go through the VAE together: four of 1024²
SHAPES: Final = 256  # compiled at most; PyTorch's own limit of 8 falls back without an error


def first_noise(parts: Parts, width: int, height: int, seed: int) -> tuple[Any, Any]:
    """(generator, 1 × channels × height/8 × width/8 noise) as diffusers would draw it.

    Both live on the CPU, so that a seed gives the same noise on every device.
    """
    import torch

    generator = torch.Generator("cpu").manual_seed(seed)
    scale = vae_scale(parts)
    shape = (1, parts.unet.config.in_channels, height // scale, width // scale)
    return generator, torch.randn(shape, generator=generator, dtype=torch.float32)


def vae_scale(parts: Parts) -> int:
    """Pixels per latent along a side."""
    return int(2 ** (len(parts.vae.config.block_out_channels) - 1))


class Decoder:
    """Latents to RGB, as many pictures at once as the bound on pixels allows.

    Compiled, if asked for, one picture at a time and for the sizes that `warm` has seen; any other
    size runs eagerly.
    """

    def __init__(self, parts: Parts, *, compiled: bool) -> None:
        self._parts = parts
        self._compiles = compiled
        self._compiled: Callable[[Any], Any] | None = None
        self._warm: set[tuple[int, ...]] = set()

    def warm(self, latents: Any) -> None:
        """Prepare for latents of this size, 1 × channels × height × width."""
        import torch

        if self._compiles:
            torch._dynamo.config.recompile_limit = SHAPES  # of this thread alone
            self._compiled = self._compiled or torch.compile(self._image, dynamic=False)
            self._warm.add(tuple(latents.shape[1:]))
        self(latents.to(self._parts.device))

    def __call__(self, latents: Any) -> list[Pixels]:
        """The pictures of a batch of latents of one size."""
        import torch

        vae = self._parts.vae
        compiled = self._compiled if tuple(latents.shape[1:]) in self._warm else None
        # Copies of their own, so that their layout does not depend on the batch they come from.
        scaled = (latents / vae.config.scaling_factor).to(vae.dtype).contiguous()
        together = 1 if compiled else at_once(scaled.shape[-2:], vae_scale(self._parts))
        made: list[Pixels] = []
        for part in scaled.split(together):
            image = (compiled or self._image)(part).float()
            image = ((image / 2 + 0.5).clamp(0, 1) * 255).round().to(torch.uint8)
            made.extend(np.ascontiguousarray(image.permute(0, 2, 3, 1).cpu().numpy()))
        return made

    def _image(self, latents: Any) -> Any:
        return self._parts.vae.decode(latents, return_dict=False)[0]


def at_once(shape: Sequence[int], scale: int) -> int:
    """How many pictures of this shape, in latents, go through the VAE together."""
    return max(1, DECODED // (int(shape[0]) * int(shape[1]) * scale * scale))


def encode_pixels(parts: Parts, pictures: Sequence[Pixels]) -> Any:
    """The latents of pictures of one size: the mode of the VAE's distribution, so repeatable."""
    import torch

    vae = parts.vae
    stacked = torch.from_numpy(np.stack(pictures)).to(parts.device).permute(0, 3, 1, 2)
    found = []
    for part in stacked.split(at_once(stacked.shape[-2:], 1)):
        tensor = (part.float() / 127.5 - 1).to(vae.dtype).contiguous()
        found.append(vae.encode(tensor).latent_dist.mode() * vae.config.scaling_factor)
    return torch.cat(found).float()


def mask_latents(parts: Parts, masks: Sequence[Floats]) -> Any:
    """Masks at the latents' size, n × 1 × h × w; a latent is open if any of its pixels is."""
    import torch

    tensor = torch.from_numpy(np.stack(masks))[:, None].to(parts.device)
    return torch.nn.functional.max_pool2d(tensor, vae_scale(parts))
