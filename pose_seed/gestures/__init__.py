"""What arms do: every gesture a recipe may ask for."""

from typing import Final

from pose_seed.gestures.applying import APPLYING
from pose_seed.gestures.gesture import Gesture
from pose_seed.gestures.holding import HOLDING
from pose_seed.gestures.moving import MOVING
from pose_seed.gestures.resting import RESTING
from pose_seed.gestures.seated import SEATED
from pose_seed.gestures.upper import UPPER

__all__ = ["GESTURES", "Gesture"]

GESTURES: Final[dict[str, Gesture]] = RESTING | UPPER | HOLDING | MOVING | APPLYING | SEATED
