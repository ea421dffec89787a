"""The published architectures with random weights: throughput and correctness need no download.

Full sizes follow the configurations that were published with Stable Diffusion 1.5 (Rombach et al.
2022), SDXL (Podell et al. 2023), ControlNet (Zhang et al. 2023) and IP-Adapter (Ye et al. 2023).
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

__all__ = ["Blueprint", "Size", "blueprint", "ip_adapter_weights", "pipeline", "plus_weights"]

Size = Literal["tiny", "full"]
DEPTH: Final = 4  # layers of the "plus" adapters' projection
BYTES: Final = 514  # symbols of a tokenizer that knows single bytes


@dataclass(frozen=True)
class Blueprint:
    """Keyword arguments of every module's configuration."""

    xl: bool
    unet: dict[str, Any]
    controlnet: dict[str, Any]
    vae: dict[str, Any]
    text: dict[str, Any]
    text_2: dict[str, Any]
    vision: dict[str, Any]


def blueprint(kind: str, size: Size) -> Blueprint:
    xl = kind == "sdxl_controlnet"
    shape = _shape(xl, size)
    blocks = len(shape["block_out_channels"])
    down = ["CrossAttnDownBlock2D"] * blocks
    up = ["CrossAttnUpBlock2D"] * blocks
    # SD1.5 has no attention at its lowest level, SDXL none at its highest.
    plain = 0 if xl or size == "tiny" else blocks - 1
    down[plain], up[blocks - 1 - plain] = "DownBlock2D", "UpBlock2D"
    tiny = size == "tiny"
    return Blueprint(
        xl=xl,
        unet={**shape, "down_block_types": down, "up_block_types": up, "out_channels": 4},
        controlnet={
            **shape,
            "down_block_types": down,
            "conditioning_embedding_out_channels": (8, 16, 16, 32) if tiny else (16, 32, 96, 256),
        },
        vae={
            "block_out_channels": (8, 8, 8, 16) if tiny else (128, 256, 512, 512),
            "norm_num_groups": 4 if tiny else 32,
            "down_block_types": ("DownEncoderBlock2D",) * 4,
            "up_block_types": ("UpDecoderBlock2D",) * 4,
            "layers_per_block": 1 if tiny else 2,
            "latent_channels": 4,
            "scaling_factor": 0.13025 if xl else 0.18215,
            "force_upcast": False,  # the VAE that ships with SDXL holds in half precision
        },
        text=_text(32, 2, 4, 37) if tiny else _text(768, 12, 12, 3072),
        text_2=_text(32, 2, 4, 37) if tiny else _text(1280, 32, 20, 5120),
        vision=_vision(tiny),
    )


def _shape(xl: bool, size: Size) -> dict[str, Any]:
    """What UNet and ControlNet share."""
    if size == "tiny":
        found: dict[str, Any] = {
            "block_out_channels": (16, 32),
            "layers_per_block": 1,
            "norm_num_groups": 4,
            "attention_head_dim": (2, 4),
            "cross_attention_dim": 64 if xl else 32,
            "in_channels": 4,
        }
        depths: tuple[int, ...] = (1, 2)
        time_width, pooled = 8, 32
    else:
        found = {
            "block_out_channels": (320, 640, 1280) if xl else (320, 640, 1280, 1280),
            "layers_per_block": 2,
            "attention_head_dim": (5, 10, 20) if xl else 8,
            "cross_attention_dim": 2048 if xl else 768,
            "in_channels": 4,
        }
        depths = (1, 2, 10)
        time_width, pooled = 256, 1280
    if xl:
        found |= {
            "use_linear_projection": True,
            "addition_embed_type": "text_time",
            "addition_time_embed_dim": time_width,
            "transformer_layers_per_block": depths,
            "projection_class_embeddings_input_dim": 6 * time_width + pooled,
        }
    return found


def _text(width: int, layers: int, heads: int, inner: int) -> dict[str, Any]:
    return {
        "vocab_size": BYTES if width < 100 else 49408,
        "hidden_size": width,
        "intermediate_size": inner,
        "num_attention_heads": heads,
        "num_hidden_layers": layers,
        "projection_dim": width,
        "bos_token_id": BYTES - 2,
        "eos_token_id": BYTES - 1,
        "pad_token_id": BYTES - 1,
    }


def _vision(tiny: bool) -> dict[str, Any]:
    return {
        "hidden_size": 32 if tiny else 1280,
        "image_size": 32 if tiny else 224,
        "patch_size": 8 if tiny else 14,
        "intermediate_size": 37 if tiny else 5120,
        "num_attention_heads": 4 if tiny else 16,
        "num_hidden_layers": 2 if tiny else 32,
        "projection_dim": 32 if tiny else 1024,
    }


