"""Whole model folders with tiny random weights, built without any download."""

import json
from pathlib import Path
from typing import Any

from endpoint.diffusion import blueprints
from endpoint.diffusion.folder import MANIFEST, digest


def build(folder: Path, kind: str, *, plus: bool = False, **profile: Any) -> Path:
    """A model folder of `kind` (sd15_controlnet or sdxl_controlnet) with an identity adapter,
    `plus` one that looks at a face's patches as the recipes' do."""
    import torch
    from safetensors.torch import save_file  # type: ignore[import-not-found,unused-ignore]

    torch.manual_seed(11)
    pipeline = blueprints.pipeline(kind, "tiny")
    pipeline.save_pretrained(folder)
    (folder / "ip_adapter").mkdir()
    if plus:
        weights = blueprints.plus_weights(pipeline.unet, 32, width=64, tokens=4)
    else:
        weights = blueprints.ip_adapter_weights(pipeline.unet, embedding=32)
    save_file(weights, folder / "ip_adapter" / "ip_adapter.safetensors")
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
