"""Optional judges of pose and likeness; without their models they measure nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from endpoint.cache import Cache
from endpoint.objects import Blob
from endpoint.onnx import open_model
from endpoint.people.keypoints import Detector, SimccDetector, oks
from endpoint.people.likeness import FaceModel, Likeness, alike
from endpoint.pictures import Floats, Pixels, decode
from lumiku.rendering.contract import Person

__all__ = ["Judges", "open_judges"]


@dataclass(frozen=True)
class Judges:
    """What can be measured besides pixels; each absent model leaves its figure out."""

    detector: Detector | None
    likeness: Likeness | None
    faces: Cache[Floats]

    def measure(
        self, pixels: Pixels, people: Sequence[Person], subject: Blob | None
    ) -> dict[str, float]:
        """`pose` is OKS and `likeness` cosine similarity; several people are not judged."""
        found: dict[str, float] = {}
        if self.detector is not None and len(people) == 1:
            aspect = pixels.shape[1] / pixels.shape[0]
            found["pose"] = oks(people[0], self.detector.detect(pixels), aspect)
        model = self.likeness
        if model is not None and subject is not None and len(people) <= 1:
            known = self.faces.get_or(subject.sha256, lambda: model.embed(decode(subject.data)))
            found["likeness"] = alike(known, model.embed(pixels))
        return found


def open_judges(folder: Path) -> Judges:
    """The judges whose models lie in `detector` and `likeness` of a model folder."""
    detector, likeness = open_model(folder / "detector"), open_model(folder / "likeness")
    return Judges(
        detector=SimccDetector(detector) if detector else None,
        likeness=FaceModel(likeness) if likeness else None,
        faces=Cache(512),
    )
