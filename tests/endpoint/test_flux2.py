"""The edit model behind the same protocol, with a tiny build."""

import importlib.util
from typing import Any

import numpy as np
import pytest

from endpoint.adapter import Task
from endpoint.diffusion.edits import Edit
from endpoint.diffusion.flux2 import Flux2Adapter
from endpoint.diffusion.folder import Manifest, Profile
from endpoint.diffusion.klein import klein
from endpoint.objects import blob
from lumiku.rendering.quality import Picture
from tests.endpoint import skeletons
from tests.endpoint.harness import bottle_cutout, portrait_photo
from tests.endpoint.skeletons import person
from tests.endpoint.test_preview import create_task

MISSING = importlib.util.find_spec("diffusers") is None or importlib.util.find_spec("torch") is None
pytestmark = [
    pytest.mark.endpoint_models,
    pytest.mark.skipif(
        MISSING, reason="torch and diffusers are not installed (the endpoint extra)"
    ),
    pytest.mark.filterwarnings("default"),  # theirs are not ours to fix
]


@pytest.fixture(scope="module")
def adapter() -> Flux2Adapter:
    import torch

    torch.manual_seed(5)
    torch.set_num_threads(1)
    made = Flux2Adapter(device="cpu", reference=64)
    profile = Profile(few_steps=3)
    made.start(
        klein("tiny"), Manifest(adapter="flux2_edit", name="t", version="1", profile=profile), "cpu"
    )
    return made


def task(pose: Any = skeletons.STANDING, **changes: Any) -> Task:
    return create_task([person(pose, "half")], size=(64, 96), **changes)


def run(adapter: Flux2Adapter, *tasks: Task) -> tuple[list[Picture], list[Edit]]:
    states = [adapter.prepare(each) for each in tasks]
    adapter.begin(states)
    while adapter.steps_left(states[0]):
        adapter.step(states)
    adapter.finish(states)
    return [adapter.complete(state) for state in states], states


class TestFlux2:
    def test_the_full_architecture_has_the_published_size(self) -> None:
        made = klein("full", device="meta")
        billions = sum(p.numel() for p in made.transformer.parameters()) / 1e9
        assert 3.6 < billions < 4.2

    def test_equals_its_own_pipeline(self, adapter: Flux2Adapter) -> None:
        import torch
        from PIL import Image

        from endpoint.diffusion.encode import pose_map
        from endpoint.diffusion.references import on_white
        from endpoint.people.faces import face_crop
        from endpoint.pictures import decode

        wanted = task()
        _, (state,) = run(adapter, wanted)
        assert state.goods is not None
        assert state.pixels is not None
        pictures = [
            pose_map(wanted.item.people, 64, 96, "sd15"),
            face_crop(decode(wanted.subjects[0].data), 64),
            on_white(state.goods, 64),
        ]
        with torch.inference_mode():
            theirs = adapter.pipeline(
                prompt=state.prompt,
                image=[Image.fromarray(each) for each in pictures],
                width=64,
                height=96,
                num_inference_steps=3,
                generator=torch.Generator("cpu").manual_seed(wanted.item.seed),
                text_encoder_out_layers=(1, 2, 3),
                output_type="np",
            ).images[0]
        ours = state.pixels
        assert float(np.abs(theirs * 255 - ours).max()) <= 1.5

    def test_a_batch_equals_one_by_one(self, adapter: Flux2Adapter) -> None:
        tasks = [
            task(seed=1),
            task(skeletons.RAISED, seed=2, product=blob(bottle_cutout((9, 99, 9)))),
        ]
        together, _ = run(adapter, *tasks)
        for wanted, made in zip(tasks, together, strict=True):
            (alone,), _ = run(adapter, wanted)
            assert np.abs(alone.pixels.astype(int) - made.pixels).max() <= 1

    def test_a_strangers_face_changes_nothing_but_ones_own_does(
        self, adapter: Flux2Adapter
    ) -> None:
        mine = task(seed=1)
        strangers = [
            task(seed=2, subjects=(blob(portrait_photo(skin)),))
            for skin in ((226, 188, 164), (90, 60, 44))
        ]
        with_first, _ = run(adapter, mine, strangers[0])
        with_second, _ = run(adapter, mine, strangers[1])
        gap = np.abs(with_first[0].pixels.astype(int) - with_second[0].pixels)
        assert gap.max() <= 1
        assert not np.array_equal(with_first[1].pixels, with_second[1].pixels)

    def test_pose_and_product_matter(self, adapter: Flux2Adapter) -> None:
        plain, _ = run(adapter, task(seed=1))
        posed, _ = run(adapter, task(skeletons.RAISED, seed=1))
        assert not np.array_equal(plain[0].pixels, posed[0].pixels)
        assert plain[0].products
