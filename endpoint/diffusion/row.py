"""One picture under way in a ControlNet pipeline: what it is made of and how far it is."""

from dataclasses import dataclass
from typing import Any, Literal

from endpoint.adapter import Task
from endpoint.diffusion.composite import Composite
from endpoint.diffusion.encode import Face, Text
from endpoint.diffusion.schedule import Schedule
from endpoint.pictures import Floats, Pixels
from endpoint.product.pixels import ProductPixels

__all__ = ["Rim", "Row", "Stage"]

# denoise: steps of the sampler; open: decode for the product; lay: a worker composes;
# close: encode what was composed, then denoise its rim; whole: pixels are there.
Stage = Literal["denoise", "open", "lay", "close", "whole"]


@dataclass(frozen=True)
class Rim:
    """The second phase: outside `mask` the latents are the composite's own."""

    known: Any
    noise: Any
    mask: Any


@dataclass(eq=False)
class Row:
    """One picture. Its first phase denoises it; a second redraws the product's rim.

    What a worker prepared lies in the first fields; the device's tensors follow once it began.
    """

    task: Task
    drawn: Pixels  # the pose as the ControlNet wants it
    faces: tuple[Face, ...]
    regions: Floats | None  # people × height × width of latents: whose face is whose
    goods: ProductPixels | None
    guidance: float
    schedule: Schedule
    noise: Any  # the first, on the CPU
    generator: Any
    rim_steps: int = 0

    stage: Stage = "denoise"
    index: int = 0
    positive: Text | None = None
    negative: Text | None = None
    control: Any = None
    identity: tuple[Any, Any] | None = None  # with and without the faces
    masks: Any = None
    memory: Any = None  # slots × channels × height × width; the latents come first
    fresh: Any = None  # noise that is drawn but not used yet
    base: Pixels | None = None  # decoded before the product was laid in
    composite: Composite | None = None
    rim: Rim | None = None
    pixels: Pixels | None = None

    @property
    def latents(self) -> Any:
        """1 × channels × height × width."""
        return self.memory[:1]

    @property
    def left(self) -> int:
        """Steps until its pixels can be decoded; the rim costs one to open and one to close."""
        steps = self.schedule.steps - self.index
        pending = {"denoise": 2, "open": 2, "lay": 1, "close": 1, "whole": 0}[self.stage]
        if self.rim is not None or self.stage == "whole" or not self.rim_steps:
            return steps if self.stage == "denoise" else 0
        return steps + pending + self.rim_steps

    def guided(self) -> bool:
        return self.guidance > 1

    def kind(self) -> tuple[object, ...]:
        """Only rows of one kind share a call of the device."""
        return (self.task.width, self.task.height, len(self.faces), self.stage)
