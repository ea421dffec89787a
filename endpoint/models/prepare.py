"""Prepares a model folder at deploy time: pinned revisions in, a manifest with hashes out."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from endpoint.diffusion.folder import MANIFEST, Manifest, digest
from endpoint.models.hub import Hub, HubError, Progress
from endpoint.models.precision import Unreadable, halve, source_of
from endpoint.models.recipes import Recipe

__all__ = ["NotCommercial", "fetch", "pin", "read_pins"]

_PIPELINES: Final = {
    "sd15_controlnet": "StableDiffusionControlNetPipeline",
    "sdxl_controlnet": "StableDiffusionXLControlNetPipeline",
}
Pins = Mapping[str, str]  # repository -> commit


class NotCommercial(RuntimeError):
    """A part may not be used commercially, and nobody said that this is meant: {part}."""


def pin(recipe: Recipe, hub: Hub) -> dict[str, str]:
    """The commits that the recipe's repositories stand at now, to be reviewed and kept."""
    return {part.repo: hub.latest(part.repo) for part in recipe.parts}


def read_pins(path: Path) -> Pins:
    """A file of pins as `pin` wrote it. Raises HubError."""
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise HubError(f"{path} is not a file of pins: {error}") from error
    if not isinstance(content, dict):
        raise HubError(f"{path} is not a file of pins")
    return {str(repo): str(commit) for repo, commit in content.items()}


def fetch(
    recipe: Recipe,
    pins: Pins,
    folder: Path,
    hub: Hub,
    progress: Progress,
    *,
    non_commercial: bool = False,
) -> Manifest:
    """Download what is missing or damaged and write the manifest.

    Raises NotCommercial before anything is downloaded, HubError for a pin that is missing or a
    file that is not what the pinned revision says.
    """
    for part in recipe.parts:
        if not (part.commercial or non_commercial):
            raise NotCommercial(f"{part.repo}: {part.license}")
        if part.repo not in pins:
            raise HubError(f"{part.repo} is not pinned")
    hashes: dict[str, str] = {}
    for part in recipe.parts:
        commit = pins[part.repo]
        remote = hub.files(part.repo, commit)
        for source, target in part.chosen(remote).items():
            if source not in remote:
                raise HubError(f"{part.repo} at {commit[:8]} has no {source}")
            path = folder / target
            if not _is_there(path, remote[source].sha256):
                hub.fetch(part.repo, commit, remote[source], path, progress)
            _halve(path, remote[source].sha256)
            hashes[target] = digest(path)
    if recipe.adapter in _PIPELINES:
        _make_controlnet_pipeline(recipe, folder)
    hashes["model_index.json"] = digest(folder / "model_index.json")
    return _write_manifest(recipe, pins, folder, hashes)


def _is_there(path: Path, sha256: str | None) -> bool:
    """Whether the file is the hub's, or was made from it."""
    if sha256 is None or not path.is_file():
        return False
    return source_of(path) == sha256 or digest(path) == sha256


def _halve(path: Path, sha256: str | None) -> None:
    """Half precision is what runs; a file that is in it already stays as it is."""
    if path.suffix == ".safetensors" and sha256 is not None:
        try:
            halve(path, sha256)
        except Unreadable as error:
            raise HubError(f"{path.name}: {error}") from error


def _make_controlnet_pipeline(recipe: Recipe, folder: Path) -> None:
    """The base pipeline's index with a ControlNet and an image encoder in it."""
    path = folder / "model_index.json"
    index: dict[str, Any] = json.loads(path.read_text())
    for gone in ("safety_checker", "feature_extractor"):
        index[gone] = [None, None]
    index |= {
        "_class_name": _PIPELINES[recipe.adapter],
        "controlnet": ["diffusers", "ControlNetModel"],
        "image_encoder": ["transformers", "CLIPVisionModelWithProjection"],
    }
    if recipe.adapter == "sd15_controlnet":
        index["requires_safety_checker"] = False
    path.write_text(json.dumps(index, indent=2, sort_keys=True) + "\n")


def _write_manifest(
    recipe: Recipe, pins: Pins, folder: Path, hashes: Mapping[str, str]
) -> Manifest:
    manifest = Manifest.model_validate(
        {
            "adapter": recipe.adapter,
            "name": recipe.name,
            "version": "+".join(pins[part.repo][:8] for part in recipe.parts),
            "sources": [
                {
                    "part": part.part,
                    "repo": part.repo,
                    "revision": pins[part.repo],
                    "license": part.license,
                    "commercial": part.commercial,
                }
                for part in recipe.parts
            ],
            "profile": recipe.profile,
            "files": dict(hashes),
        }
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n")
    return manifest
