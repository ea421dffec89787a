"""FLUX.2 klein's architecture with random weights: tiny for tests, full for measuring.

Full sizes follow the published 4B model: 5 double and 20 single blocks of 24 heads over a Qwen3-4B
text encoder, three of whose layers make a token (3 × 2560 wide).
"""

from typing import Any

from endpoint.diffusion.blueprints import Size

__all__ = ["klein"]

_TEMPLATE = "{% for m in messages %}{{ m['content'] }}{% endfor %}"


def klein(size: Size, *, device: str = "cpu", dtype: Any = None) -> Any:
    """A diffusers Flux2KleinPipeline, made on the device."""
    import diffusers
    import torch
    import transformers

    tiny = size == "tiny"
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype or torch.float32)
    try:
        with torch.device(device):
            text = transformers.Qwen3ForCausalLM(transformers.Qwen3Config(**_text(tiny)))
            transformer = diffusers.Flux2Transformer2DModel(**_transformer(tiny))
            vae = diffusers.AutoencoderKLFlux2(**_vae(tiny))
    finally:
        torch.set_default_dtype(before)
    pipeline = diffusers.Flux2KleinPipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=vae.eval(),
        text_encoder=text.eval(),
        tokenizer=_tokenizer(),
        transformer=transformer.eval(),
        is_distilled=True,
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def _tokenizer() -> Any:
    from transformers import Qwen2TokenizerFast
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    symbols = [*bytes_to_unicode().values(), "<|endoftext|>"]
    made = Qwen2TokenizerFast(
        vocab={symbol: number for number, symbol in enumerate(symbols)}, merges=[]
    )
    made.chat_template = _TEMPLATE
    return made


def _text(tiny: bool) -> dict[str, Any]:
    return {
        "vocab_size": 261 if tiny else 151_936,
        "hidden_size": 16 if tiny else 2560,
        "intermediate_size": 32 if tiny else 9728,
        "num_hidden_layers": 4 if tiny else 36,
        "num_attention_heads": 2 if tiny else 32,
        "num_key_value_heads": 2 if tiny else 8,
        "head_dim": 8 if tiny else 128,
    }


def _transformer(tiny: bool) -> dict[str, Any]:
    return {
        "in_channels": 16 if tiny else 128,
        "num_layers": 1 if tiny else 5,
        "num_single_layers": 1 if tiny else 20,
        "attention_head_dim": 16 if tiny else 128,
        "num_attention_heads": 2 if tiny else 24,
        "joint_attention_dim": 48 if tiny else 7680,
        "timestep_guidance_channels": 32 if tiny else 256,
        "axes_dims_rope": (4, 4, 4, 4) if tiny else (32, 32, 32, 32),
        "guidance_embeds": False,
    }


def _vae(tiny: bool) -> dict[str, Any]:
    return {
        "block_out_channels": (8, 8, 8, 16) if tiny else (128, 256, 512, 512),
        "down_block_types": ("DownEncoderBlock2D",) * 4,
        "up_block_types": ("UpDecoderBlock2D",) * 4,
        "layers_per_block": 1 if tiny else 2,
        "latent_channels": 4 if tiny else 32,
        "norm_num_groups": 4 if tiny else 32,
    }
