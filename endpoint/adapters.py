"""Which adapter answers to which name."""

from typing import Any

from endpoint.adapter import Adapter
from endpoint.config import Config
from endpoint.diffusion.folder import open_folder
from endpoint.preview.adapter import PreviewAdapter

__all__ = ["build"]


def build(config: Config) -> Adapter[Any]:
    """The configured adapter, not loaded yet; `auto` is what the model folder says it holds.

    Raises RuntimeError for an unknown name, CorruptModel for a folder that does not say.
    """
    name = config.adapter
    if name == "auto":
        name = open_folder(config.folder).adapter
    if name == "preview":
        return PreviewAdapter()
    if name in ("sd15_controlnet", "sdxl_controlnet"):
        from endpoint.diffusion.adapter import ControlNetAdapter

        return ControlNetAdapter(name, mode=config.forward_mode, run=config.run)
    if name == "flux2_edit":
        from endpoint.diffusion.flux2 import Flux2Adapter

        if config.forward_mode != "eager":
            raise RuntimeError("flux2_edit runs eagerly only: set LUMIKU_ENDPOINT_MODE=eager")
        return Flux2Adapter()
    raise RuntimeError(f"LUMIKU_ENDPOINT_ADAPTER={name!r} is no adapter of this build")
