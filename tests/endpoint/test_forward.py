"""Static shapes: which buckets, what is recorded, and that a replay is the forward itself."""

import importlib.util
import itertools
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from endpoint.diffusion.adapter import ControlNetAdapter
from endpoint.diffusion.forward import Forward, cover
from endpoint.diffusion.graphs import Recorder
from endpoint.diffusion.rows import Rows
from endpoint.errors import OutOfMemory
from tests.endpoint.test_diffusion import SIZE, apart, run, task

MISSING = importlib.util.find_spec("diffusers") is None or importlib.util.find_spec("torch") is None
pytestmark = [
    pytest.mark.endpoint_models,
    pytest.mark.skipif(
        MISSING, reason="torch and diffusers are not installed (the endpoint extra)"
    ),
    pytest.mark.filterwarnings("default"),  # theirs are not ours to fix
]


class Replays:
    """Stands for CUDA graphs: one output tensor, written anew at each replay."""

    def __init__(self, fits: int = 1000) -> None:
        self.recorded: list[int] = []
        self.replayed: list[int] = []
        self.fits = fits

    def __call__(self, run: Callable[[], Any]) -> Callable[[], Any]:
        import torch

        output = run()
        rows = int(output.shape[0])
        if rows > self.fits:
            raise torch.OutOfMemoryError(f"{rows} rows")
        self.recorded.append(rows)

        def again() -> Any:
            self.replayed.append(rows)
            return output.copy_(run())

        return again


@pytest.fixture(autouse=True)
def _no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    monkeypatch.setattr(torch, "compile", lambda function, **_: function)


def rows(count: int, start: float = 0.0, side: int = 4) -> Rows:
    import torch

    values = start + torch.arange(count, dtype=torch.float32)
    return Rows(
        latents=values[:, None, None, None].expand(count, 1, side, side).contiguous(),
        timesteps=values,
        tokens=values[:, None],
        control=values[:, None],
    )


def simple(mode: Any, buckets: list[int], recorder: Recorder | None = None) -> Forward:
    """A forward whose answer is three times the latents plus the moment."""
    parts: Any = SimpleNamespace(
        xl=False,
        device="cpu",
        controlnet=lambda latents, _moments, **_: ([latents], latents),
        unet=lambda latents, moments, mid_block_additional_residual, **_: (
            2 * latents + mid_block_additional_residual + moments[:, None, None, None],
        ),
    )
    return Forward(parts, 1.0, mode, buckets, recorder)


def ask(forward: Forward, asked: Rows) -> Any:
    import torch

    with torch.inference_mode():
        return forward(asked)


def expected(asked: Rows) -> Any:
    return 3 * asked.latents + asked.timesteps[:, None, None, None]


class TestCover:
    @pytest.mark.parametrize(
        ("wanted", "seconds", "chosen"),
        [
            (18, {2: 2.0, 16: 16.0, 32: 32.0}, [16, 2]),
            (18, {2: 9.0, 16: 16.0, 32: 20.0}, [32]),
            (3, {4: 1.0, 2: 0.9}, [4]),
            (40, {16: 10.0, 32: 15.0}, [32, 16]),
            (1, {8: 1.0}, [8]),
        ],
    )
    def test_takes_the_least_time(
        self, wanted: int, seconds: dict[int, float], chosen: list[int]
    ) -> None:
        assert cover(wanted, seconds) == chosen

    def test_no_other_choice_is_faster(self) -> None:
        rng = np.random.default_rng(4)
        for _ in range(50):
            buckets = [int(b) for b in rng.choice([1, 2, 3, 4, 6, 8], 3, replace=False)]
            seconds = {bucket: float(rng.uniform(0.5, 5)) for bucket in buckets}
            wanted = int(rng.integers(1, 9))
            best = min(
                sum(seconds[bucket] for bucket in way)
                for length in range(1, 9)
                for way in itertools.combinations_with_replacement(buckets, length)
                if sum(way) >= wanted
            )
            made = cover(wanted, seconds)
            assert sum(made) >= wanted
            assert sum(seconds[bucket] for bucket in made) == pytest.approx(best)


class TestRecorded:
    @pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13])
    def test_a_replay_answers_for_the_rows_it_was_given(self, count: int) -> None:
        import torch

        recorder = Replays()
        forward = simple("graphs", [1, 2, 4, 8], recorder)
        forward.warm(rows(1))
        first = ask(forward, rows(count, 5))
        second = ask(forward, rows(count, 50))  # must not write into the first answer
        assert torch.equal(first, expected(rows(count, 5)))
        assert torch.equal(second, expected(rows(count, 50)))
        assert recorder.replayed

    def test_fractions_of_a_moment_survive(self) -> None:
        import torch

        forward = simple("graphs", [2], Replays())
        forward.warm(rows(1))
        asked = rows(2, 0.37)
        assert torch.equal(ask(forward, asked), expected(asked))

    def test_only_warmed_shapes_are_recorded_and_others_run_all_the_same(self) -> None:
        import torch

        recorder = Replays()
        forward = simple("graphs", [2, 4], recorder)
        forward.warm(rows(1))
        assert recorder.recorded == [4, 2]  # the largest first: the others fit into its pool
        recorder.replayed.clear()  # of the warm-up
        other = rows(3, side=6)
        assert torch.equal(ask(forward, other), expected(other))
        assert (recorder.recorded, recorder.replayed) == ([4, 2], [])

    def test_a_bucket_without_memory_is_left_out(self) -> None:
        import torch

        forward = simple("graphs", [2, 4, 8], Replays(fits=4))
        assert set(forward.warm(rows(1))) == {2, 4}
        assert torch.equal(ask(forward, rows(8)), expected(rows(8)))

    def test_no_memory_for_any_is_an_error(self) -> None:
        with pytest.raises(OutOfMemory):
            simple("graphs", [2, 4], Replays(fits=0)).warm(rows(1))

    def test_eager_records_nothing(self) -> None:
        recorder = Replays()
        forward = simple("eager", [2, 4], recorder)
        forward.warm(rows(1))
        ask(forward, rows(7))
        assert recorder.recorded == []


