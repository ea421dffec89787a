"""The photographer's side: a perspective camera and the crop of each frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Final

from lumiku.poses.schemas import Frame
from lumiku.poses.skeleton import Joint
from pose_seed.figure import ARM, Figure
from pose_seed.posture import LEFT_SIDE, RIGHT_SIDE, Side
from pose_seed.vectors import UP, Vec, cross, dot, lerp, scale, sub, unit

__all__ = ["Camera", "Crop", "Window", "look", "window"]

FLESH: Final = 0.022  # body heights between a joint and the outline around it


@dataclass(frozen=True)
class Camera:
    """Where the picture is taken from, in body heights and degrees around the subject.

    Azimuth 0 looks it in the face, 90 sees its left side, 180 its back.
    """

    azimuth: float
    elevation: float
    distance: float
    position: Vec
    axes: tuple[Vec, Vec, Vec]  # right, up, ahead

    def see(self, point: Vec) -> tuple[float, float, float]:
        """(right, down, depth): the first two as tangents of the viewing angle."""
        away = sub(point, self.position)
        depth = dot(away, self.axes[2])
        return (dot(away, self.axes[0]) / depth, -dot(away, self.axes[1]) / depth, depth)

    def flat(self, point: Vec) -> Vec:
        """The point in the camera's axes (right, down, ahead), in body heights."""
        away = sub(point, self.position)
        return (
            dot(away, self.axes[0]),
            -dot(away, self.axes[1]),
            dot(away, self.axes[2]),
        )


def look(target: Vec, azimuth: float, elevation: float, distance: float) -> Camera:
    """A camera that looks at a target."""
    a, e = radians(azimuth), radians(elevation)
    out: Vec = (sin(a) * cos(e), sin(e), cos(a) * cos(e))
    position = (
        target[0] + out[0] * distance,
        target[1] + out[1] * distance,
        target[2] + out[2] * distance,
    )
    ahead = scale(out, -1.0)
    right = unit(cross(ahead, UP))
    return Camera(azimuth, elevation, distance, position, (right, cross(right, ahead), ahead))


@dataclass(frozen=True)
class Crop:
    """How a frame is cut: where its lower edge runs and how much room is left around."""

    frame: Frame
    # The lower edge: 0 is the neck, 1 the hips, 2 the knees, 3 the soles.
    bottom: float = 3.0
    headroom: float = 0.07
    footroom: float = 0.05
    aside: float = 0.0  # shift of the subject, in frame widths
    sideroom: float = 0.05
    # How close it must be at least: the body's height in frame heights. Wide elbows push a bust
    # away until it is none.
    closeness: float = 0.0


@dataclass(frozen=True)
class Window:
    """The cut in the camera's tangents; fractions of it are the keypoints' x and y."""

    left: float
    top: float
    width: float
    height: float

    def place(self, seen: Sequence[float]) -> tuple[float, float]:
        return ((seen[0] - self.left) / self.width, (seen[1] - self.top) / self.height)


def _middle(figure: Figure, right: Joint, left: Joint) -> Vec:
    return lerp(figure.joints[right], figure.joints[left], 0.5)


def _cut_height(figure: Figure, camera: Camera, bottom: float) -> float:
    stops = (
        figure.joints[Joint.NECK],
        _middle(figure, Joint.RIGHT_HIP, Joint.LEFT_HIP),
        _middle(figure, Joint.RIGHT_KNEE, Joint.LEFT_KNEE),
        lerp(figure.toes[RIGHT_SIDE], figure.toes[LEFT_SIDE], 0.5),
    )
    step = min(2, int(bottom))
    return camera.see(lerp(stops[step], stops[step + 1], bottom - step))[1]


def window(
    figures: Sequence[Figure],
    camera: Camera,
    crop: Crop,
    aspect: float,
    acting: Sequence[Side] = (),
) -> Window:
    """The cut around one or several figures.

    A full frame holds everything; a closer one holds the head and the acting hands and lets its
    lower edge run between joints, where the crop says.
    """
    pad = FLESH / camera.distance
    if crop.frame == "full":
        seen = [camera.see(point) for figure in figures for point in figure.everything()]
        low = max(point[1] for point in seen)
        room = 1.0 - crop.headroom - crop.footroom
    else:
        figure = figures[0]
        # The skull is a sphere here: its outline, not its axis, needs the room.
        head = 0.075 * figure.build.head / camera.distance
        across = camera.see(figure.skull)
        seen = [camera.see(figure.vertex)]
        seen += [(across[0] + sign * head, across[1], across[2]) for sign in (-1, 1)]
        seen += [camera.see(point) for side in acting for point in figure.hands[side]]
        if crop.frame in ("half", "three-quarter"):
            # An arm that leaves the picture at the elbow and comes back is a mistake of the crop.
            elbows = (Joint.RIGHT_ELBOW, Joint.LEFT_ELBOW)
            seen += [camera.see(figure.joints[elbow]) for elbow in elbows]
        else:
            # A hand needs the forearm that it hangs on.
            seen += [camera.see(figure.joints[ARM[side][1]]) for side in acting]
        if crop.frame == "bust":
            shoulders = (Joint.RIGHT_SHOULDER, Joint.LEFT_SHOULDER)
            seen += [camera.see(figure.joints[shoulder]) for shoulder in shoulders]
        low = _cut_height(figure, camera, crop.bottom)
        # An acting elbow may hang lower than the cut.
        low = max(
            low, *(camera.see(figure.joints[ARM[side][1]])[1] + 2 * pad for side in acting), low
        )
        room = 1.0 - crop.headroom
    high = min(point[1] for point in seen) - pad * 0.5
    left = min(point[0] for point in seen) - pad
    right = max(point[0] for point in seen) + pad
    height = max((low - high) / room, (right - left) / (1.0 - 2 * crop.sideroom) / aspect)
    width = height * aspect
    middle = (left + right) / 2
    if crop.frame != "full":
        torso = camera.see(figures[0].joints[Joint.NECK])[0]
        most = (width - (right - left)) / 2 - crop.sideroom * width
        middle += max(-most, min(most, torso - middle)) if most > 0 else 0.0
    top = high - crop.headroom * height
    if crop.frame == "full":
        # Spare height goes above and below a wide pose alike.
        top = high - (height - (low - high)) * crop.headroom / (crop.headroom + crop.footroom)
    return Window(middle - width * (0.5 + crop.aside), top, width, height)
