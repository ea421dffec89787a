"""Pixels to latents and back, with the VAE in a precision that does not overflow."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from endpoint.diffusion.parts import Parts
from endpoint.pictures import Floats, Pixels

__all__ = ["SHAPES", "Decoder", "encode_pixels", "first_noise", "mask_latents"]

SHAPES: Final = 256  # compiled at most; PyTorch's own limit of 8 falls back without an error


def first_noise(parts: Parts, width: int, height: int, seed: int) -> tuple[Any, Any]:
    """(generator, 1 × channels × height/8 × width/8 noise) as diffusers would draw it.

    The generator lives on the CPU, so that a seed gives the same noise on every device.
    """
    import torch

    generator = torch.Generator("cpu").manual_seed(seed)
    scale = vae_scale(parts)
    shape = (1, parts.unet.config.in_channels, height // scale, width // scale)
    noise = torch.randn(shape, generator=generator, dtype=torch.float32)
    return generator, noise.to(parts.device)


def vae_scale(parts: Parts) -> int:
    """Pixels per latent along a side."""
    return int(2 ** (len(parts.vae.config.block_out_channels) - 1))


class Decoder:
    """Latents to RGB, one picture at a time, because a decode needs much memory.

    Compiled, if asked for, for the sizes that `warm` has seen; any other size runs eagerly.
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
        self(latents)

    def __call__(self, latents: Any) -> list[Pixels]:
        """The pictures of a batch of latents."""
        return [self._pixels(one) for one in latents]

    def _pixels(self, one: Any) -> Pixels:
        import torch

        vae = self._parts.vae
        # A copy of its own, so that its layout does not depend on the batch that it comes from.
        scaled = (one[None] / vae.config.scaling_factor).to(vae.dtype).contiguous()
        run = self._compiled if tuple(one.shape) in self._warm else None
        image = (run or self._image)(scaled)[0].float()
        image = ((image / 2 + 0.5).clamp(0, 1) * 255).round().to(torch.uint8)
        return np.ascontiguousarray(image.permute(1, 2, 0).cpu().numpy())

    def _image(self, latents: Any) -> Any:
        return self._parts.vae.decode(latents, return_dict=False)[0]


def encode_pixels(parts: Parts, pixels: Pixels) -> Any:
    """The latents of a picture: the mode of the VAE's distribution, so that it is repeatable."""
    import torch

    tensor = torch.from_numpy(pixels.astype(np.float32) / 127.5 - 1).permute(2, 0, 1)[None]
    tensor = tensor.to(parts.device, parts.vae.dtype)
    found = parts.vae.encode(tensor).latent_dist.mode() * parts.vae.config.scaling_factor
    return found.float()


def mask_latents(parts: Parts, mask: Floats) -> Any:
    """A mask at the latents' size, 1 × 1 × h × w; a latent is open if any of its pixels is."""
    import torch

    tensor = torch.from_numpy(mask)[None, None].to(parts.device)
    scale = vae_scale(parts)
    return torch.nn.functional.max_pool2d(tensor, scale)
