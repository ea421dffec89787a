"""Prompts, avatars and poses as tensors, each made once per content."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from endpoint.cache import Cache
from endpoint.diffusion.parts import Parts
from endpoint.objects import Blob, blob
from endpoint.people.faces import face_crop
from endpoint.pictures import Pixels, decode, encode_png
from lumiku.poses.drawing import STYLES, draw
from lumiku.rendering.contract import Person

__all__ = ["Encoders", "Text", "pose_map"]

# CLIP's own normalisation (Radford et al. 2021), as OpenCLIP's encoders use it too.
CLIP_MEAN: Final = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD: Final = (0.26862954, 0.26130258, 0.27577711)


@dataclass(frozen=True)
class Text:
    """One prompt: 1 × tokens × width, and SDXL's pooled 1 × width (else None)."""

    tokens: Any
    pooled: Any


class Encoders:
    """Text and image encoders with their caches; runs on the engine's thread."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._texts: Cache[Text] = Cache(256 * 1024 * 1024, _weight)
        self._faces: Cache[tuple[Any, Any]] = Cache(64 * 1024 * 1024, _face_weight)

    def text(self, prompt: str) -> Text:
        return self._texts.get_or(prompt, lambda: self._encode(prompt))

    def _encode(self, prompt: str) -> Text:
        parts = self._parts
        ids = _ids(parts.tokenizer, prompt, parts.device)
        if not parts.xl:
            return Text(parts.text_encoder(ids)[0].to(parts.dtype), None)
        first = parts.text_encoder(ids, output_hidden_states=True)
        ids_2 = _ids(parts.tokenizer_2, prompt, parts.device)
        second = parts.text_encoder_2(ids_2, output_hidden_states=True)
        import torch

        tokens = torch.cat([first.hidden_states[-2], second.hidden_states[-2]], dim=-1)
        return Text(tokens.to(parts.dtype), second[0].to(parts.dtype))

    def identity(self, subjects: Sequence[Blob]) -> tuple[Any, Any] | None:
        """(with, without) image embeddings 1 × subjects × …; None without an identity adapter.

        Nobody's face is the embedding of nothing, for both.
        """
        import torch

        if self._parts.image_encoder is None:
            return None
        if not subjects:
            blank = self._faces.get_or("nobody", self._nobody)[1][:, None]
            return blank, blank
        found = [
            self._faces.get_or(subject.sha256, lambda s=subject: self._face(s))  # type: ignore[misc]
            for subject in subjects
        ]
        positive = torch.stack([each[0] for each in found], dim=1)
        negative = torch.stack([each[1] for each in found], dim=1)
        return positive, negative

    def _face(self, subject: Blob) -> tuple[Any, Any]:
        """Embeddings of a face crop and of nothing, as the adapter's projection wants them."""
        import torch
        from diffusers.models.embeddings import ImageProjection

        parts = self._parts
        encoder = parts.image_encoder
        crop = face_crop(decode(subject.data), encoder.config.image_size)
        pixels = (crop.astype(np.float32) / 255 - CLIP_MEAN) / CLIP_STD
        tensor = torch.from_numpy(pixels.transpose(2, 0, 1)[None].astype(np.float32))
        tensor = tensor.to(parts.device, encoder.dtype)
        layer = parts.unet.encoder_hid_proj.image_projection_layers[0]
        if isinstance(layer, ImageProjection):
            embedded = encoder(tensor).image_embeds
            return embedded.to(parts.dtype), torch.zeros_like(embedded, dtype=parts.dtype)
        seen = encoder(tensor, output_hidden_states=True).hidden_states[-2]
        blank = encoder(torch.zeros_like(tensor), output_hidden_states=True).hidden_states[-2]
        return seen.to(parts.dtype), blank.to(parts.dtype)

    def _nobody(self) -> tuple[Any, Any]:
        side = self._parts.image_encoder.config.image_size
        gray = np.full((side, side, 3), 128, np.uint8)
        return self._face(blob(encode_png(gray)))

    def facts(self) -> dict[str, dict[str, float]]:
        return {"prompts": self._texts.facts(), "faces": self._faces.facts()}


def _weight(text: Text) -> int:
    return int(text.tokens.nbytes)


def _face_weight(pair: tuple[Any, Any]) -> int:
    return int(pair[0].nbytes + pair[1].nbytes)


def _ids(tokenizer: Any, prompt: str, device: Any) -> Any:
    return tokenizer(
        prompt,
        padding="max_length",
        max_length=tokenizer.model_max_length,
        truncation=True,
        return_tensors="pt",
    ).input_ids.to(device)


def pose_map(people: Sequence[Person], width: int, height: int, style: str) -> Pixels:
    """The skeleton as the model's ControlNet saw it in training."""
    points = [[(j.x, j.y, j.confidence) for j in person] for person in people]
    return np.asarray(draw(points, width, height, style=STYLES[style]), np.uint8)
