"""Samplers by name: each picture has its own, so that step counts may differ in a batch."""

from collections.abc import Mapping
from typing import Any

from endpoint.diffusion.folder import Scheduler

__all__ = ["new_scheduler"]


def new_scheduler(name: Scheduler, config: Mapping[str, Any], steps: int, device: Any) -> Any:
    """A fresh diffusers scheduler with its timesteps set.

    Euler: Karras et al. 2022, algorithm 2 without churn. DPM++: Lu et al. 2022, DPM-Solver++(2M)
    on Karras sigmas. UniPC: Zhao et al. 2023. LCM: Luo et al. 2023. Lightning: Lin et al. 2024,
    Euler on trailing timesteps.
    """
    import diffusers

    if name == "euler":
        made = diffusers.EulerDiscreteScheduler.from_config(config)
    elif name == "lightning":
        made = diffusers.EulerDiscreteScheduler.from_config(config, timestep_spacing="trailing")
    elif name == "dpm++":
        made = diffusers.DPMSolverMultistepScheduler.from_config(config, use_karras_sigmas=True)
    elif name == "unipc":
        made = diffusers.UniPCMultistepScheduler.from_config(config)
    else:
        made = diffusers.LCMScheduler.from_config(config)
    made.set_timesteps(steps, device=device)
    return made
