"""A pipeline with random weights and our adapters over the very same modules."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from bench.device.measures import Measure
from endpoint.diffusion import blueprints
from endpoint.diffusion.adapter import ControlNetAdapter
from endpoint.diffusion.flux2 import REFERENCE, Flux2Adapter
from endpoint.diffusion.folder import Manifest, Profile
from endpoint.diffusion.klein import klein
from endpoint.diffusion.parts import parts_of
from endpoint.models.recipes import recipe

__all__ = ["Rig", "build", "flops", "matmul_rate"]

RECIPES: Final = {"sd15_controlnet": "sd15", "sdxl_controlnet": "sdxl"}
TINY_WIDTH: Final = 64  # of the projection; one head of the adapter


@dataclass
class Rig:
    """One model on one device. It is changed in place: first plain, then as it ships."""

    kind: str
    tiny: bool
    pipeline: Any
    device: str
    dtype: Any
    ships: bool = False
    made: dict[str, Any] = field(default_factory=dict)

    def adapter(self, measure: Measure) -> Any:
        """Ready for the measure's mode, size and rows. One at a time: compiling changes modules in
        place, and recorded graphs hold memory."""
        if measure.ships and not self.ships:
            self.ship()
        key = measure.warms or f"eager {measure.size} {measure.steps}"
        if key not in self.made:
            self.made.clear()
            self._forget_compiled()
            self.made[key] = self._adapter(measure)
        return self.made[key]

    def _adapter(self, measure: Measure) -> Any:
        profile = self.profile(measure)
        manifest = Manifest(adapter=measure.kind, name="bench", version="0", profile=profile)
        if self.kind == "flux2_edit":
            edit = Flux2Adapter(device=self.device, reference=min(REFERENCE, *measure.size))
            edit.start(self.pipeline, manifest, self.device)
            return edit
        mode: Any = measure.mode
        made = ControlNetAdapter(self.kind, mode=mode, device=self.device)
        xl = self.kind == "sdxl_controlnet"
        vae = self._type(profile.vae_dtype) if measure.ships else self.dtype
        parts = parts_of(self.pipeline, xl=xl, device=self.device, dtype=self.dtype, vae_dtype=vae)
        if not measure.ships:
            parts = replace(parts, image_encoder=None)
        made.start(parts, manifest)
        return made

    def profile(self, measure: Measure) -> Profile:
        rows = measure.batch * (2 if measure.guidance > 1 else 1)
        shape: dict[str, Any] = {
            "warm_sizes": [] if measure.mode == "eager" else [measure.size],
            "buckets": [rows],
        }
        if measure.ships:
            return Profile.model_validate({**recipe(RECIPES[self.kind]).profile, **shape})
        few = 4 if self.kind == "flux2_edit" and not self.tiny else 0
        few = measure.steps if self.kind == "flux2_edit" else few
        return Profile(rim_strength=0, scheduler="euler", few_steps=few, **shape)

    def _type(self, name: str) -> Any:
        import torch

        return getattr(torch, name) if self.device == "cuda" else torch.float32

    def ship(self) -> None:
        """The recipe's precision and an identity adapter, on the same modules."""
        import torch

        self.made.clear()
        self._forget_compiled()
        self.dtype = self._type(str(recipe(RECIPES[self.kind]).profile["dtype"]))
        unet, vision = self.pipeline.unet, self.pipeline.image_encoder.config
        with torch.device(self.device):
            width = TINY_WIDTH if self.tiny else 1280 if self.kind == "sdxl_controlnet" else 768
            state = blueprints.plus_weights(unet, vision.hidden_size, width=width)
        image = {k.removeprefix("image_proj."): v for k, v in state.items() if "image_proj" in k}
        keys = {k.removeprefix("ip_adapter."): v for k, v in state.items() if "image_proj" not in k}
        unet._load_ip_adapter_weights([{"image_proj": image, "ip_adapter": keys}])
        self.pipeline.set_ip_adapter_scale(0.6)
        for name in (
            "unet",
            "controlnet",
            "vae",
            "text_encoder",
            "text_encoder_2",
            "image_encoder",
        ):
            module = getattr(self.pipeline, name, None)
            if module is not None:
                module.to(self.device, self.dtype)
        self.ships = True

    def _forget_compiled(self) -> None:
        """Blocks that were compiled in place run plainly again."""
        for name in ("unet", "controlnet"):
            module = getattr(self.pipeline, name, None)
            for block in () if module is None else module.modules():
                block._compiled_call_impl = None

    def close(self) -> None:
        """Give the device's memory back."""
        import gc

        import torch

        self.made.clear()
        self.pipeline = None
        gc.collect()
        if self.device == "cuda":
            torch.cuda.empty_cache()


def build(measure: Measure, device: str) -> Rig:
    """The measure's model with random weights made on the device."""
    import torch

    torch.manual_seed(3)
    size: blueprints.Size = "tiny" if measure.tiny else "full"
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    if measure.kind == "flux2_edit":
        made = klein(size, device=device, dtype=dtype)
        return Rig(measure.kind, measure.tiny, made, device, dtype)
    made = blueprints.pipeline(measure.kind, size, device=device, dtype=dtype)
    made.set_progress_bar_config(disable=True)
    return Rig(measure.kind, measure.tiny, made, device, dtype)


def flops(rig: Rig, adapter: Any, measure: Measure, task: Any) -> float:
    """FLOPs of one picture: counted on one step and one decode, times their number."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    state = adapter.prepare(task)
    adapter.begin([state])
    with torch.inference_mode(), FlopCounterMode(display=False) as step:
        adapter.step([state])
    with FlopCounterMode(display=False) as decode:
        adapter.finish([state])
    rim = getattr(state, "rim_steps", 0)
    steps = measure.steps + rim
    decodes = 3 if rim else 1  # the rim's decode and encode beside the last
    return float(step.get_total_flops() * steps + decode.get_total_flops() * decodes)


def matmul_rate(device: str) -> float:
    """FLOP/s of a large square product of random numbers in the precision of the models."""
    import time

    import torch

    side, calls = (8192, 20) if device == "cuda" else (512, 20)
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    a, b = (torch.randn(side, side, device=device, dtype=dtype) for _ in range(2))
    spent = np.inf
    for _ in range(3):
        started = time.perf_counter()
        for _ in range(calls):
            a @ b
        if device == "cuda":
            torch.cuda.synchronize()
        spent = min(spent, time.perf_counter() - started)
    return 2.0 * side**3 * calls / float(spent)
