"""Faces in photos, cropped as face models want them."""

from typing import Final

import cv2
import numpy as np

from endpoint.people.portrait import find_face
from endpoint.pictures import Pixels

__all__ = ["face_crop"]

FACE_MARGIN: Final = 1.15  # face widths from the middle of the face to the crop's edge


def face_crop(photo: Pixels, side: int) -> Pixels:
    """The square around the face, side × side pixels."""
    face = find_face(photo)
    reach = FACE_MARGIN * face.width
    scale = side / (2 * reach)
    cx, cy = face.x, face.y + 0.2 * face.width
    moved = np.array([[scale, 0, side / 2 - scale * cx], [0, scale, side / 2 - scale * cy]])
    return np.asarray(
        cv2.warpAffine(
            photo,
            moved.astype(np.float32),
            (side, side),
            flags=cv2.INTER_AREA,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.uint8,
    )
