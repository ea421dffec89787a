"""The diffusion adapters on tiny random weights: equal to diffusers, to themselves, and apart."""

import importlib.util
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from endpoint.adapter import Task
from endpoint.diffusion.adapter import ControlNetAdapter, Row
from endpoint.diffusion.encode import pose_map
from endpoint.diffusion.folder import MANIFEST, CorruptModel, open_folder
from endpoint.diffusion.latents import Decoder, first_noise
from endpoint.diffusion.regions import regions
from endpoint.diffusion.schedule import scheduler as new_scheduler
from endpoint.engine import Engine
from endpoint.objects import blob
from endpoint.pictures import Pixels
from endpoint.telemetry import Meter
from lumiku.rendering.quality import Picture, judge
from tests.endpoint import skeletons
from tests.endpoint.harness import BUCKET, PREFIX, bottle_cutout, portrait_photo, serving, stocked
from tests.endpoint.skeletons import person
from tests.endpoint.test_preview import create_task
from tests.endpoint.test_references import couple

MISSING = importlib.util.find_spec("diffusers") is None or importlib.util.find_spec("torch") is None
pytestmark = [
    pytest.mark.endpoint_models,
    pytest.mark.skipif(
        MISSING, reason="torch and diffusers are not installed (the endpoint extra)"
    ),
    pytest.mark.filterwarnings("default"),  # theirs are not ours to fix
]

KINDS = ["sd15_controlnet", "sdxl_controlnet"]
SIZE = (64, 128)
LARGER = (192, 256)  # where a product has an inside
ONE = 1.0  # the tolerance of a pixel's 0..255


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    import torch

    from tests.endpoint import tiny

    torch.set_num_threads(1)
    root = tmp_path_factory.mktemp("models")
    return {kind: tiny.build(root / kind, kind, rim_strength=0) for kind in KINDS}


@pytest.fixture(scope="module", params=KINDS)
def adapter(request: pytest.FixtureRequest, folders: dict[str, Path]) -> ControlNetAdapter:
    made = ControlNetAdapter(request.param, device="cpu")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made.load(folders[request.param])
    return made