def tokenizer() -> Any:
    """A CLIP tokenizer that knows single bytes, which is all the vocabulary it needs."""
    from transformers import CLIPTokenizer
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    symbols = list(bytes_to_unicode().values())
    words = [*symbols, *(f"{symbol}</w>" for symbol in symbols), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(
        vocab={word: number for number, word in enumerate(words)}, merges=[], model_max_length=77
    )


def pipeline(
    kind: str, size: Size, *, identity: bool = True, device: str = "cpu", dtype: Any = None
) -> Any:
    """A diffusers ControlNet pipeline with random weights, made on the device."""
    import diffusers
    import torch
    import transformers

    plan = blueprint(kind, size)
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype or torch.float32)
    try:
        with torch.device(device):
            parts: dict[str, Any] = {
                "unet": diffusers.UNet2DConditionModel(**plan.unet),
                "controlnet": diffusers.ControlNetModel(**plan.controlnet),
                "vae": diffusers.AutoencoderKL(in_channels=3, out_channels=3, **plan.vae),
                "text_encoder": transformers.CLIPTextModel(
                    transformers.CLIPTextConfig(**plan.text)
                ),
                "image_encoder": transformers.CLIPVisionModelWithProjection(
                    transformers.CLIPVisionConfig(**plan.vision)
                )
                if identity
                else None,
            }
            if plan.xl:
                parts["text_encoder_2"] = transformers.CLIPTextModelWithProjection(
                    transformers.CLIPTextConfig(**plan.text_2)
                )
    finally:
        torch.set_default_dtype(before)
    for module in parts.values():
        if module is not None:
            module.eval()
    wake(parts["controlnet"])
    parts |= {"tokenizer": tokenizer(), "feature_extractor": None}
    parts["scheduler"] = diffusers.EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1
    )
    if plan.xl:
        return diffusers.StableDiffusionXLControlNetPipeline(
            **parts, tokenizer_2=tokenizer(), add_watermarker=False
        )
    return diffusers.StableDiffusionControlNetPipeline(
        **parts, safety_checker=None, requires_safety_checker=False
    )


def wake(controlnet: Any) -> None:
    """A fresh ControlNet ends in zero convolutions and would ignore the pose."""
    import torch

    for name, parameter in controlnet.named_parameters():
        if parameter.dim() != 4:
            continue
        if "controlnet_cond_embedding" in name:
            values = torch.nn.init.orthogonal_(torch.empty(parameter.shape), gain=2.0)
        elif name.startswith(("controlnet_down_blocks", "controlnet_mid_block")):
            values = torch.nn.init.normal_(torch.empty(parameter.shape), std=0.15)
        else:
            continue
        parameter.data.copy_(values)


def ip_adapter_weights(unet: Any, embedding: int, tokens: int = 4) -> dict[str, Any]:
    """Random weights under the names of IP-Adapter's own releases."""
    import torch

    width = unet.config.cross_attention_dim
    return {
        "image_proj.proj.weight": torch.randn(tokens * width, embedding) * 0.4,
        "image_proj.proj.bias": torch.zeros(tokens * width),
        "image_proj.norm.weight": torch.ones(width),
        "image_proj.norm.bias": torch.zeros(width),
        **_crossing(unet),
    }


def plus_weights(unet: Any, embedding: int, *, width: int, tokens: int = 16) -> dict[str, Any]:
    """Random weights of an adapter that looks at a picture's patches, as "plus-face" does."""
    import torch

    def linear(outer: int, inner: int) -> Any:
        return torch.randn(outer, inner) * inner**-0.5

    outer = unet.config.cross_attention_dim
    state: dict[str, Any] = {
        "latents": torch.randn(1, tokens, width) * width**-0.5,
        "proj_in.weight": linear(width, embedding),
        "proj_in.bias": torch.zeros(width),
        "proj_out.weight": linear(outer, width),
        "proj_out.bias": torch.zeros(outer),
        "norm_out.weight": torch.ones(outer),
        "norm_out.bias": torch.zeros(outer),
    }
    for number in range(DEPTH):
        layer = f"layers.{number}"
        for norm in ("0.norm1", "0.norm2", "1.0"):
            state[f"{layer}.{norm}.weight"] = torch.ones(width)
            state[f"{layer}.{norm}.bias"] = torch.zeros(width)
        state[f"{layer}.0.to_q.weight"] = linear(width, width)
        state[f"{layer}.0.to_kv.weight"] = linear(2 * width, width)
        state[f"{layer}.0.to_out.weight"] = linear(width, width)
        state[f"{layer}.1.1.weight"] = linear(4 * width, width)
        state[f"{layer}.1.3.weight"] = linear(width, 4 * width)
    return {f"image_proj.{name}": value for name, value in state.items()} | _crossing(unet)


def _crossing(unet: Any) -> dict[str, Any]:
    """Keys and values of every cross attention for the picture's tokens."""
    import torch

    width = unet.config.cross_attention_dim
    state = {}
    crossing = [name for name in unet.attn_processors if name.endswith("attn2.processor")]
    for number, name in enumerate(crossing):
        inner = unet.get_submodule(name.removesuffix(".processor")).to_k.weight.shape[0]
        for part in ("k", "v"):
            weight = torch.randn(inner, width) * (2.0 / width) ** 0.5
            state[f"ip_adapter.{2 * number + 1}.to_{part}_ip.weight"] = weight
    return state
