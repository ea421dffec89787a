"""Pixels to latents and back, with the VAE in a precision that does not overflow."""

from typing import Any

import numpy as np

from endpoint.diffusion.parts import Parts
from endpoint.pictures import Floats, Pixels

__all__ = ["decode_latents", "encode_pixels", "first_noise", "mask_latents"]


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


def decode_latents(parts: Parts, latents: Any) -> list[Pixels]:
    """RGB pictures of a batch of latents; one at a time, because a decode needs much memory."""
    import torch

    pictures = []
    for one in latents:
        scaled = (one[None] / parts.vae.config.scaling_factor).to(parts.vae.dtype)
        image = parts.vae.decode(scaled, return_dict=False)[0][0].float()
        image = ((image / 2 + 0.5).clamp(0, 1) * 255).round().to(torch.uint8)
        pictures.append(np.ascontiguousarray(image.permute(1, 2, 0).cpu().numpy()))
    return pictures


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
