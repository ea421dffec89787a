"""ONNX models of the model folder: opened once, checked, run on pictures."""

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any, Final

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from endpoint.pictures import Floats, Pixels

__all__ = ["OnnxModel", "OnnxSpec", "open_model"]

SPEC: Final = "model.json"
WEIGHTS: Final = "model.onnx"


class OnnxSpec(BaseModel):
    """What stands beside a model: how a picture becomes its input, and where it is from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: str
    license: str
    commercial: bool
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    width: Annotated[int, Field(ge=8, le=2048)]
    height: Annotated[int, Field(ge=8, le=2048)]
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)  # of RGB in 0..1
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)
    sigmoid: bool = False  # the output is logits


class OnnxModel:
    """A session and its specification; runs on a GPU where onnxruntime has one."""

    def __init__(self, spec: OnnxSpec, session: Any) -> None:
        self.spec = spec
        self._session = session
        self._input = session.get_inputs()[0].name

    @property
    def version(self) -> str:
        return f"{self.spec.name} {self.spec.version}"

    def run(self, rgb: Pixels) -> list[Floats]:
        """All outputs for one picture, resized to the model's input."""
        size = (self.spec.width, self.spec.height)
        small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        normal = (small - np.array(self.spec.mean)) / np.array(self.spec.std)
        tensor = np.ascontiguousarray(normal.transpose(2, 0, 1)[None].astype(np.float32))
        found: list[Floats] = self._session.run(None, {self._input: tensor})
        return found


def open_model(folder: Path) -> OnnxModel | None:
    """The model in a folder, None when there is none. Raises RuntimeError when it is damaged."""
    weights = folder / WEIGHTS
    if not weights.is_file():
        return None
    data = weights.read_bytes()
    try:
        spec = OnnxSpec.model_validate(json.loads((folder / SPEC).read_text()))
    except (OSError, ValueError, ValidationError) as error:
        raise RuntimeError(f"{folder / SPEC}: {str(error)[:200]}") from error
    if hashlib.sha256(data).hexdigest() != spec.sha256:
        raise RuntimeError(f"{weights} has another SHA-256 than {SPEC} says")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            data, options, providers=onnxruntime.get_available_providers()
        )
    except Exception as error:  # onnxruntime's own errors have no common root but Exception
        raise RuntimeError(f"{weights} cannot be opened: {str(error)[:200]}") from error
    return OnnxModel(spec, session)
