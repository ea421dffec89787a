"""The GPU bench without a GPU: its plan, its results, and what happens when things go wrong."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.device import plan, startup, table
from bench.device.durations import Durations
from bench.device.measures import SHIPPED_SIZE, Measure, measures
from bench.device.plan import TooLittle
from bench.device.results import Result, Results
from bench.gpu import main
from infra.settings import STAGES

ROOT = Path(__file__).parents[2]
MISSING = importlib.util.find_spec("diffusers") is None or importlib.util.find_spec("torch") is None
needs_torch = [
    pytest.mark.endpoint_models,
    pytest.mark.skipif(MISSING, reason="torch and diffusers are not installed"),
]
CARD = "a card"
LOAD = Measure("sd15_controlnet", "engine", (512, 512), 16, 20, 7.0)


@pytest.fixture
def durations(tmp_path: Path) -> Durations:
    return Durations(CARD, tmp_path / "durations.json")


def result(measure: Measure, rate: float, **changes: Any) -> Result:
    return Result.of(measure, CARD, "measured", rate=rate, **changes)


class TestPlan:
    def test_nine_minutes_hold_what_the_goals_are_about(self, durations: Durations) -> None:
        made = plan.make(measures(gpu=True), durations, 540, 80)
        assert made.cost.seconds <= 540
        taken = [step.measure for step in made.steps]
        for kind in ("sd15_controlnet", "sdxl_controlnet", "flux2_edit"):
            ways = {(each.way, each.mode) for each in taken if each.kind == kind}
            assert {("batched", "eager"), ("one by one", "eager"), ("engine", "eager")} <= ways
        assert any(each.mode == "graphs" and each.kind == "sd15_controlnet" for each in taken)
        assert any(each.mode == "regions" and each.kind == "sdxl_controlnet" for each in taken)
        assert any(each.ships and each.way == "engine" for each in taken)
        assert all(each.size == SHIPPED_SIZE for each in taken if each.ships)
        sections = [each.section for each in taken]
        assert len(set(sections)) == sum(
            a != b for a, b in zip(sections, ["", *sections], strict=False)
        )

    def test_what_ships_has_the_products_size(self) -> None:
        source = (ROOT / "lumiku" / "generations" / "admit.py").read_text()
        assert f"SIZE: Final = {SHIPPED_SIZE}" in source

    def test_what_was_measured_on_this_card_replaces_a_guess(self, durations: Durations) -> None:
        fresh = plan.make([LOAD], durations, 540, 80)
        assert "(not measured)" in "\n".join(fresh.lines())
        durations.note(LOAD.name, 100.0)
        durations.note(f"build {LOAD.section}", 30.0)
        known = Durations.read(CARD, durations.path)
        (step,) = plan.make([LOAD], known, 540, 80).steps
        assert (step.cost.seconds, step.cost.measured) == (130.0, True)
        (other,) = plan.make([LOAD], Durations.read("another", durations.path), 540, 80).steps
        assert not other.cost.measured

    def test_thirty_seconds_are_shrunk_to_what_fits_or_refused(self, durations: Durations) -> None:
        made = plan.make(measures(gpu=True), durations, 30, 80)
        assert len(made.steps) == 1
        assert made.cost.seconds <= 30
        assert any(step.note == "no time" for step in made.left_out)
        with pytest.raises(TooLittle, match=r"20 s are too few: .* alone takes \d+ s"):
            plan.make(measures(gpu=True), durations, 20, 80)

    def test_a_card_with_24_gib_gets_smaller_batches(self, durations: Durations) -> None:
        made = plan.make(measures(gpu=True), durations, 540, 24)
        large = [s for s in made.steps if s.measure.kind == "sdxl_controlnet" and s.note]
        assert large
        assert all(step.measure.batch < 8 and "would not fit" in step.note for step in large)
        names = [step.measure.name for step in made.steps]
        assert len(set(names)) == len(names)

    def test_a_card_that_holds_no_model_is_refused(self, durations: Durations) -> None:
        with pytest.raises(TooLittle, match="too little memory"):
            plan.make(measures(gpu=True), durations, 540, 4)

    @pytest.mark.parametrize("text", ["", "9 minutes", "-3m", "0s", "nan"])
    def test_a_budget_that_is_none(self, text: str, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(ValueError, match="no duration such as 9m"):
            plan.seconds(text)
        assert main([f"--budget={text}", "--plan"]) == 2
        assert "no duration" in capsys.readouterr().err

    def test_budgets_are_read(self) -> None:
        assert [plan.seconds(text) for text in ("9m", "30s", "90", "1.5m")] == [540, 30, 90, 90]


class TestResults:
    def test_each_is_a_whole_file_at_once(self, tmp_path: Path) -> None:
        results = Results(tmp_path)
        results.keep(result(LOAD, 9.5))
        assert [path.name for path in (tmp_path / "results").iterdir()] == [f"{LOAD.name}.json"]
        results.keep(result(replace(LOAD, batch=1), 2.0))
        again = Results.read(tmp_path)
        assert {each.rate for each in again.found} == {9.5, 2.0}
        assert len(json.loads((tmp_path / "all.json").read_text())) == 2

    def test_no_time_does_not_undo_what_was_measured(self, tmp_path: Path) -> None:
        results = Results(tmp_path)
        results.keep(result(LOAD, 9.5))
        results.keep(Result.of(LOAD, CARD, "no time"))
        assert Results.read(tmp_path).found[0].rate == 9.5

    def test_a_file_that_is_no_result_is_named(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "results").mkdir()
        (tmp_path / "results" / "x.json").write_text('{"rate": 3')
        assert main(["--table", "--out", str(tmp_path)]) == 2
        assert "x.json is no result" in capsys.readouterr().err


class TestTable:
    def test_goals_are_judged_beside_diffusers_on_the_same_card(self) -> None:
        found = [
            result(replace(LOAD, mode="graphs"), 12.0),
            result(LOAD, 8.0),
            result(replace(LOAD, way="batched"), 5.0),
            result(replace(LOAD, way="one by one", batch=1), 3.0),
        ]
        small, large = table.goals(found)
        assert "12.00 images/s, goal 10.3: met" in small
        assert "4.00 × diffusers one by one, goal 3.0: met" in small
        assert "2.40 × diffusers batched, goal 3.0: missed" in small
        assert large.endswith("not measured")

    def test_what_failed_stays_in_the_table(self) -> None:
        lines = table.table([Result.of(LOAD, CARD, "out of memory"), result(LOAD, 2.0)])
        assert any("out of memory" in line for line in lines)
        assert any("| 2.00 |" in line for line in lines)


class TestStartup:
    @pytest.mark.parametrize("stage", STAGES.values(), ids=lambda stage: stage.name)
    @pytest.mark.parametrize("kind", startup.GIB)
    def test_every_stage_starts_in_time(self, stage: Any, kind: str, durations: Durations) -> None:
        sizes = [tuple(map(int, s.split("x"))) for s in stage.gpu_warm_sizes.split(",") if s]
        buckets = [int(rows) for rows in stage.gpu_buckets.split(",") if rows]
        parts = startup.startup(
            durations,
            kind,
            stage.gpu_mode,
            sizes or startup.SIZES,  # type: ignore[arg-type]
            buckets or startup.BUCKETS,
        )
        assert sum(cost.seconds for _, cost in parts) <= startup.LIMIT

    def test_the_limit_is_the_stacks(self) -> None:
        source = (ROOT / "infra" / "constructs" / "gpu.py").read_text()
        assert f"START_SECONDS: Final = {startup.LIMIT:.0f}" in source

    def test_compiling_everything_is_too_late_and_says_so(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        asked = ["--startup", "--gib", "80", "--card", CARD, "--out", str(tmp_path)]
        assert main([*asked, "--mode", "compile"]) == 1
        assert "too late" in capsys.readouterr().out
        assert main([*asked, "--mode", "regions", "--sizes", "768x960", "--buckets", "2,16"]) == 0
        assert "(not measured)" in capsys.readouterr().out

    def test_measured_durations_count(self, durations: Durations) -> None:
        before = startup.startup(durations, "sdxl_controlnet", "regions", [(768, 960)], [16])
        measure = Measure(
            "sdxl_controlnet", "engine", (768, 960), 8, 20, 7.0, mode="regions", ships=True
        )
        durations.note(measure.warms, 70.0)
        after = startup.startup(durations, "sdxl_controlnet", "regions", [(768, 960)], [16])
        assert not before[-1][1].measured
        assert (after[-1][1].seconds, after[-1][1].measured) == (70.0, True)


class TestPackages:
    def test_a_missing_package_is_named_with_what_to_do(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        found = importlib.util.find_spec
        monkeypatch.setattr(
            importlib.util,
            "find_spec",
            lambda name, *more: None if name in ("torch", "diffusers") else found(name, *more),
        )
        assert main(["--out", str(tmp_path)]) == 2
        said = capsys.readouterr().out
        assert "not installed: torch, diffusers" in said
        assert "bench/wheels.py" in said

    def test_a_plan_needs_none_of_them(self, tmp_path: Path) -> None:
        """As its own docs say it, from anywhere, and without the project being installed."""
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-S", str(ROOT / "bench" / "gpu.py"), "--plan", "--gib", "80"],
            check=False,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={"PATH": ""},
        )
        assert done.returncode == 0, done.stderr
        assert "plan for 540 s" in done.stdout


class TestRun:
    pytestmark = needs_torch

    def test_out_of_memory_in_the_middle_is_kept_and_half_as_many_are_tried(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import torch

        from bench.device.run import Run

        run = made_run(tmp_path, [LOAD, replace(LOAD, batch=1)])

        def measured(self: Run, measure: Measure) -> dict[str, Any]:
            if measure.batch > 4:
                raise torch.OutOfMemoryError("CUDA out of memory")
            return {"rate": float(measure.batch)}

        monkeypatch.setattr(Run, "_measured", measured)
        run.all()
        found = {each.batch: each.status for each in Results.read(tmp_path).found}
        assert found == {16: "out of memory", 8: "out of memory", 4: "measured", 1: "measured"}

    @pytest.mark.filterwarnings("default")
    def test_one_that_fails_or_hangs_does_not_cost_the_others(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from bench.device import run as module
        from bench.device.run import Run

        listed = [replace(LOAD, batch=batch) for batch in (16, 8, 4)]
        run = made_run(tmp_path, listed)

        def measured(self: Run, measure: Measure) -> dict[str, Any]:
            if measure.batch == 16:
                raise RuntimeError("a broken kernel")
            if measure.batch == 8:
                time.sleep(30)
            return {"rate": 1.0}

        monkeypatch.setattr(Run, "_measured", measured)
        plain = module._alarm
        monkeypatch.setattr(module, "_alarm", lambda limit: plain(min(limit, 0.3)))
        run.all()
        found = {each.batch: each for each in Results.read(tmp_path).found}
        assert [found[batch].status for batch in (16, 8, 4)] == ["failed", "no time", "measured"]
        assert "a broken kernel" in found[16].detail["error"]

    def test_a_machine_taken_back_keeps_what_was_measured(self, tmp_path: Path) -> None:
        """Killed outright, as a machine that goes away is."""
        asked = ["--budget", "10m", "--only", "sd15-tiny", "--out", str(tmp_path)]
        with subprocess.Popen(  # noqa: S603
            [sys.executable, str(ROOT / "bench" / "gpu.py"), *asked],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as running:
            assert running.stdout is not None
            for line in running.stdout:
                if " measured " in line:
                    break
            os.kill(running.pid, signal.SIGKILL)
        kept = Results.read(tmp_path).found
        assert kept
        assert all(each.status == "measured" for each in kept)
        assert Durations.read("x", tmp_path / "durations.json").known

    def test_end_to_end_with_tiny_models(self, tmp_path: Path) -> None:
        asked = ["--budget", "5m", "--only", "ships", "--out", str(tmp_path)]
        done = subprocess.run(  # noqa: S603
            [sys.executable, str(ROOT / "bench" / "gpu.py"), *asked],
            check=False,
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
        assert done.returncode == 0, done.stderr
        found = Results.read(tmp_path).found
        assert {each.way for each in found} == {"engine", "batched"}
        assert all(each.status == "measured" and each.rate > 0 for each in found)
        assert "as it ships" in done.stdout


def made_run(folder: Path, listed: list[Measure]) -> Any:
    from bench.device.run import Run

    durations = Durations(CARD, folder / "durations.json")
    made = plan.make(listed, durations, 540, 80)
    ends = time.monotonic() + 540
    return Run(made, Results(folder), durations, "cpu", 1e12, ends, lambda _: None)
