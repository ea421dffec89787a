"""Samplers as tables of numbers, so that pictures at different steps advance in one product.

Every sampler here is linear in what it remembers, what the model predicted and fresh noise. A step
is therefore a small matrix, and it is read off diffusers' own scheduler by giving it unit vectors.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from endpoint.diffusion.folder import Scheduler

__all__ = ["HEAD", "Schedule", "flow", "schedule", "scheduler"]

Table = npt.NDArray[np.float32]
HEAD: Final = 4  # numbers of a row before its matrix: timestep, input scale, known, noise


@dataclass(frozen=True, eq=False)
class Schedule:
    """The steps of one picture from `start` on, of `steps` in all.

    A picture remembers `slots` tensors, its latents first. A row of `table` is a step: the model's
    timestep, the factor on the latents that the model sees, the shares of a known picture and of
    noise that belong beside the latents after the step, and the matrix that makes the memory of the
    next step from (memory, prediction, fresh noise).
    """

    steps: int
    start: int
    slots: int
    sigma: float  # of the first noise
    noisy: bool  # whether a step may add fresh noise
    begin: tuple[float, float]  # shares of a known picture and of noise at `start`
    table: Table

    def row(self, index: int) -> Table:
        """The numbers of the step `index`, counted from the schedule's very first."""
        row: Table = self.table[index - self.start]
        return row


def schedule(name: Scheduler, config: Mapping[str, Any], steps: int, start: int = 0) -> Schedule:
    """A sampler's numbers, computed once for each number of steps.

    Euler: Karras et al. 2022, algorithm 2 without churn. DPM++: Lu et al. 2022, DPM-Solver++(2M)
    on Karras sigmas. UniPC: Zhao et al. 2023. LCM: Luo et al. 2023. Lightning: Lin et al. 2024,
    Euler on trailing timesteps.
    """
    frozen = json.dumps(dict(config), sort_keys=True, default=list)
    return _schedule(name, frozen, steps, start)


@lru_cache(maxsize=256)
def _schedule(name: Scheduler, config: str, steps: int, start: int) -> Schedule:
    made = scheduler(name, json.loads(config))
    made.set_timesteps(steps, device="cpu")
    made.set_begin_index(start)
    return _read(made, start)


def scheduler(name: Scheduler, config: Mapping[str, Any]) -> Any:
    import diffusers

    if name == "euler":
        return diffusers.EulerDiscreteScheduler.from_config(config)
    if name == "lightning":
        return diffusers.EulerDiscreteScheduler.from_config(config, timestep_spacing="trailing")
    if name == "dpm++":
        return diffusers.DPMSolverMultistepScheduler.from_config(config, use_karras_sigmas=True)
    if name == "unipc":
        return diffusers.UniPCMultistepScheduler.from_config(config)
    return diffusers.LCMScheduler.from_config(config)


def flow(config: Mapping[str, Any], sigmas: npt.NDArray[Any], mu: float) -> Schedule:
    """The steps of a flow-matching sampler whose shift depends on the picture's size."""
    import diffusers

    made = diffusers.FlowMatchEulerDiscreteScheduler.from_config(config)
    made.set_timesteps(sigmas=sigmas, mu=mu, device="cpu")
    made.set_begin_index(0)
    return _read(made, 0)


def _read(made: Any, start: int) -> Schedule:
    """Step a scheduler through unit vectors and write down what comes out."""
    import torch

    outputs = len(getattr(made, "model_outputs", ()))
    slots = 1 + outputs + hasattr(made, "last_sample")
    units = torch.eye(slots + 2).reshape(slots + 2, 1, slots + 2, 1, 1)
    begin = _shares(made, made.timesteps[start])
    rows = []
    for index in range(start, len(made.timesteps)):
        timestep = made.timesteps[index]
        scale = 1.0
        if hasattr(made, "scale_model_input"):
            scale = float(made.scale_model_input(torch.ones(1), timestep))
        matrix = _matrix(made, timestep, units, outputs)
        last = index + 1 == len(made.timesteps)
        after = (1.0, 0.0) if last else _shares(made, made.timesteps[index + 1])
        rows.append((float(timestep), scale, after, matrix))
    matrices = np.stack([matrix for *_, matrix in rows])
    table = np.array(
        [(moment, scale, *after, *matrix.ravel()) for moment, scale, after, matrix in rows],
        np.float32,
    )
    return Schedule(
        steps=len(made.timesteps),
        start=start,
        slots=slots,
        sigma=float(getattr(made, "init_noise_sigma", 1.0)),
        noisy=bool(np.any(matrices[:, :, -1])),
        begin=begin,
        table=table,
    )


def _matrix(made: Any, timestep: Any, units: Any, outputs: int) -> Table:
    """slots × (slots + 2): the memory after a step from the memory, the prediction and noise.

    What a multistep sampler does not have yet (None) stays so; its column is zero.
    """
    import torch

    slots = len(units) - 2
    if outputs:
        made.model_outputs = [
            None if held is None else units[1 + number]
            for number, held in enumerate(made.model_outputs)
        ]
    if getattr(made, "last_sample", None) is not None:
        made.last_sample = units[slots - 1]
    known: dict[str, Any] = {}
    noise = torch.zeros(slots + 2)
    if "LCM" in type(made).__name__:
        known["generator"] = torch.Generator("cpu").manual_seed(1)
        noise = torch.randn(units[0].shape, generator=torch.Generator("cpu").manual_seed(1))
        noise = noise.reshape(-1)
    stepped = made.step(units[slots], timestep, units[0], return_dict=False, **known)[0].reshape(-1)
    if known:  # nothing but noise can reach the last place
        share = stepped[-1] / noise[-1]
        stepped = stepped - share * noise
        stepped[-1] = share
    found = torch.zeros(slots, slots + 2)
    found[0] = stepped
    for number in range(outputs):
        if made.model_outputs[number] is not None:
            found[1 + number] = made.model_outputs[number].reshape(-1)
    if getattr(made, "last_sample", None) is not None:
        found[slots - 1] = made.last_sample.reshape(-1)
    return np.asarray(found.numpy(), np.float32)


def _shares(made: Any, timestep: Any) -> tuple[float, float]:
    """How much of a known picture and of noise there is at a moment."""
    import torch

    if not hasattr(made, "add_noise"):
        return (1.0, 0.0)
    known = torch.tensor([[1.0, 0.0]])
    mixed = made.add_noise(known, known.flip(1), timestep.reshape(1))
    return float(mixed[0, 0]), float(mixed[0, 1])
