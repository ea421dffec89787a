"""The preview model: no weights, no GPU, one drawing step per picture."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

from endpoint.adapter import Caps, Task
from endpoint.cache import Cache
from endpoint.errors import InvalidRequest
from endpoint.objects import Blob
from endpoint.people.portrait import Portrait, portrait
from endpoint.pictures import decode
from endpoint.preview.backdrop import Studio
from endpoint.preview.scene import draw
from endpoint.product.cast import Cast
from endpoint.product.pixels import ProductPixels, goods
from lumiku.rendering.provenance import SourceType
from lumiku.rendering.quality import Picture

__all__ = ["PreviewAdapter"]


@dataclass(eq=False)
class Drawing:
    """A picture before and after its one step."""

    cast: Cast
    size: tuple[int, int]
    picture: Picture | None = None


class PreviewAdapter:
    """Draws a dressed mannequin in the pose, with the avatar's head and the product's pixels."""

    caps = Caps(
        version="preview-1",
        source_type=SourceType.DRAWN,
        product="composite",
        cpu_threads=True,
    )

    def __init__(self) -> None:
        self._studio = Studio()
        self._portraits: Cache[Portrait] = Cache(64)
        self._goods: Cache[ProductPixels] = Cache(64)

    def load(self, folder: Path) -> None:
        """Nothing to read; OpenCV's own threads would only fight with the engine's."""
        cv2.setNumThreads(1)

    def prepare(self, task: Task) -> Drawing:
        product = task.product
        if product is None or not task.subjects:
            raise InvalidRequest("a preview needs a photo and a product")
        cast = Cast(
            item=task.item,
            portraits=tuple(self._portrait(blob) for blob in task.subjects),
            goods=self._goods.get_or(
                product.sha256, lambda: goods(decode(product.data, alpha=True))
            ),
            palette=task.palette,
        )
        return Drawing(cast, (task.width, task.height))

    def _portrait(self, blob: Blob) -> Portrait:
        return self._portraits.get_or(blob.sha256, lambda: portrait(decode(blob.data)))

    def shape_key(self, state: Drawing) -> Hashable:
        return state.size

    def steps_left(self, state: Drawing) -> int:
        return 0 if state.picture else 1

    def step(self, states: Sequence[Drawing]) -> None:
        for state in states:
            state.picture = draw(self._studio, state.cast, *state.size)

    def begin(self, states: Sequence[Drawing]) -> None:
        """Nothing to encode."""

    def aside(self, state: Drawing) -> None:
        """Nothing to do besides: every engine thread is a CPU's."""

    def finish(self, states: Sequence[Drawing]) -> None:
        """Its pixels are there after the step."""

    def complete(self, state: Drawing) -> Picture:
        if state.picture is None:
            raise RuntimeError("a picture is asked for before its step")
        return state.picture

    def facts(self) -> dict[str, dict[str, float]]:
        return {
            "portraits": self._portraits.facts(),
            "goods": self._goods.facts(),
            "backdrops": self._studio.facts(),
        }
