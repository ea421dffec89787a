"""The model folder: a pipeline's files with a manifest of hashes, licences and how to run it."""

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

__all__ = ["MANIFEST", "CorruptModel", "Manifest", "Profile", "Source", "open_folder", "verify"]

MANIFEST: Final = "lumiku-model.json"
Scheduler = Literal["euler", "dpm++", "unipc", "lcm", "lightning"]


class CorruptModel(RuntimeError):
    """The model folder is not what its manifest says: {reason}."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"corrupt model folder: {reason}")


class Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Frozen):
    """One repository that a part was taken from."""

    part: str  # base, controlnet, ip_adapter, image_encoder, cutout, detector
    repo: str
    revision: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$|^local$")]
    license: str
    commercial: bool


class Profile(Frozen):
    """How this model is run; a request's steps and guidance override the defaults."""

    limb_style: str = "sd15"  # a key of lumiku.poses.drawing.STYLES
    scheduler: Scheduler = "dpm++"
    dtype: Literal["bfloat16", "float16", "float32"] = "bfloat16"
    vae_dtype: Literal["bfloat16", "float16", "float32"] = "bfloat16"  # fp16 overflows in SDXL's
    pose_scale: Annotated[float, Field(ge=0, le=2)] = 1.0
    identity_scale: Annotated[float, Field(ge=0, le=1)] = 0.6
    rim_strength: Annotated[float, Field(ge=0, lt=1)] = 0.35  # 0 = no inpainting around products
    max_guidance: Annotated[float, Field(ge=0, le=30)] = 30.0  # 0 for distilled few-step models
    few_steps: Annotated[int, Field(ge=0, le=16)] = 0  # steps of a distilled model, 0 = as asked
    # width × height that /ping waits for: poses and avatars; other sizes run eagerly
    warm_sizes: list[tuple[int, int]] = [(768, 960), (1024, 1024)]
    buckets: list[int] = [2, 4, 8, 16, 32]  # rows of a compiled or recorded forward


class Manifest(Frozen):
    """What a folder holds. `files` are SHA-256 by path under the folder."""

    adapter: Literal["sd15_controlnet", "sdxl_controlnet", "flux2_edit"]
    name: str
    version: str
    sources: list[Source] = []
    profile: Profile = Profile()
    files: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]] = {}


def open_folder(folder: Path, *, check_hashes: bool = False) -> Manifest:
    """The folder's manifest, its files being there. Raises CorruptModel."""
    path = folder / MANIFEST
    try:
        content: Any = json.loads(path.read_text())
        manifest = Manifest.model_validate(content)
    except FileNotFoundError as error:
        raise CorruptModel(f"{path} is missing") from error
    except (OSError, ValueError, ValidationError) as error:
        raise CorruptModel(f"{path}: {str(error)[:300]}") from error
    problems = verify(folder, manifest, hashes=check_hashes)
    if problems:
        raise CorruptModel("; ".join(problems[:5]))
    return manifest


def verify(folder: Path, manifest: Manifest, *, hashes: bool) -> list[str]:
    """What is wrong with the files, in words; empty when all is well."""
    problems = []
    for name, expected in sorted(manifest.files.items()):
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            problems.append(f"{name} lies outside the folder")
        elif not path.is_file():
            problems.append(f"{name} is missing")
        elif hashes and digest(path) != expected:
            problems.append(f"{name} has another SHA-256 than the manifest")
    return problems


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
