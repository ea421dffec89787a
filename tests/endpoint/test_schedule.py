"""A sampler's table makes the same steps as diffusers' own scheduler."""

import importlib.util
from typing import Any

import numpy as np
import pytest

from endpoint.diffusion.folder import Scheduler
from endpoint.diffusion.schedule import HEAD, flow, schedule, scheduler

MISSING = importlib.util.find_spec("diffusers") is None or importlib.util.find_spec("torch") is None
pytestmark = [
    pytest.mark.endpoint_models,
    pytest.mark.skipif(
        MISSING, reason="torch and diffusers are not installed (the endpoint extra)"
    ),
    pytest.mark.filterwarnings("default"),  # theirs are not ours to fix
]

CONFIG = {
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "steps_offset": 1,
}


def predicted(index: int) -> Any:
    import torch

    return torch.randn(1, 4, 4, 4, generator=torch.Generator().manual_seed(index))


class TestSchedule:
    @pytest.mark.parametrize("name", ["euler", "dpm++", "unipc", "lcm", "lightning"])
    @pytest.mark.parametrize("prediction", ["epsilon", "v_prediction"])
    @pytest.mark.parametrize(("steps", "start"), [(1, 0), (4, 0), (20, 0), (20, 13), (8, 7)])
    def test_it_steps_as_diffusers_does(
        self, name: Scheduler, prediction: str, steps: int, start: int
    ) -> None:
        import torch

        config = {**CONFIG, "prediction_type": prediction}
        ours, theirs = schedule(name, config, steps, start), scheduler(name, config)
        theirs.set_timesteps(steps)
        theirs.set_begin_index(start)
        known = {"generator": torch.Generator().manual_seed(9)} if name == "lcm" else {}
        fresh = torch.Generator().manual_seed(9)
        sample = predicted(99) * ours.sigma
        memory = torch.zeros(ours.slots, *sample.shape)
        memory[0] = sample
        for index in range(start, steps):
            row, timestep = ours.row(index), theirs.timesteps[index]
            assert row[0] == float(timestep)
            seen = theirs.scale_model_input(sample, timestep)
            assert torch.allclose(memory[0] * float(row[1]), seen, rtol=1e-5, atol=1e-6)
            sample = theirs.step(predicted(index), timestep, sample, return_dict=False, **known)[0]
            noise = torch.zeros_like(sample)
            if ours.noisy and index + 1 < steps:
                noise = torch.randn(sample.shape, generator=fresh)
            matrix = torch.from_numpy(row[HEAD:].reshape(ours.slots, ours.slots + 2))
            taken = torch.cat([memory, predicted(index)[None], noise[None]])
            memory = torch.einsum("ij,j...->i...", matrix, taken)
            gap = float((memory[0] - sample).abs().max() / sample.abs().max())
            assert gap < 1e-5

    @pytest.mark.parametrize("name", ["euler", "dpm++", "unipc"])
    def test_a_known_picture_is_noised_as_diffusers_does(self, name: Scheduler) -> None:
        import torch

        made, theirs = schedule(name, CONFIG, 10, 6), scheduler(name, CONFIG)
        theirs.set_timesteps(10)
        theirs.set_begin_index(6)
        known, noise = predicted(1), predicted(2)
        expected = theirs.add_noise(known, noise, theirs.timesteps[6:7])
        assert torch.allclose(known * made.begin[0] + noise * made.begin[1], expected, atol=1e-5)
        assert made.row(9)[2:4].tolist() == [1.0, 0.0]  # nothing but the picture after the last

    def test_flow_matching_is_one_sum(self) -> None:
        import diffusers
        import torch

        config = {"use_dynamic_shifting": True}
        sigmas = np.linspace(1.0, 0.25, 4)
        theirs = diffusers.FlowMatchEulerDiscreteScheduler.from_config(config)
        theirs.set_timesteps(sigmas=sigmas, mu=1.1)
        made = flow(config, sigmas, 1.1)
        ours = sample = predicted(5)
        for index, timestep in enumerate(theirs.timesteps):
            shares = made.row(index)[HEAD:]
            ours = ours * float(shares[0]) + predicted(index) * float(shares[1])
            sample = theirs.step(predicted(index), timestep, sample, return_dict=False)[0]
        assert torch.allclose(ours, sample, atol=1e-5)