class TestCompiled:
    def test_the_engines_thread_never_compiles_however_many_shapes_there_are(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """PyTorch compiles eight shapes of a function by default, then gives up in silence."""
        import torch

        monkeypatch.undo()
        compiling = torch.compile
        monkeypatch.setattr(
            torch,
            "compile",
            lambda function, **facts: compiling(function, backend="eager", **facts),
        )
        forward = simple("compile", [2, 3, 4, 6, 8, 12])
        answers: list[bool] = []

        def load() -> None:
            forward.warm(rows(1))
            forward.warm(rows(1, side=6))

        def serve() -> None:
            with torch.compiler.set_stance("fail_on_recompile"):
                for side, count in itertools.product((4, 6), range(1, 20)):
                    asked = rows(count, side=side)
                    if count % 2:  # as latents are laid out after their first step
                        asked = replace(asked, latents=asked.latents.mT.contiguous().mT)
                    answers.append(torch.equal(ask(forward, asked), expected(asked)))

        for work in (load, serve):  # the container loads on one thread and serves on another
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        assert answers == [True] * 38


class TestRegions:
    """Repeated blocks compiled in place, of the UNet and of the ControlNet."""

    def test_warmed_shapes_are_compiled_and_others_never_wait_for_a_compiler(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        import torch

        from tests.endpoint import tiny

        monkeypatch.undo()
        compiling, compiled = torch.compile, []

        def watched(function: Any, **facts: Any) -> Any:
            compiled.append(function)
            return compiling(function, **{**facts, "backend": "eager"})

        monkeypatch.setattr(torch, "compile", watched)
        folder = tiny.build(
            tmp_path / "m",
            "sd15_controlnet",
            rim_strength=0,
            scheduler="euler",
            warm_sizes=[list(SIZE)],
            buckets=[2, 4],
        )
        plain = ControlNetAdapter("sd15_controlnet", device="cpu")
        plain.load(folder)
        wanted = [task(seed=1, steps=2), task(seed=2, steps=2)]
        expected = run(plain, *wanted)
        adapter = ControlNetAdapter("sd15_controlnet", mode="regions", device="cpu")
        adapter.load(folder)
        parts = adapter.parts
        blocks = [
            module
            for model in (parts.unet, parts.controlnet)
            for module in model.modules()
            if type(module).__name__ == "BasicTransformerBlock"
        ]
        assert len(compiled) == len(blocks) > 4  # no more than the blocks of both
        assert all(block._compiled_call_impl is not None for block in blocks)
        with torch.compiler.set_stance("fail_on_recompile"):
            for ours, theirs in zip(run(adapter, *wanted), expected, strict=True):
                assert apart(ours.pixels, theirs.pixels) <= 1
        before = torch._dynamo.utils.counters["stats"]["unique_graphs"]
        run(adapter, task(seed=3, steps=2, size=(128, 192)))  # a size that nobody warmed
        assert torch._dynamo.utils.counters["stats"]["unique_graphs"] == before


class TestAdapter:
    @pytest.mark.parametrize("kind", ["sd15_controlnet", "sdxl_controlnet"])
    def test_recorded_pictures_equal_eager_ones(self, kind: str, tmp_path: Path) -> None:
        import torch

        from tests.endpoint import tiny

        torch.set_num_threads(1)
        folder = tiny.build(
            tmp_path / kind,
            kind,
            rim_strength=0,
            scheduler="euler",
            warm_sizes=[list(SIZE)],
            buckets=[2, 4],
        )
        recorder = Replays()
        recording = ControlNetAdapter(kind, mode="graphs", device="cpu", recorder=recorder)
        recording.load(folder)
        plain = ControlNetAdapter(kind, device="cpu")
        plain.load(folder)
        recorder.replayed.clear()
        tasks = [task(seed=1, steps=4), task(seed=2, steps=3, guidance=1.0), task(seed=3, steps=2)]
        for ours, theirs in zip(run(recording, *tasks), run(plain, *tasks), strict=True):
            assert apart(ours.pixels, theirs.pixels) <= 1
        assert recorder.recorded == [4, 2]
        assert len(recorder.replayed) >= 4  # and none of its own shape ran eagerly
