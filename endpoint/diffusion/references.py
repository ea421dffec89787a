"""The pictures that an edit model is shown, and the words that say which is which."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from endpoint.adapter import Task
from endpoint.diffusion.encode import pose_map
from endpoint.objects import Blob
from endpoint.people.faces import face_crop
from endpoint.pictures import Pixels, decode
from endpoint.product.pixels import ProductPixels
from lumiku.rendering.contract import Person

__all__ = ["Reference", "introduction", "on_white", "references"]

ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth")


@dataclass(frozen=True)
class Reference:
    """One picture; `key` is None where another will hardly ever be the same."""

    key: str | None
    pixels: Callable[[], Pixels]


def references(task: Task, goods: ProductPixels | None, side: int) -> list[Reference]:
    """The pose, the face of each person who has one, and the product, in this order."""
    pose = pose_map(task.item.people, task.width, task.height, "sd15")
    found = [Reference(None, lambda: pose)]
    for subject in _faces(task):
        found.append(Reference(subject.sha256, _cropped(subject, side)))
    if task.product is not None and goods is not None:
        found.append(Reference(task.product.sha256, lambda: on_white(goods, side)))
    return found


def _faces(task: Task) -> Sequence[Blob]:
    """A face without a person in the pose would only confuse."""
    return task.subjects[: len(task.item.people)]


def _cropped(subject: Blob, side: int) -> Callable[[], Pixels]:
    return lambda: face_crop(decode(subject.data), side)


def introduction(task: Task) -> str:
    """What each reference shows; nothing is named that is not there."""
    people = task.item.people
    who = "person stands" if len(people) == 1 else "people stand"
    said = [f"The first picture is a pose skeleton: the {who} exactly so."]
    for number, _ in enumerate(_faces(task)):
        of = "the person" if len(people) == 1 else _place(people, number)
        said.append(f"The {ORDINALS[len(said)]} shows the face of {of}.")
    if task.product is not None:
        said.append(f"The {ORDINALS[len(said)]} shows the product.")
    return " ".join(said) + " "


def _place(people: Sequence[Person], number: int) -> str:
    """Where a person stands among several, as one sees it."""
    order = sorted(range(len(people)), key=lambda each: (_middle(people[each]), each))
    place = order.index(number)
    if len(people) == 2:
        return f"the person on the {('left', 'right')[place]}"
    return f"the {ORDINALS[place]} person from the left"


def _middle(person: Person) -> float:
    seen = [joint.x for joint in person if joint.confidence > 0]
    return float(np.mean(seen)) if seen else 0.5


def on_white(item: ProductPixels, side: int) -> Pixels:
    """The product in the middle of a white square."""
    canvas = np.full((side, side, 3), 255, np.float32)
    height, width = item.alpha.shape
    scale = 0.86 * side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    rgb = cv2.resize(item.rgb, size, interpolation=cv2.INTER_AREA)
    alpha = cv2.resize(item.alpha, size, interpolation=cv2.INTER_AREA)[..., None]
    y, x = (side - size[1]) // 2, (side - size[0]) // 2
    place = canvas[y : y + size[1], x : x + size[0]]
    place += (rgb - place) * alpha
    return canvas.astype(np.uint8)
