"""A pipeline's parts, read from a model folder onto a device."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from endpoint.diffusion.folder import CorruptModel, Manifest

__all__ = ["Parts", "load_parts", "parts_of", "pick_device"]


@dataclass(frozen=True)
class Parts:
    """The modules that the step loop calls. `*_2` are SDXL's second encoder, else None."""

    xl: bool
    device: Any
    dtype: Any
    tokenizer: Any
    text_encoder: Any
    tokenizer_2: Any
    text_encoder_2: Any
    unet: Any
    controlnet: Any
    vae: Any
    image_encoder: Any  # None without an identity adapter
    scheduler_config: Any


def pick_device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def load_parts(folder: Path, manifest: Manifest, device: str) -> Parts:
    """Read the weights. Raises CorruptModel when they do not fit their configuration."""
    import diffusers
    import torch

    xl = manifest.adapter == "sdxl_controlnet"
    kind = (
        diffusers.StableDiffusionXLControlNetPipeline
        if xl
        else diffusers.StableDiffusionControlNetPipeline
    )
    # A CPU has no fast half precision; it only ever runs tests.
    name = manifest.profile.dtype if device != "cpu" else "float32"
    vae_name = manifest.profile.vae_dtype if device != "cpu" else "float32"
    dtype, vae_dtype = getattr(torch, name), getattr(torch, vae_name)
    try:
        pipeline = kind.from_pretrained(folder, dtype=dtype, local_files_only=True)
        if (folder / "ip_adapter").is_dir():
            pipeline.load_ip_adapter(
                folder,
                subfolder="ip_adapter",
                weight_name="ip_adapter.safetensors",
                image_encoder_folder=None,
                local_files_only=True,
            )
            pipeline.set_ip_adapter_scale(manifest.profile.identity_scale)
    except (OSError, ValueError, KeyError, RuntimeError, AttributeError) as error:
        raise CorruptModel(f"{type(error).__name__}: {str(error)[:300]}") from error
    return parts_of(pipeline, xl=xl, device=device, dtype=dtype, vae_dtype=vae_dtype)


def parts_of(pipeline: Any, *, xl: bool, device: str, dtype: Any, vae_dtype: Any) -> Parts:
    """A diffusers pipeline's modules, moved to where and how they run."""
    import torch

    for module in (pipeline.unet, pipeline.controlnet):
        module.to(device=device, memory_format=torch.channels_last).eval()
    pipeline.vae.to(device=device, dtype=vae_dtype, memory_format=torch.channels_last).eval()
    second = getattr(pipeline, "text_encoder_2", None)
    for module in (pipeline.text_encoder, second, pipeline.image_encoder):
        if module is not None:
            module.to(device).eval()
    return Parts(
        xl=xl,
        device=device,
        dtype=dtype,
        tokenizer=pipeline.tokenizer,
        text_encoder=pipeline.text_encoder,
        tokenizer_2=getattr(pipeline, "tokenizer_2", None),
        text_encoder_2=second,
        unet=pipeline.unet,
        controlnet=pipeline.controlnet,
        vae=pipeline.vae,
        image_encoder=pipeline.image_encoder,
        scheduler_config=dict(pipeline.scheduler.config),
    )
