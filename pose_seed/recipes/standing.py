"""Fashion, standing: front, side and back."""

from dataclasses import replace
from random import Random

from lumiku.vocabulary import Difficulty, Gender
from pose_seed.body import ADULT_MAN, ADULT_WOMAN
from pose_seed.camera import Crop
from pose_seed.recipes.stance import contrapposto, even, wide
from pose_seed.shot import Shot, arms, gaze, pick, view

__all__ = ["back", "front", "side"]

_PAIRS = {
    ("hip", "hang"): 5.0,
    ("hip", "hip"): 2.0,
    ("pocket", "hang"): 4.0,
    ("pocket", "pocket"): 2.0,
    ("pocket", "hip"): 1.5,
    ("crossed-under", "crossed-over"): 2.5,
    ("hair", "hang"): 2.5,
    ("hair", "hip"): 2.5,
    ("hair", "elbow-hold"): 1.0,
    ("collar", "hang"): 1.5,
    ("collar", "pocket"): 1.5,
    ("strap", "hang"): 1.5,
    ("strap", "pocket"): 1.5,
    ("chin", "elbow-hold"): 2.0,
    ("glasses", "pocket"): 1.5,
    ("ear", "hang"): 1.5,
    ("behind", "behind"): 1.0,
    ("behind", "hang"): 1.0,
    ("clasp", "clasp"): 2.0,
    ("chest", "hang"): 1.0,
    ("hang", "hang"): 2.0,
    ("elbow-hold", "hang"): 1.5,
    ("skirt", "hang"): 1.0,
    ("skirt", "hair"): 1.0,
    ("up", "hip"): 1.0,
    ("carry", "hang"): 2.5,
    ("carry", "hip"): 2.5,
    ("carry", "pocket"): 2.0,
    ("carry", "hair"): 1.5,
    ("bag", "hang"): 2.5,
    ("bag", "hip"): 2.0,
    ("bag", "strap"): 1.0,
    ("show", "hang"): 3.0,
    ("show", "hip"): 2.5,
    ("show", "pocket"): 2.0,
    ("show-side", "hang"): 2.5,
    ("show-side", "hip"): 2.5,
    ("show-face", "hip"): 1.5,
    ("show-palm", "hang"): 1.5,
    ("show-palm", "hip"): 1.5,
    ("show-up", "hip"): 1.0,
    ("hold-both", "hold-both"): 3.0,
}
_BACK_PAIRS = {
    ("hang", "hang"): 3.0,
    ("hip", "hang"): 4.0,
    ("hip", "hip"): 3.0,
    ("hair", "hang"): 3.0,
    ("hair", "hip"): 3.0,
    ("hair", "hair"): 1.5,
    ("strap", "hang"): 1.0,
    ("up", "hang"): 1.5,
    ("up", "up"): 1.0,
    ("out-low", "out-low"): 1.5,
    ("out-low", "hang"): 1.5,
    ("skirt", "hang"): 1.5,
    ("skirt", "skirt"): 1.5,
    ("carry", "hang"): 4.0,
    ("carry", "hip"): 3.0,
    ("carry", "hair"): 2.0,
    ("carry", "out-low"): 1.0,
    ("show-up", "hang"): 1.5,
    ("show-side", "hang"): 1.5,
    ("show-side", "hip"): 1.5,
}


def _shot(
    rng: Random,
    azimuth: float,
    pairs: dict[tuple[str, str], float],
    crops: dict[str, float],
    *,
    from_chest: bool = False,
) -> Shot:
    """A standing shot; `from_chest` counts the azimuth from where the chest turns."""
    build = pick(rng, {ADULT_WOMAN: 3, ADULT_MAN: 2})
    stance = pick(rng, {contrapposto: 6, even: 1.5, wide: 1.5})(rng, build)
    both = arms(rng, pairs)
    posture = stance.posture
    if from_chest:
        azimuth += posture.pelvis.yaw + posture.chest.yaw
    head, look_tag, look_text = gaze(rng, azimuth, posture.pelvis.yaw + posture.chest.yaw)
    view_tag, view_text = view(azimuth)
    frame = pick(rng, crops)
    crop = {
        "full": Crop("full", 3.0, rng.uniform(0.05, 0.09), rng.uniform(0.04, 0.06)),
        "three-quarter": Crop("three-quarter", rng.uniform(1.45, 1.78), rng.uniform(0.06, 0.10)),
        "half": Crop("half", rng.uniform(1.12, 1.3), rng.uniform(0.06, 0.11)),
    }[frame]
    masculine = stance.tag == "wide-stance" or build is ADULT_MAN
    feminine = {"hand-on-hem", "hand-in-hair"} & set(both.tags) or stance.tag == "legs-crossed"
    return Shot(
        postures=(replace(posture, head=head, right_arm=both.right, left_arm=both.left),),
        azimuth=azimuth,
        crop=crop,
        elevation=rng.uniform(-2, 7),
        distance=rng.uniform(3.2, 4.6) if frame == "full" else rng.uniform(2.6, 3.4),
        texts=(("Berdiri", "Standing"), stance.text, *both.texts, view_text, look_text),
        placement=both.placement,
        acting=both.acting,
        tags=("standing", stance.tag, *both.tags, view_tag, look_tag),
        hints=both.hints,
        difficulty=Difficulty.MEDIUM
        if len(both.tags) > 1 or "legs-crossed" in stance.tag
        else Difficulty.SIMPLE,
        gender=Gender.FEMALE
        if feminine and build is ADULT_WOMAN
        else Gender.MALE
        if masculine and build is ADULT_MAN and rng.random() < 0.5
        else Gender.UNISEX,
    )


def front(rng: Random) -> Shot:
    """Face to the camera, up to a three-quarter turn."""
    azimuth = pick(rng, {rng.gauss(0, 8): 5, rng.uniform(18, 48): 2.5, rng.uniform(-48, -18): 2.5})
    return _shot(rng, azimuth, _PAIRS, {"full": 6, "three-quarter": 2.5, "half": 1.5})


def side(rng: Random) -> Shot:
    """The profile of the body, the head free to turn to the camera."""
    azimuth = rng.uniform(62, 106) * rng.choice((-1, 1))
    return _shot(rng, azimuth, _PAIRS, {"full": 8, "three-quarter": 2}, from_chest=True)


def back(rng: Random) -> Shot:
    """From behind, straight or at an angle; eyes and nose show only over the shoulder."""
    azimuth = 180 + pick(
        rng, {rng.gauss(0, 8): 4, rng.uniform(20, 52): 3, rng.uniform(-52, -20): 3}
    )
    return _shot(rng, azimuth, _BACK_PAIRS, {"full": 7, "three-quarter": 3})
