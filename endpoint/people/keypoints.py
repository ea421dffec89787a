"""Whether a picture shows the pose asked for: a detector behind an interface, and scores."""

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from endpoint.onnx import OnnxModel
from endpoint.pictures import Floats, Pixels
from lumiku.poses.skeleton import Point, from_coco17
from lumiku.rendering.contract import Person

__all__ = ["Detector", "SimccDetector", "decode_simcc", "oks", "pck"]

# Per joint: how far annotators stray, as a share of the person's size (COCO keypoints evaluation,
# cocodataset.org/#keypoints-eval); the neck, which COCO lacks, takes the shoulders' figure.
SIGMAS: Final = np.array(
    [.026, .079, .079, .072, .062, .079, .072, .062, .107, .087, .089, .107, .087, .089,
     .025, .025, .035, .035]
)  # fmt: skip
SIMCC_RATIO: Final = 2.0  # bins per pixel of the model's input


class Detector(Protocol):
    """Finds one person's joints."""

    version: str

    def detect(self, rgb: Pixels) -> list[Point]:
        """COCO-18 points as fractions of the picture, with confidences 0..1."""


class SimccDetector:
    """RTMPose and DWPose bodies (Apache-2.0): two classifications per joint, one along each axis.

    Jiang et al. 2023, RTMPose; Li et al. 2022, SimCC. The whole picture is the person's box.
    """

    def __init__(self, model: OnnxModel) -> None:
        self._model = model
        self.version = model.version

    def detect(self, rgb: Pixels) -> list[Point]:
        along_x, along_y = self._model.run(rgb)[:2]
        return from_coco17(decode_simcc(along_x[0][:17], along_y[0][:17]))


def decode_simcc(along_x: Floats, along_y: Floats) -> list[Point]:
    """Points (fractions of the frame) from logits, joints × bins along each axis."""
    xs, ys = along_x.argmax(axis=1), along_y.argmax(axis=1)
    sure = np.minimum(_peak(along_x), _peak(along_y))
    return [
        ((float(x) + 0.5) / along_x.shape[1], (float(y) + 0.5) / along_y.shape[1], float(c))
        for x, y, c in zip(xs, ys, sure, strict=True)
    ]


def _peak(logits: Floats) -> Floats:
    """The models are trained so that the highest logit itself is a confidence."""
    return np.asarray(np.clip(logits.max(axis=1), 0, 1), np.float32)


def oks(wanted: Person, found: Sequence[Point], aspect: float) -> float:
    """Object keypoint similarity, 0 to 1, over the joints that were asked for.

    `aspect` is the picture's width over its height. A joint that was not found counts as missed.
    """
    there, points, seen, area = _geometry(wanted, found, aspect)
    if not there.any():
        return 1.0
    gap = ((points[0] - points[1]) ** 2).sum(axis=1)
    like = np.exp(-gap / (2 * area * (2 * SIGMAS) ** 2)) * seen
    return float(like[there].mean())


def pck(wanted: Person, found: Sequence[Point], aspect: float, within: float = 0.1) -> float:
    """Share of the wanted joints found within a share of the person's longer side."""
    there, points, seen, area = _geometry(wanted, found, aspect)
    if not there.any():
        return 1.0
    gap = np.sqrt(((points[0] - points[1]) ** 2).sum(axis=1))
    hit = (gap < within * np.sqrt(area)) & (seen > 0)
    return float(hit[there].mean())


Doubles = npt.NDArray[np.float64]


def _geometry(
    wanted: Person, found: Sequence[Point], aspect: float
) -> tuple[npt.NDArray[np.bool_], Doubles, Doubles, float]:
    """(joints asked for, both point sets in heights of the frame, joints found, area)."""
    scale = np.array([aspect, 1.0])
    a = np.array([[joint.x, joint.y] for joint in wanted]) * scale
    b = np.array([[x, y] for x, y, _ in found]) * scale
    there = np.array([joint.confidence > 0 for joint in wanted])
    seen = np.array([confidence > 0.2 for _, _, confidence in found], np.float64)
    if not there.any():
        return there, np.stack([a, b]), seen, 1.0
    low, high = a[there].min(axis=0), a[there].max(axis=0)
    # COCO's area is the person's segment, about half of its box; a thin box still has some.
    area = max(float(np.prod(high - low)) * 0.53, 0.12 * float((high - low).max()) ** 2, 1e-6)
    return there, np.stack([a, b]), seen, area