@pytest.fixture(scope="module", params=KINDS)
def plus(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> ControlNetAdapter:
    """With the kind of identity adapter that the recipes have."""
    from tests.endpoint import tiny

    folder = tmp_path_factory.mktemp("plus") / request.param
    made = ControlNetAdapter(request.param, device="cpu")
    made.load(tiny.build(folder, request.param, plus=True, rim_strength=0, scheduler="euler"))
    return made


def task(pose: Any = skeletons.STANDING, *, prompt: str = "a portrait", **changes: Any) -> Task:
    steps, guidance = changes.pop("steps", 3), changes.pop("guidance", 5.0)
    size = changes.pop("size", SIZE)
    made = create_task([person(pose, "half")], size=size, **changes)
    item = made.item.model_copy(update={"prompt": prompt, "negative_prompt": "blurry"})
    return Task(item, size[0], size[1], steps, guidance, made.palette, made.subjects, made.product)


def run(adapter: ControlNetAdapter, *tasks: Task) -> list[Picture]:
    """All tasks in one batch until each is done."""
    return complete(adapter, begun(adapter, *tasks))


def begun(adapter: ControlNetAdapter, *tasks: Task) -> list[Row]:
    states = [adapter.prepare(each) for each in tasks]
    adapter.begin(states)
    return states


def stepped(adapter: ControlNetAdapter, states: Sequence[Row]) -> None:
    """A step of each that has one left, those of one kind together."""
    pending = [state for state in states if adapter.steps_left(state)]
    for key in dict.fromkeys(adapter.shape_key(state) for state in pending):
        group = [state for state in pending if adapter.shape_key(state) == key]
        adapter.step(group)
        for state in group:
            if (work := adapter.aside(state)) is not None:
                work()


def complete(adapter: ControlNetAdapter, states: Sequence[Row]) -> list[Picture]:
    while any(adapter.steps_left(state) for state in states):
        stepped(adapter, states)
    adapter.finish(states)
    return [adapter.complete(state) for state in states]


def apart(a: Pixels, b: Pixels) -> float:
    return float(np.abs(a.astype(float) - b.astype(float)).max())


SCHEDULERS = ["euler", "dpm++", "unipc", "lcm", "lightning"]


def diffusers_latents(adapter: ControlNetAdapter, wanted: Task) -> Any:
    """The same picture by diffusers' own pipeline, before it is decoded."""
    import diffusers
    import torch

    parts, (state,) = adapter.parts, begun(adapter, wanted)
    scheduler = new_scheduler(adapter.profile.scheduler, parts.scheduler_config)
    kind = (
        diffusers.StableDiffusionXLControlNetPipeline
        if parts.xl
        else diffusers.StableDiffusionControlNetPipeline
    )
    extra: dict[str, Any] = (
        {"text_encoder_2": parts.text_encoder_2, "tokenizer_2": parts.tokenizer_2}
        if parts.xl
        else {"safety_checker": None, "requires_safety_checker": False}
    )
    pipeline = kind(
        vae=parts.vae,
        text_encoder=parts.text_encoder,
        tokenizer=parts.tokenizer,
        unet=parts.unet,
        controlnet=parts.controlnet,
        scheduler=scheduler,
        image_encoder=parts.image_encoder,
        feature_extractor=None,
        **extra,
    )
    pipeline.set_progress_bar_config(disable=True)
    assert state.identity is not None
    faces = [*state.identity[::-1]] if wanted.guidance > 1 else [state.identity[0]]
    drawn = pose_map(wanted.item.people, wanted.width, wanted.height, "sd15")
    with torch.inference_mode():
        return pipeline(
            prompt=wanted.item.prompt,
            negative_prompt=wanted.item.negative_prompt,
            image=torch.from_numpy(drawn.astype(np.float32) / 255).permute(2, 0, 1)[None],
            width=wanted.width,
            height=wanted.height,
            num_inference_steps=wanted.steps,
            guidance_scale=wanted.guidance,
            controlnet_conditioning_scale=adapter.profile.pose_scale,
            generator=torch.Generator("cpu").manual_seed(wanted.item.seed),
            ip_adapter_image_embeds=[torch.cat(faces)],
            output_type="latent",
        ).images


class TestEquality:
    @pytest.mark.parametrize("scheduler", SCHEDULERS)
    @pytest.mark.parametrize("guidance", [1.0, 5.0])
    def test_equals_plain_diffusers(
        self, adapter: ControlNetAdapter, scheduler: str, guidance: float
    ) -> None:
        import torch

        adapter.profile = adapter.profile.model_copy(update={"scheduler": scheduler})
        wanted = task(steps=4, guidance=guidance)
        theirs = diffusers_latents(adapter, wanted)
        (state,) = begun(adapter, wanted)
        while adapter.steps_left(state):
            stepped(adapter, [state])
        assert torch.allclose(theirs, state.latents, atol=2e-4)

    def test_equals_plain_diffusers_where_the_model_predicts_velocity(
        self, adapter: ControlNetAdapter
    ) -> None:
        import torch

        usual = adapter.parts
        velocity = {**usual.scheduler_config, "prediction_type": "v_prediction"}
        adapter.profile = adapter.profile.model_copy(update={"scheduler": "euler"})
        adapter.parts = replace(usual, scheduler_config=velocity)
        try:
            wanted = task(steps=3)
            theirs = diffusers_latents(adapter, wanted)
            (state,) = begun(adapter, wanted)
            while adapter.steps_left(state):
                stepped(adapter, [state])
        finally:
            adapter.parts = usual
        assert torch.allclose(theirs, state.latents, atol=2e-4)

    def test_pixels_equal_diffusers_decoding(self, adapter: ControlNetAdapter) -> None:
        import torch
        from diffusers.image_processor import VaeImageProcessor

        (state,) = begun(adapter, task(steps=2))
        while adapter.steps_left(state):
            stepped(adapter, [state])
        vae = adapter.parts.vae
        with torch.inference_mode():
            (made,) = adapter.decoder(state.latents)
            image = vae.decode(state.latents / vae.config.scaling_factor, return_dict=False)[0]
            theirs = VaeImageProcessor().postprocess(image, output_type="np")[0]
        assert apart(np.round(theirs * 255).astype(np.uint8), made) <= ONE

    @pytest.mark.parametrize("scheduler", SCHEDULERS)
    def test_a_mixed_batch_equals_one_by_one(
        self, adapter: ControlNetAdapter, scheduler: str
    ) -> None:
        adapter.profile = adapter.profile.model_copy(update={"scheduler": scheduler})
        tasks = [
            task(seed=1, steps=4),
            task(skeletons.RAISED, seed=2, steps=2, guidance=1.0, prompt="another prompt"),
            task(
                skeletons.BOTH,
                seed=3,
                steps=3,
                guidance=7.5,
                product=blob(bottle_cutout((9, 90, 9))),
            ),
        ]
        together = run(adapter, *tasks)
        for wanted, made in zip(tasks, together, strict=True):
            (alone,) = run(adapter, wanted)
            assert apart(made.pixels, alone.pixels) <= ONE

    def test_joining_mid_flight_changes_nothing(self, adapter: ControlNetAdapter) -> None:
        first, second = begun(adapter, task(seed=5, steps=4), task(seed=6, steps=2))
        adapter.step([first])
        adapter.step([first, second])
        adapter.step([second, first])
        adapter.step([first])
        made = complete(adapter, [first, second])
        (alone,) = run(adapter, task(seed=5, steps=4))
        assert apart(made[0].pixels, alone.pixels) <= ONE


class TestIdentity:
    """diffusers' own pipelines mix IP-Adapter faces of a batch (its issue 9813)."""

    def test_a_strangers_face_in_the_batch_changes_nothing(
        self, adapter: ControlNetAdapter
    ) -> None:
        mine = task(seed=1, subjects=(blob(portrait_photo((226, 188, 164))),))
        stranger = task(seed=2, subjects=(blob(portrait_photo((90, 60, 44))),))
        other = task(seed=2, subjects=(blob(portrait_photo((160, 120, 90))),))
        with_stranger, with_other = run(adapter, mine, stranger), run(adapter, mine, other)
        assert apart(with_stranger[0].pixels, with_other[0].pixels) <= ONE

    def test_but_ones_own_face_matters(self, adapter: ControlNetAdapter) -> None:
        a = task(seed=1, subjects=(blob(portrait_photo((226, 188, 164))),))
        b = task(seed=1, subjects=(blob(portrait_photo((90, 60, 44))),))
        assert apart(run(adapter, a)[0].pixels, run(adapter, b)[0].pixels) > 2 * ONE

    def test_the_face_is_encoded_once(self, adapter: ControlNetAdapter) -> None:
        before = adapter.facts()["faces"]["hits"]
        run(adapter, task(seed=1), task(seed=2), task(seed=3))
        assert adapter.facts()["faces"]["hits"] >= before + 2


class TestPlusFace:
    """The recipes' identity adapter looks at a face's patches, not at one embedding."""

    @pytest.mark.parametrize("guidance", [1.0, 5.0])
    def test_equals_plain_diffusers(self, plus: ControlNetAdapter, guidance: float) -> None:
        import torch

        wanted = task(steps=3, guidance=guidance)
        theirs = diffusers_latents(plus, wanted)
        (state,) = begun(plus, wanted)
        assert state.identity is not None
        assert state.identity[0].dim() == 4  # pictures × people × patches × width
        while plus.steps_left(state):
            stepped(plus, [state])
        assert torch.allclose(theirs, state.latents, atol=2e-4)

    def test_swapping_two_people_changes_the_picture_where_they_stand_and_only_there(
        self, plus: ControlNetAdapter
    ) -> None:
        """Without masks each would get both faces, and swapping them would change nothing."""
        first, second = (blob(portrait_photo(skin)) for skin in ((226, 188, 164), (60, 40, 30)))
        size = (256, 192)
        as_is, swapped = (
            replace(task(size=size, steps=2, guidance=1.0), subjects=subjects)
            for subjects in ((first, second), (second, first))
        )
        pair = as_is.item.model_copy(
            update={"people": couple(-0.3, 0.3), "subjects": as_is.item.subjects * 2}
        )
        as_is, swapped = replace(as_is, item=pair), replace(swapped, item=pair)
        states = [begun(plus, each)[0] for each in (as_is, swapped)]
        before = [state.latents.clone() for state in states]
        for state in states:
            plus.step([state])
        moved = (states[0].latents - states[1].latents)[0].abs().mean(dim=0).numpy()
        assert np.array_equal(before[0], before[1])
        found = regions(as_is, 8)
        assert found is not None
        nobodys = distant(found.max(axis=0) > 0)
        assert nobodys.any()
        # Norms and self-attention reach everywhere; faces themselves do not (below, exactly).
        for mask in found > 0:
            assert moved[mask].mean() > 5 * moved[nobodys].mean()

    def test_a_face_reaches_no_query_outside_its_persons_place(
        self, plus: ControlNetAdapter
    ) -> None:
        import torch

        unet = plus.parts.unet
        name = next(name for name in unet.attn_processors if name.endswith("attn2.processor"))
        attention = unet.get_submodule(name.removesuffix(".processor"))
        torch.manual_seed(2)
        width = unet.config.cross_attention_dim
        seen = torch.randn(1, 12 * 16, attention.to_q.in_features)
        text, faces = torch.randn(1, 7, width), torch.randn(1, 2, 4, width)
        masks = torch.zeros(1, 2, 12, 16)
        masks[0, 0, 2:8, 1:6] = 1
        masks[0, 1, 3:11, 9:14] = 1

        def attend(pair: Any) -> Any:
            told = {"encoder_hidden_states": (text, [pair]), "ip_adapter_masks": [masks]}
            with torch.inference_mode():
                return attention(seen, **told).reshape(12, 16, -1)

        changed = (attend(faces) - attend(faces.flip(1))).abs().sum(dim=-1) > 1e-6
        assert torch.equal(changed, masks[0].sum(dim=0) > 0)

    def test_one_alone_has_no_mask(self, plus: ControlNetAdapter) -> None:
        (state,) = begun(plus, task())
        assert state.masks is None


def distant(mask: Any, reach: int = 4) -> Any:
    """Where a mask is not, nor near."""
    import cv2

    grown = cv2.dilate(mask.astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    return grown == 0


class TestConditions:
    def test_the_pose_matters(self, adapter: ControlNetAdapter) -> None:
        a, b = run(adapter, task(seed=1)), run(adapter, task(skeletons.RAISED, seed=1))
        assert apart(a[0].pixels, b[0].pixels) > 2 * ONE

    def test_the_prompt_and_guidance_matter(self, adapter: ControlNetAdapter) -> None:
        plain, prompt, guided = run(
            adapter,
            task(seed=1),
            task(seed=1, prompt="something else entirely"),
            task(seed=1, guidance=1.0),
        )
        assert apart(plain.pixels, prompt.pixels) > 0
        assert apart(plain.pixels, guided.pixels) > 0

    def test_the_same_seed_gives_the_same_picture(self, adapter: ControlNetAdapter) -> None:
        first, again, other = (
            run(adapter, task(seed=4))[0],
            run(adapter, task(seed=4))[0],
            run(adapter, task(seed=5))[0],
        )
        assert np.array_equal(first.pixels, again.pixels)
        assert apart(first.pixels, other.pixels) > 2 * ONE

    def test_the_products_pixels_survive(self, adapter: ControlNetAdapter) -> None:
        made = run(adapter, task(seed=1, placement="displayed", size=LARGER))[0]
        assert made.products
        assert judge(made).gates["product"] > 0.9


class TestRim:
    def test_only_the_rim_is_redrawn(self, adapter: ControlNetAdapter) -> None:
        usual = adapter.profile
        adapter.profile = usual.model_copy(update={"rim_strength": 0.5, "scheduler": "dpm++"})
        try:
            (state,) = begun(adapter, task(seed=1, steps=4, placement="displayed", size=LARGER))
            assert adapter.steps_left(state) == 4 + 2 + 2  # to open and to close it
            (made,) = complete(adapter, [state])
        finally:
            adapter.profile = usual
        assert state.composite is not None
        assert state.rim is not None
        inside = state.composite.keep > 0.999
        assert inside.sum() > 20
        assert apart(made.pixels[inside], state.composite.pixels[inside]) <= ONE
        # Outside the mask the latents are the composite's own.
        open_latents = state.rim.mask.expand_as(state.latents) > 0
        assert open_latents.any()
        assert float((state.latents - state.rim.known)[~open_latents].abs().max()) < 1e-4
        assert float((state.latents - state.rim.known)[open_latents].abs().max()) > 1e-3

    def test_a_batch_with_rims_equals_one_by_one(self, adapter: ControlNetAdapter) -> None:
        usual = adapter.profile
        adapter.profile = usual.model_copy(update={"rim_strength": 0.5, "scheduler": "dpm++"})
        try:
            tasks = [task(seed=1, steps=4), task(skeletons.BOTH, seed=2, steps=2)]
            together = run(adapter, *tasks)
            for wanted, made in zip(tasks, together, strict=True):
                assert apart(run(adapter, wanted)[0].pixels, made.pixels) <= ONE
        finally:
            adapter.profile = usual


class TestMemory:
    """Running out of memory at any call costs nothing but time."""

    def test_a_picture_interrupted_anywhere_equals_one_that_was_not(
        self, adapter: ControlNetAdapter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import torch

        from endpoint.errors import OutOfMemory

        usual = adapter.profile
        adapter.profile = usual.model_copy(update={"rim_strength": 0.5, "scheduler": "dpm++"})
        wanted = task(seed=1, steps=3, placement="displayed", size=LARGER)
        calls: list[int] = []
        fails: set[int] = set()

        def watch(module: Any, name: str) -> None:
            plain = getattr(module, name)

            def call(*args: Any, **facts: Any) -> Any:
                calls.append(1)
                if len(calls) in fails:
                    raise torch.OutOfMemoryError("CUDA out of memory")
                return plain(*args, **facts)

            monkeypatch.setattr(module, name, call)

        parts = adapter.parts
        watch(parts.unet, "forward")
        watch(parts.vae, "decode")
        watch(parts.vae, "encode")
        try:
            (whole,) = run(adapter, wanted)
            fails = set(range(len(calls) + 1, 4 * len(calls), 2))  # every other call from now on
            (state,), interrupted = begun(adapter, wanted), 0
            while True:
                try:
                    (made,) = complete(adapter, [state])
                    break
                except OutOfMemory:
                    interrupted += 1
        finally:
            adapter.profile = usual
        assert interrupted >= 5
        assert apart(made.pixels, whole.pixels) <= ONE


class TestEngine:
    def test_the_engine_makes_a_mixed_load(self, adapter: ControlNetAdapter) -> None:
        import time

        engine: Engine[Row] = Engine(adapter, Meter(), threads=1, max_rows=4)
        try:
            tasks = [task(seed=number, steps=2 + number % 3) for number in range(6)]
            jobs = [engine.submit(each, time.time() + 120) for each in tasks]
            done = [job.future.result(120) for job in jobs]
        finally:
            engine.close()
        (alone,) = run(adapter, tasks[4])
        assert apart(done[4].picture.pixels, alone.pixels) <= ONE
        assert all(each.seconds > 0 for each in done)


class TestAvatar:
    def test_a_portrait_from_words_needs_no_photo(self, folders: dict[str, Path]) -> None:
        store = stocked()
        adapter = ControlNetAdapter("sdxl_controlnet", device="cpu")
        body = {
            "operation": "avatar",
            "request_id": "r",
            "model_id": "sdxl_controlnet",
            "bucket": BUCKET,
            "prefix": PREFIX,
            "prompt": "a young woman with a warm smile",
            "gender": "female",
            "age_range": "young",
            "seed": 3,
            "width": 64,
            "height": 64,
            "steps": 2,
            "output_key": PREFIX + "clean/new.jpg",
            "thumbnail_key": PREFIX + "clean/new-thumb.webp",
            "deadline": 4e9,
        }
        folder = str(folders["sdxl_controlnet"])
        with serving(adapter, store, model_id="sdxl_controlnet", model_folder=folder) as running:
            answer = running.invoke(body)
            again = running.invoke({**body, "seed": 4})
        assert answer.status_code == 200, answer.text
        assert answer.json()["result"]["sha256"] != again.json()["result"]["sha256"]
        assert store.image(PREFIX + "clean/new.jpg").shape == (64, 64, 3)


class TestFolder:
    def test_a_missing_file_is_named(self, folders: dict[str, Path], tmp_path: Path) -> None:
        import shutil

        copy = Path(shutil.copytree(folders["sd15_controlnet"], tmp_path / "copy"))
        (copy / "unet" / "diffusion_pytorch_model.safetensors").unlink()
        with pytest.raises(CorruptModel, match=r"unet.* is missing"):
            ControlNetAdapter("sd15_controlnet", device="cpu").load(copy)

    def test_a_damaged_file_is_found(self, folders: dict[str, Path], tmp_path: Path) -> None:
        import shutil

        copy = Path(shutil.copytree(folders["sd15_controlnet"], tmp_path / "copy"))
        path = copy / "vae" / "diffusion_pytorch_model.safetensors"
        path.write_bytes(path.read_bytes()[:-400])
        with pytest.raises(CorruptModel, match="SHA-256"):
            open_folder(copy, check_hashes=True)
        with pytest.raises(CorruptModel):
            ControlNetAdapter("sd15_controlnet", device="cpu").load(copy)

    def test_another_kind_is_refused(self, folders: dict[str, Path]) -> None:
        with pytest.raises(RuntimeError, match="holds sd15"):
            ControlNetAdapter("sdxl_controlnet", device="cpu").load(folders["sd15_controlnet"])

    def test_no_manifest_is_a_clear_error(self, tmp_path: Path) -> None:
        with pytest.raises(CorruptModel, match=MANIFEST):
            open_folder(tmp_path)


class TestDecoder:
    def test_only_warmed_sizes_are_compiled_and_all_give_the_same_pixels(
        self, adapter: ControlNetAdapter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import torch

        sizes: list[tuple[int, ...]] = []

        def compile_(function: Any, **_: Any) -> Any:
            def compiled(latents: Any) -> Any:
                sizes.append(tuple(latents.shape[2:]))
                return function(latents)

            return compiled

        monkeypatch.setattr(torch, "compile", compile_)
        eager, decoder = (Decoder(adapter.parts, compiled=flag) for flag in (False, True))
        small, large = (first_noise(adapter.parts, *size, 7)[1] for size in (SIZE, LARGER))
        with torch.inference_mode():
            decoder.warm(small)
            assert sizes == [tuple(small.shape[2:])]
            for latents in (small, large):
                for mine, theirs in zip(decoder(latents), eager(latents), strict=True):
                    assert np.array_equal(mine, theirs)
        assert sizes == [tuple(small.shape[2:])] * 2
