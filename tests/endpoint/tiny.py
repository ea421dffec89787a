"""Model folders with the real architecture and tiny random weights, built without any download."""

import json
from pathlib import Path
from typing import Any

from endpoint.diffusion.folder import MANIFEST, digest


def tokenizer() -> Any:
    """A CLIP tokenizer that knows single bytes, which is all the vocabulary it needs."""
    from transformers import CLIPTokenizer
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    symbols = list(bytes_to_unicode().values())
    words = [*symbols, *(f"{symbol}</w>" for symbol in symbols), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(
        vocab={word: number for number, word in enumerate(words)},
        merges=[],
        model_max_length=77,
    )


def text_encoder(width: int, projection: int | None = None) -> Any:
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    config = CLIPTextConfig(
        vocab_size=514,
        hidden_size=width,
        intermediate_size=37,
        num_attention_heads=4,
        num_hidden_layers=2,
        projection_dim=projection or width,
        bos_token_id=512,
        eos_token_id=513,
        pad_token_id=513,
    )
    return (CLIPTextModelWithProjection if projection else CLIPTextModel)(config).eval()


def image_encoder(width: int = 32) -> Any:
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    config = CLIPVisionConfig(
        hidden_size=width,
        image_size=32,
        patch_size=8,
        intermediate_size=37,
        num_attention_heads=4,
        num_hidden_layers=2,
        projection_dim=width,
    )
    return CLIPVisionModelWithProjection(config).eval()


def vae() -> Any:
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=(8, 8, 8, 16),
        norm_num_groups=4,
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        latent_channels=4,
        layers_per_block=1,
    ).eval()


def unet_and_controlnet(xl: bool) -> tuple[Any, Any]:
    from diffusers import ControlNetModel, UNet2DConditionModel

    common: dict[str, Any] = {
        "block_out_channels": (16, 32),
        "layers_per_block": 1,
        "norm_num_groups": 4,
        "attention_head_dim": (2, 4),
        "cross_attention_dim": 64 if xl else 32,
        "in_channels": 4,
    }
    if xl:
        common |= {
            "use_linear_projection": True,
            "addition_embed_type": "text_time",
            "addition_time_embed_dim": 8,
            "transformer_layers_per_block": (1, 2),
            "projection_class_embeddings_input_dim": 6 * 8 + 32,
        }
    down = ("DownBlock2D", "CrossAttnDownBlock2D")
    unet = UNet2DConditionModel(
        **common,
        out_channels=4,
        down_block_types=down,
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
    )
    controlnet = ControlNetModel(
        **common,
        down_block_types=down,
        conditioning_embedding_out_channels=(8, 16, 16, 32),
    )
    wake(controlnet)
    return unet.eval(), controlnet.eval()


def wake(controlnet: Any) -> None:
    """A fresh ControlNet is all zero convolutions and would ignore the pose."""
    import torch

    for name, parameter in controlnet.named_parameters():
        if "controlnet_cond_embedding" in name and parameter.dim() == 4:
            torch.nn.init.orthogonal_(parameter, gain=2.0)
        elif parameter.dim() == 4 and name.startswith(
            ("controlnet_down_blocks", "controlnet_mid_block")
        ):
            torch.nn.init.normal_(parameter, std=0.15)


def ip_adapter(unet: Any, folder: Path, embedding: int = 32, tokens: int = 4) -> None:
    """Weights in the format of IP-Adapter's own releases."""
    import torch
    from safetensors.torch import save_file  # type: ignore[import-not-found,unused-ignore]

    width = unet.config.cross_attention_dim
    state = {
        "image_proj.proj.weight": torch.randn(tokens * width, embedding) * 0.4,
        "image_proj.proj.bias": torch.zeros(tokens * width),
        "image_proj.norm.weight": torch.ones(width),
        "image_proj.norm.bias": torch.zeros(width),
    }
    number = 1
    for name in unet.attn_processors:
        if name.endswith("attn2.processor"):
            attention = unet.get_submodule(name.removesuffix(".processor"))
            inner = attention.to_k.weight.shape[0]
            for part in ("k", "v"):
                state[f"ip_adapter.{number}.to_{part}_ip.weight"] = torch.randn(inner, width) * 0.3
            number += 2
    folder.mkdir(parents=True)
    save_file(state, folder / "ip_adapter.safetensors")


def build(folder: Path, kind: str, *, identity: bool = True, **profile: Any) -> Path:
    """A whole model folder of `kind` (sd15_controlnet or sdxl_controlnet)."""
    import diffusers
    import torch

    torch.manual_seed(11)
    xl = kind == "sdxl_controlnet"
    unet, controlnet = unet_and_controlnet(xl)
    parts: dict[str, Any] = {
        "unet": unet,
        "controlnet": controlnet,
        "vae": vae(),
        "text_encoder": text_encoder(32),
        "tokenizer": tokenizer(),
        "scheduler": diffusers.EulerDiscreteScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1
        ),
        "image_encoder": image_encoder() if identity else None,
        "feature_extractor": None,
    }
    if xl:
        pipeline = diffusers.StableDiffusionXLControlNetPipeline(
            **parts,
            text_encoder_2=text_encoder(32, projection=32),
            tokenizer_2=tokenizer(),
            add_watermarker=False,
        )
    else:
        pipeline = diffusers.StableDiffusionControlNetPipeline(
            **parts, safety_checker=None, requires_safety_checker=False
        )
    pipeline.save_pretrained(folder)
    if identity:
        ip_adapter(unet, folder / "ip_adapter")
    write_manifest(folder, kind, profile)
    return folder


def write_manifest(folder: Path, kind: str, profile: dict[str, Any]) -> None:
    files = {
        str(path.relative_to(folder)): digest(path)
        for path in sorted(folder.rglob("*.safetensors"))
    }
    content = {
        "adapter": kind,
        "name": f"tiny {kind}",
        "version": "1",
        "profile": {"dtype": "float32", "vae_dtype": "float32", **profile},
        "files": files,
    }
    (folder / MANIFEST).write_text(json.dumps(content))
