"""Which adapter answers to which name."""

from typing import Any

from endpoint.adapter import Adapter
from endpoint.config import Config
from endpoint.preview.adapter import PreviewAdapter

__all__ = ["build"]


def build(config: Config) -> Adapter[Any]:
    """The configured adapter, not loaded yet; an unknown name is a clear error."""
    if config.adapter == "preview":
        return PreviewAdapter()
    if config.adapter in ("sd15_controlnet", "sdxl_controlnet"):
        from endpoint.diffusion.adapter import ControlNetAdapter

        return ControlNetAdapter(config.adapter, mode=config.forward_mode)
    if config.adapter == "flux2_edit":
        from endpoint.diffusion.flux2 import Flux2Adapter

        return Flux2Adapter()
    raise RuntimeError(f"LUMIKU_ENDPOINT_ADAPTER={config.adapter!r} is no adapter of this build")
