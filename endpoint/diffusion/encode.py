"""Prompts, avatars and poses as tensors, each made once per content."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from endpoint.cache import Cache
from endpoint.diffusion.parts import Parts
from endpoint.objects import Blob
from endpoint.people.faces import face_crop
from endpoint.pictures import Floats, Pixels, decode
from lumiku.poses.drawing import STYLES, draw
from lumiku.rendering.contract import Person

__all__ = ["Encoders", "Face", "Text", "pose_map"]

# CLIP's own normalisation (Radford et al. 2021), as OpenCLIP's encoders use it too.
CLIP_MEAN: Final = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD: Final = (0.26862954, 0.26130258, 0.27577711)
TOGETHER: Final = 16  # prompts or faces that an encoder takes in one call


@dataclass(frozen=True)
class Text:
    """One prompt: 1 × tokens × width, and SDXL's pooled 1 × width (else None)."""

    tokens: Any
    pooled: Any


@dataclass(frozen=True)
class Face:
    """A subject's face as a CLIP encoder takes it, channels × side × side."""

    sha256: str
    pixels: Floats


class Encoders:
    """Text and image encoders with their caches. `face` may run on any thread, the others only on
    the engine's."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._texts: Cache[Text] = Cache(256 * 1024 * 1024, _weight)
        self._crops: Cache[Face] = Cache(64 * 1024 * 1024, lambda face: int(face.pixels.nbytes))
        self._faces: Cache[Any] = Cache(64 * 1024 * 1024, lambda tensor: int(tensor.nbytes))
        self._nobody: Any = None

    def face(self, subject: Blob) -> Face:
        """The crop around a subject's face. Raises NotAPicture."""
        return self._crops.get_or(subject.sha256, lambda: self._crop(subject))

    def _crop(self, subject: Blob) -> Face:
        crop = face_crop(decode(subject.data), self._side())
        return Face(subject.sha256, _normalised(crop))

    def _side(self) -> int:
        return int(self._parts.image_encoder.config.image_size)

    @property
    def sees(self) -> bool:
        """Whether there is an identity adapter."""
        return self._parts.image_encoder is not None

    def texts(self, prompts: Sequence[str]) -> dict[str, Text]:
        """Each prompt's embeddings; those not known yet are made together."""
        found = {prompt: self._texts.get(prompt) for prompt in dict.fromkeys(prompts)}
        new = [prompt for prompt, text in found.items() if text is None]
        for start in range(0, len(new), TOGETHER):
            part = new[start : start + TOGETHER]
            for prompt, text in zip(part, self._encode(part), strict=True):
                self._texts.put(prompt, text)
                found[prompt] = text
        return {prompt: text for prompt, text in found.items() if text is not None}

    def _encode(self, prompts: list[str]) -> list[Text]:
        import torch

        parts = self._parts
        ids = _ids(parts.tokenizer, prompts, parts.device)
        if not parts.xl:
            tokens = parts.text_encoder(ids)[0].to(parts.dtype)
            return [Text(each[None].clone(), None) for each in tokens]
        first = parts.text_encoder(ids, output_hidden_states=True)
        ids_2 = _ids(parts.tokenizer_2, prompts, parts.device)
        second = parts.text_encoder_2(ids_2, output_hidden_states=True)
        tokens = torch.cat([first.hidden_states[-2], second.hidden_states[-2]], dim=-1)
        both = zip(tokens.to(parts.dtype), second[0].to(parts.dtype), strict=True)
        return [Text(each[None].clone(), pooled[None].clone()) for each, pooled in both]

    def identities(self, groups: Sequence[Sequence[Face]]) -> list[tuple[Any, Any] | None]:
        """For each picture's faces (with, without) embeddings, 1 × people × …; None without an
        identity adapter. Nobody's face is the embedding of nothing, for both.
        """
        import torch

        if not self.sees:
            return [None for _ in groups]
        known = self._embedded({face.sha256: face for faces in groups for face in faces})
        blank = self._blank()
        found: list[tuple[Any, Any] | None] = []
        for faces in groups:
            without = torch.stack([blank] * max(1, len(faces)), dim=1)
            within = [known[face.sha256] for face in faces]
            found.append((torch.stack(within, dim=1) if within else without, without))
        return found

    def _embedded(self, faces: dict[str, Face]) -> dict[str, Any]:
        """Embeddings by hash; those not known yet are made together."""
        found = {sha256: self._faces.get(sha256) for sha256 in faces}
        new = [sha256 for sha256, tensor in found.items() if tensor is None]
        for start in range(0, len(new), TOGETHER):
            part = new[start : start + TOGETHER]
            seen = self._see(np.stack([faces[sha256].pixels for sha256 in part]))
            for sha256, each in zip(part, seen, strict=True):
                found[sha256] = each[None].clone()
                self._faces.put(sha256, found[sha256])
        return found

    def _see(self, pixels: Floats) -> Any:
        """What the identity adapter's projection takes: embeddings, or its patches' states."""
        import torch

        parts = self._parts
        encoder = parts.image_encoder
        tensor = torch.from_numpy(pixels).to(parts.device, encoder.dtype)
        if self._projects():
            return encoder(tensor).image_embeds.to(parts.dtype)
        return encoder(tensor, output_hidden_states=True).hidden_states[-2].to(parts.dtype)

    def _projects(self) -> bool:
        from diffusers.models.embeddings import ImageProjection

        layer = self._parts.unet.encoder_hid_proj.image_projection_layers[0]
        return isinstance(layer, ImageProjection)

    def _blank(self) -> Any:
        """The embedding of nothing, made once: zeros, or the states of a black picture."""
        import torch

        if self._nobody is None:
            side = self._side()
            seen = self._see(np.zeros((1, 3, side, side), np.float32))
            self._nobody = torch.zeros_like(seen) if self._projects() else seen
        return self._nobody

    def facts(self) -> dict[str, dict[str, float]]:
        return {"prompts": self._texts.facts(), "faces": self._crops.facts()}


def _normalised(pixels: Pixels) -> Floats:
    scaled = (pixels.astype(np.float32) / 255 - CLIP_MEAN) / CLIP_STD
    return np.ascontiguousarray(scaled.transpose(2, 0, 1), np.float32)


def _weight(text: Text) -> int:
    return int(text.tokens.nbytes)


def _ids(tokenizer: Any, prompts: list[str], device: Any) -> Any:
    return tokenizer(
        prompts,
        padding="max_length",
        max_length=tokenizer.model_max_length,
        truncation=True,
        return_tensors="pt",
    ).input_ids.to(device)


def pose_map(people: Sequence[Person], width: int, height: int, style: str) -> Pixels:
    """The skeleton as the model's ControlNet saw it in training."""
    points = [[(j.x, j.y, j.confidence) for j in person] for person in people]
    return np.array(draw(points, width, height, style=STYLES[style]), np.uint8)
