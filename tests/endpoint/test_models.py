"""Model folders from a hub: pinned, checked, licensed; against a hub in memory."""

import hashlib
import json
import struct
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from endpoint.diffusion.folder import MANIFEST, CorruptModel, Profile, open_folder
from endpoint.models import cli, prepare
from endpoint.models.hub import Hub, HubError
from endpoint.models.recipes import RECIPES, Part, Recipe, recipe

COMMIT = "a" * 40


def weights(dtype: str, size: int = 2_400_000) -> bytes:
    """One tensor in the format of safetensors."""
    of = {"F16": 2, "F32": 4}[dtype]
    facts = {"dtype": dtype, "shape": [size // of], "data_offsets": [0, size]}
    header = json.dumps({"w": facts}).encode()
    return struct.pack("<Q", len(header)) + header + b"\0\0\x80\x3f" * (size // 4)


WEIGHTS = weights("F16")
INDEX = json.dumps({"_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "x"]}).encode()
BASE = Part(
    "base",
    "org/base",
    "OpenRAIL-M",
    commercial=True,
    files={"model_index.json": "model_index.json", "unet/w.safetensors": "unet/w.safetensors"},
)
RECIPE = Recipe("test", "sd15_controlnet", (BASE,), {"limb_style": "sd15"})
PINS = {"org/base": COMMIT}


class MemoryHub:
    """The hub's API as far as we use it."""

    def __init__(self) -> None:
        self.held = {"model_index.json": INDEX, "unet/w.safetensors": WEIGHTS}
        self.downloads: list[str] = []
        self.tamper: bytes | None = None

    def hub(self) -> Hub:
        return Hub("https://hub.test", transport=httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.startswith("/api/models/org/base/revision/"):
            return httpx.Response(200, json={"sha": COMMIT, "siblings": self.siblings()})
        if path.startswith(f"/org/base/resolve/{COMMIT}/"):
            name = path.split(COMMIT + "/")[1]
            self.downloads.append(name)
            return httpx.Response(200, content=self.tamper or self.held[name])
        return httpx.Response(404)

    def siblings(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = []
        for name, data in self.held.items():
            git = hashlib.sha1(f"blob {len(data)}\0".encode() + data, usedforsecurity=False)
            each: dict[str, object] = {
                "rfilename": name,
                "size": len(data),
                "blobId": git.hexdigest(),
            }
            if name.endswith("safetensors"):
                sha256 = hashlib.sha256(data).hexdigest()
                each["lfs"] = {"sha256": sha256, "size": len(data)}
            found.append(each)
        return found


@pytest.fixture
def memory() -> MemoryHub:
    return MemoryHub()


def quiet(path: str, done: int, total: int) -> None:
    assert 0 < done <= total, path


class TestFetch:
    def test_a_folder_with_hashes_and_licences(self, memory: MemoryHub, tmp_path: Path) -> None:
        made = prepare.fetch(RECIPE, PINS, tmp_path, memory.hub(), quiet)
        assert made == open_folder(tmp_path, check_hashes=True)
        assert made.sources[0].license == "OpenRAIL-M"
        assert made.sources[0].revision == COMMIT
        index = json.loads((tmp_path / "model_index.json").read_text())
        assert index["_class_name"] == "StableDiffusionControlNetPipeline"
        assert index["controlnet"] == ["diffusers", "ControlNetModel"]

    def test_what_is_whole_is_not_fetched_again(self, memory: MemoryHub, tmp_path: Path) -> None:
        prepare.fetch(RECIPE, PINS, tmp_path, memory.hub(), quiet)
        memory.downloads.clear()
        prepare.fetch(RECIPE, PINS, tmp_path, memory.hub(), quiet)
        assert "unet/w.safetensors" not in memory.downloads
        (tmp_path / "unet/w.safetensors").write_bytes(b"damaged")
        prepare.fetch(RECIPE, PINS, tmp_path, memory.hub(), quiet)
        assert "unet/w.safetensors" in memory.downloads
        assert (tmp_path / "unet/w.safetensors").read_bytes() == WEIGHTS

    def test_single_precision_is_halved_and_known_again(
        self, memory: MemoryHub, tmp_path: Path
    ) -> None:
        memory.held["unet/w.safetensors"] = weights("F32")
        made = prepare.fetch(RECIPE, PINS, tmp_path, memory.hub(), quiet)
        path = tmp_path / "unet/w.safetensors"
        assert path.stat().st_size < 0.51 * len(weights("F32"))
        assert b'"F16"' in path.read_bytes()[:200]
        memory.downloads.clear()
        again = prepare.fetch(RECIPE, PINS, tmp_path, memory.hub(), quiet)
        assert "unet/w.safetensors" not in memory.downloads
        assert again == made == open_folder(tmp_path, check_hashes=True)

    def test_what_half_precision_cannot_hold_is_refused_each_time(
        self, memory: MemoryHub, tmp_path: Path
    ) -> None:
        header = weights("F32", 8)[:-8]
        memory.held["unet/w.safetensors"] = header + struct.pack("<2f", 1.0, 7e4)
        for _ in range(2):
            with pytest.raises(HubError, match="does not fit into half precision"):
                prepare.fetch(RECIPE, PINS, tmp_path, memory.hub(), quiet)

    @pytest.mark.parametrize("tampered", [b"x" * len(WEIGHTS), WEIGHTS[:-9], WEIGHTS + b"more"])
    def test_another_content_is_refused(
        self, memory: MemoryHub, tmp_path: Path, tampered: bytes
    ) -> None:
        memory.tamper = tampered
        with pytest.raises(HubError):
            prepare.fetch(RECIPE, PINS, tmp_path, memory.hub(), quiet)
        assert not (tmp_path / MANIFEST).exists()
        assert list(tmp_path.rglob("*.part")) == []

    def test_only_commits_are_pins(self, memory: MemoryHub, tmp_path: Path) -> None:
        with pytest.raises(HubError, match="not a commit"):
            prepare.fetch(RECIPE, {"org/base": "main"}, tmp_path, memory.hub(), quiet)
        with pytest.raises(HubError, match="not pinned"):
            prepare.fetch(RECIPE, {}, tmp_path, memory.hub(), quiet)

    def test_nothing_non_commercial_by_default(self, memory: MemoryHub, tmp_path: Path) -> None:
        part = Part("base", "org/base", "CC-BY-NC-4.0", commercial=False, files=BASE.files)
        limited = Recipe("limited", "sd15_controlnet", (part,), {})
        with pytest.raises(prepare.NotCommercial, match="CC-BY-NC"):
            prepare.fetch(limited, PINS, tmp_path, memory.hub(), quiet)
        assert memory.downloads == []
        made = prepare.fetch(limited, PINS, tmp_path, memory.hub(), quiet, non_commercial=True)
        assert not made.sources[0].commercial

    def test_pin_asks_for_the_commit_of_now(self, memory: MemoryHub) -> None:
        assert prepare.pin(RECIPE, memory.hub()) == PINS
        with pytest.raises(HubError, match="404"):
            memory.hub().latest("org/none")

    def test_a_folder_is_fetched_whole_but_only_data(
        self, memory: MemoryHub, tmp_path: Path
    ) -> None:
        memory.held |= {
            "vae/config.json": b"{}",
            "vae/model.safetensors": weights("F32"),
            "vae/model.fp16.safetensors": weights("F16"),
            "vae/model.bin": b"a pickle",
            "vaeish/config.json": b"{}",
            "run.py": b"code",
        }
        part = replace(BASE, files={"model_index.json": "model_index.json"}, below=("vae", "unet"))
        recipe = Recipe("tree", "flux2_edit", (part,), {"few_steps": 4})
        made = prepare.fetch(recipe, PINS, tmp_path, memory.hub(), quiet)
        assert set(made.files) == {
            "model_index.json",
            "unet/w.safetensors",
            "vae/config.json",
            "vae/model.safetensors",
        }
        assert "vae/model.safetensors" not in memory.downloads  # half precision was there
        assert (tmp_path / "vae/model.safetensors").read_bytes() == weights("F16")
        assert (tmp_path / "model_index.json").read_bytes() == INDEX  # its own pipeline's


class TestRecipes:
    @pytest.mark.parametrize("each", RECIPES, ids=lambda each: each.name)
    def test_is_complete(self, each: Recipe) -> None:
        Profile.model_validate(each.profile)
        targets = [target for part in each.parts for target in part.files.values()]
        assert len(set(targets)) == len(targets)
        if each.adapter == "sdxl_controlnet":
            assert {"unet/diffusion_pytorch_model.safetensors", "vae/config.json"} <= set(targets)

    @pytest.mark.parametrize("name", ["sd15", "sdxl", "sdxl-lightning"])
    def test_faces_are_seen_by_an_adapter_that_was_trained_on_faces(self, name: str) -> None:
        (part,) = [part for part in recipe(name).parts if part.part == "ip_adapter"]
        sources = {target: source for source, target in part.files.items()}
        assert "plus-face" in sources["ip_adapter/ip_adapter.safetensors"]
        # Both were trained with this encoder; SDXL's other adapters want another.
        assert (
            sources["image_encoder/model.safetensors"] == "models/image_encoder/model.safetensors"
        )

    def test_every_shipped_part_may_be_used_commercially(self) -> None:
        assert all(part.commercial for each in RECIPES for part in each.parts)

    def test_an_unknown_recipe_names_the_known_ones(self) -> None:
        with pytest.raises(KeyError, match="sd15, sdxl, sdxl-lightning, flux2-klein"):
            recipe("flux")


class TestCommands:
    def test_verify_says_what_is_wrong(self, memory: MemoryHub, tmp_path: Path) -> None:
        prepare.fetch(RECIPE, PINS, tmp_path, memory.hub(), quiet)
        whole = CliRunner().invoke(cli.app, ["verify", str(tmp_path)])
        assert whole.exit_code == 0
        assert "OpenRAIL-M" in whole.output
        (tmp_path / "unet/w.safetensors").write_bytes(b"damaged")
        damaged = CliRunner().invoke(cli.app, ["verify", str(tmp_path)])
        assert damaged.exit_code == 1
        assert "SHA-256" in damaged.output

    def test_list_shows_licences(self) -> None:
        shown = CliRunner().invoke(cli.app, ["list"])
        assert shown.exit_code == 0
        assert "OpenRAIL" in shown.output

    def test_no_traceback_for_a_wrong_name(self, tmp_path: Path) -> None:
        answer = CliRunner().invoke(cli.app, ["fetch", "sd9", "--to", str(tmp_path)])
        assert answer.exit_code == 1
        assert "sd15, sdxl" in answer.output

    def test_a_file_outside_the_folder_is_refused(self, tmp_path: Path) -> None:
        content = {
            "adapter": "sd15_controlnet",
            "name": "x",
            "version": "1",
            "files": {"../../etc/hostname": "0" * 64},
        }
        (tmp_path / MANIFEST).write_text(json.dumps(content))
        with pytest.raises(CorruptModel, match="outside"):
            open_folder(tmp_path)
