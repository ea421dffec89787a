"""Whether a face is the avatar's: an optional embedding model that may be used commercially."""

from typing import Protocol

import numpy as np

from endpoint.onnx import OnnxModel
from endpoint.people.faces import face_crop
from endpoint.pictures import Floats, Pixels

__all__ = ["FaceModel", "Likeness", "alike"]


class Likeness(Protocol):
    """Compares faces."""

    version: str

    def embed(self, rgb: Pixels) -> Floats:
        """A vector for the face in a picture."""


class FaceModel:
    """An ArcFace-like ONNX model, such as AuraFace (Apache-2.0)."""

    def __init__(self, model: OnnxModel) -> None:
        self._model = model
        self.version = model.version

    def embed(self, rgb: Pixels) -> Floats:
        crop = face_crop(rgb, self._model.spec.width)
        return np.asarray(self._model.run(crop)[0], np.float32).reshape(-1)


def alike(a: Floats, b: Floats) -> float:
    """Cosine similarity, -1 to 1."""
    scale = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / scale if scale > 0 else 0.0
