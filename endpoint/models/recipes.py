"""Which repositories a model folder is made of, under which licences, and where files go."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

__all__ = ["RECIPES", "Part", "Recipe", "recipe"]

_DATA: Final = (".json", ".safetensors", ".txt", ".jinja")  # never code, never pickles
_WEIGHTS: Final = ".safetensors"
_HALF: Final = ".fp16.safetensors"


@dataclass(frozen=True)
class Part:
    """Files of one repository. `files` maps a path in it to one in the model folder; of the folders
    in `below` everything that is data goes to the same place."""

    part: str
    repo: str
    license: str
    commercial: bool
    files: dict[str, str]
    below: tuple[str, ...] = ()

    def chosen(self, listed: Iterable[str]) -> dict[str, str]:
        """What to fetch of a revision that lists these paths: weights in half precision where the
        revision has them, under the names that a pipeline looks for."""
        there = set(listed)
        folders = tuple(f"{folder}/" for folder in self.below)
        data = (path for path in sorted(there) if path.startswith(folders) and path.endswith(_DATA))
        wanted = self.files | {path: path for path in data if not path.endswith(_HALF)}
        return {_half_of(source, there): target for source, target in wanted.items()}


@dataclass(frozen=True)
class Recipe:
    name: str
    adapter: str
    parts: tuple[Part, ...]
    profile: dict[str, Any]


def _half_of(path: str, there: set[str]) -> str:
    half = path.removesuffix(_WEIGHTS) + _HALF
    return half if path.endswith(_WEIGHTS) and half in there else path


def _same(*paths: str) -> dict[str, str]:
    return {path: path for path in paths}


def _without(files: dict[str, str], path: str) -> dict[str, str]:
    return {source: target for source, target in files.items() if target != path}


_CLIP: Final = ("text_encoder/config.json", "text_encoder/model.safetensors")
_TOKENS: Final = ("merges.txt", "special_tokens_map.json", "tokenizer_config.json", "vocab.json")
_UNET: Final = ("unet/config.json", "unet/diffusion_pytorch_model.safetensors")
_VAE: Final = ("vae/config.json", "vae/diffusion_pytorch_model.safetensors")
_NET: Final = {
    "config.json": "controlnet/config.json",
    "diffusion_pytorch_model.safetensors": "controlnet/diffusion_pytorch_model.safetensors",
}


def _ip_adapter(weights: str, encoder: str) -> Part:
    """CLIP image prompts, trained on crops of faces; adapters that are built on InsightFace may not
    be used commercially."""
    return Part(
        "ip_adapter",
        "h94/IP-Adapter",
        "Apache-2.0",
        commercial=True,
        files={
            weights: "ip_adapter/ip_adapter.safetensors",
            f"{encoder}/config.json": "image_encoder/config.json",
            f"{encoder}/model.safetensors": "image_encoder/model.safetensors",
        },
    )


_SD15: Final = Recipe(
    name="sd15",
    adapter="sd15_controlnet",
    parts=(
        Part(
            "base",
            "stable-diffusion-v1-5/stable-diffusion-v1-5",
            "CreativeML OpenRAIL-M",
            commercial=True,
            files=_same(
                "model_index.json",
                "scheduler/scheduler_config.json",
                *_CLIP,
                *_UNET,
                *_VAE,
                *(f"tokenizer/{name}" for name in _TOKENS),
            ),
        ),
        Part(
            "controlnet",
            "lllyasviel/control_v11p_sd15_openpose",
            "CreativeML OpenRAIL-M",
            commercial=True,
            files=_NET,
        ),
        _ip_adapter("models/ip-adapter-plus-face_sd15.safetensors", "models/image_encoder"),
    ),
    profile={"limb_style": "sd15", "dtype": "float16", "vae_dtype": "float32"},
)

_SDXL: Final = Recipe(
    name="sdxl",
    adapter="sdxl_controlnet",
    parts=(
        Part(
            "base",
            "stabilityai/stable-diffusion-xl-base-1.0",
            "CreativeML OpenRAIL++-M",
            commercial=True,
            files=_same(
                "model_index.json",
                "scheduler/scheduler_config.json",
                *_CLIP,
                *_UNET,
                "text_encoder_2/config.json",
                "text_encoder_2/model.safetensors",
                *(f"tokenizer/{name}" for name in _TOKENS),
                *(f"tokenizer_2/{name}" for name in _TOKENS),
            ),
        ),
        Part(
            "vae",
            "madebyollin/sdxl-vae-fp16-fix",
            "MIT",
            commercial=True,
            files={
                "config.json": "vae/config.json",
                "diffusion_pytorch_model.safetensors": _VAE[1],
            },
        ),
        Part(
            "controlnet",
            "xinsir/controlnet-openpose-sdxl-1.0",
            "Apache-2.0",
            commercial=True,
            files=_NET,
        ),
        # "vit-h" is SD1.5's image encoder, which this adapter was trained with.
        _ip_adapter(
            "sdxl_models/ip-adapter-plus-face_sdxl_vit-h.safetensors", "models/image_encoder"
        ),
    ),
    profile={"limb_style": "sdxl-xinsir", "dtype": "float16", "vae_dtype": "float16"},
)

# The same network distilled to four steps without guidance: Lin et al. 2024.
_SDXL_FAST: Final = replace(
    _SDXL,
    name="sdxl-lightning",
    parts=(
        replace(_SDXL.parts[0], files=_without(_SDXL.parts[0].files, _UNET[1])),
        *_SDXL.parts[1:],
        Part(
            "unet",
            "ByteDance/SDXL-Lightning",
            "CreativeML OpenRAIL++-M",
            commercial=True,
            files={"sdxl_lightning_4step_unet.safetensors": _UNET[1]},
        ),
    ),
    profile={**_SDXL.profile, "scheduler": "lightning", "few_steps": 4, "max_guidance": 0},
)
_KLEIN: Final = Recipe(
    name="flux2-klein",
    adapter="flux2_edit",
    parts=(
        Part(
            "base",
            "black-forest-labs/FLUX.2-klein-4B",
            "Apache-2.0",
            commercial=True,
            files=_same("model_index.json"),
            below=("scheduler", "text_encoder", "tokenizer", "transformer", "vae"),
        ),
    ),
    profile={"few_steps": 4},
)
RECIPES: Final = (_SD15, _SDXL, _SDXL_FAST, _KLEIN)


def recipe(name: str) -> Recipe:
    """Raises KeyError with the names there are."""
    for each in RECIPES:
        if each.name == name:
            return each
    raise KeyError(f"no recipe {name!r}; there are {', '.join(each.name for each in RECIPES)}")
