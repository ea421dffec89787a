"""Whose face counts where: each person of a picture keeps to the place where they stand."""

from typing import Final

import cv2
import numpy as np

from endpoint.adapter import Task
from endpoint.people.figure import figure
from endpoint.pictures import Floats, Pixels
from lumiku.poses.skeleton import LIMBS, Joint
from lumiku.rendering.contract import Person

__all__ = ["regions"]

REACH: Final = 0.9  # face widths around the limbs
HEAD: Final = 1.4  # face widths around the middle of the face
FACE: Final = (Joint.NOSE, Joint.RIGHT_EYE, Joint.LEFT_EYE, Joint.RIGHT_EAR, Joint.LEFT_EAR)


def regions(task: Task, scale: int) -> Floats | None:
    """subjects × height/scale × width/scale of 0 or 1; None when there are not several faces.

    Where two people overlap, the nearer of them has the place; a subject without a person in the
    pose has none.
    """
    if len(task.subjects) < 2:
        return None
    width, height = task.width // scale, task.height // scale
    far = np.full((len(task.subjects), height, width), np.inf, np.float32)
    ages = [subject.age_range for subject in task.item.subjects]
    for number, person in enumerate(task.item.people[: len(task.subjects)]):
        far[number] = _distance(person, width, height, ages[min(number, len(ages) - 1)])
    nearest = far == far.min(axis=0)
    return np.asarray(nearest & (far <= 1.0), np.float32)


def _distance(person: Person, width: int, height: int, age_range: str) -> Floats:
    """How far each place is from a person; 1 at the edge of what is theirs."""
    head = figure(person, width, height, age_range).head
    limbs = np.ones((height, width), np.uint8)
    for first, second in LIMBS:
        a, b = person[first], person[second]
        if min(a.confidence, b.confidence) > 0:
            ends = [(round(j.x * width), round(j.y * height)) for j in (a, b)]
            cv2.line(limbs, ends[0], ends[1], 0, 1)
    face = max(float(head.face_width), 1.0)
    if not any(person[joint].confidence > 0 for joint in FACE):
        around = np.full((height, width), np.inf, np.float32)
        return around if limbs.all() else _along(limbs, face)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    around = np.hypot(xs - head.x, ys - (head.y + 0.25 * face)) / (HEAD * face)
    if limbs.all():
        return np.asarray(around, np.float32)
    return np.asarray(np.minimum(around, _along(limbs, face)), np.float32)


def _along(limbs: Pixels, face: float) -> Floats:
    far = cv2.distanceTransform(limbs, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(far / (REACH * face), np.float32)
