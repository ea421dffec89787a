"""Fashion, sitting: on a chair or stool and on the floor."""

from dataclasses import replace
from random import Random

from lumiku.vocabulary import Difficulty
from pose_seed.body import ADULT_MAN, ADULT_WOMAN
from pose_seed.camera import Crop
from pose_seed.recipes.floor import floor_seat
from pose_seed.recipes.seats import Seat, seated
from pose_seed.shot import Shot, Text, arms, gaze, pick, view

__all__ = ["chair", "floor"]


def _shot(rng: Random, seat: Seat, verb: Text, aim: float, seat_needed: bool) -> Shot:
    azimuth = rng.uniform(*seat.views) * rng.choice((-1, 1))
    posture = seat.posture
    both = arms(rng, seat.pairs)
    head, look_tag, look_text = gaze(
        rng, azimuth, posture.pelvis.yaw + posture.chest.yaw, camera=0.6
    )
    view_tag, view_text = view(azimuth)
    return Shot(
        postures=(replace(posture, head=head, right_arm=both.right, left_arm=both.left),),
        azimuth=azimuth,
        crop=Crop("full", 3.0, rng.uniform(0.08, 0.13), rng.uniform(0.06, 0.09), sideroom=0.07),
        elevation=rng.uniform(2, 12),
        distance=rng.uniform(2.8, 4.0),
        aim=aim,
        texts=(verb, seat.text, *both.texts, view_text, look_text),
        placement=both.placement,
        acting=both.acting,
        tags=("sitting", seat.tag, *both.tags, view_tag, look_tag),
        hints=(
            *both.hints,
            seat.hint,
        ),
        difficulty=Difficulty.COMPLEX
        if seat.tag in {"side-sit", "kneeling", "seated-crossed"}
        else Difficulty.MEDIUM,
        gender=seat.gender,
        needs_seat=seat_needed,
    )


def chair(rng: Random) -> Shot:
    """On something: the prompt must name a seat, or the model invents an odd squat."""
    build = pick(rng, {ADULT_WOMAN: 3, ADULT_MAN: 2})
    seat = seated(rng, build)
    verb = ("Duduk di kursi", "Sitting on a chair")
    if seat.tag == "seated-stool":
        verb = ("Duduk", "Sitting")
    return _shot(rng, seat, verb, 0.38, True)


def floor(rng: Random) -> Shot:
    """On the floor or a carpet."""
    build = pick(rng, {ADULT_WOMAN: 3, ADULT_MAN: 2})
    seat = floor_seat(rng, build)
    verb = ("Di lantai", "On the floor")
    return _shot(rng, seat, verb, 0.25, False)
